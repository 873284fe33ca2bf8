"""Past reviews, a batch at a time: as Kafka still has them, and as the shop has the others."""

from collections.abc import Iterator, Sequence
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition
from django.db.models import Exists, OuterRef, QuerySet

from consumers import client as kafka
from consumers.batching import gather
from consumers.records import Partition
from moderation import changes
from moderation.content import Content
from moderation.models import KnownContent, Rejudgement, RevalidationChunk
from shop.models import Review
from tracking import codec, identity
from tracking.errors import TrackingError
from tracking.events import Event
from tracking.topics import REVIEWS

BATCH: Final = 500
_IDLE_SECONDS: Final = 0.5
_GROUP: Final = "revalidation"

type Batch = tuple[list[Content], int]
"""The newest words of each review that the batch names, and the position behind it."""


def stretches() -> dict[int, tuple[int, int]]:
    """Return the first offset that Kafka has of each partition of the reviews, and the one that comes next.

    Raises:
        TopicsMissing: the broker doesn't have the topic.
        KafkaException: the broker can't be reached.
    """
    client = kafka.new_client(_GROUP)
    try:
        count = kafka.require_topics(client, [REVIEWS])[REVIEWS.full_name]
        return {
            number: kafka.watermarks(client, Partition(REVIEWS.full_name, number)) for number in range(count)
        }
    finally:
        client.close()


def from_kafka(chunk: RevalidationChunk) -> Iterator[Batch]:
    """Yield what the chunk's offsets hold, from its position on. What retention deletes meanwhile is skipped.

    Raises:
        KafkaException: the broker went away.
    """
    place = Partition(REVIEWS.full_name, chunk.partition or 0)
    client = kafka.new_client(_GROUP, tells_ends=True)
    try:
        start, _ = kafka.starting_offset(client, place, chunk.position)
        client.assign([TopicPartition(*place, start)])
        position = start
        while position < chunk.stop:
            messages = gather(client, size=BATCH, wait=0.0, idle=_IDLE_SECONDS)
            events, position = _read(messages, position, chunk.stop)
            # Also where nothing came: whoever reads wants to be asked to stop.
            yield _contents(events), position
    finally:
        client.close()


def from_database(chunk: RevalidationChunk) -> Iterator[Batch]:
    """Yield the reviews of the chunk's numbers that Kafka didn't have, from its position on."""
    judged = Rejudgement.objects.filter(revalidation=chunk.revalidation_id, review_id=OuterRef("pk"))
    return _stored(chunk, Review.objects.filter(~Exists(judged)))


def unknown(chunk: RevalidationChunk) -> Iterator[Batch]:
    """Yield the decided reviews of the chunk's numbers that no event ever told of, from its position on."""
    known = KnownContent.objects.filter(pk=OuterRef("pk"))
    return _stored(chunk, Review.objects.filter(~Exists(known)).exclude(status=Review.Status.PENDING))


def _stored(chunk: RevalidationChunk, reviews: QuerySet[Review]) -> Iterator[Batch]:
    position = chunk.position
    while position < chunk.stop:
        rows = reviews.filter(pk__gte=position, pk__lt=chunk.stop)
        found = list(rows.select_related("product", "author").order_by("pk")[:BATCH])
        position = found[-1].pk + 1 if len(found) == BATCH else chunk.stop
        yield [content_of(review) for review in found], position


def content_of(review: Review) -> Content:
    """Return a stored review, with its product and author, as what is judged."""
    return Content(
        review_id=str(review.pk),
        revision=review.revision,
        product_id=review.product.slug,
        author=identity.account_subject(review.author.public_id),
        rating=review.rating,
        text=review.text,
        verified_purchase=review.verified_purchase,
        written_at=int(review.written_at.timestamp() * 1000),
    )


def _read(messages: Sequence[Message], position: int, stop: int) -> tuple[list[Event], int]:
    """Return the usable events before ``stop``, and the next position; what can't be used the consumer has noted."""
    events = []
    for message in messages:
        error = message.error()
        if error is not None and error.code() != KafkaError._PARTITION_EOF:
            raise KafkaException(error)
        offset = message.offset() or 0
        position = max(position, stop if error is not None else offset + 1)
        if error is None and offset < stop and (event := _event(message)):
            events.append(event)
    return events, position


def _event(message: Message) -> Event | None:
    value = message.value() or b""
    try:
        event = codec.decode(REVIEWS, value if isinstance(value, bytes) else value.encode())
        changes.subject_of(event)
        int(getattr(event, "review_id", ""))
    except (TrackingError, ValueError):
        return None
    return event


def _contents(events: Sequence[Event]) -> list[Content]:
    subjects = identity.resolve({changes.subject_of(event) for event in events})
    return list(changes.changes_of(events, subjects=subjects).contents)
