"""PostgreSQL is told that an account gives some fifty postings, however large the ledger is.

It would count sources among the accounts that give, each with thousands, and look for what left a learner's account since the last seal as
if it were one of those: by reading all that is not sealed, or in a ledger of ten million with a plan that it compiles for 17 ms.
"""

from django.db import migrations

TABLE, SHARE = "credit_bank_posting", -0.02


def tell(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN debit_id SET (n_distinct = {SHARE})")
        schema_editor.execute(f"ANALYZE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0009_since_by_the_accounts_index")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
