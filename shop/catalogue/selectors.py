"""Reading the catalogue."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import caches
from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Abs
from django.http import Http404

from promotions.selectors import Offer
from shop.models import Category, Product, ProductPair, ProductSummary
from shop.models.translations import current_language

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# Two rows of four on a wide screen.
ROW: Final = 8

_KEPT_SECONDS: Final = 60

# What sorting thousands of products must not carry about.
_DOCUMENTS: Final = ("document", "document_de")
_LONG_TEXTS: Final = (
    *("description", "description_de", "attributes", "attributes_de", "search_terms", "search_terms_de"),
)


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
    """A category of the first level with its kinds, in the merchant's order and the language of the page."""

    category: Category
    name: str
    slug: str
    url: str
    blurb: str
    kinds: tuple[Category, ...]


def departments() -> tuple[Department, ...]:
    """Return the whole tree. Asked once in ``_KEPT_SECONDS`` by each process: a new category may take that long to be
    in the menu, its own page is there at once."""
    kept: tuple[Department, ...] = (
        caches["local"].get_or_set(f"departments:{current_language()}", _departments, _KEPT_SECONDS) or ()
    )
    return kept


def _departments() -> tuple[Department, ...]:
    rows = list(Category.objects.select_related("parent"))
    kinds: dict[int, list[Category]] = {}
    for row in rows:
        if row.parent_id is not None:
            kinds.setdefault(row.parent_id, []).append(row)
    return tuple(
        Department(
            category=row,
            name=row.local_name,
            slug=row.slug,
            url=row.get_absolute_url(),
            blurb=row.local_blurb,
            kinds=tuple(kinds.get(row.pk, [])),
        )
        for row in rows
        if row.parent_id is None
    )


def products_listed() -> ListedProducts:
    """Return the products people may see, each with what a card needs (see ``cards.card_of``).

    A product without variants has no price and is not listed. Texts that only its own page shows are not read.
    """
    return (
        # The condition is on the joined row, so that it is an inner join.
        Product.objects.filter(is_active=True, summary__list_price__isnull=False)
        .annotate(
            list_price=F("summary__list_price"),
            currency=F("summary__currency"),
            in_stock=F("summary__in_stock"),
            rating_average=F("summary__rating_average"),
            rating_count=F("summary__rating_count"),
        )
        .select_related("category__parent")
        .prefetch_related("variants")
        .defer(*_DOCUMENTS, *_LONG_TEXTS)
    )


def summaries_listed() -> QuerySet[ProductSummary]:
    """Return what is known of the products people may see; listings are made of these (see ``listing.listing_of``)."""
    return ProductSummary.objects.filter(is_active=True)


def products_shown(numbers: Sequence[int]) -> list[Any]:
    """Return the products with these numbers in their order; without what was withdrawn in this very moment."""
    rows = {row.pk: row for row in products_listed().filter(pk__in=numbers)}
    return [rows[number] for number in numbers if number in rows]


def in_category(slugs: Iterable[str]) -> Q:
    """Return the condition for products, or summaries, of these kinds, or of the kinds of these departments."""
    wanted = sorted(slugs)
    if not wanted:
        return Q(pk__in=())
    named = Category.objects.filter(Q(slug__any_of=wanted) | Q(parent__slug__any_of=wanted))
    # One array for PostgreSQL: it looks these products up, where a join would have it go through all.
    return Q(category__any_of=ArraySubquery(named.order_by().values("pk")))


def covered_by(offers: Iterable[Offer]) -> Q:
    """Return the condition for products, or summaries, that any of ``offers`` names; no offers cover nothing."""
    wanted = list(offers)
    products = {slug for offer in wanted for slug in offer.products}
    categories = {slug for offer in wanted for slug in offer.categories}
    return Q(slug__any_of=sorted(products)) | in_category(categories)


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
    """Return the product with its categories and variants, and as ``partners`` the numbers of what is bought with it,
    the closest first.

    Raises:
        Http404: there is none, or it is not for sale any more.
    """
    pairs = ProductPair.objects.filter(product=OuterRef("pk")).order_by("-cosine", "other_id")
    product = (
        products_listed()
        .defer(None)
        .defer(*_DOCUMENTS)
        .annotate(partners=ArraySubquery(pairs.values("other_id")))
        .filter(slug=slug)
        .first()
    )
    if product is None:
        raise Http404(f"No product {slug}")
    return product


def descriptions_of(slugs: Collection[str]) -> dict[str, str]:
    """Return what the store says itself about each of the products that exist. One query."""
    return dict(Product.objects.filter(slug__in=slugs).values_list("slug", "description"))


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
