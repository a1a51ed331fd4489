from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0017_told_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='contradiction',
            name='readers',
            field=models.JSONField(null=True),
        ),
    ]
