"""The pages at /operations/logs/, as staff see them."""

import re

import pytest

from logs.models import SavedSearch
from logs.sinks.postgres import PostgresSink
from tests.logs.making import line
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db

LOGS = "/operations/logs/"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(
        django_user_model.objects.create_superuser(email="s@example.com", password="long-9-enough")
    )
    return client


@pytest.fixture
def stored():
    """Three lines of the last minute; returns them."""
    now = now_ms()
    lines = [
        line(
            "payment <b>failed</b>", date=now - 30_000, severity=17, offset=100, trace_id=TRACE, logger="shop"
        ),
        line("order placed", date=now - 20_000, offset=101),
        line("batch done", date=now - 10_000, offset=102, service="consumer", attributes={"links": [TRACE]}),
    ]
    PostgresSink().write(lines)
    return lines


def bodies(page):
    return [row.line.body for row in page.context["results"].rows]


def test_it_is_for_staff_only(client, django_user_model):
    client.force_login(django_user_model.objects.create_user(email="a@example.com", password="long-9-enough"))

    for path in (LOGS, LOGS + "patterns/", f"{LOGS}trace/{TRACE}/"):
        assert client.get(path).status_code == 403
    assert client.post(LOGS + "saved/", {"name": "x"}).status_code == 403
    assert not SavedSearch.objects.exists()


def test_lines_are_shown_newest_first_with_what_they_say_escaped(staff, stored):
    page = staff.get(LOGS)

    assert bodies(page) == ["batch done", "order placed", "payment <b>failed</b>"]
    content = page.content.decode()
    assert "payment &lt;b&gt;failed" in content
    assert "<b>failed" not in content
    assert f'href="{LOGS}trace/{TRACE}/"' in content
    assert page.context["results"].total == 3


def test_a_line_tells_its_exception_or_its_values_without_being_opened(staff):
    now = now_ms()
    failed = {"exception.type": "shop.errors.Away", "exception.message": "no <b>", "attempt": 3}
    placed = {"lines": 3, "request_id": "r", "http.route": "/"}
    PostgresSink().write([
        line("payment_failed", date=now, severity=17, attributes=failed),
        line("order_placed", date=now + 1, attributes=placed),
    ])  # fmt: skip

    content = staff.get(LOGS).content.decode()

    assert "Away: no &lt;b&gt;" in content
    assert ">lines=3<" in content


def test_an_empty_store_says_so(staff):
    page = staff.get(LOGS)

    assert page.status_code == 200
    assert "No lines." in page.content.decode()


def test_facets_toggle_in_the_address(staff, stored):
    page = staff.get(LOGS + "?q=failed+placed+-done")
    assert bodies(page) == []

    page = staff.get(LOGS)
    facets = {name: {v.value: v for v in values} for name, values in page.context["results"].facets}
    assert {value: facet.count for value, facet in facets["level"].items()} == {"info": 2, "error": 1}
    page = staff.get(LOGS + facets["level"]["error"].href)
    assert bodies(page) == ["payment <b>failed</b>"]
    (chosen,) = [v for v in dict(page.context["results"].facets)["level"] if v.is_chosen]
    assert len(bodies(staff.get(LOGS + chosen.href))) == 3


def test_a_bar_of_the_histogram_narrows_to_its_time(staff, stored):
    bars = staff.get(LOGS).context["results"].chart.bars
    assert sum(bar.total for bar in bars) == 3
    first = bars[0]

    page = staff.get(LOGS + first.href)

    assert page.context["results"].total == first.total
    assert "One stretch of the histogram" in page.content.decode()


def test_an_alerts_evidence_is_shown_whatever_its_time(staff, stored):
    old = line("long ago", date=1_640_912_388_090, offset=50)
    PostgresSink().write([old])

    page = staff.get(LOGS + "?topic=logs.web&partition=0&from=50&to=101")

    assert bodies(page) == ["order placed", "payment <b>failed</b>", "long ago"]
    assert sum(bar.total for bar in page.context["results"].chart.bars) == 3
    assert "Lines that an alert noted" in page.content.decode()


