"""Search, listings and what stands beside them, in a catalogue of 100,000 products beside the usual one.

Every page is made whole, by the store's own middleware, views and templates in this process. Beside the time that it
took stands what processors worked for it, here and in PostgreSQL's process: what it takes on one core of a machine that
does nothing else. The large catalogue stands in a database of its own.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import quote_plus

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bench.errors import Failed, NotHere
from bench.figures import percentile
from bench.options import Options
from bench.processes import manage
from bench.report import Aim, Result
from bench.scratch import scratch_database, scratch_topics
from bench.searches import keywords
from bench.store import HEADERS
from config.loaded import keep_what_is_loaded
from shop.models import Product

ABOUT: Final = "search, facets and listings with 100,000 products, beside the usual 664"

_MANY: Final = 100_000
_AIM_MS: Final = 100.0
_SEED_SECONDS: Final = 900.0
_FILTERS: Final = "&stock=1&rating=3&price_to=250"

# One word each that thousands of products have, some that have nothing, and slips.
_BROAD: Final = ("lamp", "black", "small", "set", "wireless", "steel", "pro", "quiet", "for the kitchen")
_IN_VAIN: Final = ("zzzxqw", "helicopter", "qqq lamp", "trombone")
_GERMAN: Final = (
    *(
        "Lampe",
        "Schreibtischlampe",
        "Luftbefeuchter",
        "Kopfhörer",
        "Kopfhoerer",
        "Küchenmesser",
        "Messer",
        "Tisch",
    ),
    *(
        "Lampe für den Schreibtisch",
        "Schlauch für den Garten",
        "Kaffeemaschine",
        "Kafeemaschine",
        "Staubsuager",
    ),
    *("Sofa", "Bett", "schwarz", "klein", "Set", "Bücherregal", "Rucksack", "Trinkflasche", "Wasserkohcer"),
    *("Hundeleine", "Zelte", "Lichterkette", "Glühbirnen", "humidifier", "Hubschrauber", "leise", "Filter"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """How long a page took by the clock, and how long processors worked for it; in ms."""

    clock: float
    worked: float


@dataclass(slots=True)
class Way:
    """Pages of one sort, and how long each took: in the usual catalogue, in the large one."""

    name: str
    paths: Sequence[str]
    language: str = "en"
    usual: list[Taken] = field(default_factory=list)
    large: list[Taken] = field(default_factory=list)


def run(options: Options) -> Result:
    rounds, many = (1, 300) if options.quick else (5, _MANY)
    ways = _ways(quick=options.quick)
    call_command("collectstatic", interactive=False, verbosity=0)
    with scratch_topics():
        usual = Product.objects.count()
        _measure(ways, "usual", rounds)
        with scratch_database():
            began = time.perf_counter()
            # As an operator does it: a process that made 100,000 products would measure its own full memory.
            with manage("seed_demo", "--products", str(many)) as seeding:
                seeding.wait(_SEED_SECONDS)
            seconds = time.perf_counter() - began
            with connection.cursor() as cursor:
                # PostgreSQL does so by itself a minute later, in the middle of the measurement.
                cursor.execute("VACUUM (ANALYZE)")
            _measure(ways, "large", rounds)
    return _result(ways, usual=usual, large=many, seconds=seconds)


def _ways(*, quick: bool) -> list[Way]:
    german = _GERMAN[:3] if quick else _GERMAN
    english = ["lamp", "zzzxqw"] if quick else [*_BROAD, *_IN_VAIN, *keywords()[:60]]
    return [
        Way("search, English", _searches("en", english)),
        Way("search, German", _searches("de", german), "de"),
        Way("search with three filters", _searches("en", english[:12], _FILTERS)),
        Way("search by price, page 3", _searches("en", english[:12], "&sort=price-up&page=3")),
        Way("a department's page", ("/categories/lighting/", "/categories/kitchen/", "/categories/audio/")),
        Way("a kind's page", ("/categories/humidifiers/", "/categories/sofas/")),
        Way("home", ("/",)),
        Way(
            "suggestions", [f"{reverse('shop:suggest')}?q={word}" for word in ("la", "lam", "humi", "kettel")]
        ),
        Way("sitemap, index", ("/sitemap.xml",)),
    ]


def _searches(language: str, words: Sequence[str], rest: str = "") -> list[str]:
    with translation.override(language):
        path = reverse("shop:search")
    return [f"{path}?q={quote_plus(word)}{rest}" for word in words]


def _measure(ways: Sequence[Way], catalogue: str, rounds: int) -> None:
    """Ask for every page in random order, ``rounds`` times after once untimed."""
    caches["local"].clear()
    # As the store's processes do; the seed's objects are none of theirs.
    keep_what_is_loaded()
    with connection.cursor() as cursor:
        # Work of helpers would not be counted.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    client = Client(headers=HEADERS, SERVER_NAME=settings.ALLOWED_HOSTS[0])
    pages = [(way, path) for way in ways for path in way.paths]
    chance = random.Random("catalogue_scale")
    for number in range(rounds + 1):
        for way, path in chance.sample(pages, len(pages)):
            taken = _page(client, path, way.language)
            if number:
                getattr(way, catalogue).append(taken)


def _page(client: Client, path: str, language: str) -> Taken:
    with translation.override(language):
        began, worked = time.perf_counter(), _worked()
        answer = client.get(path)
        taken = Taken((time.perf_counter() - began) * 1000, _worked() - worked)
    if answer.status_code != 200:
        raise Failed(f"{path} answered {answer.status_code}")
    return taken


def _figures(taken: Sequence[Taken]) -> tuple[float, float, float]:
    """Return the median and the p95 by the clock, and the p95 of the work."""
    clock = [page.clock for page in taken]
    return median(clock), percentile(clock, 0.95), percentile([page.worked for page in taken], 0.95)


def _worked() -> float:
    """Return for how many ms processors have worked for this process and for its server process in PostgreSQL.

    Raises:
        NotHere: PostgreSQL is not on this machine, or the machine does not say.
    """
    connection.ensure_connection()
    try:
        # https://docs.kernel.org/scheduler/sched-stats.html: the first number is ns on a processor.
        spent = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    except OSError as error:
        raise NotHere("what PostgreSQL works for a page is only known on its own Linux machine") from error
    return time.process_time() * 1000 + int(spent) / 1e6


def _result(ways: Sequence[Way], *, usual: int, large: int, seconds: float) -> Result:
    result = Result(
        (
            *("page", "pages", f"{usual:,}: median ms", "p95", "worked, p95"),
            *(f"{large:,}: median ms", "p95 ", "worked, p95 ", "× usual, worked"),
        )
    )
    for way in ways:
        ratio = median(taken.worked for taken in way.large) / median(taken.worked for taken in way.usual)
        result.add(way.name, len(way.paths), *_figures(way.usual), *_figures(way.large), ratio)
    for way in ways[:3]:
        slowest = percentile([taken.worked for taken in way.large], 0.95)
        result.aims.append(Aim(f"{way.name}: p95 under 100 ms on one core", slowest, slowest < _AIM_MS))
    result.notes = [f"seed_demo --products {large} took {seconds:.0f} s"]
    return result
