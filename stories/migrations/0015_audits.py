import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0014_digests'),
    ]

    operations = [
        migrations.AlterField(
            model_name='housejob',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='house_jobs', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='housejob',
            name='reached',
            field=models.JSONField(default=dict),
        ),
    ]
