"""What the collector answers: always a status and the same JSON object."""

from typing import Final

import msgspec

_encode: Final = msgspec.json.Encoder().encode

# Reasons for which one event of a batch is refused; what follows the code is for people.
NO_CONSENT: Final = "no_consent"
NO_VISITOR: Final = "no_visitor"


class RefusedEvent(msgspec.Struct, frozen=True):
    """``index`` counts the batch's events from 0. ``reason`` begins with a code that stays as it is."""

    index: int
    reason: str

    @property
    def code(self) -> str:
        return self.reason.partition(":")[0]


class _Answer(msgspec.Struct, frozen=True):
    accepted: int
    refused: list[RefusedEvent]


class _Refusal(_Answer, frozen=True):
    error: str


class Reply(msgspec.Struct, frozen=True):
    """An answer. ``headers`` are those beside type and length."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


_ALWAYS: Final = (("cache-control", "no-store"), ("x-content-type-options", "nosniff"))


def batch_reply(accepted: int, refused: list[RefusedEvent]) -> Reply:
    """Return the answer to a batch that was looked at: 200 when anything was accepted, otherwise 422."""
    return Reply(200 if accepted else 422, _encode(_Answer(accepted, refused)), _ALWAYS)


def refusal(status: int, error: str, *headers: tuple[str, str]) -> Reply:
    """Return the answer to a request of which no event was looked at, and ``error`` says why."""
    return Reply(status, _encode(_Refusal(0, [], error)), (*_ALWAYS, *headers))


def come_back(status: int, error: str, *, seconds: int) -> Reply:
    """Return a refusal that is over in ``seconds``."""
    return refusal(status, error, ("retry-after", str(seconds)))
