"""What the shop does now and then, by Celery; ``config/integrations/celery.py`` says when."""

from celery import shared_task
from django.utils import timezone

from shop.search import services as search


@shared_task(name="shop.refresh_search_words")  # type: ignore[untyped-decorator]  # Celery has no types
def refresh_search_words() -> None:
    """Let searches be corrected to the words that the catalogue has by now."""
    search.words_refresh(now=timezone.now())
