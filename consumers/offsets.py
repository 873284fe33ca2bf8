"""Positions in PostgreSQL, guarded by epochs.

Kafka can hand a partition to a new process while the old one still works on a batch. Each owner therefore takes
the next epoch when it gets the partition, and a position moves only where epoch and old position are the ones the
owner knows: of two owners one commits, the other is told ``Fenced`` and its transaction goes.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

from consumers.errors import Fenced
from consumers.records import Partition
from tracking.sql import native_cursor


class Position(NamedTuple):
    next_offset: int
    epoch: int


class Move(NamedTuple):
    """From a position that this process knows to the next one."""

    position: Position
    next_offset: int


class Offsets(Protocol):
    """Where positions are kept. Both methods take part in the caller's transaction."""

    def claim(
        self, *, consumer: str, partitions: Collection[Partition], owner: str
    ) -> dict[Partition, Position]: ...

    def advance(self, *, consumer: str, moves: Mapping[Partition, Move]) -> None: ...


_CLAIM = """
    INSERT INTO consumer_offset AS known (consumer, topic, partition, next_offset, epoch, owner, updated_at)
    SELECT %(consumer)s::text, topic, partition, 0, 1, %(owner)s::text, clock_timestamp()
      FROM unnest(%(topics)s::text[], %(partitions)s::int[]) AS asked (topic, partition)
     ORDER BY topic, partition
    ON CONFLICT (consumer, topic, partition) DO UPDATE
       SET epoch = known.epoch + 1, owner = excluded.owner, updated_at = excluded.updated_at
    RETURNING topic, partition, next_offset, epoch
"""

# The rows are locked in order first: an UPDATE alone would lock them in the order of its plan, and could deadlock
# with a claim.
_ADVANCE = """
    WITH move AS (
        SELECT * FROM unnest(
            %(topics)s::text[], %(partitions)s::int[], %(epochs)s::bigint[], %(expected)s::bigint[],
            %(next)s::bigint[]
        ) AS m (topic, partition, epoch, expected, next_offset)
    ), mine AS MATERIALIZED (
        SELECT o.topic, o.partition, move.next_offset
          FROM consumer_offset o JOIN move ON o.topic = move.topic AND o.partition = move.partition
         WHERE o.consumer = %(consumer)s AND o.epoch = move.epoch AND o.next_offset = move.expected
         ORDER BY o.topic, o.partition
           FOR UPDATE OF o
    )
    UPDATE consumer_offset o
       SET next_offset = mine.next_offset, updated_at = clock_timestamp()
      FROM mine
     WHERE o.consumer = %(consumer)s AND o.topic = mine.topic AND o.partition = mine.partition
"""


class PostgresOffsets:
    """The real ``Offsets``, in the table ``consumer_offset``."""

    def claim(
        self, *, consumer: str, partitions: Collection[Partition], owner: str
    ) -> dict[Partition, Position]:
        """Make ``owner`` the only one who may move these positions; return where they stand (0: never read)."""
        parameters: dict[str, Any] = {
            "consumer": consumer,
            "owner": owner,
            "topics": [partition.topic for partition in partitions],
            "partitions": [partition.number for partition in partitions],
        }
        with native_cursor() as cursor:
            cursor.execute(_CLAIM, parameters)
            rows = cursor.fetchall()
        return {Partition(topic, number): Position(offset, epoch) for topic, number, offset, epoch in rows}

    def advance(self, *, consumer: str, moves: Mapping[Partition, Move]) -> None:
        """Move all positions, or none.

        Raises:
            Fenced: one of them isn't ours any more, or not where we thought.
        """
        parameters: dict[str, Any] = {
            "consumer": consumer,
            "topics": [partition.topic for partition in moves],
            "partitions": [partition.number for partition in moves],
            "epochs": [move.position.epoch for move in moves.values()],
            "expected": [move.position.next_offset for move in moves.values()],
            "next": [move.next_offset for move in moves.values()],
        }
        with native_cursor() as cursor:
            cursor.execute(_ADVANCE, parameters)
            moved = cursor.rowcount
        if moved != len(moves):
            raise Fenced(
                f"{consumer}: {len(moves) - moved} of {len(moves)} partitions belong to another process"
            )
