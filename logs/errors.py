"""What can go wrong with log lines, the tools that keep them, and the messages about alerts.

LogsError
├── MalformedLine    the record says what no log line can say
├── LineRefused      the tool takes everything but this line, or this batch
├── UnknownSink      no tool has that name
├── NotSearchable    the tool takes lines and gives none back
├── CountsDiffer     a tool doesn't hold what Kafka holds
├── BadChannel       an address that nothing can be sent to, or must not be
└── NotDelivered     a message didn't get through; trying again may help
    └── Refused      the address must not be asked: it isn't public, or what it answers is out of bounds
"""

from collections.abc import Collection


class LogsError(Exception):
    """Base of the app's errors."""


class MalformedLine(LogsError):
    """A field is beyond what the log data model allows."""


class LineRefused(LogsError):
    """A tool says that what it was sent is wrong: sending it again would change nothing."""


class UnknownSink(LogsError):
    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(f"no log tool is named {name!r}; there are: {', '.join(sorted(known))}")


class NotSearchable(LogsError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} takes log lines and gives none back here, so the viewer can't read it")


class CountsDiffer(LogsError):
    """``hours`` is in how many partitions' hours the tool and Kafka differ."""

    def __init__(self, name: str, hours: int) -> None:
        super().__init__(
            f"{name} and Kafka differ in {hours} hours of a partition, so the viewer was not switched; "
            "--refill empties the tool and fills it anew, --force switches all the same"
        )
        self.hours = hours


class BadChannel(LogsError):
    pass


class NotDelivered(LogsError):
    pass


class Refused(NotDelivered):
    pass
