"""The one gate to the pages of staff."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from staff.audit.acting import acting
from staff.two_factor.services import is_required

_ENTRANCES: Final = ("admin:index", "dashboard:overview", "operations:consumers")


class StaffGate:
    """Lets staff onto their pages once they have proved themselves by a second factor; before that it leads to where
    they do. Who is no member of staff is told so by the page's own check, and here once they are logged in: sending
    them to the log-in form would only send them back.

    Stands behind django-otp's middleware. What happens behind it is written to the audit log as done by the person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._places: tuple[str, ...] = ()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(self._staff_places()) or not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.is_staff and is_required() and not is_proved(request):
            return _to_proof(request)
        with acting(request):
            answer = self.get_response(request)
        if not request.user.is_staff and _leads_to_login(answer):
            raise PermissionDenied
        return answer

    def _staff_places(self) -> tuple[str, ...]:
        # When the first request comes: urls import views, and those this.
        self._places = self._places or tuple(map(reverse, _ENTRANCES))
        return self._places


def is_proved(request: HttpRequest) -> bool:
    """Whether this session was proved by the second factor that the account has now."""
    return getattr(request.user, "otp_device", None) is not None


def _to_proof(request: HttpRequest) -> HttpResponse:
    is_page = request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers
    wanted = request.get_full_path() if is_page else reverse("admin:index")
    address = f"{reverse('staff:two-factor')}?{urlencode({'next': wanted})}"
    if "HX-Request" in request.headers:
        # htmx would put the page into the middle of another one.
        return HttpResponse(status=HTTPStatus.FORBIDDEN, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _leads_to_login(answer: HttpResponse) -> bool:
    places = (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
    return answer.status_code == HTTPStatus.FOUND and answer.headers["Location"].startswith(places)
