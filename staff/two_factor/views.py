"""Proving the second factor, enrolling, and the backup codes."""

from base64 import b32encode
from collections.abc import Callable
from functools import wraps
from time import time as clock
from typing import Final, cast
from urllib.parse import urlencode

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as session_prove

from shop.models import User
from staff.errors import AlreadyEnrolled, TooManyCodes, WrongCode
from staff.two_factor import codes, services
from staff.two_factor.forms import CodeForm
from staff.two_factor.gate import is_proved

_PENDING: Final = "staff_authenticator_key"
# A working day. The shop's own two weeks are too long for what can change the store.
_SESSION_SECONDS: Final = 12 * 3600


def _for_staff(view: Callable[[HttpRequest, User], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @sensitive_post_parameters()
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        if not user.is_staff:
            raise Http404
        return view(request, user)

    return guarded


@_for_staff
def two_factor(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for a code; who has given one sees how they are enrolled."""
    device = services.device_of(user)
    if device is None:
        return redirect(f"{reverse('staff:two-factor-setup')}?{urlencode({'next': _next(request)})}")
    if is_proved(request):
        context = {"device": device, "left": codes.codes_left(user=user), "form": CodeForm()}
        return render(request, "staff/two_factor.html", context)
    form = CodeForm(request.POST or None, backup=True)
    if request.method == "POST" and form.is_valid():
        try:
            proved = services.prove(user=user, code=form.cleaned_data["code"], now=clock())
        except (WrongCode, TooManyCodes) as error:
            return _refused(request, "staff/prove.html", form, error)
        _prove(request, proved)
        return redirect(_next(request))
    return render(request, "staff/prove.html", {"form": form, "next": _next(request)})


@_for_staff
def setup(request: HttpRequest, user: User) -> HttpResponse:
    """Show the key of a new authenticator, and take it into use once it has made a code."""
    if not is_proved(request) and services.device_of(user):
        return redirect("staff:two-factor")
    key = request.session.setdefault(_PENDING, services.new_key())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, backup = services.enrol(
                user=user, key=key, code=form.cleaned_data["code"], now=clock(), replace=is_proved(request)
            )
        except AlreadyEnrolled:
            return redirect("staff:two-factor")
        except (WrongCode, TooManyCodes) as error:
            return _refused(request, "staff/setup.html", form, error, **_key_shown(user, key))
        del request.session[_PENDING]
        _prove(request, device)
        return render(request, "staff/codes.html", {"codes": backup, "next": _next(request)})
    return render(
        request, "staff/setup.html", {"form": form, "next": _next(request), **_key_shown(user, key)}
    )


@_for_staff
def backup_codes(request: HttpRequest, user: User) -> HttpResponse:
    """Make new backup codes for a code; they are shown this once."""
    form = CodeForm(request.POST or None)
    if not is_proved(request) or request.method != "POST":
        return redirect("staff:two-factor")
    if form.is_valid():
        try:
            new = services.codes_replace(user=user, code=form.cleaned_data["code"], now=clock())
        except (WrongCode, TooManyCodes) as error:
            device, left = services.device_of(user), codes.codes_left(user=user)
            return _refused(request, "staff/two_factor.html", form, error, device=device, left=left)
        return render(request, "staff/codes.html", {"codes": new, "next": _next(request)})
    return redirect("staff:two-factor")


def _prove(request: HttpRequest, device: object) -> None:
    # A session that somebody knew before must not be one that is proved.
    request.session.cycle_key()
    request.session.set_expiry(_SESSION_SECONDS)
    session_prove(request, device)


def _refused(
    request: HttpRequest, template: str, form: CodeForm, error: WrongCode | TooManyCodes, **context: object
) -> HttpResponse:
    if isinstance(error, WrongCode):
        form.mark_wrong()
        return render(request, template, {"form": form, "next": _next(request), **context})
    form.mark_delayed(error.seconds)
    answer = render(request, template, {"form": form, "next": _next(request), **context}, status=429)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _key_shown(user: User, key: str) -> dict[str, str]:
    """Return the key as a QR code (SVG without styles, so that the strict policy allows it) and as text."""
    drawn = segno.make(services.uri_of(user, key), micro=False).svg_inline(scale=5, border=4, light="#fff")
    text = b32encode(bytes.fromhex(key)).decode()
    return {"qr": drawn, "key": " ".join(text[at : at + 4] for at in range(0, len(text), 4))}


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_safe else reverse("admin:index")
