"""A browser as the store sees it: its own cookies, its own headers, and a page it comes from."""

import gzip
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from http.cookiejar import CookieJar
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from operations.simulation.pages import path_of, product_paths
from operations.simulation.people import Person
from operations.simulation.visits import Step

_TIMEOUT_SECONDS: Final = 10.0
# What says "come back later" rather than "something is wrong".
_BUSY: Final = frozenset({429, 502, 503, 504})


class Unreachable(Exception):
    """The store doesn't answer, or says that it can't now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page came: ``status`` as HTTP counts, ``seconds`` from the question to the last byte."""

    status: int
    seconds: float


class Browser:
    """One person's browser. Not thread-safe: a person looks at one page at a time."""

    def __init__(self, person: Person, site_url: str) -> None:
        self._site = site_url.rstrip("/")
        self._person = person
        # The environment's proxies are for the way out; the store is ours.
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        self._referrer = ""
        self._products: tuple[str, ...] = ()

    def arrive(self) -> None:
        """Begin a visit: typed in or bookmarked, so from no page of the store."""
        self._referrer, self._products = "", ()

    def look(self, step: Step) -> Answer:
        """Ask for the page that ``step`` leads to, and remember what it shows.

        Raises:
            Unreachable: no answer, or one that says to come back later.
        """
        path = path_of(step, self._products)
        started = time.perf_counter()
        try:
            status, content = self._get(path)
        except (OSError, HTTPException, EOFError) as error:
            raise Unreachable(_reason(error)) from error
        if status in _BUSY:
            raise Unreachable(f"HTTP {status}")
        seconds = time.perf_counter() - started
        self._referrer = f"{self._site}{path}"
        self._products = product_paths(content)
        return Answer(status, seconds)

    def _get(self, path: str) -> tuple[int, str]:
        request = Request(f"{self._site}{path}", headers=self._headers())  # noqa: S310  (SITE_URL is our own)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
                return response.status, _text(response)
        except HTTPError as error:
            with error:
                return error.code, ""

    def _headers(self) -> dict[str, str]:
        headers = {
            "User-Agent": self._person.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": self._person.languages,
            "Accept-Encoding": "gzip",
            "Sec-Fetch-Dest": "document",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Site": "same-origin" if self._referrer else "none",
        }
        return {**headers, "Referer": self._referrer} if self._referrer else headers


def _reason(error: Exception) -> str:
    """Return what went wrong in few words."""
    cause = error.reason if isinstance(error, URLError) else error
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or type(cause).__name__


def _text(response: HTTPResponse) -> str:
    content = response.read()
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return content.decode(errors="replace")
