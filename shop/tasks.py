"""What the shop does now and then, by Celery; ``config/integrations/celery.py`` says when."""

from datetime import date, timedelta

from celery import shared_task
from django.utils import timezone

from shop.cart import services as carts
from shop.orders import counting, mail
from shop.search import services as search
from shop.stock_alerts import mail as stock_mail
from shop.stock_alerts import turns
from shop.together import counting as pairs
from shop.wishlist import services as wishlists


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def order_confirmation_send(order_id: int) -> None:
    """Send an order's confirmation, once; a mail server that is away is tried again."""
    mail.confirmation_send(order_id=order_id, now=timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def order_refund_tell(order_id: int) -> None:
    """Tell the customer by mail that an order was refunded, once."""
    mail.refund_send(order_id=order_id, now=timezone.now())


@shared_task
def order_confirmations_sweep() -> None:
    """Send the mails about orders that were left lying: the queue was away, or a worker gave up."""
    for order_id in mail.orders_unconfirmed(now=timezone.now()):
        order_confirmation_send.delay(order_id)
    for order_id in mail.refunds_untold(now=timezone.now()):
        order_refund_tell.delay(order_id)


@shared_task
def refresh_search_words() -> None:
    """Let searches be corrected to the words that the catalogue has by now."""
    search.words_refresh(now=timezone.now())


@shared_task
def orders_count(day: str = "") -> None:
    """Count the orders of the day before, or of ``day`` (an ISO date) where one is to be counted again."""
    now = timezone.now()
    counted = date.fromisoformat(day) if day else timezone.localdate(now) - timedelta(days=1)
    counting.orders_count(day=counted, now=now)


@shared_task
def guest_carts_delete() -> None:
    """Delete the carts that guests left behind."""
    carts.guest_carts_delete(now=timezone.now())


@shared_task
def guest_wishlists_delete() -> None:
    """Delete the wishlists that guests left behind."""
    wishlists.guest_wishlists_delete(now=timezone.now())


@shared_task
def pairs_count() -> None:
    """Count anew what is bought together."""
    pairs.pairs_count(now=timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def stock_alert_ask(alert_id: int) -> None:
    """Ask a guest by mail whether the address is theirs, once."""
    stock_mail.ask_send(alert_id=alert_id, now=timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=6)
def stock_alert_tell(alert_id: int) -> None:
    """Tell somebody whose turn has come that a product is back, once."""
    stock_mail.back_send(alert_id=alert_id, now=timezone.now())


@shared_task
def stock_alerts_sweep() -> None:
    """See what is back and whose turn it is, and send what was left lying."""
    now = timezone.now()
    unasked, untold = stock_mail.left_lying(now=now)
    for alert_id in unasked:
        stock_alert_ask.delay(alert_id)
    for alert_id in (*untold, *turns.alerts_claim(now=now)):
        stock_alert_tell.delay(alert_id)
