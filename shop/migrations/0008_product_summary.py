import django.db.models.deletion
from django.db import migrations, models

# The leading variant as ``shop.catalogue.cards.leading_variant`` chooses it: it is in stock when any is. The reviews are
# those of ``ReviewQuerySet.approved``; joined so that PostgreSQL leaves them out of a query that asks for no rating.
_CREATE = """
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


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_price_history_by")]

    operations = [
        migrations.RunSQL(_CREATE, "DROP VIEW shop_product_summary"),
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
            options={"db_table": "shop_product_summary", "managed": False},
        ),
    ]
