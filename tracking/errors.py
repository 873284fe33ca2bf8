"""What can be wrong with a message, and what can keep an erasure from being done.

TrackingError
├── MalformedEvent   the message breaks its event's contract
├── UnknownEvent     the message names an event this version doesn't know
└── ErasureDelayed   a consumer is busy with a long batch; nothing was erased, try again
"""


class TrackingError(Exception):
    """Base of the app's errors."""


class MalformedEvent(TrackingError):
    """The bytes are not an event of their topic. ``reason`` is one line fit for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownEvent(TrackingError):
    """A well-formed message whose ``event`` isn't declared for its topic: newer than this code, not wrong."""

    def __init__(self, topic: str, name: str) -> None:
        super().__init__(f"{topic} carries no event named {name!r}")
        self.topic = topic
        self.name = name


class ErasureDelayed(TrackingError):
    """Consumers were busy for too long, so nothing was erased; trying again is all there is to do."""

    def __init__(self) -> None:
        super().__init__("a consumer is busy with a long batch, so nothing was erased: please try again")
