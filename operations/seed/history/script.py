"""Writes one visit down: events in order, each a little later than the one before."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Final

from django.conf import settings

from operations.seed.history.people import Person, id_of, source_of
from tracking import addresses
from tracking.events import Event, PageLeft, PageScrolled, PageViewed, WebVitals

_CONSENT: Final = "analytics+personalisation"
_MEASURED: Final = 0.4
_HALF: Final = 50


@dataclass(slots=True)
class Script:
    """A visit that is being written. ``date`` is the present moment in it, in ms since 1970."""

    person: Person
    number: int
    began_at: datetime
    events: list[Event] = field(default_factory=list)
    chance: Random = field(init=False)
    date: int = field(init=False)
    path: str = field(init=False, default="/")
    _page: dict[str, Any] = field(init=False, default_factory=dict)
    _who: dict[str, Any] = field(init=False)
    _name: str = field(init=False)

    def __post_init__(self) -> None:
        self._name = f"{self.person.anonymous_id}/{self.number}"
        self.chance = Random(self._name)  # noqa: S311  a made-up visit, the same each time
        self.date = int(self.began_at.timestamp() * 1000)
        self._who = {
            "anonymous_id": self.person.anonymous_id,
            "user_id": self.person.account or None if self.number else None,
            "session_id": str(id_of(f"visit/{self._name}")),
            "user_agent": self.person.user_agent,
            "locale": self.person.locale,
            "is_bot": self.person.is_bot,
            "is_staff": self.person.is_staff,
            "consent": _CONSENT,
        }

    def arrive(self, path: str) -> None:
        """Open the visit's first page, from wherever the visitor comes."""
        referrer, source, medium, campaign = source_of(self.chance)
        self._open(path, referrer, utm_source=source, utm_medium=medium, utm_campaign=campaign)

    def go(self, path: str, **properties: str) -> None:
        """Leave the page and open another of the store."""
        self._leave()
        self._open(path, f"{settings.SITE_URL.rstrip('/')}{self.path}", properties=properties)

    def add(self, event_type: type[Event], **fields: Any) -> None:
        """Let something happen on the page, a moment later."""
        self.date += self.chance.randint(40, 900)
        self.events.append(
            event_type(
                message_id=str(id_of(f"{self._name}/{len(self.events)}")),
                date=self.date,
                received_at=self.date,
                **self._who,
                **{**self._page, **fields},
            )
        )

    def wait(self, least: int, most: int) -> None:
        """Let time pass, in ms."""
        self.date += self.chance.randint(least, most)

    def end(self) -> list[Event]:
        """Leave the last page and return all events of the visit."""
        self._leave()
        return self.events

    def _open(self, path: str, referrer: str, **fields: Any) -> None:
        self.path = path
        self._page = {
            "page_view_id": str(id_of(f"{self._name}/page/{len(self.events)}")),
            "page_url": path,
            "referrer": addresses.without_query(referrer) or None,
        }
        self.add(PageViewed, **{name: value for name, value in fields.items() if value})

    def _leave(self) -> None:
        read = round(self.chance.triangular(5, 100, 70))
        engaged = int(self.chance.lognormvariate(9.2, 0.8))
        self.wait(engaged, engaged + 4_000)
        if read >= _HALF:
            self.add(PageScrolled, max_scroll_percent=read, engaged_ms=engaged, percent=_HALF)
        self.add(PageLeft, max_scroll_percent=read, engaged_ms=engaged, duration_ms=engaged + 2_000)
        if self.chance.random() < _MEASURED:
            self.add(
                WebVitals,
                lcp_ms=int(self.chance.lognormvariate(7.2, 0.4)),
                inp_ms=int(self.chance.lognormvariate(4.4, 0.6)),
                cls=round(self.chance.expovariate(25), 3),
                fcp_ms=int(self.chance.lognormvariate(6.6, 0.4)),
                ttfb_ms=int(self.chance.lognormvariate(5.0, 0.5)),
            )
