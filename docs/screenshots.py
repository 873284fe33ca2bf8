"""Take the pictures of docs/screenshots.md from a running store, by default that of `make demo`.

    .venv/bin/python docs/screenshots.py [--site http://127.0.0.1:8000] [--only cart checkout] [--to /tmp/pictures]

Each page at the width of a phone and of a desktop, light and dark. The pictures show the first screen, as a person
meets it.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER: Final = Path(__file__).with_name("screenshots")
SIZES: Final = {390: 844, 1280: 900}
SCHEMES: Final = ("light", "dark")
# A headless browser names itself, and what names itself a robot is shown no promotions.
USER_AGENT: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
QUALITY: Final = 72
# The operators' page asks for news for ever, so there is no waiting for a quiet network.
SETTLED: Final = """() => document.fonts.status === "loaded" && [...document.images].every((image) =>
    image.complete || (image.loading === "lazy" && image.getBoundingClientRect().top > innerHeight))"""
PRODUCT: Final = '[data-product][data-category="humidifiers"] a'


def login(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_load_state()


def home(page: Page) -> None:
    page.goto("/search/?q=humidifier")
    page.goto("/")
    page.wait_for_selector('#promotions[data-keyword="humidifier"]')


def search(page: Page) -> None:
    page.goto("/search/?q=humidifyer")


def product(page: Page) -> None:
    page.goto("/search/?q=humidifier")
    page.goto(page.locator(PRODUCT).first.get_attribute("href") or "")


def cart(page: Page) -> None:
    product(page)
    with page.expect_response(
        lambda response: response.request.method == "POST" and "/cart/" in response.url
    ):
        page.get_by_role("button", name="Add to cart").first.click()
    page.goto("/cart/")


def checkout(page: Page) -> None:
    cart(page)
    page.goto("/checkout/")


def account(page: Page) -> None:
    login(page, "shopper@example.com", "demo-shopper")
    page.goto("/account/")


def admin(page: Page) -> None:
    login(page, "admin@example.com", "demo-admin")
    page.goto("/admin/shop/product/")


def admin_reviews(page: Page) -> None:
    login(page, "admin@example.com", "demo-admin")
    page.goto("/admin/shop/review/")


def queue(page: Page) -> None:
    """Write a review that no detector can judge, then log in as who has to."""
    product(page)
    product_url = page.url
    login(page, "shopper@example.com", "demo-shopper")
    page.goto(f"{product_url}review/")
    page.locator(".star-choice label").nth(3).click()
    page.fill("[name=text]", "Sehr leise und schnell aufgefüllt; nur das Licht könnte nachts dunkler sein.")
    page.locator("form[data-form=review] button[type=submit]").click()
    page.wait_for_load_state()
    page.context.clear_cookies()
    login(page, "admin@example.com", "demo-admin")
    page.goto("/admin/shop/review/queue/")


def wishlist(page: Page) -> None:
    page.goto("/search/?q=humidifier")
    for number in range(2):
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.locator("button[form=wish]").nth(number).click()
    page.goto("/wishlist/")


def german(page: Page) -> None:
    page.goto("/de/search/?q=schreibtischlampe")


def operations(page: Page) -> None:
    login(page, "admin@example.com", "demo-admin")
    page.goto("/operations/")


def burst(page: Page) -> None:
    """Log in and press the demo's switch, then wait until what it does is seen."""
    login(page, "admin@example.com", "demo-admin")
    page.goto("/operations/")
    page.get_by_role("button", name="Log a burst of errors").click()
    page.wait_for_load_state()


def alerts(page: Page) -> None:
    burst(page)
    page.goto("/operations/alerts/")
    page.wait_for_selector('[data-state="firing"]')


def alert(page: Page) -> None:
    alerts(page)
    page.get_by_role("link", name="web-errors").first.click()
    page.wait_for_selector(".story")


def logs(page: Page) -> None:
    burst(page)
    page.goto("/operations/logs/?range=15m&live=1")
    page.wait_for_selector('.log-line[data-level="error"]')


def report(name: str) -> Callable[[Page], None]:
    """Return what shows a report; `seed_demo --history-days 90` gives it something to show, and to compare with."""

    def show(page: Page) -> None:
        login(page, "admin@example.com", "demo-admin")
        page.goto(f"/dashboard/{name}")
        page.wait_for_selector(".dash-chart canvas, .dash-grid")

    return show


PAGES: Final[dict[str, Callable[[Page], None]]] = {
    "home": home,
    "search": search,
    "product": product,
    "cart": cart,
    "checkout": checkout,
    "account": account,
    "wishlist": wishlist,
    "german": german,
    "admin": admin,
    "admin-reviews": admin_reviews,
    "queue": queue,
    "operations": operations,
    "alerts": alerts,
    "alert": alert,
    "logs": logs,
    "dashboard-overview": report("?last=30"),
    "dashboard-live": report("live/"),
    "dashboard-searches": report("searches/?last=30"),
    "dashboard-promotions": report("promotions/?last=90"),
    "dashboard-lift": report("promotions/?last=90#title-lift"),
    "dashboard-funnel": report("funnel/?last=90&by=device"),
    "dashboard-paths": report("paths/?last=90"),
    "dashboard-retention": report("retention/?last=90"),
}


def take(browser: Browser, site: str, name: str, folder: Path) -> None:
    """Write the four pictures of one page, each by a visitor of its own."""
    for width, height in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=site,
                user_agent=USER_AGENT,
                locale="en-GB",
                viewport={"width": width, "height": height},
                color_scheme=scheme,
            )
            page = context.new_page()
            PAGES[name](page)
            page.wait_for_function(SETTLED)
            if folder == FOLDER:
                path = folder / f"{name}-{width}-{scheme}.jpg"
                page.screenshot(path=path, type="jpeg", quality=QUALITY)
            else:
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES))
    parser.add_argument(
        "--to",
        type=Path,
        default=FOLDER,
        help="another folder gets whole pages as PNG, for looking at closely",
    )
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        for name in options.only:
            take(browser, options.site, name, options.to)
            print(name)


if __name__ == "__main__":
    main()
