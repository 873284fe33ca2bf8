"""Which product shows each deal, and the fragment that an open home page asks for."""

from decimal import Decimal

from promotions.models import Promotion
from shop.catalogue.cards import Card
from shop.deals.choice import deals_of
from shop.pricing.prices import Item, best_price
from tests.shop.conftest import found, offer


def card(slug, offers=(), category="humidifiers"):
    item = Item(product=slug, categories=frozenset({category}), price=Decimal("40.00"), currency="EUR")
    return Card(slug, slug, "", category, category, "", "", best_price(item, offers), False, True)


def shown(deals):
    return [(deal.offer.promotion_id, deal.card.slug) for deal in deals]


def test_different_deals_show_different_products():
    one, two = (
        offer(1, percent="20", categories=["humidifiers"]),
        offer(2, percent="20", categories=["humidifiers"]),
    )
    cards = [card("a", [one]), card("b", [one])]

    assert shown(deals_of([one, two], {1: cards, 2: cards})) == [(1, "a"), (2, "b")]


def test_a_deal_for_one_product_keeps_it():
    wide, narrow = offer(1, percent="20", categories=["humidifiers"]), offer(2, percent="30", products=["a"])
    a, b = card("a", [wide, narrow]), card("b", [wide])

    assert shown(deals_of([wide, narrow], {1: [a, b], 2: [a]})) == [(1, "b"), (2, "a")]


def test_a_deal_prefers_a_product_whose_price_it_makes():
    ten, twenty = offer(1, percent="10", categories=["humidifiers"]), offer(2, percent="20", products=["a"])
    a, b = card("a", [ten, twenty]), card("b", [ten])

    assert shown(deals_of([ten], {1: [a, b]})) == [(1, "b")]


def test_a_deal_with_nothing_to_show_is_left_out():
    one, two = offer(1, percent="20", categories=["humidifiers"]), offer(2, percent="20", products=["gone"])

    assert shown(deals_of([one, two], {1: [card("a", [one])]})) == [(1, "a")]


def test_a_visitor_without_history_sees_the_editorial_deals(
    visitor, make_product, humidifiers, make_promotion
):
    make_product("Mistral humidifier", humidifiers, price="40.00", slug="mistral")
    promotion = make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])

    content = visitor.get("/").content.decode()
    strip = content[content.index('<section id="promotions"') :]

    assert 'data-keyword=""' in strip
    assert "This week’s deals" in strip
    assert f'data-promotion="{promotion.pk}"' in strip
    assert 'data-product="mistral"' in strip
    assert strip.index("€32.00") < strip.index("€40.00")
    assert promotion.ends_at.date().isoformat() in strip


def test_a_sold_out_product_shows_no_deal(visitor, make_product, humidifiers, make_promotion):
    make_product("Mistral humidifier", humidifiers, stock=0)
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])

    assert visitor.get("/").context["strip"].deals == ()


def test_an_unchanged_strip_answers_204(visitor, make_product, humidifiers, make_promotion):
    make_product("Mistral humidifier", humidifiers)
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])
    version = version_of(visitor.get("/"))

    answer = visitor.get("/promotions/strip/", {"have": version})

    assert (answer.status_code, answer.content) == (204, b"")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_changed_strip_is_sent_as_a_fragment(visitor, sent, make_product, humidifiers, make_promotion):
    make_product("Mistral humidifier", humidifiers)
    make_promotion("A fifth off humidifiers", percent="20", categories=["humidifiers"])
    version = version_of(visitor.get("/"))
    Promotion.objects.update(title="A third off humidifiers", reward_percent="33")
    sent.clear()

    answer = visitor.get("/promotions/strip/", {"have": version}, headers={"HX-Request": "true"})

    content = answer.content.decode()
    assert answer.status_code == 200
    assert content.lstrip().startswith('<section id="promotions"')
    assert "A third off humidifiers" in content
    assert "HX-Request" in answer.headers["Vary"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert version_of(answer) != version


def test_a_poll_is_no_activity(visitor, sent):
    answer = visitor.get("/promotions/strip/")

    assert (list(sent), dict(answer.cookies)) == ([], {})


def test_a_poll_costs_few_queries(
    visitor, make_product, humidifiers, fans, make_promotion, django_assert_num_queries
):
    for number in range(6):
        make_product(f"Humidifier {number}", humidifiers)
        make_product(f"Fan {number}", fans)
    for title in ("One", "Two", "Three", "Four"):
        make_promotion(title, percent="20", categories=["air-comfort"])
    version = version_of(visitor.get("/"))

    with django_assert_num_queries(3):
        visitor.get("/promotions/strip/", {"have": version})
    with django_assert_num_queries(7):
        visitor.get("/promotions/strip/")


def version_of(answer):
    return found(r'data-version="([^"]+)"', answer.content.decode())


def test_few_deals_are_followed_by_what_else_there_is_of_their_kind(
    visitor, make_product, humidifiers, fans, make_promotion
):
    make_product("Mistral", humidifiers, slug="mistral")
    make_product("Gone", humidifiers, stock=0)
    make_product("Zephyr", fans, slug="zephyr")
    make_product("Sirocco", humidifiers, slug="sirocco", age_days=9)
    make_promotion("A fifth off Mistral", percent="20", products=["mistral"])

    page = visitor.get("/")

    strip = page.context["strip"]
    assert [deal.card.slug for deal in strip.deals] == ["mistral"]
    assert [card.slug for card in strip.beside] == ["sirocco", "zephyr"]
    content = page.content.decode()
    row = content[content.index('<ul class="strip"') :].split("</ul>")[0]
    assert row.count("data-product=") == 3
    assert row.count("data-promotion=") == 1
    assert row.index("data-promotion=") < row.index("Also in Humidifiers") < row.index("Also in Fans")


def test_a_full_row_of_deals_has_nothing_beside_it(visitor, make_product, humidifiers, make_promotion):
    for number in range(5):
        make_product(f"Humidifier {number}", humidifiers, slug=f"humidifier-{number}")
    for number in range(4):
        make_promotion(f"Deal {number}", percent="20", products=[f"humidifier-{number}"])

    strip = visitor.get("/").context["strip"]

    assert (len(strip.deals), strip.beside) == (4, ())
