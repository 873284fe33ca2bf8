"""The main job with real parts: Kafka, PostgreSQL, and ``run_consumer promotions`` as a process of its own."""

import json
import shutil
import subprocess

import pytest
from django.utils import timezone

from consumers.models import ConsumerInstance, ConsumerOffset, DeadLetter
from promotions.models import UserPromotion
from promotions.selectors import strip_for
from shop.models import User
from tests.processes import manage
from tests.searches import promotion, search, send, send_raw
from tests.waiting import until
from tracking import api as tracking
from tracking.topics import SEARCHES

pytestmark = pytest.mark.django_db(transaction=True)


def promotions_of(subject):
    return set(UserPromotion.objects.filter(subject=subject).values_list("promotion__title", flat=True))


def test_a_search_becomes_that_subjects_promotions_and_nobody_elses(topics):
    promotion("humidifier", title="Humidifiers")
    promotion("headphones", title="Headphones")

    with manage("run_consumer", "promotions"):
        send(search("humidifier", who="anna"), search("headphones", who="bert"))
        until(lambda: promotions_of("u:anna") and promotions_of("u:bert"))

    assert promotions_of("u:anna") == {"Humidifiers"}
    assert promotions_of("u:bert") == {"Headphones"}


def test_nothing_changes_while_the_consumer_is_stopped_and_all_of_it_once_it_runs(topics):
    promotion("humidifier", title="Humidifiers")
    promotion("headphones", title="Headphones")
    with manage("run_consumer", "promotions") as consumer:
        send(search("humidifier"))
        until(lambda: promotions_of("u:anna") == {"Humidifiers"})
        assert consumer.stop() == 0

    send(search("headphones"))

    assert promotions_of("u:anna") == {"Humidifiers"}
    with manage("run_consumer", "promotions"):
        until(lambda: promotions_of("u:anna") == {"Headphones"})


@pytest.mark.skipif(not shutil.which("kcat"), reason="needs kcat, another Kafka client (Debian package kcat)")
def test_the_four_fields_from_another_client_reach_the_account_with_that_email(topics, settings):
    promotion("humidifier", title="Humidifiers")
    user = User.objects.create_user("abcde@gmail.com", "a-good-password")
    tracking.alias_account(public_id=user.public_id, email=user.email)
    sample = {
        "user_id": "abcde@gmail.com",
        "page_url": "/deals/",
        "search_keyword": "humidifier",
        "date": 1640912388090,
    }

    with manage("run_consumer", "promotions"):
        subprocess.run(
            ["kcat", "-P", "-b", settings.KAFKA_CLIENT["bootstrap.servers"], "-t", SEARCHES.full_name],
            input=json.dumps(sample).encode(),
            check=True,
        )
        until(lambda: promotions_of(f"u:{user.public_id}"))

    strip = strip_for([f"u:{user.public_id}"], now=timezone.now())
    assert strip.keyword == "humidifier"
    assert [offer.title for offer in strip.offers] == ["Humidifiers"]


def test_a_poison_message_is_set_aside_and_the_rest_goes_on(topics):
    promotion("humidifier", title="Humidifiers")

    with manage("run_consumer", "promotions"):
        send_raw(b'{"search_keyword": "humidifier", "da')
        send_raw(b'{"user_id": "u", "search_keyword": 17, "date": 1}')
        send(search("humidifier"))
        until(lambda: promotions_of("u:anna"))
        until(lambda: DeadLetter.objects.count() == 2)

    letters = DeadLetter.objects.order_by("payload")
    assert [bytes(letter.payload) for letter in letters] == [
        b'{"search_keyword": "humidifier", "da',
        b'{"user_id": "u", "search_keyword": 17, "date": 1}',
    ]
    assert {letter.error_type for letter in letters} == {"MalformedEvent"}
    assert "Expected `str`, got `int` - at `$.search_keyword`" in letters[1].error


def test_a_nul_character_is_no_reason_to_refuse_a_search(topics):
    promotion("humidifier", title="Humidifiers")

    with manage("run_consumer", "promotions"):
        send_raw(b'{"user_id": "anna", "search_keyword": "humidifier \\u0000", "date": 1640912388090}')
        until(lambda: promotions_of("u:anna"))

    assert UserPromotion.objects.get().keyword == "humidifier \ufffd"
    assert not DeadLetter.objects.exists()


def test_catching_up_ends_at_what_was_there(topics):
    promotion("humidifier", title="Humidifiers")
    send(*(search(who=f"visitor-{number}") for number in range(300)))

    with manage("run_consumer", "promotions", "--exit-when-caught-up", "--batch-size", "64") as consumer:
        assert consumer.wait() == 0

    assert UserPromotion.objects.count() == 300
    assert sum(ConsumerOffset.objects.values_list("next_offset", flat=True)) == 300
    assert ConsumerInstance.objects.get().processed == 300


def test_max_messages_ends_after_that_many(topics):
    promotion("humidifier", title="Humidifiers")
    send(*(search(who=f"visitor-{number}") for number in range(30)))

    with manage("run_consumer", "promotions", "--max-messages", "7") as consumer:
        assert consumer.wait() == 0

    assert sum(ConsumerOffset.objects.values_list("next_offset", flat=True)) == 7
