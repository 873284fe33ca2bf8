"""``replay``, with real parts: what a consumer keeps is the same after reading everything again, whoever runs or dies
meanwhile, and a range is handed to the handler once more without touching the positions."""

import pytest
from confluent_kafka import TopicPartition
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import timezone

from consumers import api, replay
from consumers.api import ConsumerSpec
from consumers.models import ConsumerInstance, ConsumerOffset
from consumers.progress import progress_line
from consumers.registry import consumer_by_name
from consumers.rereading import Rereader
from consumers.runner import Runner, RunOptions
from promotions.models import Dismissal, SubjectInterest, UserPromotion
from promotions.services import promotion_dismiss
from tests.processes import manage
from tests.searches import promotion, search, send
from tests.waiting import until
from tracking.admin_client import admin_client
from tracking.events import ProductsSearched
from tracking.topics import SEARCHES
from tracking.visitors import now_ms

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ("humidifier", "headphones", "kettle", "lamp")


@pytest.fixture(autouse=True)
def _own_limits():
    """A consumer limits the waiting of its process's connections; other tests are not to inherit that."""
    yield
    connection_created.disconnect(dispatch_uid="consumers.session")
    connection.close()


def run(*arguments, **extra):
    """Return (exit code, output)."""
    with manage(*arguments, **extra) as command:
        return command.wait(), command.output()


def kept():
    """Return what the consumer keeps, but for when it was written."""
    return (
        set(
            UserPromotion.objects.values_list(
                "subject", "promotion__title", "keyword", "reason", "score", "source_event", "expires_at"
            )
        ),
        set(
            SubjectInterest.objects.values_list(
                "subject", "keyword", "source_date", "source_id", "expires_at"
            )
        ),
    )


def is_running():
    return ConsumerInstance.objects.filter(state="running", partitions=6).exists()


def positions():
    return sum(ConsumerOffset.objects.filter(consumer="promotions").values_list("next_offset", flat=True))


def consumed(count=600):
    """Let the consumer read ``count`` searches of a third as many visitors; return what it keeps."""
    for word in WORDS:
        promotion(word, title=word.title())
    send(
        *(
            search(WORDS[n % 4], who=f"visitor-{n % (count // 3)}", date=now_ms() + n % 7)
            for n in range(count)
        )
    )
    catch_up()
    return kept()


def catch_up(**options):
    Runner(consumer_by_name("promotions"), options=RunOptions(exit_when_caught_up=True, **options)).run()


def stray():
    """A row that no event leads to, as a mended bug leaves behind."""
    row = UserPromotion.objects.first()
    UserPromotion.objects.filter(subject=row.subject).update(subject="u:nobody")


def test_from_the_earliest_everything_is_rebuilt_and_what_people_chose_stays(topics):
    before = consumed()
    promotion_dismiss(
        subjects=["u:visitor-1"], promotion_id=UserPromotion.objects.first().promotion_id, now=timezone.now()
    )
    stray()
    assert kept() != before

    code, output = run("replay", "promotions", "--from", "earliest")

    assert code == 0
    assert "read 600 records again" in output
    assert "Delete user_promotions and subject_interest" in output
    assert kept() == before
    assert Dismissal.objects.count() == 1


def test_with_keep_nothing_is_deleted_first(topics):
    before = consumed(60)
    stray()
    with_stray = kept()

    replay.rewind(plan_of(consumer_by_name("promotions"), empties=False))
    catch_up()

    assert kept()[0] == before[0] | with_stray[0]


def test_a_running_consumer_with_nothing_to_do_takes_part_and_goes_on_afterwards(topics):
    before = consumed()
    with manage("run_consumer", "promotions") as consumer:
        until(is_running, seconds=60)
        stray()

        code, output = run("replay", "promotions", "--from", "earliest")

        assert (code, consumer.is_running()) == (0, True), output
        assert kept() == before
        send(search("lamp", who="anna"))
        until(lambda: UserPromotion.objects.filter(subject="u:anna").exists(), seconds=20)
    assert positions() == 601


def test_killed_once_the_positions_are_back_the_running_consumer_reads_to_the_end(topics):
    before = consumed()
    with manage("run_consumer", "promotions"):
        until(is_running, seconds=60)
        epochs = set(ConsumerOffset.objects.values_list("partition", "epoch"))
        with manage("replay", "promotions", "--from", "earliest") as command:
            until(lambda: set(ConsumerOffset.objects.values_list("partition", "epoch")) != epochs, seconds=60)
            command.kill()
        until(lambda: positions() == 600 and kept() == before, seconds=60)


def test_killed_half_way_the_next_process_reads_to_the_end(topics):
    before = consumed()
    replay.rewind(plan_of(consumer_by_name("promotions")))
    assert (kept(), positions()) == ((set(), set()), 0)
    catch_up(max_messages=200)
    assert positions() == 200

    catch_up()

    assert (kept(), positions()) == (before, 600)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(topics):
    before = consumed(60), set(ConsumerOffset.objects.values_list())

    code, output = run("replay", "promotions", "--from", "earliest", "--dry-run")

    assert code == 0
    lines = [line.split() for line in output.splitlines()]
    places = [line for line in lines if line and line[0].startswith(SEARCHES.full_name)]
    assert len(places) == SEARCHES.partitions
    assert sum(int(records) for _, _, _, records, _ in places) == 60
    assert "60 records to read again." in output
    assert "Delete user_promotions" in output
    assert "Nothing was changed." in output
    assert (kept(), set(ConsumerOffset.objects.values_list())) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["promotions"],
        ["promotions", "--from", "yesterday"],
        ["promotions", "--from", "2999-01-01"],
        ["promotions", "--from", "earliest", "--to", "2999-01-01"],
        ["promotions", "--from", "2026-01-02", "--to", "2026-01-01"],
    ],
)
def test_times_that_make_no_sense_are_refused(db, arguments):
    with pytest.raises(CommandError):
        call_command("replay", *arguments)


