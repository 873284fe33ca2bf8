"""What can keep an operator's command from being done.

OperationsError
├── GermanTextsWrong   the seed's German texts do not fit the English ones
└── HistoryNotSent     the broker didn't take the history in time
"""


class OperationsError(Exception):
    """Base of the app's errors."""


class GermanTextsWrong(OperationsError):
    """The message names the file, the kind and what differs."""


class HistoryNotSent(OperationsError):
    """``left`` events have no acknowledgement; sending again does no harm."""

    def __init__(self, left: int) -> None:
        super().__init__(
            f"Kafka did not take {left:,} events in time; run it again, nothing is counted twice"
        )
        self.left = left
