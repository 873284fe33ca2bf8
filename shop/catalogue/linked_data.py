"""What search engines read of a product's page: https://schema.org in JSON-LD. Pure."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from shop.catalogue.detail import Choice, Detail
from shop.models import Category, Product

type Data = dict[str, Any]


def product_data(product: Product, detail: Detail, *, rating: Data | None, site_url: str) -> Data:
    """Return the product with an offer for each variant, and its rating where there are approved reviews."""
    url = f"{site_url}{product.get_absolute_url()}"
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": url,
        "name": product.local_name,
        "description": product.local_description,
        "brand": {"@type": "Brand", "name": product.brand},
        "category": product.category.local_name,
        "image": [f"{site_url}{detail.card.picture_url}"],
        "sku": detail.leading.sku,
        "offers": [_offer(choice, url) for choice in detail.choices],
        **({"aggregateRating": rating} if rating else {}),
    }


def breadcrumb_data(product: Product, *, site_url: str) -> Data:
    """Return the way from the home page to the product."""
    way: list[tuple[str, str]] = [(gettext("Home"), reverse("shop:home"))]
    way += [(category.local_name, category.get_absolute_url()) for category in _line(product.category)]
    way.append((product.local_name, product.get_absolute_url()))
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": f"{site_url}{path}"}
            for position, (name, path) in enumerate(way, 1)
        ],
    }


def _line(category: Category) -> list[Category]:
    return [category.parent, category] if category.parent else [category]


def _offer(choice: Choice, url: str) -> Data:
    offer: Data = {
        "@type": "Offer",
        "sku": choice.sku,
        "url": f"{url}?variant={choice.sku}",
        "price": str(choice.price.now),
        "priceCurrency": choice.price.currency,
        "availability": f"https://schema.org/{'OutOfStock' if choice.stock_level == 'none' else 'InStock'}",
        "itemCondition": "https://schema.org/NewCondition",
    }
    if choice.name:
        offer["name"] = choice.name
    if choice.price.offer:
        offer["priceValidUntil"] = choice.price.offer.ends_at.date().isoformat()
    return offer
