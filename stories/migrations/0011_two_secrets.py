"""A key's secret before its last rotation, which goes on opening for a while."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0010_paragraphs")]

    operations = [
        migrations.AddField("apikey", "old_digest", models.BinaryField(editable=False, null=True, unique=True)),
        migrations.AddField("apikey", "old_until", models.DateTimeField(blank=True, null=True)),
    ]
