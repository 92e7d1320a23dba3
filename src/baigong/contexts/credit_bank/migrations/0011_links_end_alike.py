"""A link that served is called so in the same way wherever links serve once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credit_bank', '0010_learners_give_little'),
    ]

    operations = [
        migrations.AlterField(
            model_name='signinlink',
            name='closed_why',
            field=models.CharField(blank=True, choices=[('used', '已使用'), ('replaced', '已换新链接'), ('withdrawn', '已收回'), ('tries', '输错次数太多，已锁')], max_length=9, verbose_name='失效原因'),
        ),
        migrations.RunSQL(
            sql="UPDATE credit_bank_signinlink SET closed_why = 'used' WHERE closed_why = 'taken_up'",
            reverse_sql="UPDATE credit_bank_signinlink SET closed_why = 'taken_up' WHERE closed_why = 'used'",
        ),
    ]
