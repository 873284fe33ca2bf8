"""What can go wrong in analytics.

AnalyticsError
├── UnreadableAmount    an event's amount of money is no such
├── ExportUnavailable   what a format needs is not installed
├── BadScope            what a report is asked makes no sense
├── NoSuchLink          a shared link is wrong, taken back or over
└── ReportTimeout       a report took too long
"""


class AnalyticsError(Exception):
    """Base of all below."""


class UnreadableAmount(AnalyticsError):
    """``text`` stands where decimal text should; the event goes to the dead letters."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:40]!r} is no amount of money")
        self.text = text


class NumberOutOfRange(AnalyticsError):
    """``value`` doesn't fit into the column ``name``; the event goes to the dead letters."""

    def __init__(self, name: str, value: int) -> None:
        super().__init__(f"`{name}` is out of range: {value}")
        self.name = name
        self.value = value


class ExportUnavailable(AnalyticsError):
    """A package that a file format needs is missing."""


class BadScope(AnalyticsError):
    """What was asked makes no sense. ``field`` is the name in the address, ``reason`` says it to people."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NoSuchLink(AnalyticsError):
    """No shared link has this token, or it is over; which of them is nobody's business."""


class ReportTimeout(AnalyticsError):
    """A report took longer than ``seconds``; a shorter period or fewer filters may do."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"The report took longer than {seconds} s. Choose fewer days or fewer filters.")
        self.seconds = seconds
