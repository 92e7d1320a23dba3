"""Balances are those of the last seal; the database books postings itself and lets nothing in the ledger be changed.

A later change of either is another migration like this: the triggers are put up by the latest one.
"""

from django.db import migrations, models
from django.db.models import Q

from baigong.contexts.credit_bank.ledger import booking, guards
from baigong.contexts.credit_bank.ledger.conditions import ACCOUNT, EPOCH, OWN, POSTING, since
from baigong.contexts.credit_bank.models.checking import CheckedWhenBooked

AFTER = f"""UPDATE {EPOCH} SET after = coalesce(
  (SELECT min(p.id) - 1 FROM {POSTING} p WHERE p.epoch >= number), (SELECT max(p.id) FROM {POSTING} p), 0)"""
AS_SEALED = f"UPDATE {ACCOUNT} SET balance = balance - {since(f'{ACCOUNT}.id')} WHERE kind IN {OWN}"


def put_up(apps, schema_editor):
    schema_editor.execute(AFTER)
    schema_editor.execute(AS_SEALED)
    booking.install(schema_editor.connection)
    guards.install(schema_editor.connection)


def take_down(apps, schema_editor):
    guards.remove(schema_editor.connection)
    booking.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0004_transfers_by_index")]

    operations = [
        migrations.RunPython(take_down),
        migrations.RemoveConstraint("creditaccount", "account_within_ceiling"),
        migrations.AddField("ledgerepoch", "after", models.BigIntegerField(default=0, verbose_name="此前末笔编号")),
        migrations.AlterField("creditaccount", "balance", models.BigIntegerField(default=0, verbose_name="封存时余额（百分之一学分）")),
        migrations.AddConstraint("creditaccount", CheckedWhenBooked(condition=Q(ceiling=None) | Q(ceiling__gte=0), name="account_ceiling")),
        migrations.RunPython(put_up),
    ]
