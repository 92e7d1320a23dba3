"""What a row may be is checked on PostgreSQL by the triggers of the ledger, which the latest migration about them puts up."""

from django.db import migrations

DROP_CHECKS = """DO $$ DECLARE c record; BEGIN
  FOR c IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype = 'c'
    AND conrelid IN ('credit_bank_posting'::regclass, 'credit_bank_creditaccount'::regclass) LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.place, c.conname);
  END LOOP;
END $$"""


# Spans follow each other as the rows do: a summary of every few pages finds one as well as an index that every posting has to be put into.
SPANS = """DROP INDEX IF EXISTS posting_epoch;
CREATE INDEX posting_epoch ON credit_bank_posting USING brin (epoch) WITH (pages_per_range = 16, autosummarize = on)"""


def put_up(apps, schema_editor):
    # Where the ledger was set up before its triggers checked what a row may be, the check constraints go (models.checking).
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_CHECKS, params=None)
        schema_editor.execute(SPANS)


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0001_folded")]

    operations = [migrations.RunPython(put_up, migrations.RunPython.noop)]
