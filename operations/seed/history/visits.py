"""What happens in one visit of the history, by the shares in ``truths``."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from operations.seed.history import truths
from operations.seed.history.people import Person, id_of
from operations.seed.history.script import Script
from operations.seed.history.shelf import Article, Shelf
from tracking.events import (
    CartViewed,
    CheckoutStarted,
    Event,
    FormSubmitted,
    OrderCompleted,
    OrderRefunded,
    ProductAdded,
    ProductClicked,
    ProductListViewed,
    ProductsSearched,
    ProductViewed,
    PromotionClicked,
    PromotionViewed,
    RageClick,
)

_MISSING: Final = (
    "unicycle",
    "typewriter ribbon",
    "accordion",
    "snow chains",
    "fax machine",
    "gramophone needle",
)
_RESULTS: Final = 60
_REFUND_MS: Final = (2 * 86_400_000, 9 * 86_400_000)
_PAGES_OF_A_BOT: Final = 25


def visit(person: Person, number: int, began_at: datetime, shelf: Shelf) -> list[Event]:
    """Return the events of ``person``'s visit ``number`` (the first is 0), in order."""
    script = Script(person, number, began_at)
    chance = script.chance
    if person.is_bot:
        return _crawl(script, shelf)
    script.arrive(
        "/" if chance.random() < truths.VIEWS_PRODUCT else f"/categories/{chance.choice(shelf.categories)}/"
    )
    if chance.random() < truths.BOUNCES:
        if chance.random() < truths.BOTS:
            script.add(
                RageClick, element="main img", clicks=4, x=chance.randrange(900), y=chance.randrange(700)
            )
        return script.end()
    if script.path != "/":
        script.add(ProductListViewed, list_id=f"category:{script.path.split('/')[2]}")
    if chance.random() < truths.SEARCHES:
        _search(script, shelf)
    elif chance.random() < truths.VIEWS_PRODUCT:
        article = _pick(script, shelf)
        _look(script, article)
        if chance.random() < truths.ADDS:
            _to_checkout(script, article)
    return script.end()


def _pick(script: Script, shelf: Shelf) -> Article:
    # The square makes some products far better known than others.
    return shelf.articles[int(script.chance.random() ** 2 * len(shelf.articles))]


def _look(script: Script, article: Article) -> None:
    script.go(f"/products/{article.slug}/")
    script.add(ProductViewed, **article.fields)
    script.wait(4_000, 40_000)


def _search(script: Script, shelf: Shelf) -> None:
    chance = script.chance
    nothing = chance.random() < truths.FINDS_NOTHING
    word = chance.choice(_MISSING) if nothing else shelf.words.search(chance)
    search_id = str(id_of(f"search/{script.person.anonymous_id}/{script.number}"))
    results = 0 if nothing else chance.randint(1, _RESULTS)
    script.add(FormSubmitted, form_id="search", fields=["q"])
    script.go("/search/")
    script.add(
        ProductsSearched, search_keyword=word, search_id=search_id, results_count=results, page_url="/search/"
    )
    if nothing:
        return
    article = _pick(script, shelf)
    if chance.random() < truths.CLICKS_RESULT:
        position = 1 + int(chance.random() ** 3 * results)
        script.add(
            ProductClicked, product_id=article.slug, search_id=search_id, list_id="search", position=position
        )
        _look(script, article)
    if chance.random() < truths.GOES_HOME:
        _home(script, shelf, article)


def _home(script: Script, shelf: Shelf, article: Article) -> None:
    """Go to the home page after a search: it has personal deals, unless the visitor is held out."""
    chance, held_out = script.chance, script.person.is_held_out
    script.go("/", deals="held_out" if held_out else "personal")
    deal = chance.choice(shelf.deals) if shelf.deals else None
    if deal and not held_out:
        seen = {"promotion_id": deal, "product_id": article.slug, "list_id": "home", "position": 1}
        script.add(PromotionViewed, **seen)
        if chance.random() < truths.CLICKS_DEAL:
            script.add(PromotionClicked, **seen)
            _look(script, article)
    if chance.random() < (truths.BUYS_HELD_OUT if held_out else truths.BUYS_PERSONAL):
        _look(script, article)
        _add(script, article)
        _check_out(script, article)
        _order(script, article, None if held_out else deal)


def _to_checkout(script: Script, article: Article) -> None:
    _add(script, article)
    if script.chance.random() < truths.STARTS_CHECKOUT:
        _check_out(script, article)
        if script.chance.random() < truths.COMPLETES:
            _order(script, article, None)


def _add(script: Script, article: Article) -> None:
    script.add(ProductAdded, **article.fields, sku=article.sku, quantity=1)
    script.wait(2_000, 20_000)
    script.go("/cart/")
    script.add(CartViewed, products=[article.line(1, None)], total=str(article.price), currency="EUR")


def _check_out(script: Script, article: Article) -> None:
    script.go("/checkout/")
    script.add(CheckoutStarted, products=[article.line(1, None)], total=str(article.price), currency="EUR")
    script.wait(20_000, 120_000)


def _order(script: Script, article: Article, deal: int | None) -> None:
    number = id_of(f"order/{script.person.anonymous_id}/{script.number}").hex[:10].upper()
    lines, total = [article.line(1, deal)], str(article.price)
    script.add(
        FormSubmitted, form_id="checkout", fields=["email", "name", "street", "postcode", "city", "country"]
    )
    script.add(
        OrderCompleted,
        order_id=f"H-{number}",
        products=lines,
        currency="EUR",
        subtotal=total,
        discount=str(Decimal("0.00")),
        total=total,
        promotion_ids=[deal] if deal else [],
    )
    if script.chance.random() < truths.REFUNDED:
        later = script.date + script.chance.randint(*_REFUND_MS)
        refund = OrderRefunded(
            message_id=str(id_of(f"refund/{number}")),
            date=later,
            received_at=later,
            user_id=script.person.account or None,
            order_id=f"H-{number}",
            products=lines,
            currency="EUR",
            total=total,
        )
        script.events.append(refund)


def _crawl(script: Script, shelf: Shelf) -> list[Event]:
    script.arrive("/")
    for _ in range(script.chance.randint(3, _PAGES_OF_A_BOT)):
        _look(script, _pick(script, shelf))
    return script.end()
