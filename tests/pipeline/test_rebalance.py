"""Partitions that go to another process of a consumer and come back, with real parts."""

import pytest
from django.utils import timezone

from consumers import pausing
from consumers.models import ConsumerInstance, ConsumerOffset
from tests.processes import manage
from tests.searches import search, send
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def have(state, *partitions):
    """Whether the processes that are in ``state`` have so many partitions each."""
    found = ConsumerInstance.objects.filter(state=state).values_list("partitions", flat=True)
    return sorted(found) == sorted(partitions)


def positions():
    return sum(ConsumerOffset.objects.filter(consumer="promotions").values_list("next_offset", flat=True))


def test_partitions_given_away_during_a_pause_are_read_when_they_come_back(topics):
    with manage("run_consumer", "promotions"):
        until(lambda: have("running", 6), seconds=60, what="the first has all")
        pausing.consumer_pause(consumer="promotions", now=timezone.now())
        until(lambda: have("paused", 6), what="it holds still")
        with manage("run_consumer", "promotions"):
            until(lambda: have("paused", 3, 3), seconds=60, what="the second takes its half")
            pausing.consumer_resume(consumer="promotions")
            until(lambda: have("running", 3, 3), what="both go on")
        until(lambda: have("running", 6), what="the first has all again")

        send(*(search(who=f"visitor-{number}") for number in range(60)))
        until(lambda: positions() == 60, what="all partitions are read")
