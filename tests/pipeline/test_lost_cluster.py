"""A broker that names no brokers while it shuts down: clients that believed it are replaced.

That such a client is lost for good is tested along: the day librdkafka finds its way back by itself, none of the
clients here falls silent, and ``tracking.renewable`` can go.
"""

import threading
import time

import pytest
from confluent_kafka import Producer
from structlog.testing import capture_logs

from consumers.models import ConsumerOffset
from consumers.registry import consumer_by_name
from consumers.runner import Runner, RunOptions
from tests.kafka import messages
from tests.lonely_broker import LonelyBroker
from tests.tracking.spool.messages import message
from tests.waiting import until
from tracking.producer import KafkaProducer
from tracking.production import production
from tracking.spool import contents
from tracking.topics import SEARCHES, TOPICS

pytestmark = pytest.mark.django_db(transaction=True)

# A client that only rests between two attempts must not pass for one that is lost.
RESTLESS = {"reconnect.backoff.max.ms": 100}
QUICK = {"message.timeout.ms": 500} | RESTLESS


@pytest.fixture
def lonely(topics):
    broker = LonelyBroker([topic.full_name for topic in TOPICS])
    yield broker
    broker.close()


def until_forgotten(lonely, send=lambda: None):
    """Let the broker leave; return when no client asks any more, all having lost the cluster."""
    lonely.leave()

    def is_quiet():
        before, quiet_until = lonely.questions, time.monotonic() + 4
        # The absence of questions can only be waited out; who has something to send asks all the time.
        while time.monotonic() < quiet_until:
            send()
            time.sleep(0.1)
        return lonely.questions == before

    until(is_quiet, seconds=120)


def test_the_producer_is_replaced_and_everything_arrives(lonely, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    real = settings.KAFKA_CLIENT["bootstrap.servers"]
    producer = KafkaProducer({**lonely.config, **QUICK}, folder=contents.spool_folder())
    try:
        with capture_logs() as logs:
            sent = 0

            def send():
                nonlocal sent
                producer.send(SEARCHES, key=b"anna", content=message(sent).content)
                sent += 1

            until_forgotten(lonely, send)
            lonely.lead_to(real)
            send()
            until(lambda: production().topics[0].delivered == sent, seconds=60)
            send()
            assert producer.flush(10) == 0
        assert "kafka_client_renewed" in [log["event"] for log in logs]
        [row] = production().topics
        assert (row.produced, row.waiting, row.in_flight, row.unaccounted) == (sent, 0, 0, 0)
        assert len(messages(SEARCHES)) >= sent
    finally:
        producer.close(1)


def test_a_producer_with_a_fatal_error_is_replaced_and_everything_arrives(topics, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    old = LonelyBroker([topic.full_name for topic in TOPICS], is_old=True)
    producer = KafkaProducer({**old.config, **QUICK}, folder=contents.spool_folder())
    try:
        with capture_logs() as logs:
            producer.send(SEARCHES, key=b"anna", content=message(1).content)
            until(lambda: any("Idempotent" in log.get("reason", "") for log in logs))
            producer.send(SEARCHES, key=b"anna", content=message(2).content)
            old.lead_to(settings.KAFKA_CLIENT["bootstrap.servers"])
            until(lambda: production().topics[0].delivered == 2)
        [row] = production().topics
        assert (row.produced, row.waiting, row.in_flight, row.shed, row.unaccounted) == (2, 0, 0, 0, 0)
    finally:
        producer.close(1)
        old.close()


def test_a_consumer_connects_anew_and_reads_on(lonely, settings):
    real = settings.KAFKA_CLIENT
    settings.KAFKA_CLIENT = real | lonely.config | RESTLESS
    has_begun = threading.Event()

    class Watched(Runner):
        def _subscribe(self):
            super()._subscribe()
            has_begun.set()

    def go_away_and_come_back():
        assert has_begun.wait(30)
        until_forgotten(lonely)
        lonely.lead_to(real["bootstrap.servers"])
        client = Producer(real)
        client.produce(SEARCHES.full_name, message(1).content)
        client.flush(10)

    runner = Watched(consumer_by_name("promotions"), options=RunOptions(max_messages=1))
    helper = threading.Thread(target=go_away_and_come_back)
    timer = threading.Timer(150, runner.stop)
    helper.start()
    timer.start()
    try:
        with capture_logs() as logs:
            runner.run()
    finally:
        settings.KAFKA_CLIENT = real
        timer.cancel()
        helper.join()
    # More than once, if the broker was still leaving when the first new client asked it.
    assert "kafka_client_renewed" in {log["event"] for log in logs}
    assert ConsumerOffset.objects.get(consumer="promotions", topic=SEARCHES.full_name, next_offset=1)
