"""Codes that run and a history of orders, so that no page of the demo is empty.

Orders are written as history: they take no stock and tell the pipeline nothing. The account of the documented sample
message (see ``operations.seed.accounts``) gets none.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from operations.seed.accounts import LOGINS, SHOPPERS
from promotions.models import Code
from shop.models import Order, OrderLine, OrderStatus, User, Variant

_SAMPLE: Final = "abcde@gmail.com"
_BUYERS: Final = tuple(
    account for account in (*LOGINS, *SHOPPERS) if account.email != _SAMPLE and not account.staff
)
_STREETS: Final = ("Lindenweg", "Rue du Moulin", "Kanaalstraat", "Via Garibaldi", "Calle Mayor", "Elm Lane")
_CITIES: Final = (
    ("50667", "Cologne", "DE"), ("1012", "Amsterdam", "NL"), ("69001", "Lyon", "FR"),
    ("10121", "Turin", "IT"), ("28013", "Madrid", "ES"), ("2300", "Copenhagen", "DK"),
)  # fmt: skip
_CODES: Final[tuple[tuple[str, str, Decimal | None, Decimal | None, list[str], Decimal], ...]] = (
    ("WELCOME10", "10 % off your first order", Decimal(10), None, [], Decimal(0)),
    (
        "FRESHAIR5",
        "€5 off home and air comfort",
        None,
        Decimal(5),
        ["home-air-comfort"],
        Decimal(30),
    ),
    ("GARDEN15", "15 % off everything for the garden", Decimal(15), None, ["garden"], Decimal(0)),
)


@transaction.atomic
def codes_save(*, now: datetime) -> int:
    """Add the codes that are missing, and let those of the seed that ended run again; return how many are new."""
    window = {"starts_at": now - timedelta(days=2), "ends_at": now + timedelta(days=28)}
    texts = [text for text, *_ in _CODES]
    Code.objects.filter(text__in=texts, ends_at__lte=now).update(**window)
    known = set(Code.objects.filter(text__in=texts).values_list("text", flat=True))
    return len(
        Code.objects.bulk_create(
            Code(
                text=text,
                about=about,
                percent=percent,
                amount=amount,
                categories=categories,
                minimum=minimum,
                once_per_person=text == "WELCOME10",
                listed=True,
                **window,
            )
            for text, about, percent, amount, categories, minimum in _CODES
            if text not in known
        )
    )


@transaction.atomic
def orders_save(*, now: datetime) -> int:
    """Add the orders that are missing; return how many. A store without products gets none."""
    variants = list(
        Variant.objects.filter(sku__startswith="LK-", stock__gt=0)
        .select_related("product__category")
        .order_by("sku")
    )
    users = {user.email: user for user in User.objects.filter(email__in=[buyer.email for buyer in _BUYERS])}
    if not variants:
        return 0
    known = set(Order.objects.filter(idempotency_key__in=_keys()).values_list("idempotency_key", flat=True))
    made = 0
    for number, (email, key) in enumerate(_planned()):
        if key not in known and email in users:
            _order(Random(number), users[email], key, variants, now)  # noqa: S311  (made-up orders, the same each time)
            made += 1
    return made


def _planned() -> Iterator[tuple[str, UUID]]:
    """Give (address, idempotency key): one to three orders a buyer."""
    for place, buyer in enumerate(_BUYERS):
        for number in range(1 + place % 3):
            yield buyer.email, uuid5(NAMESPACE_URL, f"urn:larkspur:seed:{buyer.email}:{number}")


def _keys() -> list[UUID]:
    return [key for _, key in _planned()]


def _order(draw: Random, user: User, key: UUID, variants: Sequence[Variant], now: datetime) -> None:
    bought = [
        (variant, draw.choice((1, 1, 1, 2)))
        for variant in draw.sample(variants, min(draw.randint(1, 3), len(variants)))
    ]
    total = sum((variant.price * quantity for variant, quantity in bought), Decimal(0))
    created_at = now - timedelta(days=draw.randint(3, 120), minutes=draw.randint(0, 1_439))
    town = draw.choice(_CITIES)
    street = f"{draw.choice(_STREETS)} {draw.randint(1, 90)}"
    order = paid_order(
        key, email=user.email, name=user.name, street=street, town=town, total=total, at=created_at, now=now
    )
    order.user = user
    order.save()
    OrderLine.objects.bulk_create(order_line(order, variant, quantity) for variant, quantity in bought)


def paid_order(
    key: UUID,
    *,
    email: str,
    name: str,
    street: str,
    town: tuple[str, str, str],
    total: Decimal,
    at: datetime,
    now: datetime,
) -> Order:
    """Return an order of the past that was paid without a promotion and is on its way by ``now`` or has arrived, not
    saved. ``town`` is its postcode, name and country."""
    postcode, city, country = town
    return Order(
        idempotency_key=key,
        email=email,
        name=name,
        street=street,
        postcode=postcode,
        city=city,
        country=country,
        status=OrderStatus.SENT if at > now - timedelta(days=6) else OrderStatus.DELIVERED,
        currency="EUR",
        subtotal=total,
        total=total,
        payment_reference="seed",
        created_at=at,
        confirmed_at=at,
    )


def order_line(order: Order, variant: Variant, quantity: int) -> OrderLine:
    """Return the line of an order that was paid without a promotion, not saved."""
    product = variant.product
    return OrderLine(
        order=order,
        product=product.slug,
        product_number=product.pk,
        variant_number=variant.pk,
        sku=variant.sku,
        name=product.name,
        variant=variant.name,
        brand=product.brand,
        category=product.category.slug,
        quantity=quantity,
        usual_price=variant.price,
        price=variant.price,
        total=variant.price * quantity,
    )
