"""``seed_demo``: fill the store with products, promotions, people and their orders to try it with."""

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from operations.errors import HistoryNotSent
from operations.seed import alerts, baskets, orders, promotions, review_store, reviews, store
from operations.seed.accounts import LOGINS
from operations.seed.catalogue import KINDS, PER_KIND, catalogue
from operations.seed.history.sending import history_send
from operations.seed.history.shelf import shelf_read
from operations.seed.prices import price_history_save
from shop.search.services import words_refresh
from shop.together.counting import pairs_count
from tracking import console

_BAR = 30
_MOST_DAYS = 730


class Command(console.Command):
    help = (
        "Add a catalogue, promotions, codes, synonyms, accounts and orders to the store. What is there already stays "
        "as it is, and a second run adds nothing; promotions that have all ended are given new dates."
    )
    examples = """
        manage.py seed_demo                      the usual catalogue, some 660 products
        manage.py seed_demo --products 100000    a large one, the usual products included
        manage.py seed_demo --reset              delete what the seed made and make it anew
        manage.py seed_demo --history-days 90    send three months of visits through Kafka as well
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--products", type=int, metavar="N", help=f"how many (default {PER_KIND * len(KINDS)})"
        )
        parser.add_argument(
            "--history-days",
            type=int,
            default=0,
            metavar="N",
            help="send the visits of the last N days through Kafka, so that reports have something to say; sending "
            "them again changes nothing",
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="first delete the seed's products (SKU LK-…), promotions and synonyms",
        )
        parser.add_argument("--force", action="store_true", help="allow --reset outside DEMO and DEBUG")

    def handle(self, *args: Any, **options: Any) -> None:
        count = PER_KIND * len(KINDS) if options["products"] is None else options["products"]
        if count < 0:
            raise CommandError("--products must not be negative", returncode=console.USAGE)
        if not 0 <= options["history_days"] <= _MOST_DAYS:
            raise CommandError(f"--history-days must be 0 to {_MOST_DAYS}", returncode=console.USAGE)
        playground = settings.DEMO or settings.DEBUG
        if options["reset"] and not (playground or options["force"]):
            raise CommandError(
                "--reset deletes rows and this is neither a demo nor a debug site; add --force if you mean it",
                returncode=console.USAGE,
            )
        if not playground:
            self.stderr.write(
                f"Note: {', '.join(a.email for a in LOGINS)} have passwords that anyone can look up."
            )
        if options["reset"]:
            self._reset()
        self._seed(count)
        if options["history_days"]:
            self._send_history(options["history_days"])

    def _send_history(self, days: int) -> None:
        shelf = shelf_read()
        if not shelf.articles:
            raise CommandError("there is nothing in the store that anybody could have looked at")
        try:
            sent = history_send(
                days=days, now=timezone.now(), shelf=shelf, progress=self._progress("events", None)
            )
        except HistoryNotSent as error:
            raise CommandError(str(error), returncode=console.UNREACHABLE) from error
        self._end_of_line()
        self.stdout.write(f"sent {sent} events of {days} days")

    def _reset(self) -> None:
        deleted = store.catalogue_delete(progress=self._progress("deleting products", None))
        self._end_of_line()
        store.promotions_delete()
        store.accounts_restore()
        self.stdout.write(f"deleted {deleted} products, the seed's promotions and synonyms")

    def _seed(self, count: int) -> None:
        now = timezone.now()
        categories = store.categories_save()
        products, variants = store.products_save(
            products=catalogue(count), now=now, progress=self._progress("products", count)
        )
        self._end_of_line()
        price_history_save(now=now)
        words_refresh(now=now)
        named = promotions.first_of_each_kind(catalogue(min(count, PER_KIND * len(KINDS))))
        deals, moved = store.promotions_save(products=named, now=now)
        synonyms, accounts = store.synonyms_save(), store.accounts_save()
        said = review_store.reviews_save(
            reviews=reviews.reviews(catalogue(min(count, PER_KIND * len(KINDS)))), now=now
        )
        for number, name in (
            (categories, "categories"),
            (products, "products"),
            (variants, "variants"),
            (deals, "promotions"),
            (synonyms, "synonym groups"),
            (accounts, "accounts"),
            (orders.codes_save(now=now), "codes"),
            (orders.orders_save(now=now), "orders"),
            (baskets.baskets_save(now=now), "orders of guests"),
            (said, "reviews"),
            (alerts.alerts_save(), "rules for alerts"),
        ):
            self.stdout.write(f"added {number} {name}")
        pairs_count(now=now)
        if moved:
            self.stdout.write(f"moved the dates of {moved} promotions")

    def _progress(self, what: str, total: int | None) -> Callable[[int], None]:
        """Return a function to call with how many more are done: a bar on a terminal, else a line now and then."""
        done, terminal = 0, sys.stderr.isatty()

        def advance(number: int) -> None:
            nonlocal done
            done += number
            share = done / total if total else 0
            if terminal:
                bar = "█" * round(share * _BAR)
                self.stderr.write(f"\r{what} {bar:<{_BAR}} {done:,}", ending="")
                self.stderr.flush()
            elif done // 10_000 > (done - number) // 10_000:
                self.stderr.write(f"{what}: {done:,}")

        return advance

    def _end_of_line(self) -> None:
        if sys.stderr.isatty():
            self.stderr.write("")
