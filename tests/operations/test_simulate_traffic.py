"""The traffic simulator: who does what next (pure), and the whole command against a small HTTP server."""

import gzip
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from confluent_kafka import TopicPartition
from django.core.management import CommandError, call_command

from consumers.client import new_client
from operations.simulation.pages import path_of, product_paths
from operations.simulation.people import person_of
from operations.simulation.progress import progress_line, rate_meter
from operations.simulation.tally import Tally
from operations.simulation.visits import PageView, Step, page_views
from operations.simulation.words import FAMILIAR_SLIPS, POPULAR, Vocabulary, misspelled
from tests.processes import ROOT
from tests.waiting import until
from tracking import codec
from tracking.bots import is_declared_bot
from tracking.producer import get_producer
from tracking.topics import SEARCHES

PAGE = """<a href="/products/mist-one/">Mist One</a> <a href="/deals/">Deals</a>
    <a href="/products/mist-two/">Mist Two</a> <a href="/products/mist-one/">again</a>"""


class Shop(ThreadingHTTPServer):
    """Pages with two products each. Remembers what was asked; ``answer_with`` makes it fail."""

    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.asked = []
        self.answer_with = 200
        self.visitors = itertools.count(1)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.send_response(self.server.answer_with)
        if "Cookie" not in self.headers:
            self.send_header(
                "Set-Cookie", f"visitor={next(self.server.visitors)}; Path=/; HttpOnly; SameSite=Lax"
            )
        content = gzip.compress(PAGE.encode())
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_): ...


@pytest.fixture
def shop(settings):
    server = Shop()
    settings.SITE_URL = server.url
    yield server
    server.close()


