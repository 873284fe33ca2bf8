"""Looking back: what would change, exactly that changed, and nothing that a person said."""

import json

import pytest
from django.core.management import CommandError, call_command

from moderation.errors import UnderWay
from moderation.models import Decision, Flag, KnownContent, Rejudgement, Revalidation
from moderation.revalidation import stages
from moderation.revalidation.selectors import changes_of
from moderation.services import reviews_decide_by_person
from shop.models import Review, User
from shop.reviews.decisions import ReviewDecision
from shop.reviews.services import review_appeal, review_edit, review_withdraw, reviews_announce
from tests.moderation.flow import BAD, Words, by_words, moderated, told
from tracking import codec
from tracking.producer import get_producer
from tracking.topics import REVIEWS

pytestmark = pytest.mark.django_db

GOOD = "Quiet enough to sleep beside."
STRICT = Words(version="strict", rejected=("crooks", "quiet"), doubted=("hm",))


@pytest.fixture(autouse=True)
def policy(request, monkeypatch):
    if "topics" not in request.fixturenames:
        monkeypatch.setattr("moderation.revalidation.reading.stretches", dict)
    monkeypatch.setattr("moderation.revalidation.comparing.judge", by_words)
    monkeypatch.setattr("moderation.revalidation.stages.policy_by_version", lambda version: STRICT)
    # The queue is not what is looked at here; the workers of a demo on this machine have no part in it.
    monkeypatch.setattr("moderation.revalidation.queue.enqueue", lambda revalidation: None)


@pytest.fixture
def reviewed(mistral):
    """Return a function that makes decided reviews, one author each; ``in_kafka`` tells of them there as well."""

    def make(*texts, status="approved", in_kafka=False, **fields):
        start = User.objects.count()
        authors = [User.objects.create_user(f"{start + number}@example.com") for number in range(len(texts))]
        rows = Review.objects.bulk_create(
            Review(product=mistral, author=author, rating=4, text=text, status=status, **fields)
            for author, text in zip(authors, texts, strict=True)
        )
        if in_kafka:
            reviews_announce(rows)
            publish()
        return rows

    return make


def publish():
    """Send what waits in the outbox, as the relay does."""
    producer = get_producer()
    for event in told():
        producer.send(REVIEWS, key=event.review_id.encode(), content=codec.encode(event))
    assert producer.flush(10) == 0


def look(*, applies=False, **options):
    found = stages.revalidation_start(policy_version="strict", applies=applies, **options)
    while found.is_working:
        found = stages.stage_work(number=found.pk, stopping=lambda: False)
    return found


def differing(found):
    return {(change.before, change.after): change.count for change in changes_of(found)}


def statuses():
    return sorted(Review.objects.values_list("status", flat=True))


def test_a_dry_run_finds_what_differs_in_kafka_and_in_the_database_and_changes_nothing(topics, reviewed):
    reviewed(GOOD, "Loud.", in_kafka=True)
    reviewed(GOOD, "Hm. Who knows.", "Fine.")
    reviewed("Not so bad.", status="rejected")

    found = look()

    assert (found.stage, found.judged, found.kept) == ("compared", 6, 0)
    assert differing(found) == {
        ("approved", "rejected"): 2,
        ("approved", "person"): 1,
        ("rejected", "approved"): 1,
    }
    (worst, *_) = changes_of(found)
    assert worst.rules == (("insult", 2),)
    assert [sample.text for sample in worst.samples] == [GOOD, GOOD]
    assert statuses() == ["approved"] * 5 + ["rejected"]
    assert (Decision.objects.count(), moderated()) == (0, [])


def test_what_is_applied_is_what_the_dry_run_found(topics, reviewed):
    [bad, fine] = reviewed(GOOD, "Fine.", in_kafka=True)
    [freed] = reviewed("Not so bad.", status="rejected", status_reason="It insults somebody.")
    found = look()
    before = differing(found)

    stages.revalidation_apply(number=found.pk)
    stages.stage_work(number=found.pk, stopping=lambda: False)

    for review in (bad, fine, freed):
        review.refresh_from_db()
    assert [bad.status, fine.status, freed.status] == ["rejected", "approved", "approved"]
    assert (bad.status_reason, freed.status_reason) == ("It insults somebody.", "")
    assert differing(found) == before
    assert {change.outcomes["decided"] for change in changes_of(found)} == {1}
    assert sorted(moderated()) == [(1, "approved", "strict"), (1, "rejected", "strict")]
    assert Decision.objects.get(review_id=bad.pk).signals[0]["code"] == "insult"


def test_what_a_person_said_stays_unless_told_otherwise(reviewed, robin):
    [review] = reviewed(GOOD)
    reviews_decide_by_person([ReviewDecision(review.pk, 1, Review.Status.APPROVED, by=robin)])

    kept = look(applies=True)
    stayed = statuses()
    overruled = look(applies=True, include_human=True)

    assert (kept.judged, kept.kept, stayed) == (0, 1, ["approved"])
    assert (overruled.judged, statuses()) == (1, ["rejected"])


def test_an_appeal_waits_for_a_person_whatever_is_told(reviewed):
    [review] = reviewed("Fine.", status="rejected")
    review_appeal(review_id=review.pk, author=review.author)

    found = look(applies=True, include_human=True)

    assert (found.kept, statuses()) == (1, ["person"])


