"""A review's way in a real browser: pending for its author, nothing for anybody else, and for all once approved."""

from playwright.sync_api import Page, expect

PRODUCT = "/products/nordhaug-fjell-ultrasonic-humidifier/"
WORDS = "Quiet enough to sleep beside, and the tank takes a whole jug."


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/")


def reviews(page: Page):
    return page.locator("#reviews [data-review]").filter(has_text=WORDS)


def test_a_pending_review_is_its_authors_only_until_an_admin_approves_it(store, visitor):
    author = visitor()
    log_in(author, "shopper@example.com", "demo-shopper")
    author.goto(PRODUCT)
    count = author.locator("#reviews").get_by_text("From ").inner_text()
    author.get_by_text("Write a review").click()
    author.get_by_role("radio", name="4 stars").check()
    author.get_by_label("Your review").fill(WORDS)
    author.get_by_role("button", name="Send review").click()

    # In place, with name, date and what pending means; the focus is on it, and a screen reader is told.
    expect(reviews(author)).to_have_attribute("data-status", "pending")
    expect(reviews(author)).to_contain_text("Sam F.")
    expect(reviews(author)).to_contain_text("Pending: only you can see this")
    expect(reviews(author).locator("time")).to_be_visible()
    expect(reviews(author)).to_be_focused()
    expect(author.locator("#reviews-status")).to_contain_text("Your review is pending")
    assert author.url.endswith(PRODUCT)

    stranger, member = visitor(path=PRODUCT), visitor()
    log_in(member, "abcde@gmail.com", "demo-shopper")
    member.goto(PRODUCT)
    for other in (stranger, member):
        expect(reviews(other)).to_have_count(0)
        expect(other.locator("#reviews")).to_contain_text(count)

    admin = visitor()
    log_in(admin, "admin@example.com", "demo-admin")
    admin.goto("/admin/shop/review/?status__exact=pending")
    admin.locator("#result_list").get_by_role("link", name="Quiet enough to sleep beside").click()
    admin.get_by_role("button", name="Approve").click()
    expect(admin.get_by_text("approved.")).to_be_visible()

    for page in (stranger, member, author):
        page.reload()
        expect(reviews(page)).to_have_count(1)
        expect(reviews(page)).to_have_attribute("data-status", "approved")
        expect(page.locator("#reviews")).not_to_contain_text("only you can see this")
        expect(page.locator("#reviews")).not_to_contain_text(count)


def test_everything_works_without_javascript(store, chromium):
    context = chromium.new_context(java_script_enabled=False, base_url=store.url)
    page = context.new_page()
    log_in(page, "shopper@example.com", "demo-shopper")
    page.goto(f"{PRODUCT}review/")
    page.get_by_role("radio", name="2 stars").check(force=True)
    page.get_by_label("Your review").fill(WORDS)
    page.get_by_role("button", name="Send review").click()
    page.wait_for_url("**#reviews")
    expect(reviews(page)).to_contain_text("Pending: only you can see this")

    page.goto("/")
    deals = page.locator("#promotions [data-promotion]")
    gone = deals.first.get_attribute("data-promotion")
    deals.first.get_by_role("button").click()
    page.wait_for_load_state()
    expect(page.locator(f"#promotions [data-promotion='{gone}']")).to_have_count(0)

    page.goto("/account/reviews/")
    page.get_by_text("Withdraw your review").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_text("You have not reviewed anything yet.")).to_be_visible()
    context.close()


def test_a_dismissed_deal_leaves_the_strip_at_once_and_for_good(store, visitor):
    me = visitor()
    deals = me.locator("#promotions [data-promotion]")
    gone = deals.first.get_attribute("data-promotion")

    deals.first.get_by_role("button", name="Don’t show").click()

    expect(me.locator(f"#promotions [data-promotion='{gone}']")).to_have_count(0)
    expect(me.locator("#promotions-title")).to_be_focused()
    me.reload()
    expect(me.locator(f"#promotions [data-promotion='{gone}']")).to_have_count(0)
    expect(visitor().locator(f"#promotions [data-promotion='{gone}']")).to_have_count(1)
