"""Changing orders."""

from shop.models import Order, User


def order_claim(*, order: Order, user: User) -> bool:
    """Let a guest's order be the account's; return whether it is now.

    The caller checked the signed link, which went to the order's address; the account must have the same one.
    Another account's order stays with that account.
    """
    if order.user_id is None and order.email.lower() == user.email.lower():
        Order.objects.filter(pk=order.pk, user=None).update(user=user)
    return Order.objects.filter(pk=order.pk, user=user).exists()
