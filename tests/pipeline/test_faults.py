"""Servers that go away and come back: a normal case."""

import pytest

from consumers.models import ConsumerInstance
from promotions.models import UserPromotion
from tests.processes import manage
from tests.searches import promotion, search, send
from tests.stack import control, needs_own_servers
from tests.waiting import until
from tracking.producer import get_producer

pytestmark = [pytest.mark.django_db(transaction=True), needs_own_servers]

# As a browser asks; who looks like a program is given no deals.
PERSON = {"user-agent": "Mozilla/5.0 Firefox/140.0", "accept": "text/html", "accept-language": "en"}


def keyword_of(who):
    return set(UserPromotion.objects.filter(subject=f"u:{who}").values_list("keyword", flat=True))


@pytest.mark.parametrize("action", ["restart", "kill"])
def test_postgresql_going_away_under_the_consumer_is_ridden_out_by_the_same_process(topics, action):
    promotion("humidifier", "headphones")
    with manage("run_consumer", "promotions") as consumer:
        send(search("humidifier"))
        until(lambda: keyword_of("anna") == {"humidifier"})

        control(action, "postgres")
        send(search("headphones"))
        if action == "kill":
            until(lambda: "waiting" in consumer.output(), what="the consumer noticed")
            control("start", "postgres")

        until(lambda: keyword_of("anna") == {"headphones"}, seconds=60)
        assert consumer.is_running()
        assert ConsumerInstance.objects.get().instance.endswith(f":{consumer.pid}")


def test_kafka_going_away_costs_no_page_and_no_event(topics, client):
    promotion("humidifier", "headphones")
    with manage("run_consumer", "promotions") as consumer:
        send(search("humidifier"))
        until(lambda: keyword_of("anna") == {"humidifier"})

        control("stop", "kafka")
        try:
            for path in ("/", "/search/?q=humidifier", "/deals/", "/healthz", "/readyz"):
                assert client.get(path, headers=PERSON).status_code == 200
            assert get_producer().flush(0) > 0
        finally:
            control("start", "kafka")

        assert get_producer().flush(60) == 0
        send(search("headphones"))
        until(lambda: keyword_of("anna") == {"headphones"}, seconds=60)
        # Another partition, maybe, and so read in its own time.
        until(lambda: UserPromotion.objects.filter(subject__startswith="a:", keyword="humidifier").exists())
        assert consumer.is_running()
