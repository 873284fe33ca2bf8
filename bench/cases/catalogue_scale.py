"""Search, listings and what stands beside them, in a catalogue of 100,000 products beside the usual one.

Every page is made whole, by the store's own middleware, views and templates in this process, so the figures are what
one core needs for it. The large catalogue stands in a database of its own.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from statistics import median
from typing import Final
from urllib.parse import quote_plus

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bench.errors import Failed
from bench.figures import percentile
from bench.options import Options
from bench.report import Aim, Result
from bench.scratch import scratch_database, scratch_topics
from bench.searches import keywords
from bench.store import HEADERS
from shop.models import Product

ABOUT: Final = "search, facets and listings with 100,000 products, beside the usual 664"

_MANY: Final = 100_000
_AIM_MS: Final = 100.0
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


@dataclass(slots=True)
class Way:
    """Pages of one sort, and how many ms each took: in the usual catalogue, in the large one."""

    name: str
    paths: Sequence[str]
    language: str = "en"
    usual: list[float] = field(default_factory=list)
    large: list[float] = field(default_factory=list)


def run(options: Options) -> Result:
    rounds, many = (1, 1_500) if options.quick else (5, _MANY)
    ways = _ways(quick=options.quick)
    call_command("collectstatic", interactive=False, verbosity=0)
    with scratch_topics():
        usual = Product.objects.count()
        _measure(ways, "usual", rounds)
        with scratch_database():
            began = time.perf_counter()
            call_command("seed_demo", products=many, stdout=StringIO(), stderr=StringIO())
            seconds = time.perf_counter() - began
            _measure(ways, "large", rounds)
    return _result(ways, usual=usual, large=many, seconds=seconds)


def _ways(*, quick: bool) -> list[Way]:
    english = [*_BROAD, *_IN_VAIN, *keywords()[: 4 if quick else 60]]
    return [
        Way("search, English", _searches("en", english)),
        Way("search, German", _searches("de", _GERMAN), "de"),
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
    client = Client(headers=HEADERS, SERVER_NAME=settings.ALLOWED_HOSTS[0])
    pages = [(way, path) for way in ways for path in way.paths]
    chance = random.Random("catalogue_scale")
    for number in range(rounds + 1):
        for way, path in chance.sample(pages, len(pages)):
            taken = _page(client, path, way.language)
            if number:
                getattr(way, catalogue).append(taken)


def _page(client: Client, path: str, language: str) -> float:
    with translation.override(language):
        began = time.perf_counter()
        answer = client.get(path)
        taken = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise Failed(f"{path} answered {answer.status_code}")
    return taken


def _result(ways: Sequence[Way], *, usual: int, large: int, seconds: float) -> Result:
    result = Result(
        ("page", "pages", f"{usual:,}: median ms", "p95 ms", f"{large:,}: median ms", "p95 ms ", "× usual")
    )
    for way in ways:
        few, many = median(way.usual), median(way.large)
        result.add(
            *(way.name, len(way.paths), few, percentile(way.usual, 0.95)),
            *(many, percentile(way.large, 0.95), many / few),
        )
    for way in ways[:3]:
        slowest = percentile(way.large, 0.95)
        result.aims.append(Aim(f"{way.name}: p95 under 100 ms", slowest, slowest < _AIM_MS))
    result.notes = [f"seed_demo --products {large} took {seconds:.0f} s"]
    return result
