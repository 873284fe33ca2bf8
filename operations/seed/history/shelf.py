"""What the history's people can look at, search for and buy: the seeded store, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from operations.simulation.words import Vocabulary
from promotions.models import Promotion
from shop.models import Category, Product
from tracking.events import OrderedProduct


@dataclass(frozen=True, slots=True)
class Article:
    """A product as events name it."""

    slug: str
    sku: str
    name: str
    brand: str
    category: str
    price: Decimal

    @property
    def fields(self) -> dict[str, str]:
        """Return the fields that events about one product carry."""
        return {
            "product_id": self.slug,
            "name": self.name,
            "brand": self.brand,
            "category": self.category,
            "price": str(self.price),
            "currency": "EUR",
        }

    def line(self, quantity: int, promotion_id: int | None) -> OrderedProduct:
        """Return it as a line of a cart or an order."""
        return OrderedProduct(
            product_id=self.slug,
            sku=self.sku,
            name=self.name,
            category=self.category,
            brand=self.brand,
            price=str(self.price),
            quantity=quantity,
            promotion_id=promotion_id,
        )


@dataclass(frozen=True, slots=True)
class Shelf:
    """``articles`` by popularity, ``deals`` the ids of promotions."""

    articles: Sequence[Article]
    categories: Sequence[str]
    deals: Sequence[int]
    words: Vocabulary


def shelf_read() -> Shelf:
    """Return the store's shelf; empty when nothing was seeded. Three queries."""
    rows = (
        Product.objects.filter(variants__isnull=False)
        .order_by("slug", "variants__position")
        .distinct("slug")
        .values_list("slug", "variants__sku", "name", "brand", "category__slug", "variants__price")
    )
    return Shelf(
        articles=[Article(*row) for row in rows],
        categories=list(
            Category.objects.filter(parent__isnull=False).order_by("slug").values_list("slug", flat=True)
        ),
        deals=list(Promotion.objects.order_by("title").values_list("pk", flat=True)),
        words=Vocabulary(),
    )
