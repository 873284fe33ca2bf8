"""The seed: the catalogue (pure) and the command that stores it."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

from operations.seed.accounts import LOGINS, SHOPPERS
from operations.seed.catalogue import DEPARTMENTS, KINDS, catalogue
from operations.seed.colours import COLOURS, PALETTES
from operations.seed.deals import DEALS
from operations.seed.promotions import window
from operations.seed.synonyms import GERMAN_SYNONYMS, SYNONYMS
from promotions.matching import Document, PromotionIndex
from promotions.models import Promotion, Synonym
from promotions.selectors import codes_listed
from promotions.text import stems
from shop.models import Category, Order, Product, User, Variant
from shop.pictures import objects, render
from tracking import identity
from tracking.models import OutboxMessage

PRODUCTS = list(catalogue())
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def seed(*arguments):
    """Run the command; return what it says it added, by name."""
    out = StringIO()
    call_command("seed_demo", *arguments, stdout=out, stderr=StringIO())
    lines = [line.split(" ", 2) for line in out.getvalue().splitlines() if line.startswith("added")]
    return {name: int(number) for _, number, name in lines}


# The catalogue


def test_the_usual_catalogue_is_large_and_broad():
    assert len(PRODUCTS) == 664
    assert len(DEPARTMENTS) == 15
    assert [len(department.kinds) for department in DEPARTMENTS] == [
        7,
        6,
        6,
        6,
        5,
        6,
        6,
        4,
        5,
        6,
        5,
        5,
        5,
        5,
        6,
    ]
    assert Counter(product.kind for product in PRODUCTS) == {kind.slug: 8 for _, kind in KINDS}


def test_the_same_seed_gives_the_same_products():
    assert list(catalogue()) == PRODUCTS
    assert list(catalogue(seed=2)) != PRODUCTS


def test_a_product_does_not_depend_on_how_many_are_asked_for():
    slugs = {product.slug: product for product in PRODUCTS}
    few = list(catalogue(150))
    assert len(few) == 150
    assert all(slugs[product.slug] == product for product in few)


@pytest.mark.parametrize("wanted", [0, 1, 150, 664, 5_000])
def test_exactly_as_many_products_as_asked_for(wanted):
    assert sum(1 for _ in catalogue(wanted)) == wanted


def test_further_series_repeat_no_name_slug_description_or_sku():
    many = list(catalogue(12_000))
    for values in (
        [product.name for product in many],
        [product.slug for product in many],
        [product.description for product in many],
        [variant.sku for product in many for variant in product.variants],
    ):
        assert len(set(values)) == len(values)


def test_texts_are_complete_and_attributes_true_to_form():
    for product in PRODUCTS:
        assert 2 <= product.description.count(". ") + 1 <= 4
        assert product.description[0].isupper()
        assert product.description.endswith(".")
        assert "{" not in product.description
        assert 3 <= len(product.attributes) <= 6
        assert all(product.attributes.values())
        assert len(product.name) <= 140
        assert product.slug


def test_prices_end_as_prices_do_and_sizes_cost_more():
    for product in PRODUCTS:
        prices = [variant.price for variant in product.variants]
        assert prices == sorted(prices)
        assert {price % 1 for price in prices} <= {
            Decimal(end) for end in ("0", ".49", ".50", ".90", ".95", ".99")
        }


def test_about_a_twentieth_is_sold_out():
    assert 0.03 <= sum(not product.in_stock for product in PRODUCTS) / len(PRODUCTS) <= 0.08


def test_no_picture_twice_within_a_kind_and_every_object_is_drawn():
    pictures = defaultdict(list)
    for product in PRODUCTS:
        assert product.picture["object"] in objects()
        pictures[product.kind].append(render(product.picture))
    assert all(len(set(drawn)) == len(drawn) for drawn in pictures.values())
    assert len({kind.picture for _, kind in KINDS}) == len(KINDS)


def test_colours_are_known():
    assert {name for palette in PALETTES.values() for name in palette} <= COLOURS.keys()
    assert {name for _, kind in KINDS for name in kind.colour_names()} <= COLOURS.keys()


# Promotions and synonyms


def test_deals_reach_every_department_and_some_are_editorial():
    departments = {kind.slug: department.slug for department, kind in KINDS}
    assert len(DEALS) == len({deal.title for deal in DEALS}) == len({deal.text for deal in DEALS}) == 82
    assert {departments[kind] for deal in DEALS for kind in deal.kinds} == {d.slug for d in DEPARTMENTS}
    assert sum(deal.editorial for deal in DEALS) == 6


def test_every_deal_gives_either_percent_or_an_amount_below_the_usual_price():
    prices = defaultdict(list)
    for product in PRODUCTS:
        for kind, type_ in ((product.kind, ""), (product.kind, product.type)):
            prices[kind, type_].append(product.variants[0].price)
    for deal in DEALS:
        assert (deal.percent is None) != (deal.amount is None)
        if deal.amount:
            assert deal.amount <= min(prices[deal.kinds[0], deal.only]) * Decimal("0.45"), deal.title


def test_windows_run_now_and_end_within_a_month():
    for number in range(len(DEALS)):
        starts_at, ends_at = window(number, NOW)
        assert NOW - timedelta(days=6) <= starts_at < NOW
        assert NOW + timedelta(days=2) < ends_at <= NOW + timedelta(days=30)


@pytest.mark.parametrize("search", ["humidifier", "humidifiers", "Humidifer", "air moistener", "vaporizer"])
def test_a_search_for_humidifiers_finds_four_humidifier_deals(search):
    documents = [
        Document(number, deal.priority, deal.title, deal.text, deal.keywords, deal.kinds)
        for number, deal in enumerate(DEALS)
    ]
    found = PromotionIndex(documents, SYNONYMS).match(search, limit=4)
    assert [DEALS[match.promotion_id].title for match in found[:1]] == ["Dry-air week"]
    assert len(found) == 4
    assert {DEALS[match.promotion_id].kinds for match in found} <= {("humidifiers",), ("humidifier-filters",)}


def test_no_word_stands_in_two_groups_of_synonyms():
    words = [tuple(stems(word)) for group in SYNONYMS for word in group]
    assert len(SYNONYMS) == 74
    assert [word for word, count in Counter(words).items() if count > 1] == []


# The command


@pytest.mark.django_db
def test_an_empty_store_is_filled():
    assert seed("--products", "100") == {
        "categories": 98,
        "products": 100,
        "variants": Variant.objects.count(),
        "promotions": 82,
        "synonym groups": len(SYNONYMS) + len(GERMAN_SYNONYMS),
        "accounts": 33,
        "codes": 3,
        "orders": 61,
        "orders of guests": 900,
        "reviews": 85,
        "rules for alerts": 9,
    }
    stored = Product.objects.get(slug=PRODUCTS[0].slug)
    assert stored.name == PRODUCTS[0].name
    assert stored.category.slug == "humidifiers"
    assert stored.category.parent is not None
    assert stored.category.parent.name == "Home & Air Comfort"
    assert [(v.sku, v.price, v.stock) for v in stored.variants.all()] == [
        (v.sku, v.price, v.stock) for v in PRODUCTS[0].variants
    ]


@pytest.mark.django_db
def test_a_second_run_adds_nothing_and_keeps_what_was_edited():
    seed("--products", "100")
    Product.objects.filter(slug=PRODUCTS[0].slug).update(name="Ours", slug="ours", description="By hand.")
    Promotion.objects.filter(title="Dry-air week").update(title="Winter week")
    Category.objects.filter(slug="fans").update(name="Fans we like")
    User.objects.filter(email="shopper@example.com").update(name="Kim")
    assert set(seed("--products", "100").values()) == {0}
    assert Product.objects.count() == 100
    assert Product.objects.get(slug="ours").description == "By hand."
    assert Promotion.objects.filter(title="Winter week").count() == 1
    assert Category.objects.get(slug="fans").name == "Fans we like"
    assert User.objects.get(email="shopper@example.com").name == "Kim"


@pytest.mark.django_db
def test_a_larger_run_adds_only_what_is_missing():
    seed("--products", "100")
    assert seed("--products", "130")["products"] == 30


@pytest.mark.django_db
@pytest.mark.parametrize("products", ["0", "90", "664"])
def test_every_promotion_runs_and_targets_what_exists(products):
    seed("--products", products)
    kinds = set(Category.objects.filter(parent__isnull=False).values_list("slug", flat=True))
    slugs = set(Product.objects.values_list("slug", flat=True))
    for promotion in Promotion.objects.all():
        assert set(promotion.categories) <= kinds
        assert set(promotion.products) <= slugs
        assert promotion.categories or promotion.products
        assert promotion.starts_at < timezone.now() < promotion.ends_at
        promotion.full_clean()


@pytest.mark.django_db
def test_every_promotion_has_something_in_stock():
    seed()
    for promotion in Promotion.objects.all():
        in_stock = Product.objects.filter(variants__stock__gt=0)
        meant = in_stock.filter(slug__in=promotion.products) | in_stock.filter(
            category__slug__in=promotion.categories
        )
        assert meant.exists(), promotion.title


@pytest.mark.django_db
def test_ended_promotions_are_given_new_dates():
    seed("--products", "83")
    past = timezone.now() - timedelta(days=40)
    Promotion.objects.update(starts_at=past, ends_at=past + timedelta(days=10))
    Promotion.objects.filter(title="Dry-air week").update(title="Winter week")
    assert seed("--products", "83")["promotions"] == 0
    assert Promotion.objects.filter(ends_at__gt=timezone.now()).count() == 82


@pytest.mark.django_db
def test_dates_stay_while_one_promotion_runs():
    seed("--products", "83")
    past = timezone.now() - timedelta(days=40)
    ended = Promotion.objects.exclude(title="Dry-air week")
    ended.update(starts_at=past, ends_at=past + timedelta(days=10))
    seed("--products", "83")
    assert ended.filter(ends_at__gt=timezone.now()).count() == 0


@pytest.mark.django_db
def test_accounts_can_log_in_and_are_known_to_the_pipeline():
    seed("--products", "0")
    for account in LOGINS:
        user = User.objects.get(email=account.email)
        assert authenticate(username=account.email, password=account.password) == user
        assert (user.is_staff, user.is_superuser) == (account.staff, account.staff)
    assert len(SHOPPERS) == 30
    assert not any(user.has_usable_password() for user in User.objects.filter(email__endswith="@example.org"))
    for user in User.objects.all():
        subject = identity.email_subject(user.email)
        assert identity.resolve([subject]) == {subject: identity.account_subject(user.public_id)}


@pytest.mark.django_db
def test_shoppers_have_ordered_and_the_sample_messages_account_has_not():
    seed("--products", "100")
    assert not Order.objects.filter(email="abcde@gmail.com").exists()
    assert Order.objects.filter(user__email="shopper@example.com").exists()
    assert not Order.objects.filter(confirmed_at=None).exists()
    assert not OutboxMessage.objects.exclude(topic="content.reviews").exists(), (
        "nothing is told of old orders"
    )
    assert all(1 <= order.lines.count() <= 3 for order in Order.objects.all())
    assert set(codes_listed(now=timezone.now()).values_list("text", flat=True)) == {
        "WELCOME10",
        "FRESHAIR5",
        "GARDEN15",
    }


@pytest.mark.django_db
def test_reset_makes_the_seed_anew_and_leaves_the_rest(settings):
    settings.DEBUG = True
    seed("--products", "100")
    fans = Category.objects.get(slug="fans")
    ours = Product.objects.create(category=fans, name="Ours", slug="ours", brand="Us", description="By hand.")
    Variant.objects.create(product=ours, sku="OURS-1", price=Decimal("9.99"), stock=3)
    Promotion.objects.create(
        title="Ours", text="By hand.", reward_percent=5, starts_at=NOW, ends_at=NOW + timedelta(1)
    )
    Synonym.objects.create(words=["larkspur", "delphinium"])
    Product.objects.filter(slug=PRODUCTS[0].slug).update(name="Edited", slug="edited")
    User.objects.filter(email="shopper@example.com").update(name="Kim")
    public_id = User.objects.get(email="shopper@example.com").public_id

    assert seed("--products", "90", "--reset")["products"] == 90

    assert Product.objects.count() == 91
    assert Product.objects.get(slug="ours").variants.get().stock == 3
    assert Product.objects.filter(slug="edited").count() == 0
    assert Promotion.objects.count() == 83
    assert Synonym.objects.count() == len(SYNONYMS) + len(GERMAN_SYNONYMS) + 1
    assert User.objects.count() == 33
    assert User.objects.get(email="shopper@example.com").name == "Sam Fairweather"
    assert User.objects.get(email="shopper@example.com").public_id == public_id


@pytest.mark.django_db
def test_reset_is_refused_on_a_real_site_unless_forced(settings):
    settings.DEBUG = settings.DEMO = False
    seed("--products", "83")
    with pytest.raises(CommandError) as refused:
        seed("--products", "83", "--reset")
    assert refused.value.returncode == 2
    assert Product.objects.count() == 83
    assert seed("--products", "83", "--reset", "--force")["products"] == 83


@pytest.mark.django_db
def test_a_negative_number_of_products_is_wrong_usage():
    with pytest.raises(CommandError) as refused:
        seed("--products", "-1")
    assert refused.value.returncode == 2
    assert Product.objects.count() == 0


def test_help_carries_examples(capsys):
    with pytest.raises(SystemExit):
        call_command("seed_demo", "--help")
    assert "manage.py seed_demo --products 100000" in capsys.readouterr().out
