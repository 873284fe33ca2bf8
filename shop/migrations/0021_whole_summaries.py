import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# As in 0016; new are the product's own columns. Where a summary is there already, the product's trigger keeps those.
_WRITE = """
    CREATE OR REPLACE FUNCTION shop_summaries_write(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM FROM shop_product WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
        DELETE FROM shop_product_summary summary
         WHERE product_id = ANY (ids)
           AND NOT EXISTS (SELECT FROM shop_variant WHERE product_id = summary.product_id);
        INSERT INTO shop_product_summary AS known
               (product_id, list_price, currency, in_stock, rating_average, rating_count{columns})
        SELECT product.id, shown.price, shown.currency, shown.stock > 0, review.average, review.number{product}
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

# Whoever writes a product has its row locked, as 0016 has it before summing up: neither sees half of the other's work.
_FOLLOW = """
    CREATE FUNCTION shop_product_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE shop_product_summary summary SET ({columns}) = ROW ({product})
          FROM after product
         WHERE summary.product_id = product.id AND ({summary}) IS DISTINCT FROM ({product});
        RETURN NULL;
    END $$;
    CREATE TRIGGER shop_product_summaries_update AFTER UPDATE ON shop_product
           REFERENCING NEW TABLE AS after EXECUTE FUNCTION shop_product_summaries();
"""
_COLUMNS = ("category_id", "name", "slug", "brand", "is_active", "created_at", "document", "document_de")
# A table can't be altered after it, in this transaction, while its rows wait to be checked.
_FILL = """
    SET CONSTRAINTS ALL IMMEDIATE;
    SELECT shop_summaries_write((SELECT array_agg(DISTINCT product_id) FROM shop_variant));
"""

# A row changes with a price or a rating far more often than with a text: there is room for it on its page, and no index
# has to know. The documents are read there for every product that matches, and no more at the product.
_STORAGE = """
    ALTER TABLE shop_product_summary SET (fillfactor = 80),
          ALTER document SET STORAGE MAIN, ALTER document_de SET STORAGE MAIN;
    ALTER TABLE shop_product ALTER document SET STORAGE EXTENDED, ALTER document_de SET STORAGE EXTENDED;
"""


def _write(*more: str) -> str:
    columns = "".join(f", {column}" for column in more)
    return _WRITE.format(columns=columns, product="".join(f", product.{column}" for column in more))


def _follow() -> str:
    product, summary = (", ".join(f"{row}.{column}" for column in _COLUMNS) for row in ("product", "summary"))
    return _FOLLOW.format(columns=", ".join(_COLUMNS), product=product, summary=summary)


class Migration(migrations.Migration):
    dependencies = [("shop", "0020_listing_row")]

    operations = [
        # New columns without a default need an empty table.
        migrations.RunSQL("TRUNCATE shop_product_summary", [_write(), _FILL]),
        migrations.AddField(
            "productsummary",
            "category",
            models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="shop.category"
            ),
            preserve_default=False,
        ),
        migrations.AddField("productsummary", "name", models.CharField(max_length=140)),
        migrations.AddField("productsummary", "slug", models.CharField(max_length=140)),
        migrations.AddField("productsummary", "brand", models.CharField(max_length=60)),
        migrations.AddField("productsummary", "is_active", models.BooleanField()),
        migrations.AddField("productsummary", "created_at", models.DateTimeField()),
        migrations.AddField(
            "productsummary", "document", django.contrib.postgres.search.SearchVectorField()
        ),
        migrations.AddField(
            "productsummary", "document_de", django.contrib.postgres.search.SearchVectorField()
        ),
        migrations.RunSQL(
            [_STORAGE, _write(*_COLUMNS), _follow(), _FILL],
            ["DROP FUNCTION shop_product_summaries CASCADE", "TRUNCATE shop_product_summary"],
        ),
        migrations.AddIndex(
            "productsummary", models.Index(fields=["slug"], name="shop_summary_slug")
        ),
        migrations.AddIndex(
            "productsummary",
            django.contrib.postgres.indexes.GinIndex(fields=["document"], name="shop_summary_document"),
        ),
        migrations.AddIndex(
            "productsummary",
            django.contrib.postgres.indexes.GinIndex(fields=["document_de"], name="shop_summary_document_de"),
        ),
        migrations.RemoveIndex("product", "shop_product_document"),
        migrations.RemoveIndex("product", "shop_product_document_de"),
    ]
