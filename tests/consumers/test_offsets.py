"""Positions and their epochs, on PostgreSQL."""

import pytest
from django.db import transaction

from consumers.errors import Fenced
from consumers.offsets import Move, Position, PostgresOffsets
from consumers.records import Partition

pytestmark = pytest.mark.django_db

FIRST, SECOND = Partition("searches", 0), Partition("searches", 1)


def claim(owner="one", partitions=(FIRST, SECOND)):
    return PostgresOffsets().claim(consumer="promotions", partitions=partitions, owner=owner)


def advance(moves):
    # A savepoint stands for the batch's transaction: what is fenced goes with it.
    with transaction.atomic():
        PostgresOffsets().advance(consumer="promotions", moves=moves)


def test_a_partition_never_read_starts_at_nought():
    assert claim() == {FIRST: Position(0, 1), SECOND: Position(0, 1)}


def test_a_claim_keeps_the_position_and_takes_the_next_epoch():
    advance({FIRST: Move(claim()[FIRST], 40)})
    assert claim("two") == {FIRST: Position(40, 2), SECOND: Position(0, 2)}


def test_consumers_keep_their_own_positions():
    advance({FIRST: Move(claim()[FIRST], 40)})
    other = PostgresOffsets().claim(consumer="analytics", partitions=[FIRST], owner="x")
    assert other == {FIRST: Position(0, 1)}


def test_the_earlier_owner_is_fenced_and_the_later_one_goes_on():
    old = claim("one")
    new = claim("two")
    with pytest.raises(Fenced):
        advance({FIRST: Move(old[FIRST], 10)})
    advance({FIRST: Move(new[FIRST], 7)})
    assert claim("three")[FIRST] == Position(7, 3)


def test_one_lost_partition_fences_the_whole_batch():
    old = claim("one")
    claim("two", [SECOND])
    with pytest.raises(Fenced):
        advance({FIRST: Move(old[FIRST], 10), SECOND: Move(old[SECOND], 10)})
    assert claim("three")[FIRST].next_offset == 0


def test_a_batch_committed_once_cannot_be_committed_again():
    position = claim()[FIRST]
    advance({FIRST: Move(position, 10)})
    with pytest.raises(Fenced):
        advance({FIRST: Move(position, 10)})
