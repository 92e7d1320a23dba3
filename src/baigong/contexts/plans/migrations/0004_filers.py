"""Who must file is the plan's own declaration. Plans already at work keep whom the program asked until now."""

from django.db import migrations, models


def keep_who_filed(apps, schema_editor):
    apps.get_model("plans", "Plan").objects.filter(filers="").update(filers="各县区、各职业院校")


class Migration(migrations.Migration):

    dependencies = [("plans", "0003_filing_numbers_by_plan")]

    operations = [
        migrations.AddField("plan", "filers", models.CharField("须备案的单位", max_length=300, blank=True, default=""), preserve_default=False),
        migrations.RunPython(keep_who_filed, migrations.RunPython.noop),
    ]
