"""A log record as rules see it: a severity, a text, and labels."""

from functools import cached_property
from typing import Any, Final

from logs.alerts.fingerprints import Fingerprint, fingerprint
from tracking.events.logs import LogRecorded

LABELS: Final = (
    "service",
    "consumer",
    "host",
    "scope",
    "event",
    "route",
    "status",
    "exception",
    "app",
    "fingerprint",
)
"""What lines can be told apart by. ``app`` is the package of the innermost frame of our own, else of the logger;
``event`` is what was logged, without what varies in it."""

_LONGEST: Final = 120


class Line:
    """One log record. What costs something is computed when a rule asks for it."""

    def __init__(self, record: LogRecorded) -> None:
        self.severity = record.severity_number
        self._record = record
        self._folded: str | None = None

    @cached_property
    def fingerprint(self) -> Fingerprint:
        return fingerprint(self._record)

    @cached_property
    def sample(self) -> str:
        """The line in a few words, for people."""
        attributes = self._record.attributes
        error = ": ".join(
            str(attributes[k]) for k in ("exception.type", "exception.message") if attributes.get(k)
        )
        return " – ".join(part for part in (self._record.body, error) if part)[:1000]

    def contains(self, folded: str) -> bool:
        """Whether the line, or its exception, says ``folded``, which is in case-folded form."""
        if self._folded is None:
            self._folded = self.sample.casefold()
        return folded in self._folded

    def label(self, name: str) -> str:
        """Return a label's value; empty where the line has none."""
        return self._labels(name)[:_LONGEST]

    def _labels(self, name: str) -> str:
        resource, attributes = self._record.resource, self._record.attributes
        match name:
            case "service":
                return _text(resource.get("service.name"))
            case "consumer":
                return _text(resource.get("consumer.name") or attributes.get("consumer"))
            case "host":
                return _text(resource.get("host.name"))
            case "scope":
                return self._record.scope
            case "event":
                return self._record.body
            case "route":
                return _text(attributes.get("http.route"))
            case "status":
                return _text(attributes.get("http.response.status_code"))
            case "exception":
                return _text(attributes.get("exception.type"))
            case "app":
                return self.fingerprint.app
            case "fingerprint":
                return self.fingerprint.key
        # Any other attribute that somebody logged.
        return _text(attributes.get(name))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
