"""A look back by real Celery workers: gone on with by the sweep when one was killed, and applied."""

import pytest
from django.db import connection, transaction

from moderation import policies, tasks
from moderation.models import Revalidation, RevalidationChunk
from moderation.revalidation import queue, stages
from shop.models import Category, Product, Review, User
from tests.processes import Process
from tests.stack import control, needs_own_servers
from tests.waiting import until
from tracking.privacy import notes

pytestmark = pytest.mark.django_db(transaction=True)

_HOLDERS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted"
)


@pytest.fixture
def begun(topics):
    """A dry run over two published reviews, one of them rude; no worker knows of it."""
    kind = Category.objects.create(name="Humidifiers", slug="humidifiers")
    product = Product.objects.create(name="Mistral", slug="mistral", category=kind, brand="Norrvik")
    for number, text in enumerate(
        ["The person who built it is a fucking idiot.", "Quiet, and easy to fill."]
    ):
        author = User.objects.create_user(f"{number}@example.com")
        Review.objects.create(product=product, author=author, rating=4, text=text, status="approved")
    # What this process remembers is of another test's database.
    policies.forget()
    yield stages.revalidation_start(policy_version=policies.live_policy().version, applies=False)
    policies.forget()


def worker():
    command = ["-m", "celery", "--quiet", "-A", "config", "worker"]
    return Process([*command, "--pool", "solo", "--loglevel", "warning"])


def stage():
    return Revalidation.objects.get().stage


def is_held(chunk):
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [stages._LOCKS, chunk.pk])
        return cursor.fetchone()[0] > 0


def test_the_sweep_goes_on_with_a_chunk_whose_worker_was_killed_and_a_worker_applies_it(begun):
    chunk = RevalidationChunk.objects.get(stage="preparing")
    # An erasure keeps batches waiting: the worker has the chunk in its hands, and nothing of it is committed.
    with worker() as dying, transaction.atomic():
        notes.lock_alone()
        queue.enqueue(begun)
        until(lambda: is_held(chunk), seconds=60, what="the worker has the chunk")
        dying.kill()
    until(lambda: not is_held(chunk), what="the lock went with its process")
    chunk.refresh_from_db()
    assert (stage(), chunk.position) == ("preparing", chunk.start)

    with worker():
        # As beat does every minute.
        tasks.revalidations_sweep.delay()
        until(lambda: stage() == "compared", seconds=60)
        found = Revalidation.objects.get()
        assert found.judged == 2
        assert set(Review.objects.values_list("status", flat=True)) == {"approved"}

        stages.revalidation_apply(number=found.pk)
        found.refresh_from_db()
        queue.enqueue(found)
        until(lambda: stage() == "applied", seconds=60)

    assert sorted(Review.objects.values_list("status", flat=True)) == ["approved", "rejected"]


@needs_own_servers
def test_a_worker_goes_on_after_redis_was_away(begun):
    with worker() as working:
        tasks.revalidations_sweep.delay()
        until(lambda: stage() == "compared", seconds=60)

        control("restart", "redis")
        stages.revalidation_apply(number=begun.pk)
        tasks.revalidations_sweep.delay()
        until(lambda: stage() == "applied", seconds=60, what="the worker takes what was sent afterwards")
        assert working.is_running()
