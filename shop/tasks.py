"""What the shop does now and then, by Celery; ``config/integrations/celery.py`` says when."""

from celery import shared_task
from django.utils import timezone

from shop.orders import mail
from shop.search import services as search


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def order_confirmation_send(order_id: int) -> None:
    """Send an order's confirmation, once; a mail server that is away is tried again."""
    mail.confirmation_send(order_id=order_id, now=timezone.now())


@shared_task
def order_confirmations_sweep() -> None:
    """Send the confirmations that were left lying: the queue was away, or a worker gave up."""
    for order_id in mail.orders_unconfirmed(now=timezone.now()):
        order_confirmation_send.delay(order_id)


@shared_task
def refresh_search_words() -> None:
    """Let searches be corrected to the words that the catalogue has by now."""
    search.words_refresh(now=timezone.now())
