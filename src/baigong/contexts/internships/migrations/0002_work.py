# Agreements, work, the end and the hotline of internships: what 0001 does not have yet.

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("internships", "0001_posts_and_rounds")]

    operations = [
        migrations.CreateModel(
            name="PlacementTeacher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=36, verbose_name="指导教师")),
                ("number", models.CharField(max_length=20, verbose_name="教工号")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="联系电话")),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teacher",
                        to="internships.placement",
                        verbose_name="实习安排",
                    ),
                ),
            ],
            options={"verbose_name": "实习指导教师", "verbose_name_plural": "实习指导教师", "ordering": ["pk"]},
        ),
        migrations.AddField("internshipday", "breach", models.CharField(blank=True, max_length=500, verbose_name="违规情形"), preserve_default=True),
        migrations.AddConstraint(
            "internshipday",
            models.CheckConstraint(condition=Q(breach="") | ~Q(reason=""), name="internship_day_breach_has_its_reason"),
        ),
    ]
