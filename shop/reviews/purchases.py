"""Did this person buy that product? The seam between reviews and orders."""

from shop.models import OrderLine, OrderStatus, Product, User


def has_bought(user: User, product: Product) -> bool:
    """Whether ``user`` has a paid order of ``product`` that was not taken back.

    Reviews keep the answer of the moment they are written, and only this function gives it; no form or request can.
    """
    ordered = OrderLine.objects.filter(order__user=user, product_number=product.pk)
    return ordered.exclude(order__status=OrderStatus.REFUNDED).exists()
