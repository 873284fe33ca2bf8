"""A look back from its start to its end: stages one after the other, each in chunks that any process may take.

Everything is made known before anything is judged: what is known around a review must not depend on how far the work
has come. A chunk belongs to whoever has its advisory lock, which goes with the process; its position is written in the
batch's own transaction. So a killed process loses the batch in its hands and nothing else, and whoever comes next goes
on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Max, Min, QuerySet
from django.utils import timezone

from moderation.errors import NotNow, UnderWay
from moderation.models import Rejudgement, Revalidation, RevalidationChunk
from moderation.policies import policy_by_version
from moderation.policy import Policy
from moderation.revalidation import reading
from moderation.revalidation.applying import differences_apply
from moderation.revalidation.comparing import contents_compare
from moderation.services import known_analyse, known_complete
from shop.models import Review, User
from tracking.privacy import notes

_Stage = Revalidation.Stage

_CHUNK: Final = 5_000
# Advisory locks are two numbers here: "look" in ASCII for all of them, and the chunk's.
_LOCKS: Final = int.from_bytes(b"look")

_SOURCES: Final[dict[str, Callable[[RevalidationChunk], Iterator[reading.Batch]]]] = {
    _Stage.PREPARING: reading.unknown,
    _Stage.READING: reading.from_kafka,
    _Stage.COMPLETING: reading.from_database,
}


def revalidation_start(
    *, policy_version: str, applies: bool, include_human: bool = False, by: User | None = None
) -> Revalidation:
    """Begin to look back at everything that is in the topic and the shop now.

    Raises:
        UnderWay: another one isn't finished.
        NoSuchPolicy, BadPolicy: there is no such version, or it can't be used.
        TopicsMissing, KafkaException: Kafka doesn't have the reviews, or can't be asked.
    """
    policy_by_version(policy_version)
    stretches = reading.stretches()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_LOCKS])
        if working := revalidation_working():
            raise UnderWay(working.pk, str(working))
        found = Revalidation.objects.create(
            policy_version=policy_version, applies=applies, include_human=include_human, started_by=by
        )
        for number, (start, stop) in stretches.items():
            _chunks(found, _Stage.READING, start, stop, partition=number)
        _begin(found, _Stage.PREPARING)
        revalidation_advance(found)
    return found


def revalidation_working() -> Revalidation | None:
    """Return the one that isn't finished."""
    return Revalidation.objects.filter(stage__in=Revalidation.WORKING).first()


@transaction.atomic
def revalidation_pause(*, number: int, paused: bool) -> None:
    """Let every process stop after the batch in its hands, or go on.

    Raises:
        NotNow: it isn't working.
    """
    found = Revalidation.objects.select_for_update().get(pk=number)
    if not found.is_working:
        raise NotNow(f"{found} is {found.get_stage_display().lower()}")
    found.is_paused = paused
    found.save(update_fields=["is_paused"])


@transaction.atomic
def revalidation_apply(*, number: int) -> None:
    """Let the differences take effect; while they are still being looked for, as soon as all are known.

    Raises:
        NotNow: they have, or it was dropped; or another one is working.
    """
    found = Revalidation.objects.select_for_update().get(pk=number)
    working = revalidation_working()
    if found.stage in (_Stage.APPLIED, _Stage.DROPPED) or (working and working != found):
        raise NotNow(f"{found} is {found.get_stage_display().lower()}; {working or 'nothing'} is under way")
    found.applies = True
    found.save(update_fields=["applies"])
    if found.stage == _Stage.COMPARED:
        _begin(found, _Stage.APPLYING)


@transaction.atomic
def revalidation_drop(*, number: int) -> None:
    """Give it up; what it changed by now stays changed, and is in the trail.

    Raises:
        NotNow: there is nothing to give up.
    """
    found = Revalidation.objects.select_for_update().get(pk=number)
    if not found.is_working:
        raise NotNow(f"{found} is {found.get_stage_display().lower()}")
    found.chunks.all().delete()
    _end(found, _Stage.DROPPED)


def stage_work(*, number: int, stopping: Callable[[], bool]) -> Revalidation:
    """Do the chunks of the present stage that nobody else has, and go on to the next stage if all are done.

    Ends early after a batch when it is paused or ``stopping``. Return it as it stands then.

    Raises:
        KafkaException, django.db.Error: Kafka or the database went away; what was committed stays.
    """
    found = Revalidation.objects.get(pk=number)
    if found.is_working:
        policy = policy_by_version(found.policy_version)
        while not stopping() and _goes_on(found) and _chunk_work(found, policy, stopping):
            pass
        revalidation_advance(found)
        found.refresh_from_db()
    return found


