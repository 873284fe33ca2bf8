"""What a sheet would change, a chunk of rows at a time. Reads the database, and writes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

from shop.models import Category, Product, Variant
from shop.sheets.columns import OF_PRODUCT, OF_VARIANT, Column, Row
from shop.sheets.errors import Problem

SAMPLES: Final = 20
_NEW_PRODUCT: Final = [column for column in OF_PRODUCT if column.needed]
_NEW_VARIANT: Final = [column for column in OF_VARIANT if column.needed]


@dataclass(frozen=True, slots=True)
class Sample:
    """A change, to be looked at before it is made."""

    line: int
    sku: str
    column: str
    before: str
    after: str


@dataclass(slots=True)
class Known:
    """What of the rows before this one still matters: a few bytes a row, however long its texts are. ``products`` has
    the first line of each product, what it said, and whether the product is new."""

    categories: dict[str, Category]
    skus: dict[str, int] = field(default_factory=dict)
    products: dict[str, tuple[int, bytes, bool]] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What to write for a chunk. Rows of the models carry their new values; ``prices`` go by the service for prices."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    new_products: dict[str, Product] = field(default_factory=dict)
    changed_products: dict[str, Product] = field(default_factory=dict)
    product_fields: set[str] = field(default_factory=set)
    new_variants: list[Variant] = field(default_factory=list)
    changed_variants: list[Variant] = field(default_factory=list)
    variant_fields: set[str] = field(default_factory=set)
    prices: list[tuple[Variant, Decimal, str]] = field(default_factory=list)


def plan_of(rows: Sequence[Row], known: Known) -> Plan:
    """Compare a chunk with the catalogue: two queries."""
    variants = {
        variant.sku: variant
        for variant in Variant.objects.select_related("product__category").filter(
            sku__any_of=[row.sku for row in rows]
        )
    }
    products = {
        product.slug: product
        for product in Product.objects.select_related("category").filter(
            slug__any_of=[row.slug for row in rows]
        )
    }
    # One object a product, so that what a row changes the next one sees.
    for variant in variants.values():
        variant.product = products.setdefault(variant.product.slug, variant.product)
    plan = Plan()
    for row in rows:
        _plan_row(row, variants.get(row.sku), products, known, plan)
    return plan


def _plan_row(
    row: Row, variant: Variant | None, products: dict[str, Product], known: Known, plan: Plan
) -> None:
    found = len(plan.problems)
    if before := known.skus.get(row.sku):
        plan.problems.append(Problem(row.line, "sku", f"{row.sku} stands in line {before} already"))
        return
    known.skus[row.sku] = row.line
    slug = variant.product.slug if variant else row.slug
    if variant and row.slug not in ("", slug):
        words = f"{row.sku} is of the product {slug}; a variant does not move to another"
        plan.problems.append(Problem(row.line, "product", words))
        return
    if not slug:
        plan.problems.append(Problem(row.line, "product", f"{row.sku} is new: say of which product"))
        return
    values = _with_category(row, known, plan)
    _plan_product(row, slug, values, products, known, plan)
    if variant is None:
        _needs(row, row.variant, _NEW_VARIANT, plan)
    if len(plan.problems) > found:
        return
    product = products.get(slug) or plan.new_products.get(slug)
    if variant is None:
        _add_variant(row, product, plan)
    else:
        _change_variant(row, variant, plan)


def _with_category(row: Row, known: Known, plan: Plan) -> dict[str, Any]:
    values = dict(row.product)
    if slug := values.pop("category", None):
        if slug in known.categories:
            values["category"] = known.categories[slug]
        else:
            plan.problems.append(Problem(row.line, "category", f"there is no category {slug}"))
    return values


def _plan_product(
    row: Row, slug: str, values: dict[str, Any], products: dict[str, Product], known: Known, plan: Plan
) -> None:
    said = blake2b(repr(sorted(row.product.items())).encode(), digest_size=12).digest()
    if first := known.products.get(slug):
        line, before, _ = first
        if before != said:
            words = f"the columns of {slug} differ from those in line {line}; they must say the same"
            plan.problems.append(Problem(row.line, "product", words))
        return
    product = products.get(slug)
    known.products[slug] = (row.line, said, product is None)
    if product is None:
        _needs(row, row.product, _NEW_PRODUCT, plan)
        plan.new_products[slug] = Product(slug=slug, **values)
        plan.counts["new products"] += 1
        return
    changed = [name for name, value in values.items() if getattr(product, name) != value]
    for name in changed:
        _sample(row, _column(name, OF_PRODUCT), getattr(product, name), values[name], plan)
        setattr(product, name, values[name])
    if changed:
        plan.changed_products[slug] = product
        plan.product_fields.update(changed)
        plan.counts["changed products"] += 1


def _add_variant(row: Row, product: Product | None, plan: Plan) -> None:
    fields = {name: value for name, value in row.variant.items() if name != "stock_before"}
    # The product of a chunk before this one is only in the file while nothing is written.
    plan.new_variants.append(Variant(sku=row.sku, product=product, **fields))
    plan.counts["new variants"] += 1


def _change_variant(row: Row, variant: Variant, plan: Plan) -> None:
    values = dict(row.variant)
    before = values.pop("stock_before", None)
    if before is not None and "stock" in values:
        # As in the admin: what was sold since the sheet was written stays sold.
        values["stock"] = max(0, variant.stock + values["stock"] - before)
    price, currency = values.pop("price", variant.price), values.pop("currency", variant.currency)
    is_priced = (price, currency) != (variant.price, variant.currency)
    changed = [name for name, value in values.items() if getattr(variant, name) != value]
    for name in changed:
        _sample(row, _column(name, OF_VARIANT), getattr(variant, name), values[name], plan)
        setattr(variant, name, values[name])
    if changed:
        plan.changed_variants.append(variant)
        plan.variant_fields.update(changed)
    if is_priced:
        was = f"{variant.price} {variant.currency}"
        _sample(row, "price", was, f"{price} {currency}", plan)
        plan.prices.append((variant, price, currency))
        plan.counts["changed prices"] += 1
    plan.counts["changed stocks"] += "stock" in changed
    plan.counts["changed variants" if changed or is_priced else "unchanged"] += 1


def _needs(row: Row, values: Mapping[str, Any], columns: Sequence[Column], plan: Plan) -> None:
    if missing := [column.name for column in columns if column.field not in values]:
        words = f"this is new, and the sheet has no column {', '.join(missing)}"
        plan.problems.append(Problem(row.line, missing[0], words))


def _column(name: str, columns: Sequence[Column]) -> str:
    return next(column.name for column in columns if column.field == name)


def _sample(row: Row, column: str, before: object, after: object, plan: Plan) -> None:
    if len(plan.samples) < SAMPLES:
        plan.samples.append(Sample(row.line, row.sku, column, _short(before), _short(after)))


def _short(value: object) -> str:
    text = value.slug if isinstance(value, Category) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
