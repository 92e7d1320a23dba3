"""Audit rows can be added and sealed, not changed or removed: the database refuses."""

from django.db import migrations

from baigong.kernel.audit import guards


def put_up(apps, schema_editor):
    guards.install(schema_editor.connection)


def take_down(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
