"""What the consumer makes of reviews: decided once, by whoever has the last word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation import services
from moderation.models import Decision, KnownContent
from moderation.selectors import Difference, shadow_reports
from shop.models import Review
from shop.reviews.decisions import ReviewDecision
from shop.reviews.services import review_appeal, review_edit, review_submit, review_withdraw, reviews_decide
from tests.moderation.flow import BAD, Words, by_words, consume, moderated, told

pytestmark = pytest.mark.django_db

GOOD = "Quiet enough to sleep beside."


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    """Return what is live and what runs in shadow, to be changed at will."""
    running = {"live": Words(), "shadows": ()}
    monkeypatch.setattr("moderation.services.judge", by_words)
    monkeypatch.setattr("moderation.consumer.live_policy", lambda: running["live"])
    monkeypatch.setattr("moderation.consumer.shadow_policies", lambda: running["shadows"])
    return running


@pytest.fixture
def write(ada, mistral):
    def submit(text=GOOD):
        return review_submit(author=ada, product=mistral, rating=4, text=text)

    return submit


def standing():
    review = Review.objects.get()
    return review.status, review.revision


def person_decides(review, robin, verdict=Review.Status.APPROVED, reason=""):
    review.refresh_from_db()
    decision = ReviewDecision(review.pk, review.revision, verdict, reason, by=robin)
    return services.reviews_decide_by_person([decision])


@pytest.mark.parametrize(
    ("text", "verdict", "has_reason"),
    [(GOOD, "approved", False), (BAD, "rejected", True), ("Hm. Who knows.", "person", False)],
)
def test_a_review_is_decided_noted_and_told(text, verdict, has_reason, write):
    review = write(text)

    consume(*told())

    review.refresh_from_db()
    row = Decision.objects.get()
    assert (review.status, bool(review.status_reason), review.is_pinned) == (verdict, has_reason, False)
    assert (row.review_id, row.revision, row.verdict, row.policy_version) == (review.pk, 1, verdict, "words")
    assert (row.author, row.person, row.is_shadow) == (f"u:{review.author.public_id}", None, False)
    assert moderated() == [(1, verdict, "words")]
    assert row.latency_ms >= 0


def test_the_trail_says_what_was_found_and_where(write):
    write(BAD)

    consume(*told())

    row = Decision.objects.get()
    assert row.reasons == ["insult"]
    assert row.signals == [
        {
            "detector": "words",
            "code": "insult",
            "severity": 0.9,
            "certain": True,
            "spans": [[12, 18]],
            "why": "“crooks”",
        }
    ]


def test_the_same_event_again_has_no_second_effect(write):
    write(BAD)
    events = told()

    consume(*events, *events)
    consume(*events)

    assert (Decision.objects.count(), moderated()) == (1, [(1, "rejected", "words")])


def test_an_edit_is_decided_anew_and_what_was_said_of_the_old_words_has_no_effect(write, ada):
    review = write(BAD)
    old = told()
    review_edit(review_id=review.pk, author=ada, rating=4, text=GOOD)

    consume(*old)
    between = standing()
    consume(*told())
    consume(*old)

    assert (between, standing()) == (("pending", 2), ("approved", 2))
    assert moderated() == [(2, "approved", "words")]


def test_an_edit_in_the_same_batch_is_all_that_counts(write, ada):
    review = write(GOOD)
    review_edit(review_id=review.pk, author=ada, rating=1, text=BAD)

    consume(*told())

    assert (standing(), moderated()) == (("rejected", 2), [(2, "rejected", "words")])


def test_a_withdrawn_review_is_decided_no_more_and_its_words_are_gone(write, ada):
    review = write(BAD)
    first = told()
    consume(*first)
    review_withdraw(review_id=review.pk, author=ada)

    consume(*told())
    consume(*first)

    known = KnownContent.objects.get()
    assert (known.is_withdrawn, known.text, known.bands) == (True, "", [])
    assert Decision.objects.count() == 1


def test_submitted_and_withdrawn_in_one_batch_leaves_nothing(write, ada):
    review_withdraw(review_id=write().pk, author=ada)

    consume(*told())

    assert not KnownContent.objects.exists()
    assert not Decision.objects.exists()


def test_what_a_person_said_stands_until_the_author_edits(write, ada, robin):
    review = write(BAD)
    person_decides(review, robin)

    consume(*told())
    before = standing()
    again = ReviewDecision(review.pk, 1, Review.Status.REJECTED, "Never.", policy_version="2", again=True)
    overruled = reviews_decide([again])
    review_edit(review_id=review.pk, author=ada, rating=4, text=f"{BAD} Really.")
    consume(*told())

    assert (before, overruled, standing()) == (("approved", 1), [], ("rejected", 2))
    assert moderated() == [(1, "approved", None), (2, "rejected", "words")]


def test_a_persons_word_outlives_their_account(write, robin):
    review = write(BAD)
    person_decides(review, robin)
    robin.delete()

    consume(*told())

    assert (standing(), Decision.objects.get().person) == (("approved", 1), None)


def test_a_person_is_in_the_trail_with_what_they_wrote(write, robin):
    person_decides(write(GOOD), robin, Review.Status.REJECTED, "About the delivery.")

    row = Decision.objects.get()
    assert (row.person, row.policy_version, row.note, row.verdict) == (
        robin, "", "About the delivery.", "rejected",
    )  # fmt: skip


def test_an_appeal_waits_for_a_person(write, ada, robin):
    review = write(BAD)
    consume(*told())
    review_appeal(review_id=review.pk, author=ada)

    consume(*told())
    again = ReviewDecision(review.pk, 1, Review.Status.REJECTED, policy_version="2", again=True)
    overruled = reviews_decide([again])
    waiting = standing()
    person_decides(review, robin)

    assert (waiting, overruled, standing()) == (("person", 1), [], ("approved", 1))


def test_a_policy_overrules_a_policy_only_when_asked_to(write):
    review = write(BAD)
    consume(*told())
    newer = {"review_id": review.pk, "revision": 1, "verdict": Review.Status.APPROVED, "policy_version": "2"}

    by_chance = reviews_decide([ReviewDecision(**newer)])
    on_purpose = reviews_decide([ReviewDecision(**newer, again=True)])

    assert (by_chance, len(on_purpose), standing()) == ([], 1, ("approved", 1))


def test_reading_everything_again_rebuilds_what_is_known_and_undoes_nothing(write, policies):
    write(BAD)
    consume(*told())
    services.known_forget()
    policies["live"] = Words(version="mild", rejected=())

    consume(*told())

    assert (standing(), KnownContent.objects.count()) == (("rejected", 1), 1)
    assert [row.policy_version for row in Decision.objects.all()] == ["words"]


def test_a_policy_that_went_live_meanwhile_decides_the_next_review(write, policies, ada):
    review = write(GOOD)
    consume(*told())
    policies["live"] = Words(version="strict", rejected=("quiet",))
    review_edit(review_id=review.pk, author=ada, rating=5, text=f"{GOOD} Still.")

    consume(*told())

    assert moderated() == [(1, "approved", "words"), (2, "rejected", "strict")]


def test_a_policy_in_shadow_is_noted_and_has_no_effect(write, policies):
    policies["shadows"] = (Words(version="strict", rejected=("quiet",)), Words(version="mild", rejected=()))
    write(GOOD)

    consume(*told())

    trail = {row.policy_version: (row.verdict, row.is_shadow) for row in Decision.objects.all()}
    assert standing() == ("approved", 1)
    assert trail == {
        "words": ("approved", False),
        "strict": ("rejected", True),
        "mild": ("approved", True),
    }
    assert moderated() == [(1, "approved", "words")]


def test_operators_see_what_shadows_would_have_decided(write, policies, client, robin):
    policies["shadows"] = (Words(version="strict", rejected=("quiet",)), Words(version="mild", rejected=()))
    write(GOOD)
    consume(*told())

    mild, strict = shadow_reports(since=timezone.now() - timedelta(hours=1))
    client.force_login(robin)
    page = client.get("/operations/consumers/").content.decode()

    assert (mild.version, mild.judged, mild.differences) == ("mild", 1, ())
    assert (strict.version, strict.differences) == ("strict", (Difference("approved", "rejected", 1),))
    assert 'data-shadow="strict"' in page
    assert "1 approved → rejected" in page


def test_two_decisions_about_one_review_are_no_list_of_decisions(write):
    decision = ReviewDecision(write().pk, 1, Review.Status.APPROVED)

    with pytest.raises(ValueError, match="two decisions"):
        reviews_decide([decision, decision])


def test_a_batch_costs_the_same_however_many_there_are(
    django_user_model, mistral, django_assert_max_num_queries
):
    for number in range(30):
        author = django_user_model.objects.create_user(f"{number}@example.com")
        review_submit(author=author, product=mistral, rating=4, text=f"{GOOD} {number}")
    events = told()

    with django_assert_max_num_queries(14):
        consume(*events)

    assert Review.objects.approved().count() == 30
