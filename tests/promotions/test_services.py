"""What is stored and shown, on PostgreSQL: handler, services and selectors together."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consumers.api import Delivery, run_batch
from consumers.records import Record
from consumers.registry import consumer_by_name
from promotions.models import Promotion, SubjectInterest, Synonym, UserPromotion
from promotions.selectors import current_offers, strip_for
from tests.searches import promotion, search
from tracking import api as tracking
from tracking import identity
from tracking.topics import SEARCHES
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db

T = 1_700_000_000_000


def consume(*events):
    run_batch(
        consumer_by_name("promotions"),
        [Delivery(event, Record(SEARCHES.full_name, 0, 0, now_ms(), None, b"", [])) for event in events],
    )


def shown(*subjects):
    strip = strip_for(subjects, now=timezone.now())
    return strip.keyword, [offer.title for offer in strip.offers]


def test_a_search_shows_its_promotions_best_first_and_at_most_four():
    for number in range(6):
        promotion("humidifier", title=f"Humidifiers {number}", priority=number)
    consume(search("humidifier"))
    assert shown("u:anna") == ("humidifier", [f"Humidifiers {number}" for number in (5, 4, 3, 2)])


def test_the_row_says_why():
    promotion("humidifier")
    consume(search("Humidifer", message_id="m1"))
    row = UserPromotion.objects.get()
    assert (row.subject, row.keyword, row.reason, row.source_event) == (
        "u:anna",
        "Humidifer",
        "search, read as humidifier",
        "m1",
    )


def test_an_older_event_never_replaces_newer_interest():
    promotion("humidifier", title="Humidifiers")
    promotion("headphones", title="Headphones")
    consume(search("headphones", date=T + 1))
    consume(search("humidifier", date=T))
    assert shown("u:anna") == ("headphones", ["Headphones"])


def test_the_same_event_twice_is_the_same_as_once():
    promotion("humidifier", title="Humidifiers")
    event = search("humidifier")
    consume(event)
    consume(event, event)
    assert UserPromotion.objects.count() == SubjectInterest.objects.count() == 1


def test_a_visitor_without_history_sees_editorial_deals():
    promotion(title="Week's pick", editorial=True)
    promotion("humidifier", title="Humidifiers")
    assert shown("a:new") == ("", ["Week's pick"])


def test_what_was_searched_before_login_is_there_after_it():
    promotion("humidifier", title="Humidifiers")
    consume(search("humidifier", who=None, anonymous_id="browser"))
    identity.alias_record(alias="a:browser", subject="u:anna")
    assert shown("u:anna") == ("humidifier", ["Humidifiers"])


def test_the_newest_of_all_a_persons_names_decides():
    promotion("humidifier", title="Humidifiers")
    promotion("headphones", title="Headphones")
    consume(search("humidifier", who="anna@example.com", date=T + 5))
    consume(search("headphones", who="anna", date=T))
    tracking.alias_account(public_id="anna", email="Anna@Example.com ")
    assert shown("u:anna") == ("humidifier", ["Humidifiers"])
    consume(search("headphones", who="anna@example.com", date=T + 9))
    assert shown("u:anna") == ("headphones", ["Headphones"])


@pytest.mark.parametrize(
    "change",
    [
        {"active": False},
        {"ends_at": timezone.now() - timedelta(seconds=1)},
        {"starts_at": timezone.now() + timedelta(hours=1)},
    ],
)
def test_a_promotion_that_does_not_run_is_not_shown(change):
    row = promotion("humidifier", title="Humidifiers")
    consume(search("humidifier"))
    Promotion.objects.filter(pk=row.pk).update(**change)
    assert shown("u:anna") == ("", [])


def test_a_promotion_made_in_the_admin_is_found_by_the_next_search():
    promotion("headphones")
    consume(search("humidifier"))
    assert shown("u:anna") == ("", [])
    promotion("humidifier", title="Humidifiers")
    consume(search("humidifier"))
    assert shown("u:anna") == ("humidifier", ["Humidifiers"])


def test_a_synonym_made_in_the_admin_is_understood_by_the_next_search():
    promotion("humidifier", title="Humidifiers")
    consume(search("mist maker"))
    Synonym.objects.create(words=["humidifier", "mist maker"])
    consume(search("mist maker"))
    assert shown("u:anna") == ("mist maker", ["Humidifiers"])


def test_a_promotion_deleted_in_the_admin_takes_its_rows_along():
    row = promotion("humidifier")
    consume(search("humidifier"))
    row.delete()
    assert not UserPromotion.objects.exists()


def test_interest_ends():
    promotion("humidifier")
    consume(search("humidifier"))
    strip = strip_for(["u:anna"], now=timezone.now() + timedelta(days=31))
    assert strip.keyword == ""


def test_those_held_out_see_editorial_deals_only(settings):
    settings.PROMOTIONS_HOLDOUT_PERCENT = 100
    promotion("humidifier")
    promotion(title="Week's pick", editorial=True)
    consume(search("humidifier"))
    assert shown("u:anna") == ("", ["Week's pick"])


def test_a_strip_says_to_reports_who_has_personal_deals_and_who_would_have(settings):
    promotion("humidifier")
    consume(search("humidifier"))
    assert strip_for(["u:anna"], now=timezone.now()).group == "personal"
    assert strip_for(["u:bert"], now=timezone.now()).group == ""
    settings.PROMOTIONS_HOLDOUT_PERCENT = 100
    assert strip_for(["u:anna"], now=timezone.now()).group == "held_out"
    assert strip_for(["u:bert"], now=timezone.now()).group == ""
    assert strip_for(["u:anna"], now=timezone.now(), personal=False).group == ""


def test_the_version_changes_with_the_content_only():
    promotion("humidifier")
    promotion("headphones")
    consume(search("humidifier"))
    before = strip_for(["u:anna"], now=timezone.now()).version
    assert strip_for(["u:anna"], now=timezone.now()).version == before
    consume(search("headphones"))
    assert strip_for(["u:anna"], now=timezone.now()).version != before


def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(django_assert_max_num_queries):
    promotion("humidifier")
    consume(search("humidifier"))
    # savepoint and release, aliases, clearings, two fingerprints, interests, delete, insert
    with django_assert_max_num_queries(9):
        consume(*(search("humidifier", who=f"visitor-{number}") for number in range(500)))
    assert UserPromotion.objects.count() == 501


def test_current_offers_come_by_priority():
    promotion("b", title="B", priority=1)
    promotion("a", title="A", priority=2)
    assert [offer.title for offer in current_offers(now=timezone.now())] == ["A", "B"]


def test_a_reward_is_either_a_percent_or_an_amount():
    for wrong in ({"reward_percent": None}, {"reward_amount": 5}, {"reward_percent": 100}):
        with pytest.raises(IntegrityError), transaction.atomic():
            promotion("x", **wrong)
