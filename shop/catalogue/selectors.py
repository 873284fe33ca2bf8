"""Reading the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, TypedDict

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Abs
from django.http import Http404

from promotions.selectors import Offer
from shop.models import Category, Product, Variant
from shop.reviews.expressions import rating_average, rating_count

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# Two rows of four on a wide screen.
ROW: Final = 8


class Listed(TypedDict):
    """The annotations of a listed product: the price of the variant its card shows, whether any can be had, and what
    its approved reviews add up to."""

    list_price: Decimal
    currency: str
    in_stock: bool
    rating_average: Decimal | None
    rating_count: int


type ListedProducts = QuerySet[WithAnnotations[Product, Listed]]


@dataclass(frozen=True, slots=True)
class Department:
    """A category of the first level with its kinds, in the merchant's order."""

    name: str
    slug: str
    url: str
    blurb: str
    kinds: tuple[Category, ...]


def departments() -> tuple[Department, ...]:
    """Return the whole tree. One query."""
    rows = list(Category.objects.all())
    kinds: dict[int, list[Category]] = {}
    for row in rows:
        if row.parent_id is not None:
            kinds.setdefault(row.parent_id, []).append(row)
    return tuple(
        Department(row.name, row.slug, row.get_absolute_url(), row.blurb, tuple(kinds.get(row.pk, [])))
        for row in rows
        if row.parent_id is None
    )


def products_listed() -> ListedProducts:
    """Return the products people may see, each with what a card needs (see ``cards.card_of``).

    A product without variants has no price and is not listed.
    """
    leading = Variant.objects.filter(product=OuterRef("pk")).order_by(
        Case(When(stock=0, then=True), default=False, output_field=BooleanField()), "price", "position"
    )
    return (
        Product.objects.filter(is_active=True)
        .annotate(
            list_price=Subquery(leading.values("price")[:1]),
            currency=Subquery(leading.values("currency")[:1]),
            in_stock=Exists(Variant.objects.filter(product=OuterRef("pk"), stock__gt=0)),
            rating_average=rating_average(),
            rating_count=rating_count(),
        )
        .filter(list_price__isnull=False)
        .select_related("category__parent")
        .prefetch_related("variants")
    )


def in_category(slugs: Iterable[str]) -> Q:
    """Return the condition for products of these kinds, or of the kinds of these departments."""
    wanted = list(slugs)
    return Q(category__slug__in=wanted) | Q(category__parent__slug__in=wanted)


def covered_by(offers: Iterable[Offer]) -> Q:
    """Return the condition for products that any of ``offers`` names; no offers cover nothing."""
    conditions = [Q(slug__in=offer.products) | in_category(offer.categories) for offer in offers]
    return reduce(or_, conditions, Q(pk__in=[]))


def category_get(*, slug: str) -> Category:
    """Return the category with its department.

    Raises:
        Http404: there is none.
    """
    category = Category.objects.select_related("parent").filter(slug=slug).first()
    if category is None:
        raise Http404(f"No category {slug}")
    return category


def kinds_beside(category: Category) -> QuerySet[Category]:
    """Return the kinds of a department, or of the department a kind belongs to."""
    return Category.objects.filter(parent_id=category.parent_id or category.pk)


def product_get(*, slug: str) -> Product:
    """Return the product with its categories and variants.

    Raises:
        Http404: there is none, or it is not for sale any more.
    """
    product = products_listed().filter(slug=slug).first()
    if product is None:
        raise Http404(f"No product {slug}")
    return product


def products_new(*, count: int = ROW) -> ListedProducts:
    """Return the newest products that can be had."""
    return products_listed().filter(in_stock=True).order_by("-created_at", "-pk")[:count]


def products_below(price: Decimal, *, count: int = ROW) -> ListedProducts:
    """Return the newest products that can be had for less than ``price``, before any promotion."""
    affordable = products_listed().filter(in_stock=True, list_price__lt=price)
    return affordable.order_by("-created_at", "-pk")[:count]


def products_across() -> ListedProducts:
    """Return one product of each department that can be had, a choice that stays as long as the catalogue does."""
    first = (
        products_listed()
        .filter(in_stock=True)
        .order_by("category__parent__position", "category__parent_id", "category__position", "pk")
        .distinct("category__parent__position", "category__parent_id")
    )
    return products_listed().filter(pk__in=first.values("pk")).order_by("category__parent__position", "pk")


def products_like(product: Product, *, price: Decimal, count: int = 4) -> ListedProducts:
    """Return others that can be had: those of the same kind first, then of the department, the nearest to ``price``
    first."""
    near = {product.category_id, *([product.category.parent_id] if product.category.parent_id else [])}
    is_kind = Case(
        When(category_id=product.category_id, then=True), default=False, output_field=BooleanField()
    )
    return (
        products_listed()
        .filter(Q(category_id__in=near) | Q(category__parent_id__in=near))
        .exclude(pk=product.pk)
        .annotate(is_kind=is_kind, gap=Abs(F("list_price") - Value(price)))
        .order_by("-in_stock", "-is_kind", "gap", "pk")[:count]
    )
