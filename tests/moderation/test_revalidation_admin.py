"""Looking back from the admin: begun as a dry run, read as a difference, applied or dropped; by who may."""

from html import unescape

import pytest
from confluent_kafka import KafkaException
from django.contrib.auth.models import Permission
from django.urls import reverse

from moderation import policies, tasks
from moderation.models import PolicyVersion, Revalidation
from moderation.revalidation import queue
from shop.models import Review, User

pytestmark = pytest.mark.django_db

POLICIES = "admin:moderation_policyversion_changelist"
LOOKS = "admin:moderation_revalidation_changelist"
DEED = "admin:moderation_revalidation_do"
UNKIND = "The <b>person</b> who built it is a fucking idiot."


@pytest.fixture(autouse=True)
def live():
    policies.forget()
    yield policies.live_policy()
    policies.forget()


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """The numbers of the look backs that workers were asked to help with."""
    numbers = []
    monkeypatch.setattr(queue, "enqueue", lambda revalidation: numbers.append(revalidation.pk))
    return numbers


@pytest.fixture
def reviewed(mistral, monkeypatch):
    """Two published reviews, of which the live policy would have rejected one; Kafka never heard of them."""
    monkeypatch.setattr("moderation.revalidation.reading.stretches", dict)
    return [
        Review.objects.create(
            product=mistral,
            author=User.objects.create_user(f"author{number}@example.com"),
            rating=4,
            text=text,
            status="approved",
        )
        for number, text in enumerate([UNKIND, "Quiet enough to sleep beside, and easy to fill."])
    ]


@pytest.fixture
def staff(client, robin):
    client.force_login(robin)
    return client


def look_back(staff):
    """Choose the live policy and "Look back" in the list of policies; return the page that follows."""
    chosen = PolicyVersion.objects.get(version=policies.live_policy().version)
    return staff.post(
        reverse(POLICIES), {"action": "look_back", "_selected_action": [chosen.pk]}, follow=True
    )


def press(client, deed):
    """Press a button of the newest look back's page; return the page that follows."""
    return client.post(reverse(DEED, args=[Revalidation.objects.latest("pk").pk, deed]), follow=True)


def shown(answer):
    return unescape(answer.content.decode())


def test_a_dry_run_is_begun_its_difference_read_and_exactly_that_applied(staff, reviewed, queued):
    begun = look_back(staff)
    found = Revalidation.objects.get()
    assert (found.applies, found.started_by.email, queued) == (False, "robin@example.com", [found.pk])
    assert "data-reload" in shown(begun)
    assert "Apply" not in shown(begun)

    tasks.revalidation_work(found.pk)
    compared = staff.get(reverse("admin:moderation_revalidation_change", args=[found.pk]))
    assert "2 judged, 1 differ; nothing is changed yet." in shown(compared)
    assert 'data-change="approved-rejected"' in shown(compared)
    assert "Approved → rejected: 1" in shown(compared)
    assert UNKIND in shown(compared)
    assert UNKIND not in compared.content.decode()
    assert "data-reload" not in shown(compared)
    assert set(Review.objects.values_list("status", flat=True)) == {"approved"}

    del queued[:]
    press(staff, "apply")
    assert queued == [found.pk]
    tasks.revalidation_work(found.pk)
    applied = staff.get(reverse("admin:moderation_revalidation_change", args=[found.pk]))
    assert "1 decided" in shown(applied)
    assert "Apply these" not in shown(applied)
    assert [Review.objects.get(pk=review.pk).status for review in reviewed] == ["rejected", "approved"]
    assert str(found) in shown(staff.get(reverse(LOOKS)))


def test_it_is_paused_gone_on_with_and_dropped(staff, reviewed, queued):
    look_back(staff)
    del queued[:]

    paused = press(staff, "pause")
    assert "Paused" in shown(paused)
    assert "data-reload" not in shown(paused), "nothing moves that would have to be looked at again"
    assert queued == []
    resumed = press(staff, "resume")
    assert "Paused" not in shown(resumed)
    assert queued == [Revalidation.objects.get().pk]
    dropped = press(staff, "drop")
    assert "Dropped" in shown(dropped)
    assert Revalidation.objects.get().stage == "dropped"


def test_a_second_one_and_what_comes_too_late_are_refused_in_words(staff, reviewed, queued):
    look_back(staff)

    second = look_back(staff)
    assert Revalidation.objects.count() == 1
    assert str(Revalidation.objects.get()) in shown(second)
    press(staff, "drop")
    late = press(staff, "apply")
    assert "is dropped" in shown(late)
    assert queued == [Revalidation.objects.get().pk]


def test_without_kafka_none_is_begun_and_the_page_says_why(staff, reviewed, monkeypatch):
    def away():
        raise KafkaException("no broker answers")

    monkeypatch.setattr("moderation.revalidation.reading.stretches", away)

    answer = look_back(staff)

    assert "no broker answers" in shown(answer)
    assert not Revalidation.objects.exists()


def test_who_may_only_look_has_no_buttons_and_changes_nothing(client, staff, reviewed):
    look_back(staff)
    number = Revalidation.objects.get().pk
    reader = User.objects.create_user("reader@example.com", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_revalidation"))
    client.force_login(reader)

    page = client.get(reverse("admin:moderation_revalidation_change", args=[number]))

    assert page.status_code == 200
    assert reverse(DEED, args=[number, "drop"]) not in shown(page)
    assert press(client, "drop").status_code == 403
    assert Revalidation.objects.get().is_working


def test_a_link_changes_nothing(staff, reviewed):
    look_back(staff)

    assert staff.get(reverse(DEED, args=[Revalidation.objects.get().pk, "drop"])).status_code == 405
    assert Revalidation.objects.get().is_working
