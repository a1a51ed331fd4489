import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from stories.comparison.imprints import marks_of

AT_ONCE = 200


def fill(apps, schema_editor):
    """The articles that are there already, by their newest texts. A rebuild reads the older ones too."""
    article, imprint = apps.get_model("stories", "Article"), apps.get_model("stories", "Imprint")
    rows = article.objects.exclude(document__extractor=None).values_list("id", "story", "status", "document__text")
    waiting = []
    for id_, story, status, text in rows.iterator(chunk_size=AT_ONCE):
        marks = sorted(marks_of(text or ""))
        waiting.append(imprint(id=id_, story=story, taken_back=status == "withdrawn", marks=marks))
        if len(waiting) == AT_ONCE:
            imprint.objects.bulk_create(waiting)
            waiting = []
    imprint.objects.bulk_create(waiting)


class Migration(migrations.Migration):

    dependencies = [
        ("stories", "0018_readers_of_contradictions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Imprint",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("story", models.CharField(db_index=True, max_length=36)),
                ("taken_back", models.BooleanField(default=False)),
                ("marks", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["marks"], name="imprint_marks"),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("taken_back", True)),
                        fastupdate=False,
                        fields=["marks"],
                        name="imprint_taken_back",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
