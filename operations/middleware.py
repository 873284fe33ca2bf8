"""A looser content security policy for Django admin, and for nothing else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csp import csp_override


class AdminContentSecurityPolicy:
    """Gives pages below the admin's address ``ADMIN_CSP``; stands right behind Django's own CSP middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.store = get_response
        self.admin = csp_override(settings.ADMIN_CSP)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path.startswith(reverse("admin:index"))
        return self.admin(request) if is_admin else self.store(request)
