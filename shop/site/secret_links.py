"""Pages whose address is a secret between the store and who was given it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse


def keeps_its_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the page after ``view``'s learn of its address no more than the host: it holds a secret, and referrers are
    recorded."""

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return answered
