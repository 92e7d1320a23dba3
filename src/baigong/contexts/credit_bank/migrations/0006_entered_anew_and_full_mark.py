"""A number that was revoked may be entered anew; a session declares its full mark.

Scores up to 1000 were taken before: a session that holds one above 100 keeps that limit.
"""

from django.db import migrations, models
from django.db.models import Q

FORMER_LIMIT = 1000


def keep_former_limit(apps, schema_editor):
    above = Q(entries__theory__gt=100) | Q(entries__practice__gt=100)
    sessions = apps.get_model("credit_bank", "AssessmentSession").objects
    sessions.filter(pk__in=list(sessions.filter(above).values_list("pk", flat=True))).update(full_mark=FORMER_LIMIT)


class Migration(migrations.Migration):
    dependencies = [("credit_bank", "0005_balances_as_sealed")]

    operations = [
        migrations.RemoveConstraint("issuedcertificate", "issued_certificate_number_once"),
        migrations.RemoveConstraint("outcome", "outcome_number_once"),
        migrations.AddField("assessmentsession", "full_mark", models.PositiveSmallIntegerField(default=100, verbose_name="满分")),
        migrations.AddConstraint(
            "assessmentsession", models.CheckConstraint(condition=Q(full_mark__gt=0), name="assessment_session_full_mark")
        ),
        migrations.AddConstraint(
            "issuedcertificate",
            models.UniqueConstraint(fields=["body", "number"], condition=Q(state="issued"), name="issued_certificate_number_once"),
        ),
        migrations.AddConstraint(
            "outcome",
            models.UniqueConstraint(
                fields=["type", "number"],
                condition=~Q(number="") & ~Q(state__in=["draft", "rejected", "dropped", "revoked"]),
                name="outcome_number_once",
            ),
        ),
        migrations.RunPython(keep_former_limit, migrations.RunPython.noop),
    ]