def test_an_unknown_consumer_is_wrong_usage_and_names_those_there_are(db):
    code, output = run("replay", "promotion", "--from", "earliest")
    assert code == 2
    assert "no consumer is named 'promotion'; there are: analytics, " in output


def test_an_absent_broker_is_exit_code_3_and_nothing_moves(topics, settings, monkeypatch):
    stand_at_the_end(spec_of(Noting(), name="promotions"))
    before = list(ConsumerOffset.objects.values_list())
    kafka, settings.KAFKA_CLIENT = settings.KAFKA_CLIENT, {"bootstrap.servers": "127.0.0.1:1"}
    monkeypatch.setattr("consumers.client._METADATA_SECONDS", 0.5)

    with pytest.raises(CommandError) as refused:
        call_command("replay", "promotions", "--from", "earliest")
    settings.KAFKA_CLIENT = kafka

    assert refused.value.returncode == 3
    assert list(ConsumerOffset.objects.values_list()) == before


# What is read, seen by a handler that only notes it.


class Noting:
    def __init__(self):
        self.seen = []

    def __call__(self, batch):
        self.seen += [event.search_keyword for event in batch.events]


def spec_of(handler, *, name="noting"):
    return ConsumerSpec(name, handler, (ProductsSearched,), 10, 0.0, "transactional")


def plan_of(spec, *, since=None, until=None, empties=True):
    return replay.plan(spec, since=since, until=until, empties=empties)


def stand_at_the_end(spec):
    offsets = {s.partition: s.stop for s in plan_of(spec).stretches}
    ConsumerOffset.objects.bulk_create(
        ConsumerOffset(
            consumer=spec.name, topic=place.topic, partition=place.number, next_offset=end, epoch=1, owner="x",
            updated_at=timezone.now(),
        )
        for place, end in offsets.items()
    )  # fmt: skip


def moment():
    """Return a time between the records sent so far and those to come."""
    now = now_ms()
    until(lambda: now_ms() > now)
    middle = timezone.now()
    until(lambda: now_ms() > int(middle.timestamp() * 1000))
    return middle


@pytest.fixture
def three_days(topics):
    """Searches of three times; returns the two moments between them."""
    moments = []
    for day in range(3):
        send(*(search(f"day {day}", who=f"visitor-{number}") for number in range(25)))
        moments.append(moment())
    return moments[:2]


def test_a_range_is_read_once_more_and_the_positions_stay(three_days):
    noting = Noting()
    spec = spec_of(noting)
    stand_at_the_end(spec)
    before = list(ConsumerOffset.objects.order_by("partition").values_list())
    plan = plan_of(spec, since=three_days[0], until=three_days[1])

    reader = Rereader(plan)
    reader.run()

    assert noting.seen == ["day 1"] * 25
    assert (plan.records, reader.done) == (25, 25)
    assert list(ConsumerOffset.objects.order_by("partition").values_list()) == before


def test_from_a_time_the_positions_go_back_to_it_and_nothing_is_emptied(three_days):
    spec = spec_of(Noting(), name="promotions")
    stand_at_the_end(spec)
    plan = plan_of(spec, since=three_days[1])

    replay.rewind(plan)

    assert (plan.records, plan.empties, replay.left_of(plan)) == (25, False, 25)
    assert positions() == 50


def test_what_was_never_read_is_not_skipped(three_days):
    spec = spec_of(Noting())

    plan = plan_of(spec, since=three_days[1])

    assert {stretch.start for stretch in plan.stretches} == {0}
    assert plan_of(spec, since=three_days[0], until=three_days[1]).records == 0


def test_what_retention_deleted_is_said(three_days):
    spec = spec_of(Noting())
    stand_at_the_end(spec)
    starts = {s.partition: s.start for s in plan_of(spec, since=three_days[0]).stretches}
    client = admin_client()
    deleted = client.delete_records([TopicPartition(p.topic, p.number, n) for p, n in starts.items()])
    for future in deleted.values():
        future.result()

    plan = plan_of(spec)

    assert (plan.records, plan.expired) == (50, 25)
    assert plan_of(spec, since=three_days[1]).expired == 0


def test_a_consumer_that_writes_elsewhere_says_that_it_sends_again(topics, capsys):
    api.consumer("elsewhere", reads=[ProductsSearched], delivery="at_least_once")(Noting())
    try:
        call_command("replay", "elsewhere", "--from", "earliest", "--dry-run")
    finally:
        del api.declared()["elsewhere"]

    assert "everything is sent there again, under the same ids" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("done", "seconds", "line"),
    [
        (0, 1.0, "0 of 9,000 records (0 %), 0/s"),
        (3000, 10.0, "3,000 of 9,000 records (33 %), 300/s, 0:00:20 left"),
        (1, 2.0, "1 of 9,000 records (0 %), 0/s, 4:59:58 left"),
    ],
)
def test_progress_says_how_far_how_fast_and_how_long(done, seconds, line):
    assert progress_line(done, 9000, seconds) == line
