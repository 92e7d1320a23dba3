"""Outcomes of one state, the latest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0016_outcome_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(fields=["state", "-updated_at", "-id"], name="outcome_latest_in_state"),
        ),
    ]
