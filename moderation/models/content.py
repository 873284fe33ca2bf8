"""What the topics have told so far: the reviews as they stand, and since when their authors are known."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class KnownContent(models.Model):
    """A review as ``content.reviews`` told it last; what the circumstances of others are computed from.

    Plain ids, no foreign keys: an event about a product or an account that is gone must not break a batch. ``author``
    is a subject (see ``tracking.identity``), ``product_id`` a slug, ``written_at`` in ms since 1970. ``bands`` and
    ``signature`` are what near-duplicates are found by (see ``moderation.twins``). Of a withdrawn review the words are
    gone; that it was there still counts.
    """

    review_id = models.BigIntegerField(primary_key=True)
    revision = models.PositiveIntegerField()
    product_id = models.CharField(max_length=140)
    author = models.CharField(max_length=80)
    rating = models.PositiveSmallIntegerField()
    text = models.TextField()
    verified_purchase = models.BooleanField()
    written_at = models.BigIntegerField()
    is_withdrawn = models.BooleanField(default=False)
    signature = models.BinaryField()
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["author", "written_at"], name="moderation_content_author"),
            models.Index(fields=["product_id", "written_at"], name="moderation_content_product"),
            # Without a list of pending entries, which every search for twins would have to read as a whole.
            GinIndex(fields=["bands"], name="moderation_content_bands", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"review {self.review_id}, revision {self.revision}"


class KnownAuthor(models.Model):
    """When the topics first named an account: by its sign-up, a login or a review; ms since 1970."""

    subject = models.CharField(max_length=80, primary_key=True)
    first_seen = models.BigIntegerField()

    def __str__(self) -> str:
        return self.subject
