"""A warehouse with a small story in it, and somebody of the staff who looks at it."""

from datetime import UTC, datetime

import pytest

from analytics.dashboard.figures import Figure, Series
from analytics.reports.table import Chart, Kind
from tests.analytics.reports.conftest import load  # noqa: F401  (a fixture)
from tests.analytics.reports.stories import at, event, order
from tracking.events import PageViewed, ProductAdded, ProductsSearched, ProductViewed

MARCH = "from=2026-03-01&to=2026-03-31"
KETTLE = {
    "product_id": "kettle",
    "category": "kitchen",
    "name": "Kettle",
    "price": "20.00",
    "currency": "EUR",
}


@pytest.fixture
def boss(django_user_model):
    return django_user_model.objects.create(email="boss@example.com", is_staff=True)


@pytest.fixture
def staff(client, boss):
    client.force_login(boss)
    return client


@pytest.fixture
def march(load):  # noqa: F811
    """Anna sees, adds and buys a kettle on the 2nd, Ben only looks on the 3rd; in February Anna looked once."""
    load(
        event(PageViewed, "2026-02-10 10:00", visit="v0", page_url="/"),
        event(PageViewed, "2026-03-02 10:00", page_url="/"),
        event(
            ProductsSearched, "2026-03-02 10:01", search_id="s1", search_keyword="=kettle", results_count=3
        ),
        event(ProductViewed, "2026-03-02 10:02", **KETTLE),
        event(ProductAdded, "2026-03-02 10:03", quantity=1, **KETTLE),
        order("2026-03-02 10:04"),
        event(PageViewed, "2026-03-03 10:00", who="ben", page_url="/deals/"),
        event(ProductViewed, "2026-03-03 10:01", who="ben", **KETTLE),
    )
    return datetime.fromtimestamp(at("2026-03-04 10:00") / 1000, UTC)


@pytest.fixture
def figure_of_days():
    """Return a function that makes a figure of a line with these values."""

    def made(*values):
        labels = tuple(str(place) for place in range(len(values)))
        return Figure(Chart.LINE, "Days", Kind.COUNT, labels, (Series("Visits", values),))

    return made
