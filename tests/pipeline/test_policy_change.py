"""A policy is replaced while everything runs: the new one judges the next review, and no process was restarted."""

from random import Random

import msgspec
import pytest
from django.utils import timezone

from moderation.documents import built_in
from moderation.models import Decision, PolicyVersion
from moderation.selectors import shadow_reports
from moderation.versions import policy_draft, policy_make_live, policy_run_in_shadow
from shop.models import Category, Product, User
from shop.reviews.services import review_submit
from tests.moderation.test_labelled_set import rows
from tests.processes import manage
from tests.waiting import until

WORDS = sorted(
    {
        word
        for row in rows("tuning")
        if row["category"] == "clean"
        for word in row["text"].split()
        if word.isalpha()
    }
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def write(topics):
    kind = Category.objects.create(name="Humidifiers", slug="humidifiers")

    def submit(number, text):
        # Of an author of its own: many by one person in a minute are suspicious, whatever the policy.
        author = User.objects.create_user(f"reader-{number}@example.com")
        product = Product.objects.create(
            name="Mistral", slug=f"mistral-{number}", category=kind, brand="Norrvik"
        )
        review_submit(author=author, product=product, rating=5, text=text)

    return submit


def trail():
    rows = Decision.objects.order_by("pk")
    return [(row.policy_version, row.verdict, row.is_shadow) for row in rows]


def test_a_policy_made_live_decides_the_next_review(write):
    begin = timezone.now()
    with manage("relay_outbox"), manage("run_consumer", "moderation") as consumer:
        write(1, "Quiet enough to sleep beside.")
        until(lambda: len(trail()) == 1, seconds=60)
        first = PolicyVersion.objects.get().version
        content = built_in()
        strict = policy_draft(
            document=msgspec.structs.replace(
                content, thresholds=msgspec.structs.replace(content.thresholds, person=0.01)
            )
        ).version

        policy_run_in_shadow(version=strict)
        until(lambda: judged_by_shadow(write), seconds=60)
        policy_make_live(version=strict)
        until(lambda: judged_by(strict, write), seconds=60)

        assert consumer.is_running()

    assert trail()[0] == (first, "approved", False)
    assert (strict, "person", True) in trail()
    assert trail()[-1] == (strict, "person", False)
    (report,) = shadow_reports(since=begin)
    assert report.version == strict
    assert {(one.live, one.shadow) for one in report.differences} == {("approved", "person")}


def judged_by_shadow(write):
    """Write one more review, and return whether a policy in shadow judged it along."""
    return Decision.objects.filter(review_id=write_and_wait(write), is_shadow=True).exists()


def judged_by(version, write):
    return Decision.objects.filter(
        review_id=write_and_wait(write), policy_version=version, is_shadow=False
    ).exists()


def write_and_wait(write):
    number = Product.objects.count() + 1
    before = Decision.objects.filter(is_shadow=False).count()
    # Unlike any other, so that none counts as a copy.
    write(number, " ".join(Random(number).sample(WORDS, 12)))
    until(lambda: Decision.objects.filter(is_shadow=False).count() > before, seconds=60)
    return Decision.objects.filter(is_shadow=False).latest("pk").review_id
