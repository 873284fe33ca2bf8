"""From a cart to an order."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from promotions import selectors as promotions
from promotions import services as redeeming
from promotions.codes import Grant
from shop.addresses import services as addresses
from shop.cart.contents import Basket, Line, code_items
from shop.cart.events import ordered_products
from shop.cart.selectors import cart_lines
from shop.checkout.payment import TestCard, pay
from shop.checkout.stock import stock_change
from shop.errors import AddressBookFull, NothingToOrder, OutOfStock, Shortage, TotalChanged
from shop.models import Cart, Order, OrderLine, User, Variant
from shop.models.orders import new_order_number
from shop.tasks import order_confirmation_send
from tracking import outbox
from tracking.context import Origin
from tracking.events import OrderCompleted

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A form as it was sent. ``shown_total`` is what the shopper saw and agreed to, ``language``
    what they read it in."""

    key: UUID
    cart_id: int
    email: str
    address: Mapping[str, str]
    card: TestCard
    shown_total: Decimal
    user: User | None
    origin: Origin
    keep_address: bool = False
    language: str = settings.LANGUAGE_CODE


def order_by_key(key: UUID) -> Order | None:
    """Return the order this form made already, if it did."""
    return Order.objects.filter(idempotency_key=key).first()


def order_place(checkout: Checkout, *, now: datetime) -> Order:
    """Make an order of the cart, or return the one that this form made before, whatever the cart holds now.

    Stock, code, order, outbox and the emptied cart are one transaction.

    Raises:
        OrderRefused: nothing was ordered; the subclass says why.
        CodeRefused: the cart's code does not hold any more.
    """
    if order := order_by_key(checkout.key):
        return order
    # Before the transaction, whose locks must not wait for somebody else's answer. A real payment would only be
    # authorised here, and voided where the order is refused below; the test payment has nothing to void.
    reference = pay(checkout.card)
    try:
        order = _place(checkout, reference, now=now)
    except IntegrityError:
        # The same form, sent with another cart at the same moment: whoever came second gets the first's order.
        if order := order_by_key(checkout.key):
            return order
        raise
    # By itself: the account's row is locked for it, and a login locks that before the cart.
    if checkout.user:
        _address_remember(checkout.user, checkout, now=now)
    return order


@transaction.atomic
def _place(checkout: Checkout, reference: str, *, now: datetime) -> Order:
    # Locks are taken in one order by everybody: cart, variants by number, code.
    cart = Cart.objects.select_for_update(no_key=True).filter(pk=checkout.cart_id).first()
    if order := order_by_key(checkout.key):
        return order
    if cart is None or not cart.lines.exists():
        raise NothingToOrder
    _variants_lock(cart)
    lines = cart_lines(cart, offers=promotions.current_offers(now=now))
    if shortages := [
        Shortage(_full_name(line), line.quantity, line.stock) for line in lines if line.is_short
    ]:
        raise OutOfStock(shortages)
    number = new_order_number()
    basket = Basket(lines, grant=_redeem(cart.code, lines, checkout, number, now=now))
    if basket.total != checkout.shown_total:
        raise TotalChanged(shown=checkout.shown_total, total=basket.total, currency=basket.currency)
    order = _order_write(checkout, basket, number, reference, now=now)
    stock_change(units={line.variant_id: -line.quantity for line in lines})
    cart.lines.all().delete()
    Cart.objects.filter(pk=cart.pk).update(code="", updated_at=now)
    outbox.enqueue(_completed(order, basket), aggregate=f"order:{order.number}", origin=checkout.origin)
    transaction.on_commit(partial(_confirm, order.pk))
    return order


def _variants_lock(cart: Cart) -> None:
    """Lock what the cart asks for, by number: orders of the same things queue up, and never in a circle.

    NO KEY, as an UPDATE of the stock would take it: people may go on putting the same things into their carts.
    """
    wanted = cart.lines.order_by().values("variant")
    list(
        Variant.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk")
    )


def _redeem(
    code: str, lines: tuple[Line, ...], checkout: Checkout, number: str, *, now: datetime
) -> Grant | None:
    if not code:
        return None
    return redeeming.code_redeem(
        text=code,
        items=code_items(lines),
        currency=lines[0].price.currency,
        email=checkout.email,
        reference=number,
        now=now,
    )


def _order_write(checkout: Checkout, basket: Basket, number: str, reference: str, *, now: datetime) -> Order:
    order = Order.objects.create(
        number=number,
        idempotency_key=checkout.key,
        user=checkout.user,
        email=checkout.email,
        language=checkout.language,
        currency=basket.currency,
        subtotal=basket.subtotal,
        code=basket.grant.text if basket.grant else "",
        discount=basket.discount,
        total=basket.total,
        payment_reference=reference,
        created_at=now,
        **checkout.address,
    )
    OrderLine.objects.bulk_create(_order_line(order, line) for line in basket.lines)
    return order


def _address_remember(user: User, checkout: Checkout, *, now: datetime) -> None:
    if checkout.keep_address:
        # A book that another tab filled meanwhile is no reason to refuse an order.
        with suppress(AddressBookFull):
            addresses.address_add(user=user, address=checkout.address, now=now)
    addresses.address_used(user=user, address=checkout.address, now=now)


def _order_line(order: Order, line: Line) -> OrderLine:
    offer = line.price.offer
    return OrderLine(
        order=order,
        product=line.product,
        product_number=line.product_id,
        variant_number=line.variant_id,
        sku=line.sku,
        name=line.name,
        variant=line.variant,
        brand=line.brand,
        category=line.category,
        quantity=line.quantity,
        usual_price=line.price.before or line.price.now,
        price=line.price.now,
        promotion_number=offer.promotion_id if offer else None,
        promotion=offer.title if offer else "",
        total=line.total,
    )


def _completed(order: Order, basket: Basket) -> OrderCompleted:
    products = ordered_products(basket.lines)
    return OrderCompleted(
        order_id=order.number,
        products=products,
        currency=order.currency,
        subtotal=str(order.subtotal),
        discount=str(order.discount),
        total=str(order.total),
        savings=str(basket.savings),
        coupon=order.code or None,
        promotion_ids=sorted({product.promotion_id for product in products if product.promotion_id}),
    )


def _confirm(order_id: int) -> None:
    """Ask a worker for the confirmation. With the queue away nothing is lost: the beat finds unconfirmed orders."""
    try:
        order_confirmation_send.apply_async([order_id], retry=False)
    except Exception as error:
        log.warning("confirmation_not_queued", order=order_id, reason=str(error))


def _full_name(line: Line) -> str:
    return f"{line.name} ({line.variant})" if line.variant else line.name
