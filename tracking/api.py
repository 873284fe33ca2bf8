"""Everything other apps may do with tracking."""

from typing import Any

import msgspec
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tracking import codec, consent, identity, metrics, page_views, visitors
from tracking.context import Account, Origin, request_fields
from tracking.events import Event
from tracking.ids import uuid7
from tracking.producer import get_producer
from tracking.visitors import Visitor

log = structlog.get_logger(__name__)


def track(request: HttpRequest, event: Event) -> None:
    """Send ``event``, completed with who, when and where. Never waits for Kafka and never raises.

    Nothing is sent, and no cookie set, for a visitor who did not agree (see ``tracking.consent``).
    """
    try:
        if not consent.is_granted(request):
            return
        now = visitors.now_ms()
        visitor = _active(request, now)
        complete = msgspec.structs.replace(
            event, message_id=uuid7(), **request_fields(request, type(event), visitor, now)
        )
        get_producer().send(event.topic, key=visitor.key.encode(), content=codec.encode(complete))
    except Exception:
        # The page matters more than its event; the counter and the log keep the loss in sight.
        metrics.ERRORS.inc()
        log.exception("event_not_sent", event_type=type(event).__name__)


def _active(request: HttpRequest, now: int) -> Visitor:
    """Return the visitor as of an activity at ``now``, and let the cookie say so."""
    before = visitor_of(request)
    visitor = visitors.seen(before, now=now)
    if visitor is not before or visitors.COOKIE not in request.COOKIES:
        visitors.change(request, visitor)
    return visitor


def origin_of(request: HttpRequest, event_type: type[Event], *, account: Account | None) -> Origin:
    """Return who and where an event of the outbox comes from; ``account`` is the one logged in.

    Without consent that is the account and the time: no visitor, session, address or browser.
    """
    now = visitors.now_ms()
    fields: dict[str, Any] = {"date": now, "received_at": now}
    key = None
    if consent.is_granted(request):
        visitor = _active(request, now)
        fields, key = request_fields(request, event_type, visitor, now), visitor.key
    if account:
        carries_email = settings.TRACKING_USER_ID == "email"
        fields["user_id"] = account.email if carries_email else account.public_id
        key = account.public_id
    return Origin(key=key, fields=fields)


def visitor_of(request: HttpRequest) -> Visitor:
    """Return the request's visitor as it stands now."""
    return visitors.of(request)


def identify(request: HttpRequest, *, public_id: str, email: str) -> None:
    """Say that this browser is the account's from now on; call it in the transaction of a sign-up or login.

    A browser that already belongs to another account is not merged into this one: it gets a new anonymous id.
    """
    visitor = visitor_of(request)
    alias_account(public_id=public_id, email=email)
    if consent.is_granted(request):
        mine = identity.alias_record(
            alias=identity.browser_subject(visitor.anonymous_id), subject=identity.account_subject(public_id)
        )
        if not mine:
            visitor = visitors.new_visitor(now=visitors.now_ms(), is_bot=visitor.is_bot)
        carries_email = settings.TRACKING_USER_ID == "email"
        visitors.change(
            request,
            msgspec.structs.replace(visitor, public_id=public_id, email=email if carries_email else None),
        )


def subjects_of(request: HttpRequest, *, public_id: str | None) -> tuple[str, ...]:
    """Return the subjects that the person in front of this browser speaks for: the account logged in, and the
    browser itself as far as it is recorded. Empty for somebody unknown who did not agree to be known."""
    account = (identity.account_subject(public_id),) if public_id else ()
    browser = visitor_of(request).subjects if consent.is_granted(request) else ()
    return tuple(dict.fromkeys(account + browser))


def forget(request: HttpRequest) -> None:
    """Say that the person left (logged out): the browser becomes a new, unknown visitor."""
    visitors.change(request, visitors.new_visitor(now=visitors.now_ms(), is_bot=visitor_of(request).is_bot))


def alias_account(*, public_id: str, email: str) -> None:
    """Let events that name the account by its e-mail address reach it."""
    identity.alias_record(alias=identity.email_subject(email), subject=identity.account_subject(public_id))


def consent_needed(request: HttpRequest) -> bool:
    """Whether the page must ask for consent."""
    return consent.is_needed(request)


def is_recorded(request: HttpRequest) -> bool:
    """Whether what this visitor does is recorded, as the page should tell them."""
    return consent.is_granted(request)


def page_view_id(request: HttpRequest) -> str | None:
    """Return the id under which the page that is served now may be recorded by its browser; None if it may not.

    The response carries the visitor cookie then: the collector takes events of nobody else.
    """
    if not consent.is_granted(request):
        return None
    _active(request, visitors.now_ms())
    return page_views.serve(request)


def consent_record(request: HttpRequest, response: HttpResponse, granted: bool) -> None:
    """Remember what the visitor chose; after a refusal the visitor cookie goes as well."""
    consent.record(response, granted=granted)
    if not granted:
        response.delete_cookie(visitors.COOKIE, samesite="Lax")
