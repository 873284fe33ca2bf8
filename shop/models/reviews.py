"""What customers say about products."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from shop.models.accounts import User
from shop.models.catalogue import Product


class ReviewQuerySet(models.QuerySet["Review"]):
    def approved(self) -> Self:
        """What everybody may see, and all that averages and counts may count; listings by ``ProductSummary``."""
        return self.filter(status=Review.Status.APPROVED)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What ``user`` may see: the approved ones, and their own whatever became of them.

        Every page reads reviews through this queryset, or through ``approved``; a test holds it.
        """
        if user.pk is None:
            return self.approved()
        return self.filter(Q(status=Review.Status.APPROVED) | Q(author_id=user.pk))


class Review(models.Model):
    """One person's words on one product. ``revision`` counts the versions of the words from 1: a decision is about
    one of them and has no effect on another."""

    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        PERSON = "person", "Needs a person"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reviews")
    rating = models.PositiveSmallIntegerField("stars")
    text = models.TextField(max_length=2000)
    revision = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    status_reason = models.CharField("reason", max_length=300, blank=True)
    verified_purchase = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="decided_reviews"
    )
    # A person decided: only a person, or the author by an edit, changes it. Outlives the account of who decided.
    is_pinned = models.BooleanField(default=False)
    # Set once a revision, and from then on the next word is a person's.
    appealed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-submitted_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "author"], name="shop_review_one_each"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="shop_review_stars"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What averages, counts and the product's page read; the rating is in it, so no row is fetched.
            models.Index(
                fields=["product", "rating"], condition=Q(status="approved"), name="shop_review_shown"
            ),
            models.Index(fields=["status", "submitted_at"], name="shop_review_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.rating} of 5"

    @property
    def written_at(self) -> datetime:
        """When the words that stand there now were written."""
        return self.edited_at or self.submitted_at

    @property
    def can_appeal(self) -> bool:
        """Whether the author may ask for a person to look at these words again."""
        return self.status == self.Status.REJECTED and self.appealed_at is None


class ReviewVote(models.Model):
    """One person's word on whether a review helped. Counts are counted from here whenever they are shown, so none can
    ever be wrong."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    helpful = models.BooleanField()
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["review", "voter"], include=["helpful"], name="shop_reviewvote_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} on {self.review_id}: {'helpful' if self.helpful else 'not helpful'}"
