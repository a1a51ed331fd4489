from django.db import migrations, models

# The rows that are there already. A rebuild gives the same.
FILL = """
UPDATE stories_claim SET told_at = coalesce(
    (SELECT max(event.at) FROM stories_storyevent AS event
     WHERE event.story = stories_claim.story AND event.about ? stories_claim.id
         AND event.type IN ('claim.withdrawn', 'claim.notice_amended')),
    last_changed
) WHERE publication = 'canceled' AND status <> 'merged';
UPDATE stories_claim SET told_at = (
    SELECT max((told ->> 'at')::timestamptz) FROM jsonb_array_elements(document -> 'corrections') AS told
) WHERE status = 'corrected' AND publication <> 'canceled';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0016_watched_stories'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('told_at__isnull', False)), fields=['-told_at', 'id'], name='claim_told_at'),
        ),
    ]
