"""A link that served is called so in the same way wherever links serve once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('internships', '0005_days_by_index'),
    ]

    operations = [
        migrations.AlterField(
            model_name='guardianlink',
            name='closed_why',
            field=models.CharField(blank=True, choices=[('used', '已使用'), ('replaced', '已换新链接'), ('withdrawn', '已收回'), ('tries', '输错次数太多，已锁')], max_length=9, verbose_name='失效原因'),
        ),
        migrations.RunSQL(
            sql="UPDATE internships_guardianlink SET closed_why = 'used' WHERE closed_why = 'signed'",
            reverse_sql="UPDATE internships_guardianlink SET closed_why = 'signed' WHERE closed_why = 'used'",
        ),
    ]
