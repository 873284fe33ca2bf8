"""Importing a sheet of products: first a look at all of it, then all of it or nothing.

Both read the file from its beginning to its end, a chunk in memory at a time. Nothing is ever deleted: what is not in
the sheet, column or row, stays as it is.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, BinaryIO, Final

import structlog
from django.db import IntegrityError, transaction

from shop.models import Category, Product, User, Variant
from shop.pricing.services import prices_record, variants_price_change
from shop.sheets.columns import Row, row_of
from shop.sheets.errors import CatalogueMoved, Problem, SheetRefused
from shop.sheets.planning import SAMPLES, Known, Plan, Sample, plan_of
from shop.sheets.reading import rows_of

log = structlog.get_logger(__name__)

_CHUNK: Final = 1_000
_MOST_SHOWN: Final = 50

type Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rows`` were read; ``counts`` says what they change, by words, ``samples`` shows the first changes. Of
    ``problems`` the first are kept, ``wrong`` counts all."""

    rows: int
    counts: dict[str, int]
    samples: tuple[Sample, ...]
    problems: tuple[Problem, ...]
    wrong: int

    @property
    def changes(self) -> int:
        return sum(number for words, number in self.counts.items() if words != "unchanged")


def sheet_check(stream: BinaryIO, *, progress: Progress = lambda _: None) -> Outcome:
    """Say what importing the sheet would change, or what is wrong with it; change nothing.

    Raises:
        SheetUnreadable: it is no such table.
    """
    return _outcome(_plans(stream, progress))


def sheet_import(
    stream: BinaryIO, *, now: datetime, by: User | None = None, progress: Progress = lambda _: None
) -> Outcome:
    """Make the changes, all of them or, where any row is wrong, none.

    The variants of the sheet are locked for as long as it takes: who buys one of them meanwhile waits.

    Raises:
        CatalogueMoved: something that is new in it was added by somebody else at the same moment.
        SheetUnreadable: it is no such table.
        SheetRefused: rows are wrong.
    """
    try:
        with transaction.atomic():
            _variants_lock(stream)
            outcome = _outcome(_written(_plans(stream, progress), now=now, by=by))
            if outcome.wrong:
                raise SheetRefused(outcome.problems, count=outcome.wrong)
    except IntegrityError as error:
        raise CatalogueMoved from error
    log.info("products_imported", rows=outcome.rows, by=by.public_id if by else None, counts=outcome.counts)
    return outcome


def _written(
    plans: Iterator[tuple[int, Plan]], *, now: datetime, by: User | None
) -> Iterator[tuple[int, Plan]]:
    """Write each plan and hand it on; from the first problem on nothing more, as all of it will be rolled back."""
    is_good = True
    for rows, plan in plans:
        is_good = is_good and not plan.problems
        if is_good:
            _write(plan, now=now, by=by)
        yield rows, plan


def _plans(stream: BinaryIO, progress: Progress) -> Iterator[tuple[int, Plan]]:
    known = Known({category.slug: category for category in Category.objects.all()})
    for chunk in batched(rows_of(stream), _CHUNK):
        read: list[Row] = []
        wrong: list[Problem] = []
        for entry in chunk:
            if isinstance(entry, Problem):
                wrong.append(entry)
                continue
            row = row_of(*entry)
            if isinstance(row, Row):
                read.append(row)
            else:
                wrong.extend(row)
        plan = plan_of(read, known)
        plan.problems = sorted([*wrong, *plan.problems], key=lambda problem: problem.line)
        progress(len(chunk))
        yield len(chunk), plan


def _outcome(plans: Iterator[tuple[int, Plan]]) -> Outcome:
    rows, counts, wrong = 0, Counter[str](), set[int]()
    samples: list[Sample] = []
    problems: list[Problem] = []
    for number, plan in plans:
        rows += number
        counts.update(plan.counts)
        wrong.update(problem.line for problem in plan.problems)
        samples += plan.samples[: SAMPLES - len(samples)]
        problems += plan.problems[: _MOST_SHOWN - len(problems)]
    kept = {words: number for words, number in counts.items() if number}
    return Outcome(rows, kept, tuple(samples), tuple(problems), len(wrong))


def _variants_lock(stream: BinaryIO) -> None:
    """Lock what the sheet names, by number as everybody does, before anything of it is read."""
    rows = (row_of(*entry) for entry in rows_of(stream) if not isinstance(entry, Problem))
    skus = [row.sku for row in rows if isinstance(row, Row)]
    locked = Variant.objects.select_for_update(no_key=True).filter(sku__any_of=skus).order_by("pk")
    for _ in locked.values_list("pk").iterator(_CHUNK):
        pass


def _write(plan: Plan, *, now: datetime, by: User | None) -> None:
    Product.objects.bulk_create(plan.new_products.values())
    if plan.product_fields:
        Product.objects.bulk_update(
            plan.changed_products.values(), sorted(plan.product_fields), batch_size=250
        )
    if plan.variant_fields:
        Variant.objects.bulk_update(plan.changed_variants, sorted(plan.variant_fields), batch_size=500)
    if plan.prices:
        variants_price_change(prices=plan.prices, now=now, by=by)
    if plan.new_variants:
        made: list[Any] = Variant.objects.bulk_create(plan.new_variants)
        prices_record(variants=made, now=now, by=by)
