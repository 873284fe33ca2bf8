"""The demo's fault switches. Outside a demo their addresses don't exist."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from consumers import pausing
from consumers.registry import consumers
from operations import faults


def _fault(view: Callable[[HttpRequest], str]) -> Callable[[HttpRequest], HttpResponse]:
    """Let staff of a demo POST to ``view``, which says what happened."""

    @require_POST
    @staff_member_required(login_url="shop:login")
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        messages.success(request, view(request))
        return redirect("operations:consumers")

    return guarded


@_fault
def burst(request: HttpRequest) -> str:
    """Log many errors."""
    return f"{faults.errors_burst()} errors were logged. The alert is on its way to its team."


@_fault
def poison(request: HttpRequest) -> str:
    """Send a record nobody can read."""
    faults.poison_send()
    return "A broken search was sent. It will stand among the dead letters."


@_fault
def pause(request: HttpRequest) -> str:
    """Pause a consumer, or let one that is paused go on."""
    name = request.POST.get("consumer", "")
    if name not in consumers():
        raise Http404
    if request.POST.get("resume"):
        pausing.consumer_resume(consumer=name)
        return f"{name} goes on where it stopped."
    pausing.consumer_pause(consumer=name, now=timezone.now())
    return f"{name} holds still within a second."
