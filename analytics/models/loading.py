"""How far the warehouse has come, and what has to be counted again."""

from django.db import models


class LoadedPartition(models.Model):
    """How far a topic's partition is loaded: ``received_at`` is the latest that the server had received by then, in ms
    since 1970. Written in the transaction of the batch; one process owns the partition, so nobody waits for it."""

    pk = models.CompositePrimaryKey("topic", "partition")
    topic = models.CharField(max_length=249)
    partition = models.IntegerField()
    received_at = models.BigIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_loaded_partition"

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}]"


class StaleDay(models.Model):
    """That rows of a day, in the store's time zone, came or went since its rollups were made.

    A row for each batch, not for each day: processes that load the same day don't wait for each other. Whoever makes
    the rollups again deletes the rows that were committed before.
    """

    day = models.DateField()
    marked_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "analytics_stale_day"

    def __str__(self) -> str:
        return self.day.isoformat()


class FarDate(models.Model):
    """That events of ``day`` lie in the partition of another day, since 1970, than the two beside it: their senders'
    clocks were wrong by more than a day. So whoever wants the events of a day needs to look into few partitions."""

    pk = models.CompositePrimaryKey("day", "date_day")
    day = models.DateField()
    date_day = models.IntegerField()

    class Meta:
        db_table = "analytics_far_date"

    def __str__(self) -> str:
        return f"{self.day} in {self.date_day}"


class StitchingRun(models.Model):
    """Until when browsers that became an account's have been given to it (see ``analytics.stitching``): one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    done_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_stitching_run"

    def __str__(self) -> str:
        return f"until {self.done_at}"
