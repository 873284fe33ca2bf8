"""What can go wrong in a consumer, and which database errors pass by themselves.

ConsumerError
├── UnknownConsumer      no handler of that name is declared
├── NotConfigured        the consumer is declared, but a setting that it needs has no value
├── TopicsMissing        the broker doesn't have the topics to read
├── Fenced               another process owns the partition now
├── Unavailable          what a handler writes to can't be reached; try again later
├── PartlyRefused        the sink took a batch but for some records, which it names
└── TooManyRejects       more bad records than an accident explains
"""

from collections.abc import Collection, Mapping
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError

# SQLSTATE classes: connection, rollback (serialisation, deadlock), resources, operator intervention (shutdown,
# cancelled by a time-out), system. https://www.postgresql.org/docs/18/errcodes-appendix.html
_TRANSIENT_CLASSES: Final = frozenset({"08", "40", "53", "57", "58"})
# lock_not_available; idle-in-transaction, transaction time-outs; read-only (a standby being promoted).
_TRANSIENT_STATES: Final = frozenset({"55P03", "25P03", "25P04", "25006"})


class ConsumerError(Exception):
    """Base of the engine's errors."""


class UnknownConsumer(ConsumerError):
    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(f"no consumer is named {name!r}; there are: {', '.join(sorted(known))}")
        self.name = name


class NotConfigured(ConsumerError):
    def __init__(self, name: str, lacks: str) -> None:
        super().__init__(f"{name} can't run here: {lacks}")
        self.name = name


class TopicsMissing(ConsumerError):
    def __init__(self, topics: Collection[str]) -> None:
        super().__init__(f"the broker has no topic {', '.join(sorted(topics))}; run: manage.py create_topics")
        self.topics = topics


class Fenced(ConsumerError):
    """The stored position or epoch isn't the one this process knows: its work is void and must be read again."""


class Unavailable(ConsumerError):
    """Raise it from an ``at_least_once`` handler whose sink is down: the engine pauses and tries again."""


class PartlyRefused(ConsumerError):
    """Raise it from an ``at_least_once`` handler whose sink took the batch item by item: ``refused`` has the reason by
    place in the batch. These become dead letters; the others are done, and aren't handed over again."""

    def __init__(self, refused: Mapping[int, Exception]) -> None:
        super().__init__("; ".join(sorted({str(reason) for reason in refused.values()})))
        self.refused = refused


class TooManyRejects(ConsumerError):
    def __init__(self, rejected: int, seen: int) -> None:
        super().__init__(
            f"{rejected} of the last {seen} records were refused; stopped so that the topic isn't drained into "
            "dead letters. Look at one (manage.py dead_letters list), mend the handler or the sender, start again"
        )


def is_transient(error: BaseException) -> bool:
    """Whether trying the same batch again later can succeed without anyone changing code or data."""
    if isinstance(error, Unavailable):
        return True
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    if sqlstate is None:
        # A connection that broke carries no state.
        return isinstance(error, OperationalError | InterfaceError)
    return sqlstate[:2] in _TRANSIENT_CLASSES or sqlstate in _TRANSIENT_STATES
