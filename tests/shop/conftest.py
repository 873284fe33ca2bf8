"""A small store, and a visitor in front of it."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from promotions.models import Promotion
from promotions.selectors import Offer
from shop.models import Category, Product, Review, User, Variant
from tracking.events import Event

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_numbers = count(1)


class Sent(list[Event]):
    """The events that pages sent, in order; nothing reaches Kafka."""

    def of(self, event_type):
        return [event for event in self if isinstance(event, event_type)]


@pytest.fixture(autouse=True)
def static_root(settings, tmp_path):
    """Nothing was collected for tests, and WhiteNoise warns of a folder that is not there."""
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture(autouse=True)
def cache_of_this_test(settings):
    """What others counted (see ``shop.limits``) limits nothing here."""
    default = {**settings.CACHES["default"], "KEY_PREFIX": secrets.token_hex(6)}
    settings.CACHES = {**settings.CACHES, "default": default}


@pytest.fixture
def sent(monkeypatch):
    """Record the events instead of producing them."""
    events = Sent()
    monkeypatch.setattr("tracking.api.track", lambda request, event: events.append(event))
    return events


@pytest.fixture
def visitor(db, sent):
    """A browser that has not been here before."""
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def make_category(db):
    def make(name, parent=None):
        return Category.objects.create(name=name, slug=name.lower().replace(" ", "-"), parent=parent)

    return make


@pytest.fixture
def air(make_category):
    """The department and, as ``kinds`` below it, humidifiers and fans."""
    return make_category("Air comfort")


@pytest.fixture
def humidifiers(make_category, air):
    return make_category("Humidifiers", air)


@pytest.fixture
def fans(make_category, air):
    return make_category("Fans", air)


@pytest.fixture
def make_product(db):
    def make(name, category, *, price="40.00", stock=10, description="Plain.", age_days=0, **fields):
        number = next(_numbers)
        product = Product.objects.create(
            name=name,
            slug=fields.pop("slug", f"product-{number}"),
            category=category,
            brand=fields.pop("brand", "Norrvik"),
            description=description,
            created_at=timezone.now() - timedelta(days=age_days),
            **fields,
        )
        Variant.objects.create(product=product, sku=f"SKU-{number}", price=Decimal(price), stock=stock)
        return product

    return make


@pytest.fixture
def make_promotion(db):
    def make(title, *, percent=None, amount=None, **fields):
        now = timezone.now()
        return Promotion.objects.create(
            title=title,
            text="Good for a week.",
            reward_percent=percent,
            reward_amount=amount,
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=7),
            editorial=fields.pop("editorial", True),
            **fields,
        )

    return make


@pytest.fixture
def shopper(db):
    return User.objects.create_user("ada@example.com", "a-long-word-7", name="Ada")


def found(pattern, text):
    """Return the first group of ``pattern`` in ``text``, which must have it."""
    match = re.search(pattern, text)
    assert match, f"no {pattern} in the page"
    return match.group(1)


def offer(number=1, *, percent=None, amount=None, categories=(), products=(), priority=0, currency="EUR"):
    """An offer as promotions hand it out."""
    return Offer(
        promotion_id=number,
        title=f"Offer {number}",
        text="",
        categories=tuple(categories),
        products=tuple(products),
        reward_percent=None if percent is None else Decimal(percent),
        reward_amount=None if amount is None else Decimal(amount),
        reward_currency=currency,
        ends_at=datetime(2030, 1, 1, tzinfo=UTC),
        priority=priority,
    )


@pytest.fixture
def told(monkeypatch):
    """Record what is enqueued in the outbox: pairs of aggregate and event."""
    events = []
    monkeypatch.setattr(
        "tracking.outbox.enqueue", lambda event, *, aggregate: events.append((aggregate, event))
    )
    monkeypatch.setattr("tracking.outbox.enqueue_all", events.extend)
    return events


@pytest.fixture
def make_review(db):
    def make(product, *, author=None, rating=4, text="Quiet and easy to clean.", status="approved", **fields):
        number = next(_numbers)
        author = author or User.objects.create_user(f"reader{number}@example.com", name=f"Reader {number}")
        return Review.objects.create(
            product=product, author=author, rating=rating, text=text, status=status, **fields
        )

    return make


@pytest.fixture
def mistral(make_product, humidifiers):
    return make_product("Mistral humidifier", humidifiers, slug="mistral")
