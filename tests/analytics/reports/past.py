"""A short made-up history across a change of clocks, and plain recounts of it: loops over the events that were sent.

Nothing here looks at the warehouse; what a report says must come out of these loops as well.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from django.conf import settings

from operations.seed.history import timeline
from operations.seed.history.shelf import Article, Shelf
from operations.simulation.words import Vocabulary
from tracking.events import event_name

BERLIN = ZoneInfo("Europe/Berlin")
# Clocks go forward on the 29th of March; that week is in the middle.
NOW = datetime(2026, 4, 5, 21, 59, tzinfo=UTC)
DAYS = 21

SHELF = Shelf(
    articles=[
        Article(f"thing-{n}", f"T{n}", f"Thing {n}", "Maker", f"kind-{n % 4}", Decimal(f"{10 + n}.50"))
        for n in range(12)
    ],
    categories=["kind-0", "kind-1", "kind-2", "kind-3"],
    deals=[1, 2, 3],
    words=Vocabulary(),
)


def events(scale=0.12):
    return list(timeline.events(days=DAYS, now=NOW, shelf=SHELF, scale=scale))


def aliases(scale=0.12):
    """Return whose browser is whose: anonymous id → account."""
    people = timeline.people(days=DAYS, now=NOW, scale=scale)
    return {person.anonymous_id: person.account for person in people if person.account}


class Recount:
    """The events of a period, by local days of Berlin, without programs and staff."""

    def __init__(self, events, accounts, period):
        self.accounts = accounts
        start, end = period.starts_at.timestamp() * 1000, period.ends_at.timestamp() * 1000
        self.past = [e for e in events if not e.is_bot and not e.is_staff and e.date < start]
        self.events = [e for e in events if not e.is_bot and not e.is_staff and start <= e.date < end]
        self.events.sort(key=lambda e: e.date)

    def who(self, event):
        if event.user_id:
            return event.user_id
        return self.accounts.get(event.anonymous_id, event.anonymous_id)

    def of(self, *names):
        return [e for e in self.events if event_name(type(e)) in names]

    def people(self, *names):
        return {self.who(e) for e in (self.of(*names) if names else self.events) if e.session_id}

    def visits(self, *names):
        """Return visits as (day, session): they end at midnight."""
        found = self.of(*names) if names else self.events
        return {(self.day(e), e.session_id) for e in found if e.session_id}

    def day(self, event):
        return datetime.fromtimestamp(event.date / 1000, BERLIN).date()

    def by_day_and_visit(self, name):
        found = defaultdict(list)
        for e in self.of(name):
            found[self.day(e), e.session_id].append(e)
        return found

    def sources(self):
        """Return how many visits came from where."""
        return Counter(self._came_from(self.events).values())

    def owed(self):
        """Return how many orders are owed to which source: those of first visits, and of the last that aren't direct,
        in the thirty days before the order."""
        events = sorted(self.past + self.events, key=lambda e: e.date)
        sources, began = self._came_from(events), dict[tuple[str, object, str], int]()
        for e in events:
            if e.session_id:
                began.setdefault((self.who(e), self.day(e), e.session_id), e.date)
        first, last = Counter[str](), Counter[str]()
        for o in self.of("order_completed"):
            mine = sorted(
                (start, sources[day, session])
                for (who, day, session), start in began.items()
                if who and who == self.who(o) and 0 <= o.date - start < 30 * 86_400_000
            )
            others = [source for _, source in mine if source != "direct"] or [source for _, source in mine]
            first[mine[0][1] if mine else "unknown"] += 1
            last[others[-1] if mine else "unknown"] += 1
        return first, last

    def _came_from(self, events):
        """Return each visit's source: the first thing that any of its events says about it; a page of the store itself
        is none."""
        first: dict[tuple[object, str], str] = {}
        for e in events:
            came_from = "" if (e.referrer or "").startswith(settings.SITE_URL) else e.referrer or ""
            source = e.utm_source or came_from.partition("//")[2].partition("/")[0].removeprefix("www.")
            if e.session_id and not first.get((self.day(e), e.session_id)):
                first[self.day(e), e.session_id] = source
        return {visit: source or "direct" for visit, source in first.items()}

    def funnel(self, names, window_ms):
        """Return how many people took 1, 2, … of the steps, trying every beginning and every continuation."""
        by_person = defaultdict(list)
        for e in self.of(*names):
            by_person[self.who(e)].append((e.date, event_name(type(e))))
        reached = [0] * len(names)
        for own in by_person.values():
            best = 0
            for begin, name in own:
                if name != names[0]:
                    continue
                step, last = 1, begin
                for moment, later in own:
                    if (
                        step < len(names)
                        and later == names[step]
                        and moment > last
                        and moment - begin <= window_ms
                    ):
                        step, last = step + 1, moment
                best = max(best, step)
            for step in range(best):
                reached[step] += 1
        return reached

    def arm(self, name):
        """Return (people, buyers) of one group of the holdout."""
        seen = defaultdict(set)
        first: dict[str, int] = {}
        for e in self.of("page_viewed"):
            if deals := e.properties.get("deals"):
                seen[self.who(e)].add(deals)
                first.setdefault(self.who(e), e.date)
        people = {who for who, groups in seen.items() if groups == {name}}
        buyers = {self.who(e) for e in self.of("order_completed") if e.date > first.get(self.who(e), 2**60)}
        return len(people), len(people & buyers)

    def moves(self, group, start, steps):
        """Return how often which page led to each next one, '' for nowhere, at each of ``steps`` steps from ``start``
        on, or from where a visit's day began."""
        found: dict[tuple[int, str, str], int] = defaultdict(int)
        for views in self.by_day_and_visit("page_viewed").values():
            pages = [page for page, _ in groupby(group(e.page_url) for e in views)]
            if start and start not in pages:
                continue
            way = [*pages[pages.index(start) if start else 0 :], ""]
            for step, (page, following) in enumerate(pairwise(way[: steps + 1]), 1):
                found[step, page, following] += 1
        return dict(found)
