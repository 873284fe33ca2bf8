"""What can keep a measurement from being made.

BenchError
├── Unreachable   the servers aren't named, or don't answer
├── NotHere       a case needs something that this machine or checkout lacks; the other cases go on
└── Failed        a measured part broke or lost something: its figures would mean nothing
"""


class BenchError(Exception):
    exit_code = 1


class Unreachable(BenchError):
    exit_code = 3


class NotHere(BenchError): ...


class Failed(BenchError): ...
