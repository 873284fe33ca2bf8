"""What carts tell the pipeline. Money is decimal text."""

from collections.abc import Iterable

from promotions.codes import Denial, Grant
from shop.cart.contents import Line
from shop.cart.services import Change
from tracking.events import CouponApplied, CouponDenied, OrderedProduct, ProductAdded, ProductRemoved


def added(change: Change) -> ProductAdded:
    line = change.line
    return ProductAdded(
        product_id=line.product,
        sku=line.sku,
        name=line.name,
        category=line.category,
        brand=line.brand,
        price=str(line.price.now),
        currency=line.price.currency,
        quantity=change.by,
    )


def removed(change: Change) -> ProductRemoved:
    line = change.line
    return ProductRemoved(
        product_id=line.product,
        sku=line.sku,
        name=line.name,
        category=line.category,
        brand=line.brand,
        price=str(line.price.now),
        currency=line.price.currency,
        quantity=-change.by,
    )


def coupon_applied(grant: Grant, *, currency: str) -> CouponApplied:
    return CouponApplied(coupon=grant.text, discount=str(grant.discount), currency=currency)


def coupon_denied(denial: Denial) -> CouponDenied:
    return CouponDenied(coupon=denial.text, reason=denial.reason)


def ordered_products(lines: Iterable[Line]) -> list[OrderedProduct]:
    return [
        OrderedProduct(
            product_id=line.product,
            sku=line.sku,
            name=line.name,
            variant=line.variant,
            category=line.category,
            brand=line.brand,
            price=str(line.price.now),
            quantity=line.quantity,
            promotion_id=line.price.offer.promotion_id if line.price.offer else None,
        )
        for line in lines
    ]
