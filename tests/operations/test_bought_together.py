"""Is "bought together" better than "popular"? Asked of orders it has not seen, as the seed plants them.

The orders of the last 45 days are hidden from the counting. Of each with several products, each product in turn is to
be guessed from the others, with four guesses, as many as the cart's row has.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from operations.seed.baskets import baskets_save
from operations.seed.catalogue import catalogue
from operations.seed.store import categories_save, products_save
from shop.models import Order, OrderLine
from shop.together.counting import pairs_count
from shop.together.selectors import closest_to

HIDDEN = timedelta(days=45)
GUESSES = 4


def baskets(orders):
    held: dict[int, set[int]] = {}
    lines = OrderLine.objects.filter(order__in=orders).values_list("order_id", "product_number")
    for order, product in lines:
        held.setdefault(order, set()).add(product)
    return list(held.values())


def hit_rates(*, now):
    """Return (tries, share guessed by what is bought together, share guessed by what is popular)."""
    cutoff = now - HIDDEN
    pairs_count(now=cutoff)
    sold = Counter(p for basket in baskets(Order.objects.filter(created_at__lte=cutoff)) for p in basket)
    popular = [product for product, _ in sold.most_common()]
    tries = together = popularity = 0
    for basket in baskets(Order.objects.filter(created_at__gt=cutoff)):
        if len(basket) < 2:
            continue
        for product in basket:
            rest = basket - {product}
            tries += 1
            together += product in closest_to(rest)[:GUESSES]
            popularity += product in [one for one in popular if one not in rest][:GUESSES]
    return tries, together / tries, popularity / tries


@pytest.mark.django_db
def test_it_guesses_hidden_purchases_better_than_popularity_does():
    now = timezone.now()
    categories_save()
    products_save(products=catalogue(166), now=now, progress=lambda _: None)
    baskets_save(now=now)

    tries, together, popularity = hit_rates(now=now)

    assert tries > 200
    assert together > 2 * popularity, (tries, together, popularity)
