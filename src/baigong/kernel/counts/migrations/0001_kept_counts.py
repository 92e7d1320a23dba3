"""What was counted is kept by the toolkit, for all contexts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='KeptCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=60, verbose_name='统计内容')),
                ('of', models.CharField(max_length=120, verbose_name='统计对象')),
                ('scope', models.CharField(max_length=64, verbose_name='统计范围摘要')),
                ('asked_as', models.JSONField(default=list, verbose_name='统计范围')),
                ('language', models.CharField(max_length=10, verbose_name='语言')),
                ('counted_at', models.DateTimeField(verbose_name='统计时间')),
                ('asked_on', models.DateField(verbose_name='上次查看')),
                ('content', models.JSONField(default=dict, verbose_name='统计结果')),
            ],
            options={
                'verbose_name': '统计快照',
                'verbose_name_plural': '统计快照',
                'ordering': ['what', '-counted_at'],
                'constraints': [models.UniqueConstraint(fields=('what', 'of', 'scope', 'language'), name='kept_count_once')],
            },
        ),
    ]
