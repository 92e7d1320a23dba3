"""All tables of publications as they were after their first migrations, which an older installation has applied."""

import baigong.kernel.migrations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('publications', '0001_initial'), ('publications', '0002_discarded')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0003_general_schools'),
    ]

    operations = [
        baigong.kernel.migrations.CreateTables(
            models=[migrations.CreateModel(
                name='Publication',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='标题')),
                    ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='organisations.organisation', verbose_name='发布机构')),
                    ('openness', models.CharField(choices=[('active', '主动公开'), ('request', '依申请公开'), ('none', '不予公开')], default='active', max_length=8, verbose_name='公开方式')),
                    ('category', models.CharField(max_length=60, verbose_name='组配分类')),
                    ('doc_number', models.CharField(blank=True, max_length=60, verbose_name='文件编号')),
                    ('index_number', models.CharField(blank=True, max_length=40, verbose_name='索引号')),
                    ('issued_on', models.DateField(blank=True, null=True, verbose_name='发文日期')),
                    ('formed_on', models.DateField(verbose_name='成文日期')),
                    ('validity', models.CharField(blank=True, choices=[('valid', '有效'), ('expired', '失效'), ('repealed', '废止')], max_length=8, null=True, verbose_name='有效性')),
                    ('source', models.CharField(max_length=80, verbose_name='信息来源')),
                    ('body', models.TextField(blank=True, verbose_name='正文')),
                    ('state', models.CharField(choices=[('draft', '草稿'), ('review', '审核中'), ('issued', '已制发'), ('published', '已公开'), ('amended', '已修改'), ('repealed', '已废止'), ('archived', '已归档'), ('discarded', '已作废')], default='draft', max_length=10, verbose_name='状态')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布日期')),
                    ('view_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='浏览次数')),
                    ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='publications.publication', verbose_name='替代')),
                    ('source_kind', models.CharField(blank=True, choices=[('circular', '进展情况通报'), ('minutes', '会议纪要'), ('report', '进展报告摘要'), ('document', '计划文件')], editable=False, max_length=10, verbose_name='来源记录')),
                    ('source_id', models.BigIntegerField(blank=True, editable=False, null=True, verbose_name='来源编号')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起草人')),
                    ('created_at', models.DateTimeField(verbose_name='起草时间')),
                ],
                options={
                    'verbose_name': '公开文件',
                    'verbose_name_plural': '公开文件',
                    'ordering': ['-published_at', '-pk'],
                    'indexes': [models.Index(fields=['state', '-published_at'], name='publication_latest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'issued', 'published', 'amended', 'repealed', 'archived', 'discarded'])), name='publication_state'), models.UniqueConstraint(condition=models.Q(('index_number', ''), _negated=True), fields=('index_number',), name='publication_index_number', violation_error_message='索引号已被使用。'), models.UniqueConstraint(condition=models.Q(models.Q(('source_kind', ''), _negated=True), models.Q(('state__in', ['archived', 'amended', 'discarded']), _negated=True)), fields=('source_kind', 'source_id'), name='published_once_from_a_record'), models.CheckConstraint(condition=models.Q(('issued_on', None), ('issued_on__gte', models.F('formed_on')), _connector='OR'), name='publication_issued_after_formed', violation_error_message='发文日期不能早于成文日期。'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review', 'discarded']), models.Q(('index_number', ''), _negated=True), _connector='OR'), name='publication_issued_has_index'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'amended', 'repealed']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='publication_has_its_hour')],
                },
            ), migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='publications.publication', verbose_name='公开文件')),
                    ('title', models.CharField(max_length=200, verbose_name='名称')),
                    ('file', models.FileField(upload_to='publications/%Y/', verbose_name='文件')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                ],
                options={
                    'verbose_name': '附件',
                    'verbose_name_plural': '附件',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('publication', 'sha256'), name='attachment_once')],
                },
            ), migrations.CreateModel(
                name='Examination',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examinations', to='publications.publication', verbose_name='公开文件')),
                    ('secrecy_clear', models.BooleanField(verbose_name='不涉及国家秘密、工作秘密')),
                    ('third_party_clear', models.BooleanField(verbose_name='不损害第三方合法权益')),
                    ('personal_clear', models.BooleanField(verbose_name='不含应保护的个人信息')),
                    ('note', models.TextField(blank=True, verbose_name='审查意见')),
                    ('content_hash', models.CharField(max_length=64, verbose_name='内容摘要')),
                    ('examined_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审查人')),
                    ('examined_at', models.DateTimeField(verbose_name='审查时间')),
                ],
                options={
                    'verbose_name': '公开前审查',
                    'verbose_name_plural': '公开前审查',
                    'ordering': ['-examined_at', '-pk'],
                },
            )],
        ),
    ]
