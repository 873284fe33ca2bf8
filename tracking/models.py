"""Who is who."""

from django.db import models


class IdentityAlias(models.Model):
    """Another name of a person: what an anonymous browser or an e-mail address stands for.

    Both columns hold subjects (see ``tracking.identity``). Written in the transaction of a sign-up or login and
    read by consumers and pages, so that it doesn't matter in which order topics are consumed.
    """

    alias = models.CharField(max_length=80, primary_key=True)
    subject = models.CharField(max_length=80, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "identity_alias"
        verbose_name_plural = "identity aliases"

    def __str__(self) -> str:
        return f"{self.alias} → {self.subject}"
