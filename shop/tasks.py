"""What a Celery worker does for the shop."""

from celery import shared_task
from django.utils import timezone

from shop.orders import mail


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def order_confirmation_send(order_id: int) -> None:
    """Send an order's confirmation, once; a mail server that is away is tried again."""
    mail.confirmation_send(order_id=order_id, now=timezone.now())


@shared_task
def order_confirmations_sweep() -> None:
    """Send the confirmations that were left lying: the queue was away, or a worker gave up."""
    for order_id in mail.orders_unconfirmed(now=timezone.now()):
        order_confirmation_send.delay(order_id)
