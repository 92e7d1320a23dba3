"""Lists of a million outcomes: the latest first, and by the number of a certificate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0015_bulk")]

    operations = [
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(fields=["-updated_at", "-id"], name="outcome_latest"),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(condition=models.Q(("number", ""), _negated=True), fields=["number"], name="outcome_by_number"),
        ),
    ]
