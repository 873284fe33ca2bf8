"""What the dashboard's small forms accept."""

from typing import Any

from django import forms

from analytics.dashboard.keeping import LINK_DAYS
from analytics.models import ViewMail, Watch
from analytics.reports.catalogue import REPORTS
from analytics.watching import MEASURES


class SaveForm(forms.Form):
    """A name for a report's address."""

    name = forms.CharField(max_length=60)
    report = forms.ChoiceField(choices=[(name, name) for name in REPORTS])
    query = forms.CharField(max_length=4000, required=False)


class LinkForm(forms.Form):
    """For how many days a link is good."""

    days = forms.TypedChoiceField(choices=[(days, days) for days in LINK_DAYS], coerce=int)


class MailForm(forms.Form):
    """How often a view is mailed; nothing for never."""

    every = forms.ChoiceField(choices=[("", "never"), *ViewMail.Every.choices], required=False)


class NoteForm(forms.Form):
    """What happened on a day."""

    day = forms.DateField()
    text = forms.CharField(max_length=120)


class WatchForm(forms.Form):
    """A figure to look at each day. A limit is of the figure's own unit."""

    measure = forms.ChoiceField(choices=[(column.name, column.title) for column in MEASURES.values()])
    kind = forms.ChoiceField(choices=Watch.Kind.choices)
    limit = forms.DecimalField(required=False, max_digits=14, decimal_places=2)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("kind") == Watch.Kind.UNUSUAL:
            cleaned["limit"] = None
        elif cleaned.get("limit") is None and "limit" not in self.errors:
            self.add_error("limit", "Say above or below what.")
        return cleaned
