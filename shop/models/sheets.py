"""Sheets of products that wait for somebody's word."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from shop.models.accounts import User


class Sheet(models.Model):
    """A file that was uploaded and looked at, and not imported yet; ``content`` is compressed by gzip. It goes when it
    is imported, and after a day."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name
