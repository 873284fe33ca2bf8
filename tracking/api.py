"""Everything other apps may do with tracking."""

from typing import Any

import msgspec
import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tracking import codec, consent, identity, metrics, outbox, page_views, visitors
from tracking.consent import Purpose, Purposes
from tracking.context import Account, Origin, request_fields
from tracking.events import ConsentChanged, Event, PageViewed, VisitorMerged
from tracking.ids import uuid7
from tracking.pace import Pace
from tracking.producer import get_producer
from tracking.visitors import Visitor

log = structlog.get_logger(__name__)

_pace = Pace()


def track(request: HttpRequest, event: Event) -> None:
    """Send ``event``, completed with who, when and where. Never waits for Kafka and never raises.

    Nothing is sent, and no cookie set, for a visitor who did not agree (see ``tracking.consent``).
    """
    try:
        if not consent.is_granted(request):
            return
        now = visitors.now_ms()
        visitor = _active(request, now)
        if isinstance(event, PageViewed) and _pace.is_inhuman(visitor.anonymous_id, now=now):
            visitor = _marked(request)
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
    if visitor is not before or visitors.is_news(request):
        visitors.change(request, visitor)
    return visitor


def bot_caught(request: HttpRequest) -> None:
    """Note that this visitor did what only programs do."""
    if consent.is_granted(request):
        _marked(request)


def _marked(request: HttpRequest) -> Visitor:
    visitor = msgspec.structs.replace(visitor_of(request), is_bot=True)
    visitors.change(request, visitor)
    return visitor


def origin_of(request: HttpRequest, event_type: type[Event], *, account: Account | None) -> Origin:
    """Return who and where an event of the outbox comes from; ``account`` is the one logged in.

    Without consent that is the account and the time: no visitor, session, address or browser.
    """
    now = visitors.now_ms()
    fields: dict[str, Any] = {"date": now, "received_at": now, "consent": consent.text(consent.of(request))}
    key = None
    if consent.is_granted(request):
        visitor = _active(request, now)
        fields, key = request_fields(request, event_type, visitor, now), visitor.key
    if account:
        fields["user_id"] = _user_id(account)
        key = account.public_id
    return Origin(key=key, fields=fields)


def _user_id(account: Account) -> str:
    return account.email if settings.TRACKING_USER_ID == "email" else account.public_id


def visitor_of(request: HttpRequest) -> Visitor:
    """Return the request's visitor as it stands now."""
    return visitors.of(request)


@transaction.atomic
def identify(request: HttpRequest, *, public_id: str, email: str) -> None:
    """Say that this browser is the account's from now on: at a sign-up or login, in its transaction, and when
    somebody who is logged in agrees to be recorded.

    The first time, the browser is merged into the account, and ``visitor_merged`` says so. A browser that already
    belongs to another account is not merged into this one: it gets a new anonymous id, which is the account's.
    """
    alias_account(public_id=public_id, email=email)
    if not consent.is_granted(request):
        return
    visitor, account = visitor_of(request), Account(public_id, email)
    if visitor.public_id not in (None, public_id) or not _merge(request, visitor, account):
        visitor = visitors.new_visitor(now=visitors.now_ms(), is_bot=visitor.is_bot)
        _merge(request, visitor, account)
    carries_email = settings.TRACKING_USER_ID == "email"
    visitors.change(
        request, msgspec.structs.replace(visitor, public_id=public_id, email=email if carries_email else None)
    )


def _merge(request: HttpRequest, visitor: Visitor, account: Account) -> bool:
    """Let the browser's past be the account's; return False where it is somebody else's already."""
    subject = identity.account_subject(account.public_id)
    alias = identity.alias_record(alias=identity.browser_subject(visitor.anonymous_id), subject=subject)
    if alias.is_new:
        now = visitors.now_ms()
        merged = VisitorMerged(
            date=now,
            received_at=now,
            anonymous_id=visitor.anonymous_id,
            user_id=_user_id(account),
            consent=consent.text(consent.of(request)),
            is_bot=visitor.is_bot,
        )
        outbox.enqueue(merged, aggregate=account.public_id)
    return alias.subject == subject


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


def is_personalised(request: HttpRequest) -> bool:
    """Whether the pages may show what this visitor's activity says of them."""
    return Purpose.PERSONALISATION in consent.of(request)


def consent_of(request: HttpRequest) -> Purposes:
    """Return what this visitor allows."""
    return consent.of(request)


def consent_signal(request: HttpRequest) -> str:
    """Return the name of the signal by which the visitor's browser declines for them, or nothing."""
    return consent.signal(request.headers)


def consent_change(request: HttpRequest, *, allowed: Purposes, method: str) -> None:
    """Let ``allowed`` hold from now on, for half a year; call it in the transaction of whatever follows from it.

    ``method`` names where the visitor said so. What a browser's signal declines stays declined. ``consent_changed``
    tells of it, unless it is what was said before: it names the visitor who agreed, and nobody after a refusal.
    """
    if consent.signal(request.headers):
        allowed = consent.NOTHING
    is_said_before = consent.chosen(request.COOKIES) == allowed
    consent.change(request, allowed)
    if is_said_before:
        return
    origin = origin_of(request, ConsentChanged, account=None)
    message_id = uuid7()
    changed = ConsentChanged(message_id=message_id, purposes=sorted(allowed), method=method)
    outbox.enqueue(changed, aggregate=f"consent:{origin.key or message_id}", origin=origin)


def cookie_delete(response: HttpResponse) -> None:
    """Let the browser forget who its visitor is."""
    response.delete_cookie(visitors.COOKIE, samesite="Lax")


def page_view_id(request: HttpRequest) -> str | None:
    """Return the id under which the page that is served now may be recorded by its browser; None if it may not.

    The response carries the visitor cookie then: the collector takes events of nobody else.
    """
    if not consent.is_granted(request):
        return None
    _active(request, visitors.now_ms())
    return page_views.serve(request)
