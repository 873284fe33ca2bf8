"""A product to review and people who do; the consumer's handler without Kafka."""

import pytest

from shop.models import Category, Product, User


@pytest.fixture
def mistral(db):
    kind = Category.objects.create(name="Humidifiers", slug="humidifiers")
    return Product.objects.create(
        name="Mistral",
        slug="mistral",
        category=kind,
        brand="Norrvik",
        description="Quiet, for forty square metres.",
    )


@pytest.fixture
def ada(db):
    return User.objects.create_user("ada@example.com", name="Ada")


@pytest.fixture
def robin(db):
    """Somebody of the staff."""
    return User.objects.create_superuser("robin@example.com", name="Robin")
