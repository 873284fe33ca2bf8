"""axe-core on every kind of page, light and dark: nothing serious or critical.

https://github.com/dequelabs/axe-core; what it can't see (order of focus, sense of words) was looked at by people.
"""

import pytest
from playwright.sync_api import Page

from tests.processes import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PRODUCT = "/products/nordhaug-fjell-ultrasonic-humidifier/"
GRAVE = {"serious", "critical"}


@pytest.fixture
def store(standing_store):
    return standing_store


def findings(page: Page) -> list[str]:
    """Return what axe calls serious or critical, a line each."""
    # Evaluated by the debugger, which the pages' content security policy rightly doesn't stop.
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {violation['id']}: {node['target']}: {node['failureSummary']}"
        for violation in result["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_or_critical_finding(store, visitor, scheme):
    public = [
        "/", "/search/?q=humidifier", "/search/?q=humidifer", "/search/?q=xyzzyq", "/deals/",
        "/categories/humidifiers/", PRODUCT, "/cart/", "/wishlist/", "/orders/", "/account/login/",
        "/account/signup/", "/account/password/reset/", "/nothing-here/",
    ]  # fmt: skip
    personal = [
        "/account/",
        "/account/orders/",
        "/account/addresses/",
        "/account/addresses/new/",
        "/account/reviews/",
        "/account/stock-alerts/",
        "/account/offers/",
        "/account/email/",
    ]
    found = []
    page = visitor(width=390 if scheme == "dark" else 1280, scheme=scheme, complaints_allowed=("404",))
    for path in public:
        page.goto(path)
        found += findings(page)
    page.goto(PRODUCT)
    page.get_by_role("button", name="Add to cart").click()
    page.locator("#buy-status a").wait_for()
    for path in ("/cart/", "/checkout/"):
        page.goto(path)
        found += findings(page)
    log_in(page, "admin@example.com", "demo-admin")
    for path in [*personal, "/operations/"]:
        page.goto(path)
        found += findings(page)
    assert found == []
