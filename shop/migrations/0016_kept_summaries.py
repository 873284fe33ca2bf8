import django.db.models.deletion
from django.db import migrations, models

# The leading variant as ``shop.catalogue.cards.leading_variant`` chooses it: it is in stock when any is. The reviews are
# those of ``ReviewQuerySet.approved``.
#
# Products are locked first, in one order: of two transactions that change variants of one product, the second waits, and
# its next statement sees what the first has done.
_WRITE = """
    CREATE FUNCTION shop_summaries_write(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM shop_product WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
        DELETE FROM shop_product_summary summary
         WHERE product_id = ANY (ids)
           AND NOT EXISTS (SELECT FROM shop_variant WHERE product_id = summary.product_id);
        INSERT INTO shop_product_summary AS known
               (product_id, list_price, currency, in_stock, rating_average, rating_count)
        SELECT product.id, shown.price, shown.currency, shown.stock > 0, review.average, review.number
          FROM shop_product product
         CROSS JOIN LATERAL (
               SELECT price, currency, stock FROM shop_variant WHERE product_id = product.id
                ORDER BY stock = 0, price, position LIMIT 1
               ) shown
         CROSS JOIN LATERAL (
               SELECT avg(rating) AS average, count(rating) AS number
                 FROM shop_review WHERE product_id = product.id AND status = 'approved'
               ) review
         WHERE product.id = ANY (ids)
            ON CONFLICT (product_id) DO UPDATE
           SET list_price = excluded.list_price, currency = excluded.currency, in_stock = excluded.in_stock,
               rating_average = excluded.rating_average, rating_count = excluded.rating_count
         WHERE (known.list_price, known.currency, known.in_stock, known.rating_average, known.rating_count)
               IS DISTINCT FROM
               (excluded.list_price, excluded.currency, excluded.in_stock, excluded.rating_average, excluded.rating_count);
    END $$
"""

# A sale changes nothing here until the last one is sold, and waits for nobody.
_TRIGGER = """
    CREATE FUNCTION shop_{table}_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        ids bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            ids := (SELECT array_agg(DISTINCT product_id) FROM after);
        ELSIF TG_OP = 'DELETE' THEN
            ids := (SELECT array_agg(DISTINCT product_id) FROM before);
        ELSE
            ids := (SELECT array_agg(DISTINCT changed.product_id)
                      FROM before JOIN after USING (id)
                     CROSS JOIN LATERAL (VALUES (before.product_id), (after.product_id)) changed (product_id)
                     WHERE ({before}) IS DISTINCT FROM ({after}));
        END IF;
        IF ids IS NOT NULL THEN
            PERFORM shop_summaries_write(ids);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER shop_{table}_summaries_insert AFTER INSERT ON shop_{table}
           REFERENCING NEW TABLE AS after EXECUTE FUNCTION shop_{table}_summaries();
    CREATE TRIGGER shop_{table}_summaries_update AFTER UPDATE ON shop_{table}
           REFERENCING OLD TABLE AS before NEW TABLE AS after EXECUTE FUNCTION shop_{table}_summaries();
    CREATE TRIGGER shop_{table}_summaries_delete AFTER DELETE ON shop_{table}
           REFERENCING OLD TABLE AS before EXECUTE FUNCTION shop_{table}_summaries();
"""
_VARIANT = "{row}.product_id, {row}.price, {row}.currency, {row}.position, {row}.stock = 0"
_REVIEW = "{row}.product_id, {row}.status = 'approved', {row}.rating"
_FILL = "SELECT shop_summaries_write((SELECT array_agg(DISTINCT product_id) FROM shop_variant))"

_DROP = """
    DROP FUNCTION shop_variant_summaries CASCADE;
    DROP FUNCTION shop_review_summaries CASCADE;
    DROP FUNCTION shop_summaries_write;
"""
_VIEW = """
    CREATE VIEW shop_product_summary AS
    SELECT product.id AS product_id, shown.price AS list_price, shown.currency, shown.stock > 0 AS in_stock,
           review.average AS rating_average, review.number::integer AS rating_count
      FROM shop_product product
     CROSS JOIN LATERAL (
           SELECT price, currency, stock FROM shop_variant variant WHERE variant.product_id = product.id
            ORDER BY stock = 0, price, position LIMIT 1
           ) shown
      LEFT JOIN LATERAL (
           SELECT avg(rating) AS average, count(rating) AS number
             FROM shop_review WHERE product_id = product.id AND status = 'approved'
           ) review ON true
"""


def _trigger(table: str, columns: str) -> str:
    return _TRIGGER.format(
        table=table, before=columns.format(row="before"), after=columns.format(row="after")
    )


class Migration(migrations.Migration):
    dependencies = [("shop", "0015_german_texts")]

    operations = [
        migrations.RunSQL("DROP VIEW shop_product_summary", _VIEW),
        migrations.DeleteModel(name="ProductSummary"),
        migrations.CreateModel(
            name="ProductSummary",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="summary",
                        serialize=False,
                        to="shop.product",
                    ),
                ),
                ("list_price", models.DecimalField(decimal_places=2, max_digits=10)),
                ("currency", models.CharField(max_length=3)),
                ("in_stock", models.BooleanField()),
                ("rating_average", models.DecimalField(decimal_places=2, max_digits=3, null=True)),
                ("rating_count", models.IntegerField()),
            ],
            options={"db_table": "shop_product_summary"},
        ),
        migrations.RunSQL(
            [_WRITE, _trigger("variant", _VARIANT), _trigger("review", _REVIEW), _FILL],
            _DROP,
        ),
    ]
