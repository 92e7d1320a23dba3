"""Results of a register become outcomes; the digest of a document is that of its number alone, as the registers have it."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from baigong.kernel.privacy import decrypt, keyed_hash


def digest_numbers(apps: Any, schema_editor: Any) -> None:
    """Digest every number anew."""
    for document in apps.get_model("credit_bank", "IdentityDocument").objects.iterator():
        document.number_hash = keyed_hash(decrypt(document.number_sealed))
        document.save(update_fields=["number_hash"])


class Migration(migrations.Migration):
    dependencies = [
        ("credit_bank", "0014_records_and_backing"),
        ("registers", "0007_withdrawn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="source_row",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="报送批次中的行号"),
        ),
        migrations.AddField(
            model_name="outcomebatch",
            name="register_batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcome_batches",
                to="registers.batch",
                verbose_name="报送批次",
            ),
        ),
        migrations.CreateModel(
            name="RegisterCourse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="课程号")),
                ("title", models.CharField(max_length=120, verbose_name="课程名称")),
                ("set_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="学校",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_courses",
                        to="credit_bank.outcometype",
                        verbose_name="成果目录",
                    ),
                ),
            ],
            options={"verbose_name": "课程对照", "verbose_name_plural": "课程对照", "ordering": ["body", "number"]},
        ),
        migrations.AddConstraint(
            model_name="registercourse",
            constraint=models.UniqueConstraint(fields=("body", "number"), name="register_course_once"),
        ),
        migrations.RunPython(digest_numbers, migrations.RunPython.noop),
    ]
