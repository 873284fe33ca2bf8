import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The columns' order is that of logs.sinks.partitions.COLUMNS. Django knows no partitioned table.
LINES = """
    CREATE TABLE log_line (
        date bigint NOT NULL,
        message_id text NOT NULL,
        timestamp bigint NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        severity smallint NOT NULL,
        severity_text text NOT NULL,
        level text NOT NULL,
        service text NOT NULL,
        consumer text NOT NULL,
        logger text NOT NULL,
        body text NOT NULL,
        pattern text NOT NULL,
        trace_id text,
        span_id text,
        links text[],
        attributes jsonb NOT NULL,
        resource jsonb NOT NULL,
        search tsvector NOT NULL,
        PRIMARY KEY (date, message_id)
    ) PARTITION BY RANGE (date);
    CREATE INDEX log_line_words ON log_line USING gin (search);
    CREATE INDEX log_line_trace ON log_line (trace_id) WHERE trace_id IS NOT NULL;
    CREATE INDEX log_line_links ON log_line USING gin (links) WHERE links IS NOT NULL;
    -- Lines lie about in the order of their partition's offsets: a small index finds a stretch.
    CREATE INDEX log_line_place ON log_line USING brin (partition, "offset") WITH (pages_per_range = 16);
    CREATE INDEX log_line_errors ON log_line (date) WHERE severity >= 17;
    CREATE INDEX log_line_person ON log_line ((attributes ->> 'user.id')) WHERE attributes ? 'user.id';
    CREATE TABLE log_line_other PARTITION OF log_line DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("logs", "0001_alerts"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LINES, "DROP TABLE log_line")],
            state_operations=[
                migrations.CreateModel(
                    name="StoredLine",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "date", "message_id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("date", models.BigIntegerField()),
                        ("message_id", models.TextField()),
                        ("timestamp", models.BigIntegerField()),
                        ("partition", models.IntegerField()),
                        ("offset", models.BigIntegerField()),
                        ("severity", models.SmallIntegerField()),
                        ("severity_text", models.TextField()),
                        ("level", models.TextField()),
                        ("service", models.TextField()),
                        ("consumer", models.TextField()),
                        ("logger", models.TextField()),
                        ("body", models.TextField()),
                        ("pattern", models.TextField()),
                        ("trace_id", models.TextField(null=True)),
                        ("span_id", models.TextField(null=True)),
                        (
                            "links",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), null=True, size=None
                            ),
                        ),
                        ("attributes", models.JSONField()),
                        ("resource", models.JSONField()),
                        ("search", django.contrib.postgres.search.SearchVectorField()),
                    ],
                    options={"db_table": "log_line"},
                ),
            ],
        ),
        migrations.CreateModel(
            name="ViewerChoice",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("sink", models.CharField(max_length=40)),
                ("switched_at", models.DateTimeField()),
            ],
            options={
                "db_table": "log_viewer_choice",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="log_viewer_choice_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "log_saved_search",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="log_saved_search_one_per_name")
                ],
            },
        ),
    ]
