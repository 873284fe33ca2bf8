from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_revalidations")]

    operations = [
        migrations.RemoveIndex("knowncontent", name="moderation_content_bands"),
        migrations.AddIndex(
            "knowncontent",
            index=GinIndex(fields=["bands"], fastupdate=False, name="moderation_content_bands"),
        ),
    ]
