"""The language of a page is part of its address, and of nothing else: whoever is sent one sees the same as the sender.

English pages have no prefix, the others their code (``/de/cart/``). Addresses differ in nothing but that, so a page's
other languages are found without asking what the page is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation


@dataclass(frozen=True, slots=True)
class Edition:
    """A page in one language: ``name`` is the language's own word for itself, ``address`` a path with its query."""

    code: str
    name: str
    address: str
    is_current: bool


class LanguageMiddleware:
    """Speak the language of the address while it is answered.

    Django's own middleware also asks cookies and the browser, and says that answers vary by ``Accept-Language``. Here
    they don't, and after the answer the thread speaks no language that the next one didn't ask for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = language_of(request.path_info)
        with translation.override(code):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def language_of(path: str) -> str:
    """Return the code of the language that a page at ``path`` speaks."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def in_language(address: str, code: str) -> str:
    """Return the path of the same page in the language ``code``. A query stays, but for a ``next`` in it: the page
    after this one is in the same language."""
    path, mark, query = address.partition("?")
    asked = QueryDict(query, mutable=True)
    onward = str(asked.get("next", ""))
    if onward.startswith("/"):
        asked["next"] = in_language(onward, code)
        query = asked.urlencode(safe="/")
    known = language_of(path)
    bare = path if known == settings.LANGUAGE_CODE else path.removeprefix(f"/{known}")
    return (bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}") + mark + query


def editions_of(path: str) -> tuple[Edition, ...]:
    """Return the page at ``path`` in every language, in the order of the settings."""
    current = translation.get_language()
    return tuple(
        Edition(code, name, in_language(path, code), code == current) for code, name in settings.LANGUAGES
    )


def page_of(request: HttpRequest) -> str:
    """Return the path and query under which the page that answers ``request`` can be asked for in any language.

    A page that answers a form's own address has to say so (``page_is``): that address can't be opened.
    """
    shown: str = getattr(request, "_page_address", "") or request.get_full_path()
    return shown


def page_is(request: HttpRequest, view: str) -> None:
    """Say that what answers ``request`` is the page of ``view``, or that it is best left for that page."""
    request._page_address = reverse(view)  # type: ignore[attr-defined]