def test_older_lines_are_a_page_away(staff):
    now = now_ms()
    PostgresSink().write([line(f"line {number}", date=now - number * 10) for number in range(150)])

    page = staff.get(LOGS)
    older = staff.get(LOGS + page.context["results"].older)

    assert bodies(page) == [f"line {number}" for number in range(100)]
    assert bodies(older) == [f"line {number}" for number in range(100, 150)]
    assert older.context["results"].older == ""


def test_live_is_a_question_every_two_seconds_and_can_be_paused(staff, stored):
    page = staff.get(LOGS + "?live=1&level=info")
    (refresh,) = re.findall(r'data-refresh="([^"]+)"', page.content.decode())
    PostgresSink().write([line("just now", date=now_ms())])

    part = staff.get(LOGS + refresh.replace("&amp;", "&"), headers={"HX-Request": "true"})

    assert bodies(part) == ["just now", "batch done", "order placed"]
    assert "<html" not in part.content.decode()
    assert "data-refresh" not in staff.get(LOGS + page.context["paused_address"]).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "since=abc",
        "since=9&until=3",
        "range=2y",
        "partition=77&from=1",
        "before=x",
        "topic=activity.clicks&partition=0&from=1",
        "q=" + "x" * 301,
        "level=loud",
        "since=99999999999999999999",
        "since=9007199254740990",
        "q=%00",
    ],
)
def test_what_makes_no_sense_is_named_and_left_out(staff, stored, query):
    page = staff.get(LOGS + "?" + query)

    assert page.status_code == 200
    if not query.startswith(("level", "since=9007")):
        assert "Not understood, and left out" in page.content.decode()


def test_patterns_are_counted_and_lead_to_their_lines(staff):
    now = now_ms()
    PostgresSink().write([line(f"order {number} placed", date=now) for number in range(5)])
    PostgresSink().write([line("timeout", date=now)])

    ((text, count, href), second) = staff.get(LOGS + "patterns/").context["patterns"]

    assert (text, count, second[1]) == ("order * placed", 5, 1)
    assert len(bodies(staff.get(href))) == 5


def test_a_trace_is_followed_from_the_page_to_the_consumer(staff, stored):
    page = staff.get(f"{LOGS}trace/{TRACE}/")

    shown = [(row.line.service, row.line.body, round(since)) for row, since in page.context["rows"]]
    assert shown == [("web", "payment <b>failed</b>", 0), ("consumer", "batch done", 20_000)]
    assert "No line of this trace" in staff.get(LOGS + "trace/none/").content.decode()


def test_a_saved_search_is_its_owners_alone(staff, client, django_user_model, stored):
    answer = staff.post(LOGS + "saved/", {"name": "Errors", "query": "level=error&range=6h"})
    assert answer["Location"] == LOGS + "?level=error&range=6h"
    staff.post(LOGS + "saved/", {"name": "Errors", "query": "level=critical"})
    saved = SavedSearch.objects.get()
    assert saved.query == "level=critical"
    assert f'href="{LOGS}?level=critical"' in staff.get(LOGS).content.decode()

    other = django_user_model.objects.create_superuser(email="o@example.com", password="long-9-enough")
    client.force_login(other)
    assert "Errors" not in client.get(LOGS).content.decode()
    client.post(f"{LOGS}saved/{saved.pk}/delete/")
    assert SavedSearch.objects.filter(pk=saved.pk).exists()

    client.force_login(saved.user)
    client.post(f"{LOGS}saved/{saved.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_a_search_without_a_name_is_not_saved(staff):
    page = staff.post(LOGS + "saved/", {"name": "", "query": "level=error"}, follow=True)

    assert "needs a name" in page.content.decode()
    assert not SavedSearch.objects.exists()
