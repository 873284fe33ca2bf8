"""The form of a review."""

from typing import Final

from django import forms

from shop.models import Review

SHORTEST: Final = 10
_MEANINGS: Final = {1: "Poor", 2: "Fair", 3: "Good", 4: "Very good", 5: "Excellent"}


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label="Your rating",
        coerce=int,
        choices=[
            (stars, f"{stars} star{'s' if stars > 1 else ''}: {word}") for stars, word in _MEANINGS.items()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one to five stars."},
    )
    text = forms.CharField(
        label="Your review",
        min_length=SHORTEST,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What is it like to live with? Shown with your first name and the date.",
        error_messages={
            "required": "Say in a few words what you think of it.",
            "min_length": f"Say a little more: at least {SHORTEST} characters.",
        },
    )


def review_form(review: Review | None) -> ReviewForm:
    """Return the form to edit ``review``, or an empty one."""
    return ReviewForm(initial={"rating": review.rating, "text": review.text} if review else None)
