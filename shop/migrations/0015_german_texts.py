import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.db import migrations, models

# German stems. Its own words without meaning ("für") go first, while they still have their umlauts; then accents, which
# the stemmer knows nothing of; umlauts and what is written for them ("ue", "ss") it takes care of itself.
_SEARCH_CONFIG = """
    CREATE TEXT SEARCH DICTIONARY shop_german_stop (TEMPLATE = pg_catalog.simple, STOPWORDS = german, ACCEPT = false);
    CREATE TEXT SEARCH CONFIGURATION shop_german (COPY = pg_catalog.german);
    ALTER TEXT SEARCH CONFIGURATION shop_german
          ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, hword, hword_part, word
          WITH shop_german_stop, unaccent, german_stem;
"""
_NO_SEARCH_CONFIG = """
    DROP TEXT SEARCH CONFIGURATION shop_german;
    DROP TEXT SEARCH DICTIONARY shop_german_stop;
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0014_sheets")]

    operations = [
        migrations.RunSQL(_SEARCH_CONFIG, _NO_SEARCH_CONFIG),
        # Its rows are made anew every few minutes.
        migrations.DeleteModel(name="SearchWord"),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("pk", models.CompositePrimaryKey("language", "word", blank=True, editable=False, primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=2)),
                ("word", models.CharField(max_length=80)),
                ("weight", models.PositiveIntegerField(help_text="How much the word counts: in how many products it stands, and where.")),
                ("refreshed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='category',
            name='blurb_de',
            field=models.CharField(blank=True, max_length=200, verbose_name='blurb in German'),
        ),
        migrations.AddField(
            model_name='category',
            name='name_de',
            field=models.CharField(blank=True, max_length=80, verbose_name='name in German'),
        ),
        migrations.AddField(
            model_name='product',
            name='attributes_de',
            field=models.JSONField(blank=True, default=dict, verbose_name='attributes in German'),
        ),
        migrations.AddField(
            model_name='product',
            name='description_de',
            field=models.TextField(blank=True, verbose_name='description in German'),
        ),
        migrations.AddField(
            model_name='product',
            name='name_de',
            field=models.CharField(blank=True, max_length=140, verbose_name='name in German'),
        ),
        migrations.AddField(
            model_name='product',
            name='search_terms_de',
            field=models.TextField(blank=True, verbose_name='search terms in German'),
        ),
        migrations.AddField(
            model_name='variant',
            name='name_de',
            field=models.CharField(blank=True, max_length=80, verbose_name='name in German'),
        ),
        migrations.AddField(
            model_name='product',
            name='document_de',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('name_de', models.Value('')), 'name', output_field=models.TextField()), config='shop_german', weight='A'), '||', django.contrib.postgres.search.SearchVector(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('search_terms_de', models.Value('')), 'search_terms', output_field=models.TextField()), config='shop_german', weight='B'), django.contrib.postgres.search.SearchConfig('shop_german')), '||', django.contrib.postgres.search.SearchVector('brand', config='shop_german', weight='B'), django.contrib.postgres.search.SearchConfig('shop_german')), '||', django.contrib.postgres.search.SearchVector(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('description_de', models.Value('')), 'description', output_field=models.TextField()), config='shop_german', weight='C'), django.contrib.postgres.search.SearchConfig('shop_german')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['document_de'], name='shop_product_document_de'),
        ),
    ]
