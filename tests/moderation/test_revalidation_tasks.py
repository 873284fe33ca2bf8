"""What Celery's workers do of a look back, called as they call it; with a real worker: ``tests/pipeline/``."""

from time import monotonic

import pytest
from celery import Celery

from moderation import tasks
from moderation.models import Revalidation
from moderation.revalidation import queue, stages
from shop.models import Review
from tests.moderation.flow import Words, by_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch):
    """The stages for which workers were asked to help."""
    found = []
    monkeypatch.setattr(queue, "enqueue", lambda revalidation: found.append(revalidation.stage))
    return found


@pytest.fixture
def begun(mistral, ada, monkeypatch):
    """A look back at one review, of which nothing is done yet."""
    monkeypatch.setattr("moderation.revalidation.reading.stretches", dict)
    monkeypatch.setattr("moderation.revalidation.comparing.judge", by_words)
    monkeypatch.setattr("moderation.revalidation.stages.policy_by_version", lambda version: Words())
    Review.objects.create(product=mistral, author=ada, rating=4, text="Crooks.", status="approved")
    return stages.revalidation_start(policy_version="words", applies=True)


def test_a_task_goes_through_all_stages_and_calls_for_help_at_each(begun, queued):
    tasks.revalidation_work(begun.pk)

    begun.refresh_from_db()
    assert (begun.stage, Review.objects.get().status) == ("applied", "rejected")
    assert queued == ["completing", "applying"]


def test_what_is_left_when_the_time_is_up_goes_back_into_the_queue(begun, queued, monkeypatch):
    monkeypatch.setattr(tasks, "_SECONDS", 0.0)

    tasks.revalidation_work(begun.pk)

    begun.refresh_from_db()
    assert begun.stage == "preparing"
    assert queued == ["preparing"]


def test_a_paused_one_is_left_alone_by_task_and_sweep(begun, queued):
    stages.revalidation_pause(number=begun.pk, paused=True)

    tasks.revalidation_work(begun.pk)
    tasks.revalidations_sweep()

    begun.refresh_from_db()
    assert (begun.stage, queued) == ("preparing", [])


def test_the_sweep_calls_for_help_only_where_something_is_left(begun, queued):
    tasks.revalidations_sweep()
    stages.revalidation_drop(number=begun.pk)
    tasks.revalidations_sweep()

    assert queued == ["preparing"]


def test_a_task_about_one_that_is_gone_does_nothing(db, queued):
    tasks.revalidation_work(4711)

    assert (Revalidation.objects.count(), queued) == (0, [])


def test_where_the_queue_is_away_nobody_is_kept_waiting_or_told(begun, monkeypatch):
    app = Celery(set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(queue, "current_app", app)

    began = monotonic()
    queue.enqueue(begun)

    assert monotonic() - began < 3, "by itself, the client tries again for 6 s, and a page with it"
