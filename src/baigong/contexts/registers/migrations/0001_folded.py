"""All tables of the registers as they were after their first migrations, which an older installation has applied."""

import baigong.kernel.migrations
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('registers', '0001_initial'), ('registers', '0002_duty'), ('registers', '0003_interface'), ('registers', '0004_quality'), ('registers', '0005_mended'), ('registers', '0006_refused_log_in'), ('registers', '0007_withdrawn')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0003_general_schools'),
    ]

    operations = [
        baigong.kernel.migrations.CreateTables(
            models=[migrations.CreateModel(
                name='Batch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='organisations.organisation', verbose_name='报送单位')),
                    ('standard', models.CharField(max_length=30, verbose_name='标准')),
                    ('table', models.CharField(max_length=60, verbose_name='数据表')),
                    ('channel', models.CharField(choices=[('push', '接口推送'), ('upload', '文件上传')], max_length=8, verbose_name='方式')),
                    ('received_at', models.DateTimeField(verbose_name='收到时间')),
                    ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                    ('sender', models.CharField(blank=True, max_length=60, verbose_name='推送账号')),
                    ('file_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                    ('sha256', models.CharField(max_length=64, verbose_name='原文摘要')),
                    ('row_count', models.PositiveIntegerField(verbose_name='行数')),
                    ('stored_count', models.PositiveIntegerField(verbose_name='入库行数')),
                    ('deleted_count', models.PositiveIntegerField(default=0, verbose_name='其中删除')),
                    ('failed_count', models.PositiveIntegerField(verbose_name='有误行数')),
                    ('fault_count', models.PositiveIntegerField(default=0, verbose_name='错误数')),
                    ('state', models.CharField(choices=[('stored', '全部入库'), ('partly', '部分入库'), ('failed', '未入库')], max_length=8, verbose_name='结论')),
                    ('rows', models.FileField(blank=True, max_length=200, upload_to='lake/rows', verbose_name='入库数据')),
                    ('faults', models.FileField(blank=True, max_length=200, upload_to='lake/faults', verbose_name='错误明细')),
                    ('rows_sha256', models.CharField(blank=True, max_length=64, verbose_name='入库数据摘要')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人')),
                    ('withdrawn_reason', models.CharField(blank=True, max_length=500, verbose_name='撤回理由')),
                ],
                options={
                    'verbose_name': '批次',
                    'verbose_name_plural': '批次',
                    'ordering': ['-received_at', '-pk'],
                    'indexes': [models.Index(fields=['standard', 'table', 'organisation', 'received_at'], name='batch_of_table'), models.Index(fields=['organisation', '-received_at'], name='batch_of_body')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['stored', 'partly', 'failed'])), name='batch_state'), models.CheckConstraint(condition=models.Q(('row_count', django.db.models.expressions.CombinedExpression(models.F('stored_count'), '+', models.F('failed_count')))), name='batch_counts_add_up')],
                },
            ), migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='报送单位')),
                    ('standard', models.CharField(max_length=30, verbose_name='标准')),
                    ('table', models.CharField(blank=True, max_length=60, verbose_name='数据表')),
                    ('file', models.FileField(max_length=200, upload_to='returns/drafts', verbose_name='文件')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                    ('mended', models.FileField(blank=True, max_length=200, upload_to='returns/drafts', verbose_name='改好的行')),
                    ('mended_name', models.CharField(blank=True, max_length=200, verbose_name='改好的文件名')),
                    ('summary', models.JSONField(default=list, verbose_name='导入计划')),
                    ('uploaded_at', models.DateTimeField(verbose_name='上传时间')),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ],
                options={
                    'verbose_name': '待确认的文件',
                    'verbose_name_plural': '待确认的文件',
                    'ordering': ['-uploaded_at', '-pk'],
                },
            ), migrations.CreateModel(
                name='QualityFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation', verbose_name='报送单位')),
                    ('kind', models.CharField(choices=[('contradiction', '表间矛盾'), ('duplicate', '重复'), ('outlier', '离群值')], max_length=14, verbose_name='类别')),
                    ('rule', models.CharField(max_length=40, verbose_name='规则')),
                    ('standard', models.CharField(max_length=30, verbose_name='标准')),
                    ('table', models.CharField(max_length=60, verbose_name='数据表')),
                    ('subject', models.CharField(blank=True, max_length=200, verbose_name='对象')),
                    ('found', models.CharField(max_length=200, verbose_name='现值')),
                    ('expected', models.CharField(blank=True, max_length=200, verbose_name='对照值')),
                    ('other_standard', models.CharField(blank=True, max_length=30, verbose_name='对照标准')),
                    ('other_table', models.CharField(blank=True, max_length=60, verbose_name='对照表')),
                    ('other_body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation', verbose_name='另一单位')),
                    ('rows', models.JSONField(default=list, verbose_name='数据行条件')),
                    ('other_rows', models.JSONField(default=list, verbose_name='对照行条件')),
                    ('weight', models.FloatField(default=0, verbose_name='差距')),
                    ('found_at', models.DateTimeField(verbose_name='检查时间')),
                ],
                options={
                    'verbose_name': '数据质量问题',
                    'verbose_name_plural': '数据质量问题',
                    'ordering': ['organisation__order', 'kind', 'rule', '-weight', 'pk'],
                },
            ), migrations.CreateModel(
                name='RefusedLogIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.CharField(max_length=64, verbose_name='来源地址')),
                    ('code', models.CharField(max_length=30, verbose_name='原因')),
                    ('refused_at', models.DateTimeField(verbose_name='拒绝时间')),
                ],
                options={
                    'verbose_name': '失败的接口登录',
                    'verbose_name_plural': '失败的接口登录',
                    'indexes': [models.Index(fields=['address', 'refused_at'], name='refused_log_in_address')],
                },
            ), migrations.CreateModel(
                name='ReturnAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_accounts', to='organisations.organisation', verbose_name='报送单位')),
                    ('standard', models.CharField(max_length=30, verbose_name='标准')),
                    ('state', models.CharField(choices=[('applied', '待开通'), ('issued', '待登记地址'), ('open', '使用中'), ('suspended', '已暂停'), ('closed', '已注销')], default='applied', max_length=10, verbose_name='状态')),
                    ('applicant', models.CharField(max_length=60, verbose_name='申请人')),
                    ('phone', models.CharField(max_length=30, verbose_name='电话')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                    ('applied_at', models.DateTimeField(verbose_name='申请时间')),
                    ('networks', models.JSONField(blank=True, default=list, verbose_name='外网地址')),
                    ('user_name', models.CharField(max_length=40, unique=True, verbose_name='用户名')),
                    ('password', models.CharField(blank=True, max_length=128, verbose_name='密码摘要')),
                    ('client_id', models.CharField(max_length=40, unique=True, verbose_name='客户端标识')),
                    ('client_secret_cipher', models.TextField(blank=True, verbose_name='客户端密钥（密文）')),
                    ('app_key', models.CharField(max_length=40, unique=True, verbose_name='应用标识')),
                    ('app_secret_cipher', models.TextField(blank=True, verbose_name='应用密钥（密文）')),
                    ('rsa_private_cipher', models.TextField(blank=True, verbose_name='RSA私钥（密文）')),
                    ('rsa_public', models.TextField(blank=True, verbose_name='RSA公钥')),
                    ('mode', models.CharField(choices=[('ecb', 'ECB'), ('cbc', 'CBC'), ('gcm', 'GCM')], default='ecb', max_length=4, verbose_name='SM4模式')),
                    ('padding', models.CharField(choices=[('pkcs7', 'PKCS7（PKCS5）'), ('zero', '补零')], default='pkcs7', max_length=6, verbose_name='SM4填充')),
                    ('iv', models.CharField(blank=True, max_length=32, verbose_name='SM4初始向量')),
                    ('key_form', models.CharField(choices=[('hex', '32个十六进制字符'), ('text', '16个字符，按字节使用')], default='hex', max_length=4, verbose_name='SM4密钥形式')),
                    ('rsa_padding', models.CharField(choices=[('pkcs1', 'PKCS#1 v1.5'), ('oaep', 'OAEP（SHA-256）')], default='pkcs1', max_length=6, verbose_name='RSA填充')),
                    ('credentials_at', models.DateTimeField(blank=True, null=True, verbose_name='凭据生成时间')),
                    ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='连续登录失败')),
                    ('locked_until', models.DateTimeField(blank=True, null=True, verbose_name='锁定至')),
                    ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近调用')),
                ],
                options={
                    'verbose_name': '接口账号',
                    'verbose_name_plural': '接口账号',
                    'ordering': ['organisation__order', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['applied', 'issued', 'open', 'suspended', 'closed'])), name='return_account_state'), models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('organisation', 'standard'), name='one_living_return_account')],
                },
            ), migrations.CreateModel(
                name='ReturnDuty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_duties', to='organisations.organisation', verbose_name='报送单位')),
                    ('standard', models.CharField(max_length=30, verbose_name='标准')),
                    ('tables', models.JSONField(blank=True, default=list, verbose_name='数据表')),
                    ('from_on', models.DateField(verbose_name='起')),
                    ('until_on', models.DateField(blank=True, null=True, verbose_name='止')),
                ],
                options={
                    'verbose_name': '报送义务',
                    'verbose_name_plural': '报送义务',
                    'ordering': ['organisation__order', 'standard'],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'standard', 'from_on'), name='duty_begins_once'), models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='duty_ends_after_start')],
                },
            ), migrations.CreateModel(
                name='TableCoverage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation', verbose_name='报送单位')),
                    ('standard', models.CharField(max_length=30, verbose_name='标准')),
                    ('table', models.CharField(max_length=60, verbose_name='数据表')),
                    ('standing', models.CharField(max_length=10, verbose_name='情况')),
                    ('row_count', models.PositiveIntegerField(verbose_name='现有行数')),
                    ('required_filled', models.FloatField(null=True, verbose_name='必填项填写率')),
                    ('optional_filled', models.FloatField(null=True, verbose_name='选填项填写率')),
                    ('never_filled', models.JSONField(default=list, verbose_name='从未填写的字段')),
                    ('last_at', models.DateTimeField(null=True, verbose_name='最近入库')),
                    ('found_at', models.DateTimeField(verbose_name='检查时间')),
                ],
                options={
                    'verbose_name': '数据表填写情况',
                    'verbose_name_plural': '数据表填写情况',
                    'ordering': ['organisation__order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'standard', 'table'), name='coverage_once')],
                },
            ), migrations.CreateModel(
                name='ReturnNonce',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.returnaccount', verbose_name='接口账号')),
                    ('digest', models.CharField(max_length=64, verbose_name='随机串摘要')),
                    ('used_at', models.DateTimeField(db_index=True, verbose_name='使用时间')),
                ],
                options={
                    'verbose_name': '用过的随机串',
                    'verbose_name_plural': '用过的随机串',
                    'constraints': [models.UniqueConstraint(fields=('account', 'digest'), name='nonce_used_once')],
                },
            ), migrations.CreateModel(
                name='ReturnToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='registers.returnaccount', verbose_name='接口账号')),
                    ('access_digest', models.CharField(max_length=64, unique=True, verbose_name='令牌摘要')),
                    ('refresh_digest', models.CharField(max_length=64, unique=True, verbose_name='刷新令牌摘要')),
                    ('issued_at', models.DateTimeField(verbose_name='签发时间')),
                    ('expires_at', models.DateTimeField(verbose_name='令牌到期')),
                    ('refresh_expires_at', models.DateTimeField(verbose_name='刷新到期')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='失效时间')),
                    ('address', models.CharField(blank=True, max_length=64, verbose_name='来源地址')),
                ],
                options={
                    'verbose_name': '推送令牌',
                    'verbose_name_plural': '推送令牌',
                    'ordering': ['-issued_at', '-pk'],
                },
            )],
        ),
    ]
