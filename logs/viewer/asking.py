"""What an address of the viewer asks for: its parameters checked, and made into a ``LogQuery``.

The whole state is in the address, so that a view can be sent to somebody, saved, and gone back to.
"""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from logs.lines import LEVELS
from logs.queries import END_OF_TIME, FACETS, LogQuery, Offsets
from logs.words import terms_of
from tracking.topics import WEB_LOGS

RANGES: Final = {
    "15m": ("15 minutes", 900_000),
    "1h": ("1 hour", 3_600_000),
    "6h": ("6 hours", 21_600_000),
    "24h": ("24 hours", 86_400_000),
    "7d": ("7 days", 604_800_000),
    "14d": ("14 days", 1_209_600_000),
}
DEFAULT_RANGE: Final = "1h"
# A day more than the newest line can be ahead of our clock is no day of ours; and dates are numbers, not years.
_MAX: Final = END_OF_TIME


class AskingForm(forms.Form):
    """The parameters of the viewer. ``since`` and ``until`` are ms since 1970; ``from`` and ``to`` are offsets of
    ``partition``, as an alert notes them, both included."""

    q = forms.CharField(required=False, max_length=300, strip=True)
    range = forms.ChoiceField(required=False, choices=[(key, text) for key, (text, _) in RANGES.items()])
    since = forms.IntegerField(required=False, min_value=0, max_value=_MAX)
    until = forms.IntegerField(required=False, min_value=0, max_value=_MAX)
    pattern = forms.CharField(required=False, max_length=240, strip=False)
    topic = forms.CharField(required=False, max_length=249)
    partition = forms.IntegerField(required=False, min_value=0, max_value=WEB_LOGS.partitions - 1)
    to = forms.IntegerField(required=False, min_value=0, max_value=_MAX)
    before = forms.RegexField(required=False, regex=r"^\d{1,16}\.\d{1,4}\.\d{1,16}$")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # A word that Python keeps for itself.
        self.fields["from"] = forms.IntegerField(required=False, min_value=0, max_value=_MAX)

    def clean_topic(self) -> str:
        topic: str = self.cleaned_data["topic"]
        if topic and topic not in (WEB_LOGS.name, WEB_LOGS.full_name):
            raise forms.ValidationError(f"Log lines are on the topic {WEB_LOGS.name} only.")
        return topic

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is not None and until is not None and until <= since:
            raise forms.ValidationError("The end must come after the beginning.")
        return cleaned


@dataclass(frozen=True, slots=True)
class Asking:
    """A checked address. ``since`` and ``until`` are what the histogram spans; ``is_live`` says that the view goes on
    to now, and ``before`` that it's an older page."""

    query: LogQuery
    since: int
    until: int
    range: str
    text: str
    before: tuple[int, int, int] | None
    is_live: bool


def asking_of(data: QueryDict, form: AskingForm, *, now: int) -> Asking:
    """Return what ``data`` asks for; a parameter that ``form`` refuses counts as not given."""
    form.is_valid()
    given = form.cleaned_data
    chosen = given.get("range") or DEFAULT_RANGE
    evidence = _offsets(given)
    has_end = given.get("until") is not None
    until = given["until"] if has_end else now + 1
    since = given["since"] if given.get("since") is not None else max(0, until - RANGES[chosen][1])
    before = tuple(map(int, given["before"].split("."))) if given.get("before") else None
    return Asking(
        query=LogQuery(
            since=0 if evidence else since,
            # A clock that is ahead shouldn't hide its lines from who looks at now.
            until=until if has_end else END_OF_TIME,
            terms=terms_of(given.get("q") or ""),
            chosen=_chosen(data),
            pattern=given.get("pattern") or "",
            offsets=evidence,
        ),
        since=since,
        until=until,
        range=chosen,
        text=given.get("q") or "",
        before=before,  # type: ignore[arg-type]  # the form takes three numbers only
        is_live="live" in data and not has_end and not evidence and before is None,
    )


def _offsets(given: dict[str, Any]) -> Offsets | None:
    if given.get("partition") is None or given.get("from") is None:
        return None
    last = given["to"] if given.get("to") is not None else given["from"]
    return Offsets(given["partition"], given["from"], last + 1)


def _chosen(data: MultiValueDict[str, str]) -> dict[str, frozenset[str]]:
    found = {name: frozenset(data.getlist(name)[:50]) for name in FACETS if name in data}
    if "level" in found:
        found["level"] &= frozenset(LEVELS)
    return {name: values for name, values in found.items() if values}
