"""Supervision: cases and their papers."""

import baigong.kernel.migrations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0003_general_schools'),
    ]

    operations = [
        baigong.kernel.migrations.CreateTables(
            models=[migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=12, unique=True, verbose_name='案号')),
                    ('source_kind', models.CharField(choices=[('hotline', '实习维权举报'), ('duty', '实习岗位责任未落实'), ('inspection', '督导检查发现'), ('letter', '来信来访来电'), ('transfer', '上级或其他部门转办'), ('media', '媒体报道')], max_length=10, verbose_name='来源')),
                    ('source_ref', models.CharField(blank=True, max_length=60, verbose_name='来源记录')),
                    ('source_title', models.CharField(max_length=200, verbose_name='来源说明')),
                    ('source_url', models.CharField(blank=True, max_length=200, verbose_name='来源页面')),
                    ('informant_sealed', models.TextField(blank=True, verbose_name='反映人（加密）')),
                    ('is_protected', models.BooleanField(default=False, verbose_name='保护来源')),
                    ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='被督查单位')),
                    ('handler', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='承办单位')),
                    ('title', models.CharField(max_length=120, verbose_name='事由')),
                    ('statement', models.TextField(max_length=2000, verbose_name='反映的情况')),
                    ('clause', models.CharField(blank=True, max_length=200, verbose_name='涉及的规定')),
                    ('occurred_on', models.DateField(blank=True, null=True, verbose_name='发生日期')),
                    ('opened_on', models.DateField(verbose_name='登记日期')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='期限')),
                    ('is_shown', models.BooleanField(default=False, verbose_name='已告知被督查单位')),
                    ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人')),
                    ('document', models.CharField(blank=True, max_length=120, verbose_name='督导意见文号')),
                    ('ordered_on', models.DateField(blank=True, null=True, verbose_name='督导意见日期')),
                    ('rectify_by', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                    ('measure', models.CharField(blank=True, choices=[('public_criticism', '公开批评'), ('interview', '约谈'), ('circular', '督导通报'), ('resources', '资源调整'), ('penalty', '行政处罚')], max_length=16, verbose_name='问责方式')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='结案日期')),
                    ('ending', models.TextField(blank=True, max_length=2000, verbose_name='结论')),
                    ('ending_document', models.CharField(blank=True, max_length=120, verbose_name='结案文号')),
                    ('state', models.CharField(choices=[('opened', '待受理'), ('investigating', '核查中'), ('stating', '待陈述'), ('stated', '待作出意见'), ('ordered', '整改中'), ('reported', '待复查'), ('under_review', '复核中'), ('dismissed', '不予立案'), ('cleared', '查无问题'), ('tolerated', '容错免责'), ('closed', '已结案'), ('referred', '已移送问责')], default='opened', max_length=14, verbose_name='状态')),
                    ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                    ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '督查案件',
                    'verbose_name_plural': '督查案件',
                    'ordering': ['-opened_on', '-pk'],
                    'indexes': [models.Index(fields=['state', 'due_on'], name='case_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['opened', 'investigating', 'stating', 'stated', 'ordered', 'reported', 'under_review', 'dismissed', 'cleared', 'tolerated', 'closed', 'referred'])), name='case_state'), models.CheckConstraint(condition=models.Q(('source_kind__in', ['hotline', 'duty', 'inspection', 'letter', 'transfer', 'media'])), name='case_source_kind'), models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('source_ref',), name='case_once_a_source'), models.CheckConstraint(condition=models.Q(('source_title', ''), _negated=True), name='case_has_a_source'), models.CheckConstraint(condition=models.Q(models.Q(('source_kind__in', ('hotline', 'duty')), _negated=True), models.Q(('source_ref', ''), _negated=True), _connector='OR'), name='case_leads_back'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('dismissed', 'cleared', 'tolerated', 'closed', 'referred')), _negated=True), models.Q(('ended_on__isnull', False), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='case_ended_with_words'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ordered', 'reported', 'under_review']), _negated=True), models.Q(('rectify_by__isnull', False), models.Q(('document', ''), _negated=True)), _connector='OR'), name='case_ordered_by_document')],
                },
            ), migrations.CreateModel(
                name='CasePaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                    ('added_at', models.DateTimeField(verbose_name='上传时间')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='supervision.case', verbose_name='督查案件')),
                    ('kind', models.CharField(choices=[('clue', '线索材料'), ('evidence', '核查材料'), ('statement', '陈述材料'), ('rectification', '整改材料'), ('other', '其他材料')], max_length=14, verbose_name='材料类别')),
                    ('is_shown', models.BooleanField(default=False, verbose_name='被督查单位可见')),
                    ('file', models.FileField(upload_to='cases/%Y/', verbose_name='文件')),
                ],
                options={
                    'verbose_name': '案件材料',
                    'verbose_name_plural': '案件材料',
                    'ordering': ['pk'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('case', 'sha256'), name='case_paper_once')],
                },
            ), migrations.CreateModel(
                name='CaseRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='supervision.case', verbose_name='督查案件')),
                    ('kind', models.CharField(choices=[('finding', '核查反馈'), ('statement', '陈述意见'), ('opinion', '督导意见'), ('interview', '约谈记录'), ('rectification', '整改报告'), ('recheck', '复查记录'), ('review', '复核'), ('tolerance', '容错认定'), ('accountability', '问责移送'), ('ending', '结论')], max_length=14, verbose_name='类别')),
                    ('words', models.TextField(max_length=2000, verbose_name='内容')),
                    ('facts', models.JSONField(blank=True, default=dict, verbose_name='要素')),
                    ('on', models.DateField(verbose_name='日期')),
                    ('is_shown', models.BooleanField(default=True, verbose_name='告知被督查单位')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                    ('at', models.DateTimeField(verbose_name='记录时间')),
                ],
                options={
                    'verbose_name': '办案记录',
                    'verbose_name_plural': '办案记录',
                    'ordering': ['at', 'pk'],
                },
            )],
        ),
    ]
