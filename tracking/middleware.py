"""Gives each response the cookies that tracking keeps: the visitor's, and what the visitor allows."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tracking import consent, visitors


class VisitorMiddleware:
    """Writes the visitor cookie, but only after ``tracking.api`` did something for the visitor: a poll or a health
    check neither makes visitors nor prolongs sessions. Who allows nothing has no such cookie, and loses the one
    they have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (chosen := consent.changed(request)) is not None:
            consent.save(response, chosen)
        if not consent.is_granted(request):
            if visitors.COOKIE in request.COOKIES:
                response.delete_cookie(visitors.COOKIE, samesite="Lax")
        elif changed := visitors.changed(request):
            visitors.save(response, changed)
        return response
