"""HTTP as log tools speak it: one connection kept, a body compressed, and each answer turned into what to do next."""

import gzip
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote, urlsplit

import urllib3

from consumers.errors import Unavailable
from logs.errors import LineRefused

# A tool that is down is noticed soon; one that is busy gets its time. Far below max.poll.interval.ms.
_TIMEOUT: Final = urllib3.Timeout(connect=3.0, read=30.0)
_SHOWN: Final = 300
# What says that the request is wrong, as opposed to the time, the address or the credentials.
_REFUSALS: Final = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class Http:
    """A tool's address, which may hold credentials: ``https://user:password@host:9200/path``."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        place = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self._base = (
            f"{parts.scheme}://{place}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}"
        )
        self._headers = {}
        if parts.username is not None:
            self._headers = urllib3.make_headers(
                basic_auth=f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            )
        self._pool = urllib3.PoolManager(maxsize=2, retries=False, timeout=_TIMEOUT)

    def send(self, method: str, path: str, body: bytes, *, kind: str = "application/json") -> bytes:
        """Send ``body`` and return the answer's.

        Raises:
            LineRefused: the tool calls the request wrong.
            Unavailable: it can't be reached, is busy, doesn't know the address or doesn't let us in.
        """
        headers = {**self._headers, "Content-Type": kind, "Content-Encoding": "gzip"}
        try:
            answer = self._pool.request(
                method,
                f"{self._base}{path}",
                body=gzip.compress(body, compresslevel=1),
                headers=headers,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable(f"{self._base}: {error}") from error
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return answer.data
        said = answer.data[:_SHOWN].decode(errors="replace").strip()
        message = f"{self._base}{path.partition('?')[0]} answered {answer.status}: {said}"
        raise LineRefused(message) if answer.status in _REFUSALS else Unavailable(message)
