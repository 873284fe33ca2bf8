"""Gives each response the visitor cookie, when the visitor changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tracking import visitors


class VisitorMiddleware:
    """Writes the visitor cookie, but only after ``tracking.api`` did something for the visitor: a poll or a health
    check neither makes visitors nor prolongs sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if changed := visitors.changed(request):
            visitors.save(response, changed)
        return response
