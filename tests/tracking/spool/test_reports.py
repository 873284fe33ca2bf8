"""What is reported of messages sent together is counted once and whole, whoever serves the reports."""

import os
import threading

from confluent_kafka import KafkaError
from django.conf import settings as django_settings

from tests.kafka import messages
from tests.tracking.spool.test_producer import books, make_producer
from tests.waiting import until
from tracking.reports import Reports
from tracking.spool.accounts import Account, Field, counts_in
from tracking.topics import SCROLLS

__all__ = ["make_producer"]

NUMBER, THREADS = 4_000, 8


class Refused:
    def key(self):
        return b"k"

    def value(self):
        return b"{}"


def test_messages_sent_together_arrive_in_their_order_and_each_has_its_fate(make_producer, topics):
    up = make_producer({**django_settings.KAFKA_CLIENT, "message.max.bytes": 2_000_000})
    up.send_all(SCROLLS, key=b"k", contents=[b'{"n": 1}', os.urandom(3_000_000), b'{"n": 2}', b'{"n": 3}'])

    until(lambda: books(SCROLLS).delivered == 3)
    row = books(SCROLLS)
    assert (row.produced, row.shed, row.waiting, row.in_flight, row.unaccounted) == (4, 1, 0, 0, 0)
    assert [found["n"] for found in messages(SCROLLS)] == [1, 2, 3]


def test_reports_served_by_many_threads_count_each_delivery_once():
    account = Account()
    spooled: list[object] = []

    class Spool:
        put = spooled.append

    report = Reports("t", 5, NUMBER, traceparent="", account=account, spool=Spool(), note=lambda error: None)
    error, start = KafkaError(KafkaError._MSG_TIMED_OUT), threading.Barrier(THREADS)

    def serve():
        start.wait()
        for number in range(NUMBER // THREADS):
            report(error if number % 5 == 0 else None, Refused())

    threads = [threading.Thread(target=serve) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(spooled) == NUMBER // 5
    assert counts_in(bytes(account._map))["t"][Field.DELIVERED] == NUMBER - NUMBER // 5


def test_until_the_last_has_its_fate_the_delivered_count_as_in_flight():
    account = Account()
    account.add("t", Field.PRODUCED, 2)
    report = Reports("t", 5, 2, traceparent="", account=account, spool=None, note=lambda error: None)
    report(None, None)
    assert account.in_flight() == 2
    report.shed()
    assert account.in_flight() == 0
    assert counts_in(bytes(account._map))["t"][Field.DELIVERED] == 1
