"""A handful of products and a deal: enough store for tests that are not about the seed."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from promotions.models import Promotion
from shop.models import Category, Product, User, Variant

SHOPPER = ("ada@example.com", "a-long-word-7")


def stock() -> None:
    """Fill the database. Thirty products, so that a listing has a second page and a page something to scroll."""
    now = timezone.now()
    air = Category.objects.create(name="Air comfort", slug="air-comfort")
    humidifiers = Category.objects.create(name="Humidifiers", slug="humidifiers", parent=air)
    for number in range(1, 31):
        product = Product.objects.create(
            name=f"Mistral humidifier {number}",
            slug=f"mistral-{number}",
            category=humidifiers,
            brand="Norrvik",
            description="Quiet and easy to clean.",
            created_at=now - timedelta(days=number),
        )
        Variant.objects.create(product=product, sku=f"M-{number}", price=Decimal(20 + number), stock=50)
    for title, slug in (("Ten off the first", "mistral-1"), ("Ten off the second", "mistral-2")):
        Promotion.objects.create(
            title=title,
            text="Good for a week.",
            products=[slug],
            reward_percent=Decimal(10),
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=7),
            editorial=True,
        )
    User.objects.create_user(*SHOPPER, name="Ada")
