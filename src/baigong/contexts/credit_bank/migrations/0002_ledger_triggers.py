"""The database books postings itself and lets nothing in the ledger be changed. A later change of either is another migration like this."""

from django.db import migrations

from baigong.contexts.credit_bank.ledger import booking, guards

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
    booking.install(schema_editor.connection)
    guards.install(schema_editor.connection)


def take_down(apps, schema_editor):
    guards.remove(schema_editor.connection)
    booking.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0001_folded")]

    operations = [migrations.RunPython(put_up, take_down)]
