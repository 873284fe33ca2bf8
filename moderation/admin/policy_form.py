"""A policy's document as a form: a section for each detector, a box for each list with an entry a line."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from moderation.detectors import DETECTORS
from moderation.detectors.base import Detector
from moderation.documents import Document, document_from, document_value, policy_of
from moderation.errors import BadPolicy
from moderation.models import PolicyVersion
from moderation.policy import Thresholds

_THRESHOLDS: Final = tuple(Thresholds.__dataclass_fields__)
_MEANS: Final = {
    "reject": "From this score on a review may be rejected.",
    "person": "From this score on a person looks at it.",
    "counts": "A rejection needs two findings from this score on, or one that is certain.",
}
_LISTS: Final = ("words", "patterns")


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The base of the form; the fields of detectors are added to it below."""

    class Meta:
        model = PolicyVersion
        fields = ("note",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in _values(self.instance.document or {}):
            if name in self.fields:
                self.initial[name] = value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and "thresholds__person" in cleaned:
            try:
                self.document = document_from(_document(cleaned))
                policy_of(self.document, version="draft")
            except BadPolicy as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned

    document: Document | None = None


def names_of(detector: Detector) -> list[str]:
    """Return the names of a detector's fields, in the order they are shown."""
    lists = [
        f"{detector.name}__{kind}__{title}" for kind in _LISTS for title in sorted(getattr(detector, kind))
    ]
    options = [f"{detector.name}__options__{option}" for option in sorted(detector.options)]
    return [f"{detector.name}__enabled", f"{detector.name}__weight", *options, *lists]


def fieldsets() -> list[tuple[str | None, dict[str, Any]]]:
    """Return the whole form in sections; those of detectors are closed unless something in them is wrong."""
    return [
        (None, {"fields": ["note", tuple(f"thresholds__{name}" for name in _THRESHOLDS)]}),
        *(
            (
                detector.name.capitalize(),
                {"fields": names_of(detector), "description": detector.about, "classes": ["collapse"]},
            )
            for detector in DETECTORS.values()
        ),
    ]


def _fields() -> Iterator[tuple[str, forms.Field]]:
    for name in _THRESHOLDS:
        yield f"thresholds__{name}", _number(name, most=1, means=_MEANS[name])
    for detector in DETECTORS.values():
        for name in names_of(detector):
            _, kind, *title = name.split("__")
            label = (title[0] if title else kind).replace("_", " ").capitalize()
            if kind == "enabled":
                yield name, forms.BooleanField(label=label, required=False, widget=UnfoldBooleanSwitchWidget)
            elif kind in _LISTS:
                area = UnfoldAdminTextareaWidget(attrs={"rows": 8, "spellcheck": "false"})
                yield (
                    name,
                    forms.CharField(label=f"{label} ({kind})", required=False, widget=area, strip=False),
                )
            else:
                yield name, _number(label, most=1 if kind == "weight" else None)


def _number(label: str, *, most: float | None, means: str = "") -> forms.FloatField:
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})
    return forms.FloatField(
        label=label.capitalize(), min_value=0, max_value=most, widget=widget, help_text=means
    )


def _values(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in document.get("thresholds", {}).items():
        yield f"thresholds__{name}", value
    for detector, settings in document.get("detectors", {}).items():
        yield f"{detector}__enabled", settings["enabled"]
        yield f"{detector}__weight", settings["weight"]
        for option, value in settings["options"].items():
            yield f"{detector}__options__{option}", value
        for kind in _LISTS:
            for title, entries in settings[kind].items():
                yield f"{detector}__{kind}__{title}", "\n".join(entries)


def _document(cleaned: dict[str, Any]) -> dict[str, Any]:
    detectors: dict[str, dict[str, Any]] = {}
    for detector in DETECTORS.values():
        settings: dict[str, Any] = {"options": {}, "words": {}, "patterns": {}}
        for name in names_of(detector):
            _, kind, *title = name.split("__")
            if not title:
                settings[kind] = cleaned[name]
            elif kind == "options":
                settings[kind][title[0]] = cleaned[name]
            else:
                settings[kind][title[0]] = [line for line in cleaned[name].splitlines() if line.strip()]
        detectors[detector.name] = settings
    return {
        "thresholds": {name: cleaned[f"thresholds__{name}"] for name in _THRESHOLDS},
        "detectors": detectors,
    }


PolicyDocumentForm: Final = type("PolicyDocumentForm", (PolicyForm,), dict(_fields()))


def document_shown(version: PolicyVersion) -> str:
    """Return a version's document to read; what doesn't fit the detectors of today too."""
    try:
        value = document_value(document_from(version.document))
    except BadPolicy:
        value = version.document
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
