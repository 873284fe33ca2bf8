"""What can go wrong when servers are started, each with the exit code the command ends with.

DevstackError            1   a server or a command failed
├── UsageError           2   the request cannot be carried out as asked: port taken, folder in use
└── MissingPieceError    3   something outside is not there: Java, the network, a Docker engine
"""


class DevstackError(Exception):
    """One clear sentence for the person at the terminal; `exit_code` is what the command ends with."""

    exit_code = 1


class UsageError(DevstackError):
    """The request cannot be carried out as it was asked."""

    exit_code = 2


class MissingPieceError(DevstackError):
    """Something the servers need is not on this machine and could not be fetched."""

    exit_code = 3
