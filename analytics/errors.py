"""What may go wrong when somebody asks for a report.

AnalyticsError
└── BadScope      what was asked for makes no sense; carries the field and a sentence for its reader
"""


class AnalyticsError(Exception):
    """Whatever analytics refuses to do."""


class BadScope(AnalyticsError):
    """What was asked for makes no sense. ``field`` is the name in the address, ``reason`` says it to people."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
