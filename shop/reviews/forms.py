"""The form of a review."""

from typing import Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from shop.models import Review

SHORTEST: Final = 10
_MEANINGS: Final = {1: _("Poor"), 2: _("Fair"), 3: _("Good"), 4: _("Very good"), 5: _("Excellent")}


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Your rating"),
        coerce=int,
        choices=[
            (stars, format_lazy("{}: {}", ngettext_lazy("%d star", "%d stars", stars) % stars, word))
            for stars, word in _MEANINGS.items()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    text = forms.CharField(
        label=_("Your review"),
        min_length=SHORTEST,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is it like to live with? Shown with your first name and the date."),
        error_messages={
            "required": _("Say in a few words what you think of it."),
            "min_length": format_lazy(_("Say a little more: at least {} characters."), SHORTEST),
        },
    )


def review_form(review: Review | None) -> ReviewForm:
    """Return the form to edit ``review``, or an empty one."""
    return ReviewForm(initial={"rating": review.rating, "text": review.text} if review else None)
