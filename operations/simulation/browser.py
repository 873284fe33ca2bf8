"""A browser as the store sees it: its own cookies, its own headers, and a page it comes from."""

import gzip
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from http.cookiejar import CookieJar
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from operations.simulation.buying import Sending, sending_of
from operations.simulation.pages import CHECKOUT, path_of, product_paths
from operations.simulation.people import Person
from operations.simulation.visits import Page, Step

_TIMEOUT_SECONDS: Final = 10.0
# Django's name for the cookie by which a guest's cart is found.
_SESSION: Final = "sessionid"
# What says "come back later" rather than "something is wrong".
_BUSY: Final = frozenset({429, 502, 503, 504})


class Unreachable(Exception):
    """The store doesn't answer, or says that it can't now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page came: ``status`` as HTTP counts, ``seconds`` from the question to the last byte. ``page`` is what came of
    the step: who can't put anything into the cart looks at the deals, and a refused order is the checkout again."""

    status: int
    seconds: float
    page: Page


class Browser:
    """One person's browser. Not thread-safe: a person looks at one page at a time."""

    def __init__(self, person: Person, site_url: str) -> None:
        self._site = site_url.rstrip("/")
        self._person = person
        # The environment's proxies are for the way out; the store is ours.
        self._cookies = CookieJar()
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self._cookies))
        self._referrer = ""
        self._products: tuple[str, ...] = ()
        self._content = ""

    def arrive(self) -> None:
        """Begin a visit: typed in or bookmarked, so from no page of the store."""
        self._referrer, self._products, self._content = "", (), ""

    def look(self, step: Step) -> Answer:
        """Ask for the page that ``step`` leads to, or send its form, and remember what comes back.

        Raises:
            Unreachable: no answer, or one that says to come back later.
        """
        sending = sending_of(step, self._content, urlsplit(self._referrer).path, self._person)
        may_check_out = f'href="{CHECKOUT}"' in self._content
        path = sending.path if sending else path_of(step, self._products, may_check_out=may_check_out)
        started = time.perf_counter()
        try:
            status, content, came = self._ask(path, sending)
        except (OSError, HTTPException, EOFError) as error:
            raise Unreachable(_reason(error)) from error
        if status in _BUSY:
            raise Unreachable(f"HTTP {status}")
        seconds = time.perf_counter() - started
        self._referrer = f"{self._site}{came}"
        self._products, self._content = product_paths(content), content
        outcome = _outcome(step, path, came)
        if step.page == "order" and outcome == "checkout":
            self._leave_cart()
        return Answer(status, seconds, outcome)

    def _leave_cart(self) -> None:
        """Give a cart up that can't be ordered, say for a code that was used before, as people do."""
        for cookie in [cookie for cookie in self._cookies if cookie.name == _SESSION]:
            self._cookies.clear(cookie.domain, cookie.path, cookie.name)

    def _ask(self, path: str, sending: Sending | None) -> tuple[int, str, str]:
        """Return status, content and path of what came, at the end of all redirects."""
        form = urlencode(sending.fields).encode() if sending else None
        request = Request(f"{self._site}{path}", form, self._headers())  # noqa: S310  (SITE_URL is our own)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
                parts = urlsplit(response.url)
                came = f"{parts.path}?{parts.query}" if parts.query else parts.path
                return response.status, _text(response), came
        except HTTPError as error:
            with error:
                return error.code, "", path

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


def _outcome(step: Step, path: str, came: str) -> Page:
    """Return what ``step`` came to, when ``path`` was asked for and the page at ``came`` was the answer."""
    if path == "/deals/":
        return "deals"
    return "checkout" if step.page == "order" and not came.startswith("/orders/") else step.page


def _reason(error: Exception) -> str:
    """Return what went wrong in few words."""
    cause = error.reason if isinstance(error, URLError) else error
    return (cause.strerror if isinstance(cause, OSError) else None) or str(cause) or type(cause).__name__


def _text(response: HTTPResponse) -> str:
    content = response.read()
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return content.decode(errors="replace")
