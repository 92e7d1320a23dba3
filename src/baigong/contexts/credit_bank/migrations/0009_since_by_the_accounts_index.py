"""What came since the last seal is found by the account's own index; the triggers that ask it are put up anew."""

from django.db import migrations

from baigong.contexts.credit_bank.ledger import booking


def put_up(apps, schema_editor):
    booking.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0008_sign_in_links")]

    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
