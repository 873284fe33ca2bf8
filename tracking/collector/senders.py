"""Who sends: out of the signed cookie, the connection and the browser's headers, never out of the body."""

from functools import lru_cache
from typing import Final

import msgspec
from django.http.cookie import parse_cookie

from tracking import addresses, bots, consent, visitors
from tracking.addresses import MAX_TEXT
from tracking.collector.policy import Policy
from tracking.collector.requests import Head
from tracking.visitors import Visitor

# Asked for every batch, of the same few texts.
_is_bot: Final = lru_cache(maxsize=4096)(bots.is_declared_bot)
_parsed: Final = lru_cache(maxsize=8192)(parse_cookie)
# Characters of a cookie header that is worth keeping: together they take some 50 MB at the most.
_MOST_KEPT: Final = 2048


class Stamp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every message of a request says in the same words. Fields as of ``tracking.events.Event``."""

    anonymous_id: str
    user_id: str | None = None
    session_id: str
    sent_at: int | None = None
    received_at: int
    user_agent: str | None = None
    ip: str | None = None
    consent: str
    is_bot: bool = False


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request comes from. ``visitor`` is None without a cookie of ours."""

    visitor: Visitor | None
    consent: consent.Purposes
    user_agent: str
    network: str | None
    locale: str | None

    def stamp(self, visitor: Visitor, *, sent_at: int | None, now: int) -> Stamp:
        return Stamp(
            anonymous_id=visitor.anonymous_id,
            user_id=visitor.user_id,
            session_id=visitor.session_id,
            sent_at=sent_at,
            received_at=now,
            user_agent=self.user_agent or None,
            ip=self.network,
            consent=consent.text(self.consent),
            is_bot=visitor.is_bot or _is_bot(self.user_agent),
        )


def sender_of(head: Head, policy: Policy, *, now: int) -> Sender:
    """Return who sends at ``now`` (milliseconds), in the session of that moment."""
    said = head.header("cookie")
    cookies = _parsed(said) if len(said) <= _MOST_KEPT else parse_cookie(said)
    visitor = visitors.read(cookies.get(visitors.COOKIE, ""), now=now)
    remote = addresses.client_address(
        head.remote, head.header("x-forwarded-for"), behind_proxy=policy.behind_proxy
    )
    return Sender(
        visitor=visitors.seen(visitor, now=now) if visitor else None,
        consent=consent.purposes(head.headers, cookies),
        user_agent=head.header("user-agent")[:MAX_TEXT],
        network=addresses.truncated_ip(remote),
        locale=head.header("accept-language").partition(",")[0][:35] or None,
    )
