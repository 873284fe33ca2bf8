from django.db import migrations, models

# The order of columns lets one index serve a stretch of time.
FILL = """
    INSERT INTO log_minute (minute, level, service, logger, consumer, lines)
    SELECT date / 60000, level, left(service, 200), left(logger, 200), left(consumer, 200), count(*)
      FROM log_line GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [("logs", "0002_store")]

    operations = [
        migrations.CreateModel(
            name="StoredMinute",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "minute",
                        "level",
                        "service",
                        "logger",
                        "consumer",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("minute", models.BigIntegerField()),
                ("level", models.TextField()),
                ("service", models.TextField()),
                ("logger", models.TextField()),
                ("consumer", models.TextField()),
                ("lines", models.BigIntegerField()),
            ],
            options={"db_table": "log_minute"},
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
