"""What consumers log, as it lies in Kafka: within the trace of what they work on, and never about logs themselves."""

from functools import partial

import pytest

from consumers.models import ConsumerOffset
from tests.kafka import messages
from tests.logs.lines import line, send_lines
from tests.processes import manage
from tests.searches import search, send, send_raw
from tests.waiting import until
from tracking import trace
from tracking.producer import get_producer
from tracking.topics import WEB_LOGS
from tracking.trace import Trace

pytestmark = pytest.mark.django_db(transaction=True)


def consumed():
    return sum(ConsumerOffset.objects.filter(consumer="log-alerts").values_list("next_offset", flat=True))


def test_a_refused_record_is_logged_within_its_own_trace_and_the_batch_links_to_all(topics):
    traces = [Trace.new(), Trace.new()]
    with trace.bound(traces[0]):
        send_raw(b'{"event": "products_searched", "search_keyword": "humid')
    with trace.bound(traces[1]):
        send(search("humidifier"))

    with manage("run_consumer", "promotions", "--exit-when-caught-up", LOG_SHIPPING="1") as process:
        assert process.wait() == 0

    found = messages(WEB_LOGS)
    [refused] = [each for each in found if each["body"] == "record_rejected"]
    assert refused["trace_id"] == traces[0].trace_id
    assert (refused["severity_number"], refused["resource"]["consumer.name"]) == (17, "promotions")
    assert refused["attributes"]["error"].startswith("MalformedEvent")
    links = {
        link
        for each in found
        if each["body"] == "batch_processed"
        for link in (each.get("trace_id"), *each["attributes"]["links"])
    }
    assert {each.trace_id for each in traces} <= links


def _has_consumed(wanted: int) -> bool:
    return bool(consumed() >= wanted)


def test_consumers_of_logs_do_not_feed_themselves(topics):
    """Not by batches, and not by a line that they refuse."""
    with manage("run_consumer", "log-alerts", "--max-wait", "0", LOG_SHIPPING="1") as process:
        for wanted in range(50, 1050, 50):
            send_lines(*(line(severity=9) for _ in range(50)))
            until(partial(_has_consumed, wanted), seconds=60)
        get_producer().send(WEB_LOGS, key=b"x", content=b'{"event": "log_recorded", "resource": {}}')
        until(lambda: consumed() == len(messages(WEB_LOGS)) and "record_rejected" in process.output())
        assert process.stop() == 0

    found = messages(WEB_LOGS)
    own = [each["body"] for each in found if each["resource"].get("service.name") == "consumer"]
    assert sorted(own) == ["consumer_started", "consumer_stopped", "record_rejected", "records_rejected"]
