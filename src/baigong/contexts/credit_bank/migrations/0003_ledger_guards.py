"""The database books postings itself and lets nothing in the ledger be changed. A later change of either is another migration like this."""

from django.db import migrations

from baigong.contexts.credit_bank.ledger import booking, guards


def put_up(apps, schema_editor):
    booking.install(schema_editor.connection)
    guards.install(schema_editor.connection)


def take_down(apps, schema_editor):
    guards.remove(schema_editor.connection)
    booking.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("credit_bank", "0002_ledger")]

    operations = [migrations.RunPython(put_up, take_down)]
