"""What can go wrong with logs.

LogsError
├── BadChannel        an address that nothing can be sent to, or must not be
└── NotDelivered      a message didn't get through; trying again may help
    └── Refused       the address must not be asked: it isn't public, or what it answers is out of bounds
"""


class LogsError(Exception):
    """Base of this app's errors."""


class BadChannel(LogsError):
    pass


class NotDelivered(LogsError):
    pass


class Refused(NotDelivered):
    pass