def simulate(**options):
    out, err = StringIO(), StringIO()
    call_command("simulate_traffic", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def start_command(site_url, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "simulate_traffic", *arguments],
        cwd=ROOT,
        env={**os.environ, "SITE_URL": site_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# Who does what next


def test_the_same_seed_gives_the_same_visits():
    def some(seed):
        return list(itertools.islice(page_views(rate=5, users=20, seed=seed), 300))

    assert some(1) == some(1)
    assert some(1) != some(2)


def test_page_views_come_at_the_rate_and_as_irregularly_as_people_do():
    pauses = [view.pause for view in itertools.islice(page_views(rate=4, users=100, seed=1), 20_000)]

    mean = sum(pauses) / len(pauses)
    deviation = (sum((pause - mean) ** 2 for pause in pauses) / len(pauses)) ** 0.5
    assert mean == pytest.approx(1 / 4, rel=0.03)
    assert deviation == pytest.approx(mean, rel=0.05)  # as for every exponential distribution


def test_visits_begin_with_an_arrival_and_nobody_is_there_twice():
    views = list(itertools.islice(page_views(rate=2, users=16, seed=3), 5000))

    assert {view.visitor for view in views} == set(range(16))
    seen = set()
    for view in views:
        assert view.arrives or view.visitor in seen
        seen.add(view.visitor)
    assert {view.step.page for view in views if view.arrives} == {"home", "search", "deals"}


def test_a_single_visitor_is_enough():
    views = list(itertools.islice(page_views(rate=100, users=1, seed=3), 50))

    assert {view.visitor for view in views} == {0}


def test_every_page_has_its_share():
    pages = Counter(view.step.page for view in itertools.islice(page_views(rate=2, users=99, seed=5), 20_000))

    looks = {page: pages.pop(page) for page in ("home", "search", "product", "deals")}
    assert pages.total() < 1000
    assert {page: round(count / 200) for page, count in looks.items()} == {
        "home": pytest.approx(26, abs=4),
        "search": pytest.approx(26, abs=4),
        "product": pytest.approx(35, abs=5),
        "deals": pytest.approx(13, abs=4),
    }


def test_popular_words_are_typed_more_often():
    chance, vocabulary = random.Random(1), Vocabulary()
    typed = Counter(vocabulary.word(chance) for _ in range(50_000))

    assert [word for word, _ in typed.most_common(2)] == list(POPULAR[:2])
    assert typed[POPULAR[0]] / typed[POPULAR[9]] == pytest.approx(10, rel=0.2)
    assert len(set(POPULAR)) == len(POPULAR) == len(typed)


def test_some_searches_are_misspelled():
    chance, vocabulary = random.Random(1), Vocabulary()
    typed = {vocabulary.search(chance) for _ in range(20_000)}

    assert typed & set(FAMILIAR_SLIPS["humidifier"])
    assert 300 < len(typed) < 3000


def test_a_slip_changes_a_word_but_neither_its_first_nor_its_last_letter():
    chance = random.Random(4)
    for word in set(POPULAR) - set(FAMILIAR_SLIPS):
        slip = misspelled(word, chance)
        assert slip[0] == word[0]
        assert slip[-1] == word[-1]
    assert misspelled("fan", chance) == "fan"


def test_people_are_always_the_same_and_never_look_like_programs():
    people = [person_of(1, number) for number in range(300)]

    assert people == [person_of(1, number) for number in range(300)]
    assert len({person.user_agent for person in people}) == 6
    assert not any(is_declared_bot(person.user_agent) for person in people)


def test_a_page_offers_its_products_once_each_in_order():
    assert product_paths(PAGE) == ("/products/mist-one/", "/products/mist-two/")


@pytest.mark.parametrize(
    ("step", "path"),
    [
        (Step("home"), "/"),
        (Step("deals"), "/deals/"),
        (Step("search", "air fryer & more"), "/search/?q=air+fryer+%26+more"),
        (Step("product", pick=0.0), "/products/a/"),
        (Step("product", pick=0.99), "/products/b/"),
    ],
)
def test_steps_lead_to_addresses(step, path):
    assert path_of(step, ("/products/a/", "/products/b/")) == path


def test_where_no_product_is_in_sight_people_turn_to_the_deals():
    assert path_of(Step("product", pick=0.5), ()) == "/deals/"


def test_progress_tells_of_failures_and_of_a_store_that_is_away():
    tally = Tally()
    tally.add(PageView(0.0, 1, True, Step("home")), None)

    line = progress_line(tally.counts(), 0.0, "Connection refused")

    assert line == (
        "0 pages, 0.0/s, 0 visitors, 0 orders, 0 failed, 1 not answered; "
        "the store can't be reached (Connection refused), trying again"
    )


def test_the_rate_is_that_since_the_last_look():
    times = iter([0.0, 2.0, 3.0])
    rate = rate_meter(lambda: next(times))

    assert [rate(10), rate(40)] == [5.0, 30.0]


# The whole command


def test_shoppers_browse_with_cookies_and_headers_of_their_own(shop):
    out, err = simulate(rate=200, users=5, duration=1, seed=1)

    paths = [path for path, _ in shop.asked]
    assert {urlsplit(path).path for path in paths} == {
        "/",
        "/search/",
        "/deals/",
        "/products/mist-one/",
        "/products/mist-two/",
    }
    assert all(parse_qs(urlsplit(path).query)["q"] for path in paths if path.startswith("/search/"))
    # Each of the five asked once without a cookie, and ever after with their own.
    cookies = Counter(headers.get("Cookie") for _, headers in shop.asked)
    assert cookies.pop(None) == 5
    assert set(cookies) == {f"visitor={number}" for number in range(1, 6)}
    agents = {(headers.get("Cookie"), headers["User-Agent"]) for _, headers in shop.asked} - {None}
    assert len({agent for cookie, agent in agents if cookie}) <= 5
    assert not any(is_declared_bot(agent) for _, agent in agents)
    assert any(headers.get("Referer") == f"{shop.url}/" for _, headers in shop.asked)
    assert f"pages{len(paths):>19,}" in out
    assert "visitors               5" in out
    assert "seed 1" in err


def test_the_same_seed_asks_for_the_same_pages(shop):
    simulate(rate=100, users=1, duration=0.5, seed=3)
    first, shop.asked = [path for path, _ in shop.asked], []
    simulate(rate=100, users=1, duration=0.5, seed=3)
    second = [path for path, _ in shop.asked]

    # How many fit in half a second is a matter of timing.
    shared = min(len(first), len(second))
    assert shared > 20
    assert first[:shared] == second[:shared]


def test_error_pages_are_counted_and_the_visit_goes_on(shop):
    shop.answer_with = 500

    out, _ = simulate(rate=100, users=5, duration=0.5, seed=1)

    assert len(shop.asked) > 20
    assert f"failed{len(shop.asked):>18,}" in out


def test_a_store_that_is_never_there_ends_a_limited_run_with_3(settings):
    server = Shop()
    server.close()
    settings.SITE_URL = server.url

    with pytest.raises(CommandError, match="can't be reached: Connection refused") as caught:
        simulate(rate=50, users=2, duration=1, seed=1)

    assert caught.value.returncode == 3


def test_a_store_that_goes_away_is_waited_for():
    shop = Shop()
    command = start_command(shop.url, "--rate", "50", "--users", "5", "--seed", "1")
    until(lambda: len(shop.asked) > 5)
    shop.close()
    time.sleep(0.5)
    shop = Shop(shop.server_port)
    until(lambda: len(shop.asked) > 5)

    command.send_signal(signal.SIGTERM)
    out, err = command.communicate(timeout=5)
    shop.close()

    assert command.returncode == 0, err
    assert "not answered           0" not in out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_even_while_it_waits(number):
    shop = Shop()
    command = start_command(shop.url, "--rate", "0.01")
    assert command.stderr.readline().startswith("200 visitors, 0.01 pages/s")

    asked = time.monotonic()
    command.send_signal(number)
    out, _ = command.communicate(timeout=5)
    shop.close()

    assert command.returncode == 0
    assert time.monotonic() - asked < 2
    assert "pages" in out


@pytest.mark.django_db(transaction=True)
def test_the_real_store_serves_shoppers_and_tracks_them_as_people(live_server, settings, topics):
    call_command("seed_demo", products=30, stdout=StringIO(), stderr=StringIO())
    settings.SITE_URL = live_server.url

    out, _ = simulate(rate=8, users=8, duration=3, seed=1)

    assert get_producer().flush(20) == 0
    events = [codec.decode(SEARCHES, message.value()) for message in messages_of(SEARCHES)]
    assert "failed                 0" in out
    assert "not answered           0" in out
    assert len(events) > 2
    assert not any(event.is_bot for event in events)
    assert 1 < len({event.anonymous_id for event in events}) <= 8
    assert {event.page_url for event in events} > {"/"}


def messages_of(topic):
    """Return every message of ``topic``."""
    client = new_client("reader")
    places = [TopicPartition(topic.full_name, number, 0) for number in range(topic.partitions)]
    wanted = sum(client.get_watermark_offsets(place, timeout=10)[1] for place in places)
    client.assign(places)
    found = client.consume(wanted, 10)
    client.close()
    return found


def test_without_a_terminal_progress_is_whole_lines(shop):
    _, err = simulate(rate=50, users=5, duration=0.3, seed=1)

    assert "\r" not in err
    assert "\033" not in err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--rate", "0"), ("--rate", "nan"), ("--users", "0"), ("--users", "x"), ("--duration", "-1")],
)
def test_nonsense_is_refused(option, value):
    with pytest.raises(CommandError, match=option):
        call_command("simulate_traffic", option, value)


def test_nonsense_is_wrong_usage_and_not_a_failure():
    command = start_command("http://127.0.0.1:9", "--duration", "inf")
    _, err = command.communicate(timeout=20)

    assert command.returncode == 2
    assert "--duration" in err
