"""What search keeps beside the products."""

from django.db import models


class SearchWord(models.Model):
    """A word of the catalogue in one of its languages, for correcting misspelled searches and for taking compounds
    apart; ``shop.search.services`` writes the whole table."""

    pk = models.CompositePrimaryKey("language", "word")
    language = models.CharField(max_length=2)
    word = models.CharField(max_length=80)
    weight = models.PositiveIntegerField(
        help_text="How much the word counts: in how many products it stands, and where."
    )
    refreshed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.word} ({self.language})"
