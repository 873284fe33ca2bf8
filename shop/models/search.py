"""What search keeps beside the products."""

from django.db import models


class SearchWord(models.Model):
    """A word of the catalogue, for correcting misspelled searches; ``shop.search.services`` writes the whole table."""

    word = models.CharField(max_length=80, primary_key=True)
    weight = models.PositiveIntegerField(
        help_text="How much the word counts: in how many products it stands, and where."
    )
    refreshed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.word
