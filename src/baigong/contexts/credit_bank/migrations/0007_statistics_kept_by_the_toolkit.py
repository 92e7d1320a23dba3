"""What was counted is kept by the toolkit, for all contexts."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('credit_bank', '0006_entered_anew_and_full_mark'),
    ]

    operations = [
        migrations.DeleteModel(
            name='CountedStatistics',
        ),
    ]
