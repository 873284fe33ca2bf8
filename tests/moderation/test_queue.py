"""The queue: what comes first, who has what in hand, and that nobody's word is written over unread."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.models import DayProduct
from moderation import services
from moderation.models import Claim, Decision
from moderation.queue.dossier import dossier
from moderation.queue.measures import measures
from moderation.queue.priority import priority
from moderation.queue.selectors import Version, waiting
from moderation.queue.services import Result, next_claim, review_claim, reviews_decide_read
from shop.models import Product, Review, User
from shop.reviews.decisions import ReviewDecision
from shop.reviews.services import review_appeal, review_edit

pytestmark = pytest.mark.django_db

QUEUE = "/admin/shop/review/queue/"
DAY = timedelta(days=1)


@pytest.fixture
def kim(db):
    return User.objects.create_superuser("kim@example.com", name="Kim")


@pytest.fixture
def wait(mistral):
    """Return a function that makes a review that waits for a person, with what a policy said."""

    def make(text="Hm. Who knows.", *, score=0.5, hours=1, product=mistral, status="person", **fields):
        moment = timezone.now() - timedelta(hours=hours)
        author = User.objects.create_user(f"{User.objects.count()}@example.com")
        review = Review.objects.create(
            product=product, author=author, rating=4, text=text, status=status, submitted_at=moment, **fields
        )
        signal = {
            "detector": "words",
            "code": "insult",
            "severity": score,
            "certain": False,
            "spans": [[0, 2]],
        }
        Decision.objects.create(
            review_id=review.pk,
            revision=1,
            author=f"u:{author.public_id}",
            verdict=status,
            policy_version="1",
            score=score,
            signals=[{**signal, "why": "“hm” <is> rude"}],
            reasons=["insult"],
            decided_at=moment,
            latency_ms=1,
        )
        return review

    return make


def order():
    return [item.id for item in waiting(now=timezone.now())]


def version(review):
    (item,) = [item for item in waiting(now=timezone.now()) if item.id == review.pk]
    return item.version


def decide(by, *read, verdict="approved", reason=""):
    return [
        outcome.result
        for outcome in reviews_decide_read(
            read=read, verdict=Review.Status(verdict), reason=reason, by=by, now=timezone.now()
        )
    ]


def test_priority_is_severity_by_exposure_by_age():
    plain = priority(score=0.5, views=0, is_public=False, age=timedelta())

    assert plain == 0.5
    assert priority(score=1.0, views=0, is_public=False, age=timedelta()) == 2 * plain
    assert priority(score=0.5, views=0, is_public=True, age=timedelta()) == 2 * plain
    assert priority(score=0.5, views=0, is_public=False, age=DAY) == 2 * plain
    assert priority(score=0.5, views=100, is_public=False, age=timedelta()) > 5 * plain
    assert priority(score=None, views=0, is_public=False, age=-DAY) == plain
    assert priority(score=0.0, views=0, is_public=False, age=timedelta()) > 0


def test_appeals_come_first_then_by_priority(wait, mistral):
    seen = Product.objects.create(name="Zephyr", slug="zephyr", category=mistral.category, brand="Norrvik")
    DayProduct.objects.create(
        day=timezone.localdate(), product_id="zephyr", name="Zephyr", category="", views=500, people=9, clicks=0,
        adds=0, orders=0, units=0, revenue=0,
    )  # fmt: skip
    mild, severe, exposed = wait(score=0.4), wait(score=0.9), wait(score=0.4, product=seen)
    appeal = wait(score=0.1, status="rejected")
    wait(status="approved")
    review_appeal(review_id=appeal.pk, author=appeal.author)

    assert order() == [appeal.pk, exposed.pk, severe.pk, mild.pk]


def test_who_takes_the_next_gets_what_nobody_else_has(wait, robin, kim):
    first, second = wait(score=0.9), wait(score=0.5)
    now = timezone.now()

    taken = [next_claim(by=one, skipped=[], now=now) for one in (robin, kim, robin, kim)]
    late = next_claim(by=kim, skipped=[], now=now + timedelta(minutes=11))

    assert taken == [first.pk, second.pk, first.pk, second.pk]
    assert late == first.pk
    assert Claim.objects.get(pk=first.pk).person == kim


def test_what_somebody_else_has_in_hand_is_not_decided(wait, robin, kim):
    review = wait()
    review_claim(review_id=review.pk, by=kim, now=timezone.now())

    refused = decide(robin, version(review))
    done = decide(kim, version(review))

    assert (refused, done) == ([Result.CLAIMED], [Result.DECIDED])
    assert not Claim.objects.exists()


def test_two_admins_who_read_the_same_do_not_write_over_each_other(wait, robin, kim):
    review = wait()
    read = version(review)

    first = decide(robin, read, verdict="rejected", reason="No.")
    second = decide(kim, read)

    review.refresh_from_db()
    assert (first, second, review.status) == ([Result.DECIDED], [Result.STALE], "rejected")


def test_what_was_edited_since_it_was_read_is_not_decided(wait, robin):
    review = wait()
    read = version(review)
    review_edit(review_id=review.pk, author=review.author, rating=1, text="Other words.")

    assert decide(robin, read) == [Result.STALE]
    assert decide(robin, Version(10**9, 1, 0)) == [Result.STALE]


def test_measures_count_what_waits_and_whose_word_did_not_hold(wait, robin):
    for hours in (1, 2, 30):
        wait(hours=hours)
    stopped = [wait(status="rejected") for _ in range(4)]
    verdicts = [Review.Status.APPROVED, *[Review.Status.REJECTED] * 3]
    services.reviews_decide_by_person(
        [ReviewDecision(review.pk, 1, word, by=robin) for review, word in zip(stopped, verdicts, strict=True)]
    )
    now = timezone.now()

    found = measures(waiting(now=now), now=now)

    assert (found.backlog, found.appeals, found.age_p50 // timedelta(hours=1)) == (3, 0, 2)
    assert found.age_p95 // timedelta(hours=1) == 27
    assert [(rule.code, rule.looked_at, rule.overturned, rule.percent) for rule in found.rules] == [
        ("insult", 4, 1, 25)
    ]
    assert found.automatic == 57


def test_a_dossier_has_the_marked_words_the_record_and_the_trail(wait, robin):
    review = wait("Hm. <b>Who</b> knows.")

    file = dossier(review, now=timezone.now())

    assert file.pieces == (("Hm", True), (". <b>Who</b> knows.", False))
    assert (file.is_waiting, file.suggested, len(file.trail)) == (True, "It insults somebody.", 1)
    assert (file.record.statuses, file.orders, file.doubles) == ((), (), ())


@pytest.fixture
def desk(client, robin):
    client.force_login(robin)
    return client


def test_the_pages_show_what_was_matched_and_escape_it(desk, wait):
    review = wait("Hm. <b>Who</b> knows.")

    listed = desk.get(QUEUE).content.decode()
    page = desk.get(reverse("admin:shop_review_change", args=[review.pk])).content.decode()

    assert f'data-waiting="{review.pk}"' in listed
    assert '<mark class="mq-mark">Hm</mark>' in page
    assert "&lt;b&gt;Who&lt;/b&gt;" in page
    assert "“hm” &lt;is&gt; rude" in page
    assert "<b>Who</b>" not in listed + page


def test_a_decision_leads_to_the_next_without_a_script(desk, wait):
    first, second = wait(score=0.9), wait(score=0.5)
    desk.post(reverse("admin:moderation_next"))

    form = {"read": str(version(first)), "verdict": "approved", "next": "1"}
    answer = desk.post(reverse("admin:moderation_decide", args=[first.pk]), form)

    first.refresh_from_db()
    assert first.status == "approved"
    assert answer["Location"] == reverse("admin:shop_review_change", args=[second.pk])
    assert Claim.objects.get().review_id == second.pk


def test_rejecting_needs_a_reason(desk, wait):
    review = wait()
    address = reverse("admin:moderation_decide", args=[review.pk])
    form = {"read": str(version(review)), "verdict": "rejected", "reason": "  "}

    page = desk.post(address, form, follow=True).content.decode()
    before = Review.objects.get().status
    desk.post(address, {**form, "reason": "About the delivery."})

    assert ("Say why: the author reads it." in page, before) == (True, "person")
    assert (Review.objects.get().status_reason, Decision.objects.first().note) == ("About the delivery.",) * 2


def test_several_at_once_each_with_its_result(desk, wait, kim):
    mine, taken, stale = wait(), wait(), wait()
    read = [str(version(review)) for review in (mine, taken, stale)]
    review_claim(review_id=taken.pk, by=kim, now=timezone.now())
    decide(kim, version(stale), verdict="rejected", reason="No.")

    page = desk.post(QUEUE, {"read": read, "verdict": "approved"}, follow=True).content.decode()

    assert f"Review {mine.pk} approved." in page
    assert f"Review {taken.pk} not decided: in the hands of" in page
    assert f"Review {stale.pk} not decided: edited, withdrawn or decided meanwhile" in page


def test_skipped_ones_come_last_and_then_the_queue_says_so(desk, wait):
    first, second = wait(score=0.9), wait(score=0.5)

    after = [
        desk.post(reverse("admin:moderation_skip", args=[one.pk]))["Location"] for one in (first, second)
    ]

    assert after == [reverse("admin:shop_review_change", args=[second.pk]), reverse("admin:moderation_queue")]
    assert desk.post(reverse("admin:moderation_next"))["Location"].endswith(f"/{first.pk}/change/")


@pytest.mark.parametrize("read", ["", "x", "1.2", "1.2.x"])
def test_a_form_that_is_not_ours_decides_nothing(read, desk, wait):
    review = wait()

    answer = desk.post(
        reverse("admin:moderation_decide", args=[review.pk]),
        {"read": read, "verdict": "approved"},
        follow=True,
    )

    review.refresh_from_db()
    assert (answer.status_code, review.status) == (200, "person")


def test_customers_and_requests_that_only_look_change_nothing(client, desk, wait, ada):
    review = wait()
    addresses = [reverse("admin:moderation_next"), reverse("admin:moderation_skip", args=[review.pk])]

    assert [desk.get(address).status_code for address in addresses] == [405, 405]
    client.force_login(ada)
    assert client.get(QUEUE).status_code == 403
    assert not Claim.objects.exists()
