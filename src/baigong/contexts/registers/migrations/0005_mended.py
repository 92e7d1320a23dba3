from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registers", "0004_quality"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="mended",
            field=models.FileField(blank=True, max_length=200, upload_to="returns/drafts", verbose_name="改好的行"),
        ),
        migrations.AddField(
            model_name="draft",
            name="mended_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="改好的文件名"),
        ),
    ]