def test_published_words_that_the_policy_is_not_sure_of_stay_published_until_a_person_decides(
    reviewed, robin
):
    [review] = reviewed("Hm. Who knows.")

    look(applies=True)

    flag = Flag.objects.get()
    assert (statuses(), flag.review_id, flag.decision.verdict) == (["approved"], review.pk, "person")
    assert moderated() == []
    reviews_decide_by_person([ReviewDecision(review.pk, 1, Review.Status.REJECTED, "No.", by=robin)])
    assert (statuses(), Flag.objects.exists()) == (["rejected"], False)


def test_a_hidden_one_that_the_policy_is_not_sure_of_goes_to_a_person(reviewed):
    reviewed("Hm.", status="rejected")

    look(applies=True)

    assert (statuses(), Flag.objects.exists()) == (["person"], False)


def test_what_happened_since_the_dry_run_is_not_overruled(reviewed, robin):
    edited, withdrawn, pinned, left = reviewed(GOOD, GOOD, GOOD, GOOD)
    found = look()
    review_edit(review_id=edited.pk, author=edited.author, rating=5, text="New words.")
    review_withdraw(review_id=withdrawn.pk, author=withdrawn.author)
    reviews_decide_by_person([ReviewDecision(pinned.pk, 1, Review.Status.APPROVED, by=robin)])

    stages.revalidation_apply(number=found.pk)
    stages.stage_work(number=found.pk, stopping=lambda: False)

    (change,) = changes_of(found)
    assert change.outcomes == {"decided": 1, "overtaken": 3}
    left.refresh_from_db()
    assert (left.status, statuses()) == ("rejected", ["approved", "pending", "rejected"])


def test_only_the_words_that_stand_are_judged_and_each_review_once(topics, reviewed):
    [review] = reviewed(BAD, in_kafka=True)
    review_edit(review_id=review.pk, author=review.author, rating=4, text="Fine.")
    Review.objects.update(status="approved")
    publish()

    found = look()

    assert (found.judged, differing(found)) == (1, {})


def test_what_waits_for_the_consumer_is_left_to_it(topics, reviewed):
    reviewed(GOOD, status="pending", in_kafka=True)

    found = look(applies=True)

    assert (found.judged, statuses()) == (0, ["pending"])
    assert not KnownContent.objects.exists(), "or the consumer would take it for judged"


def test_a_pause_holds_between_batches_and_a_start_goes_on(reviewed, monkeypatch):
    monkeypatch.setattr("moderation.revalidation.reading.BATCH", 2)
    reviewed(*[GOOD] * 7)
    found = stages.revalidation_start(policy_version="strict", applies=False)
    turns = iter([False, False, True])

    stages.stage_work(number=found.pk, stopping=lambda: False)
    stages.stage_work(number=found.pk, stopping=lambda: next(turns, True))
    part = Rejudgement.objects.count()
    stages.revalidation_pause(number=found.pk, paused=True)
    stages.stage_work(number=found.pk, stopping=lambda: False)
    held = Rejudgement.objects.count()
    stages.revalidation_pause(number=found.pk, paused=False)
    found = stages.stage_work(number=found.pk, stopping=lambda: False)

    assert 0 < part < 7
    assert (held, found.stage, found.judged) == (part, "compared", 7)


def test_there_is_one_at_a_time(reviewed):
    reviewed(GOOD)
    first = stages.revalidation_start(policy_version="strict", applies=False)

    with pytest.raises(UnderWay):
        stages.revalidation_start(policy_version="strict", applies=True)

    stages.revalidation_drop(number=first.pk)
    assert look().stage == "compared"
    assert Revalidation.objects.get(pk=first.pk).stage == "dropped"


def run(capsys, *arguments):
    call_command("revalidate_reviews", "--policy", "strict", *arguments)
    return capsys.readouterr()


def test_the_command_shows_the_difference_then_applies_the_dry_run(reviewed, capsys):
    reviewed(GOOD, "Fine.")

    dry = run(capsys, "--dry-run").out
    again = run(capsys)

    assert "approved  rejected        1        –" in dry
    assert "insult  approved  rejected        1" in dry
    assert f"insult: {GOOD}" in dry
    assert dry.endswith("Nothing was changed.\n")
    assert "applies what re-validation" in again.err
    assert "approved  rejected        1  1 decided" in again.out
    assert statuses() == ["approved", "rejected"]


def test_the_command_speaks_json(reviewed, capsys):
    [review] = reviewed(GOOD)

    told = json.loads(run(capsys, "--dry-run", "--json").out)

    assert told["judged"] == 1
    assert told["changes"] == [
        {
            "before": "approved",
            "after": "rejected",
            "count": 1,
            "rules": {"insult": 1},
            "samples": [review.pk],
            "outcomes": {},
        }
    ]


def test_the_command_goes_on_with_what_is_under_way(reviewed, capsys):
    reviewed(GOOD)
    stages.revalidation_start(policy_version="strict", applies=False)
    call_command("revalidate_reviews", "--pause")

    went_on = run(capsys, "--dry-run")

    assert "goes on with re-validation" in went_on.err
    assert Revalidation.objects.get().stage == "compared"


def test_there_is_nothing_to_pause(capsys):
    with pytest.raises(CommandError, match="no re-validation is under way"):
        call_command("revalidate_reviews", "--pause")
