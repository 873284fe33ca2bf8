"""What can go wrong when staff prove who they are.

StaffError
├── WrongCode          the code is not right, or was used before
├── TooManyCodes       nobody looks at a code for ``seconds`` seconds
└── AlreadyEnrolled    the account has an authenticator, which this would replace
"""


class StaffError(Exception):
    """Something that the person can be told."""


class WrongCode(StaffError):
    """The code is not right, or was used before."""


class TooManyCodes(StaffError):
    """Nobody looks at a code for ``seconds`` seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class AlreadyEnrolled(StaffError):
    """The account has an authenticator, which this would replace."""
