"""Times single calls that hand an event over.

``python -m bench.children.produce CALLS``: for each line on stdin (``up``, ``down``, ``spool full``) times CALLS calls
of each kind and prints {call: [median µs, p99 µs]}.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from confluent_kafka import Producer  # noqa: E402
from django.conf import settings  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from bench.searches import event_of  # noqa: E402
from bench.timing import timed  # noqa: E402
from tracking import api, codec, metrics, visitors  # noqa: E402
from tracking.events import ProductsSearched  # noqa: E402
from tracking.producer import get_producer  # noqa: E402
from tracking.topics import SEARCHES  # noqa: E402

FLUSH_SECONDS = 30.0
# One of the usual size would take long to fill.
settings.SPOOL_MAX_BYTES = 16 << 20


def page_request() -> HttpRequest:
    """Return a search's request as the middleware leaves it, of a visitor who was here before."""
    request = RequestFactory().get(
        "/search/",
        {"q": "humidifier"},
        headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"},
        SERVER_NAME="127.0.0.1",
    )
    visitors.change(request, visitors.new_visitor(now=visitors.now_ms()))
    request.COOKIES[visitors.COOKIE] = "known"
    return request


def main(calls: int) -> None:
    request, key = page_request(), b"0199a0f2-1111-7000-8000-000000000000"
    event = ProductsSearched(search_keyword="humidifier", results_count=17, sort="relevance")
    content = codec.encode(
        event_of("humidifier", anonymous_id=key.decode(), user_id=None, now=visitors.now_ms())
    )
    producer, plain = get_producer(), Producer({**settings.KAFKA_CLIENT, "log_level": 0, "linger.ms": 5})
    name = SEARCHES.full_name
    for line in sys.stdin:
        condition = line.strip()
        if condition == "spool full":
            while producer.has_room():
                producer.send(SEARCHES, key=key, content=content)
        flush, flush_plain = (
            (lambda: producer.flush(FLUSH_SECONDS), lambda: plain.flush(FLUSH_SECONDS))
            if condition == "up"
            else (None, None)
        )
        figures = {
            "track()": timed(lambda: api.track(request, event), calls, flush=flush),
            "KafkaProducer.send()": timed(
                lambda: producer.send(SEARCHES, key=key, content=content), calls, flush=flush
            ),
        }
        if condition != "spool full":
            figures["confluent-kafka's produce()"] = timed(
                lambda: plain.produce(name, value=content, key=key), calls, flush=flush_plain
            )
        if metrics.ERRORS._value.get():
            sys.exit("track() failed; see above")
        print(json.dumps(figures), flush=True)
    # What is still queued was never meant to arrive: don't wait for it.
    os._exit(0)


main(int(sys.argv[1]))
