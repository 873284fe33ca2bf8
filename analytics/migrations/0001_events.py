from django.db import migrations, models

# Columns of one width come first, so that no room is lost to alignment. What has no day's partition of its own goes to
# the last table. The BRIN indexes cost next to nothing while loading: the first finds a time, the second the few ranges
# of pages in which a person can be (see ADR 0025).
CREATE = """
CREATE TABLE analytics_event (
    date bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    loaded_at timestamptz NOT NULL,
    message_id uuid NOT NULL,
    results_count integer,
    position integer,
    quantity integer,
    engaged_ms integer,
    scroll_percent smallint,
    is_bot boolean NOT NULL,
    is_staff boolean NOT NULL,
    event text NOT NULL,
    topic text NOT NULL,
    subject text,
    anonymous_id text,
    user_id text,
    session_id text,
    page_view_id text,
    page_path text,
    page_title text,
    referrer_host text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_term text,
    utm_content text,
    device text,
    browser text,
    locale text,
    timezone text,
    consent text,
    product_id text,
    category text,
    search_id text,
    search_keyword text,
    list_id text,
    promotion_id text,
    order_id text,
    form_id text,
    currency text,
    price numeric(12, 2),
    revenue numeric(12, 2),
    properties jsonb,
    PRIMARY KEY (date, message_id)
) PARTITION BY RANGE (date);

CREATE INDEX analytics_event_occurred ON analytics_event
 USING brin (occurred_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX analytics_event_person ON analytics_event
 USING brin (subject text_bloom_ops, anonymous_id text_bloom_ops) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE analytics_event_default PARTITION OF analytics_event DEFAULT;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, "DROP TABLE analytics_event")],
            state_operations=[
                migrations.CreateModel(
                    name='AnalyticsEvent',
                    fields=[
                        ('pk', models.CompositePrimaryKey('date', 'message_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('date', models.BigIntegerField()),
                        ('occurred_at', models.DateTimeField()),
                        ('received_at', models.DateTimeField()),
                        ('loaded_at', models.DateTimeField()),
                        ('message_id', models.UUIDField()),
                        ('results_count', models.IntegerField(null=True)),
                        ('position', models.IntegerField(null=True)),
                        ('quantity', models.IntegerField(null=True)),
                        ('engaged_ms', models.IntegerField(null=True)),
                        ('scroll_percent', models.SmallIntegerField(null=True)),
                        ('is_bot', models.BooleanField()),
                        ('is_staff', models.BooleanField()),
                        ('event', models.TextField()),
                        ('topic', models.TextField()),
                        ('subject', models.TextField(null=True)),
                        ('anonymous_id', models.TextField(null=True)),
                        ('user_id', models.TextField(null=True)),
                        ('session_id', models.TextField(null=True)),
                        ('page_view_id', models.TextField(null=True)),
                        ('page_path', models.TextField(null=True)),
                        ('page_title', models.TextField(null=True)),
                        ('referrer_host', models.TextField(null=True)),
                        ('utm_source', models.TextField(null=True)),
                        ('utm_medium', models.TextField(null=True)),
                        ('utm_campaign', models.TextField(null=True)),
                        ('utm_term', models.TextField(null=True)),
                        ('utm_content', models.TextField(null=True)),
                        ('device', models.TextField(null=True)),
                        ('browser', models.TextField(null=True)),
                        ('locale', models.TextField(null=True)),
                        ('timezone', models.TextField(null=True)),
                        ('consent', models.TextField(null=True)),
                        ('product_id', models.TextField(null=True)),
                        ('category', models.TextField(null=True)),
                        ('search_id', models.TextField(null=True)),
                        ('search_keyword', models.TextField(null=True)),
                        ('list_id', models.TextField(null=True)),
                        ('promotion_id', models.TextField(null=True)),
                        ('order_id', models.TextField(null=True)),
                        ('form_id', models.TextField(null=True)),
                        ('currency', models.TextField(null=True)),
                        ('price', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('revenue', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('properties', models.JSONField(null=True)),
                    ],
                    options={
                        'db_table': 'analytics_event',
                    },
                ),
            ],
        ),
    ]
