"""The newsroom's roles as groups. Their rights stand in the domain; a group is only who has which role."""

from django.db import migrations

ROLES = ("reader", "reporter", "editor", "desk_head", "operator", "auditor")


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for role in ROLES:
        Group.objects.using(schema_editor.connection.alias).get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0002_reading_and_access"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