def _chunk_work(found: Revalidation, policy: Policy, stopping: Callable[[], bool]) -> bool:
    """Take a chunk that nobody has, and do it; return whether there was one."""
    with _taken(found) as chunk:
        if chunk is None:
            return False
        for _ in _steps(found, chunk, policy):
            if stopping() or not _goes_on(found):
                break
    return True


@transaction.atomic
def revalidation_advance(revalidation: Revalidation) -> None:
    """Go on to the next stage, and those behind it that have nothing to do, where this one is done."""
    found = Revalidation.objects.select_for_update().get(pk=revalidation.pk)
    while found.is_working and not _open(found).exists():
        _next(found)


def _next(found: Revalidation) -> None:
    if found.stage == _Stage.PREPARING:
        # What was just learned may be most of it; without statistics, each review would be compared with all others.
        known_analyse()
        found.stage = _Stage.READING  # its chunks are there from the start
        found.save(update_fields=["stage"])
    elif found.stage == _Stage.READING:
        _begin(found, _Stage.COMPLETING)
    elif found.stage == _Stage.COMPLETING:
        rows = found.rejudgements
        found.judged, found.kept = rows.filter(is_kept=False).count(), rows.filter(is_kept=True).count()
        rows.filter(before=F("after")).delete()
        if found.applies:
            _begin(found, _Stage.APPLYING)
        else:
            _end(found, _Stage.COMPARED)
    else:
        _end(found, _Stage.APPLIED)


def _begin(found: Revalidation, stage: Revalidation.Stage) -> None:
    found.stage, found.finished_at = stage, None
    found.save()
    rows = found.rejudgements.all() if stage == _Stage.APPLYING else Review.objects.all()
    ends = rows.order_by().aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        _chunks(found, stage, ends["first"], ends["last"] + 1)


def _end(found: Revalidation, stage: Revalidation.Stage) -> None:
    found.stage, found.finished_at, found.is_paused = stage, timezone.now(), False
    found.save()


def _chunks(
    found: Revalidation, stage: Revalidation.Stage, start: int, stop: int, *, partition: int | None = None
) -> None:
    RevalidationChunk.objects.bulk_create(
        RevalidationChunk(
            revalidation=found,
            stage=stage,
            partition=partition,
            start=first,
            stop=min(first + _CHUNK, stop),
            position=first,
        )
        for first in range(start, stop, _CHUNK)
    )


def _open(revalidation: Revalidation) -> QuerySet[RevalidationChunk]:
    chunks = revalidation.chunks.filter(stage=revalidation.stage, position__lt=F("stop"))
    return chunks.order_by("pk")


@contextmanager
def _taken(revalidation: Revalidation) -> Iterator[RevalidationChunk | None]:
    """Give an open chunk, nobody else's until the block ends."""
    for number in _open(revalidation).values_list("pk", flat=True):
        if not _lock("pg_try_advisory_lock", number):
            continue
        try:
            # It may have been done to its end before the lock was ours.
            if chunk := _open(revalidation).filter(pk=number).first():
                yield chunk
                return
        finally:
            _lock("pg_advisory_unlock", number)
    yield None


def _lock(function: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [_LOCKS, number & 0x7FFFFFFF])
        return bool(cursor.fetchone()[0])


def _steps(revalidation: Revalidation, chunk: RevalidationChunk, policy: Policy) -> Iterator[None]:
    """Do the chunk batch by batch; each is one transaction with the position behind it."""
    if chunk.stage == _Stage.APPLYING:
        yield from _apply(revalidation, chunk)
        return
    for contents, position in _SOURCES[chunk.stage](chunk):
        with transaction.atomic():
            notes.lock_shared()
            if chunk.stage == _Stage.PREPARING:
                known_complete(contents)
            else:
                contents_compare(revalidation=revalidation, policy=policy, contents=contents)
            _move(chunk, position)
        yield


def _apply(revalidation: Revalidation, chunk: RevalidationChunk) -> Iterator[None]:
    while chunk.position < chunk.stop:
        with transaction.atomic():
            notes.lock_shared()
            rows = Rejudgement.objects.filter(revalidation=revalidation, outcome="").order_by("pk")
            found = list(rows.filter(pk__gte=chunk.position, pk__lt=chunk.stop)[: reading.BATCH])
            differences_apply(revalidation=revalidation, rows=found)
            _move(chunk, found[-1].pk + 1 if len(found) == reading.BATCH else chunk.stop)
        yield


def _move(chunk: RevalidationChunk, position: int) -> None:
    chunk.position = min(position, chunk.stop)
    chunk.save(update_fields=["position"])


def _goes_on(found: Revalidation) -> bool:
    return Revalidation.objects.filter(pk=found.pk, stage=found.stage, is_paused=False).exists()
