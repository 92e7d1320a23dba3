"""The register of projects: who asked, who examined, how far it is."""

import baigong.contexts.schools.models.kinds
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
                name='Project',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=baigong.contexts.schools.models.kinds.kind_choices, max_length=30, verbose_name='项目类别')),
                    ('level', models.CharField(choices=[('national', '国家级'), ('provincial', '省级'), ('municipal', '市级')], max_length=12, verbose_name='级别')),
                    ('title', models.CharField(max_length=120, verbose_name='项目名称')),
                    ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='organisations.organisation', verbose_name='申报单位')),
                    ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='推荐县区')),
                    ('partners', models.CharField(blank=True, max_length=300, verbose_name='共建企业')),
                    ('leader', models.CharField(max_length=40, verbose_name='项目负责人')),
                    ('contact', models.CharField(blank=True, max_length=40, verbose_name='联系电话')),
                    ('programme_edition', models.CharField(blank=True, max_length=40, verbose_name='专业目录版本')),
                    ('programme_level', models.CharField(blank=True, max_length=20, verbose_name='专业层次')),
                    ('programme_code', models.CharField(blank=True, max_length=10, verbose_name='专业代码')),
                    ('programme_name', models.CharField(blank=True, max_length=60, verbose_name='专业名称')),
                    ('course', models.CharField(blank=True, max_length=80, verbose_name='课程名称')),
                    ('summary', models.TextField(blank=True, verbose_name='建设目标与内容')),
                    ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='预算（元）')),
                    ('state', models.CharField(choices=[('draft', '草稿'), ('applied', '已申报'), ('returned', '已退回'), ('recommended', '已推荐'), ('review', '评审中'), ('declined', '未立项'), ('listed', '已立项'), ('building', '建设中'), ('checked', '中期检查通过'), ('acceptance', '待验收'), ('deferred', '暂缓通过'), ('failed', '验收不通过'), ('accepted', '验收通过'), ('withdrawn', '已撤销'), ('cancelled', '已放弃')], default='draft', max_length=12, verbose_name='状态')),
                    ('applied_on', models.DateField(blank=True, null=True, verbose_name='申报日期')),
                    ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='送审日期')),
                    ('listed_on', models.DateField(blank=True, null=True, verbose_name='立项日期')),
                    ('listing_number', models.CharField(blank=True, max_length=80, verbose_name='立项文号')),
                    ('signed_on', models.DateField(blank=True, null=True, verbose_name='任务书签订日期')),
                    ('midterm_on', models.DateField(blank=True, null=True, verbose_name='中期检查期限')),
                    ('build_until', models.DateField(blank=True, null=True, verbose_name='建设期止')),
                    ('rectify_until', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                    ('accepted_on', models.DateField(blank=True, null=True, verbose_name='验收日期')),
                    ('acceptance_number', models.CharField(blank=True, max_length=80, verbose_name='验收文号')),
                    ('title_until', models.DateField(blank=True, null=True, verbose_name='称号有效期止')),
                    ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                    ('withdrawal_number', models.CharField(blank=True, max_length=80, verbose_name='撤销文号')),
                    ('predecessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='schools.project', verbose_name='承接的项目')),
                    ('subject_key', models.CharField(editable=False, max_length=150, verbose_name='计数对象')),
                    ('is_imported', models.BooleanField(default=False, editable=False, verbose_name='由已有名单登记')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起草人')),
                    ('created_at', models.DateTimeField(verbose_name='起草时间')),
                    ('updated_at', models.DateTimeField(verbose_name='修改时间')),
                ],
                options={
                    'verbose_name': '建设项目',
                    'verbose_name_plural': '建设项目',
                    'ordering': ['kind', '-listed_on', '-pk'],
                    'indexes': [models.Index(fields=['state', 'kind'], name='project_state_kind')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'applied', 'returned', 'recommended', 'review', 'declined', 'listed', 'building', 'checked', 'acceptance', 'deferred', 'failed', 'accepted', 'withdrawn', 'cancelled'])), name='project_state'), models.CheckConstraint(condition=models.Q(('level__in', ['national', 'provincial', 'municipal'])), name='project_level'), models.UniqueConstraint(condition=models.Q(('state__in', ['declined', 'failed', 'withdrawn', 'cancelled']), _negated=True), fields=('kind', 'level', 'subject_key'), name='project_once_a_level'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['listed', 'building', 'checked', 'acceptance', 'deferred', 'failed', 'accepted']), _negated=True), models.Q(('listed_on__isnull', False), models.Q(('listing_number', ''), _negated=True)), _connector='OR'), name='project_listed_by_a_document'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('accepted_on__isnull', False), _connector='OR'), name='project_accepted_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawn_on__isnull', False), models.Q(('withdrawal_number', ''), _negated=True)), _connector='OR'), name='project_withdrawn_by_a_document')],
                },
            ), migrations.CreateModel(
                name='ProjectEvidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                    ('added_at', models.DateTimeField(verbose_name='上传时间')),
                    ('title', models.CharField(max_length=200, verbose_name='名称')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='schools.project', verbose_name='建设项目')),
                    ('kind', models.CharField(choices=[('application', '申报书'), ('proof', '佐证材料'), ('agreement', '校企协议'), ('task_book', '建设任务书'), ('report', '年度报告附件'), ('acceptance', '验收材料')], max_length=12, verbose_name='材料类别')),
                    ('file', models.FileField(upload_to='projects/%Y/', verbose_name='文件')),
                ],
                options={
                    'verbose_name': '项目材料',
                    'verbose_name_plural': '项目材料',
                    'ordering': ['pk'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('project', 'sha256'), name='project_evidence_once')],
                },
            ), migrations.CreateModel(
                name='ProjectReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='schools.project', verbose_name='建设项目')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('progress', models.TextField(verbose_name='建设进展与成效')),
                    ('problems', models.TextField(blank=True, verbose_name='问题与下一步')),
                    ('spent', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='本年支出（元）')),
                    ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填写人')),
                    ('written_at', models.DateTimeField(verbose_name='填写时间')),
                ],
                options={
                    'verbose_name': '项目年度报告',
                    'verbose_name_plural': '项目年度报告',
                    'ordering': ['-year'],
                    'constraints': [models.UniqueConstraint(fields=('project', 'year'), name='project_report_once_a_year')],
                },
            ), migrations.CreateModel(
                name='ProjectReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='schools.project', verbose_name='建设项目')),
                    ('round', models.CharField(choices=[('listing', '立项评审'), ('acceptance', '验收')], max_length=12, verbose_name='评审环节')),
                    ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='专家')),
                    ('state', models.CharField(choices=[('assigned', '待评审'), ('submitted', '已评审'), ('recused', '已回避')], default='assigned', max_length=10, verbose_name='状态')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='评审期限')),
                    ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='评分')),
                    ('recommendation', models.CharField(blank=True, choices=[('approve', '同意'), ('defer', '修改后再议'), ('reject', '不同意')], max_length=8, verbose_name='评审建议')),
                    ('opinion', models.TextField(blank=True, verbose_name='评审意见')),
                    ('assigned_at', models.DateTimeField(verbose_name='指派时间')),
                    ('said_at', models.DateTimeField(blank=True, null=True, verbose_name='评审时间')),
                ],
                options={
                    'verbose_name': '专家评审',
                    'verbose_name_plural': '专家评审',
                    'ordering': ['round', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['assigned', 'submitted', 'recused'])), name='project_review_state'), models.UniqueConstraint(fields=('project', 'round', 'expert'), name='project_review_once'), models.CheckConstraint(condition=models.Q(('score', None), ('score__range', (0, 100)), _connector='OR'), name='project_review_score')],
                },
            )],
        ),
    ]
