"""What can go wrong with moderation.

ModerationError
├── BadPolicy        a policy's document can't be used
│   └── BadPattern   … because of one of its patterns
├── NoSuchPolicy     no version has this name
├── PolicyIsFixed    what is or was in use is never changed
├── BadLine          a line of a file of reviews can't be read
├── UnderWay         another look back isn't finished
└── NotNow           what was asked of a look back doesn't go at its stage
"""


class ModerationError(Exception):
    """Base of the app's errors."""


class BadPolicy(ModerationError):
    """The document is no policy; the message says where and why."""


class BadPattern(BadPolicy):
    """``pattern`` can't be looked for."""

    def __init__(self, pattern: str, why: str) -> None:
        super().__init__(f"pattern “{pattern}”: {why}")
        self.pattern = pattern


class NoSuchPolicy(ModerationError):
    """There is no version of this name."""

    def __init__(self, version: str) -> None:
        super().__init__(f"there is no policy “{version}”")
        self.version = version


class PolicyIsFixed(ModerationError):
    """The version isn't a draft any more: decisions name it, so it stays what it was."""

    def __init__(self, version: str) -> None:
        super().__init__(f"policy “{version}” is or was in use and can't be changed; copy it")
        self.version = version


class BadLine(ModerationError):
    """Line ``number``, counted from 1, is no review."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


class UnderWay(ModerationError):
    """Re-validation ``number`` isn't finished, and there is one at a time."""

    def __init__(self, number: int, about: str) -> None:
        super().__init__(f"{about} is under way: let it end, or drop it")
        self.number = number


class NotNow(ModerationError):
    """The look back isn't at a stage at which this can be done; the message says which."""
