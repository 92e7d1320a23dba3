"""Apprenticeship: modern (a student who is also an apprentice) and new-type (staff with a contract), in cohorts, with two mentors each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.interns import Intern
from baigong.kernel.papers import Paper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class ApprenticeshipKind(models.TextChoices):
    """Which of the two. An apprentice of the first is a student of the school, of the second an employee of the enterprise."""

    MODERN = "modern", _("现代学徒制")
    NEW_TYPE = "new_type", _("企业新型学徒制")


class SkillLevel(models.TextChoices):
    """The level at which new-type apprentices are trained (人社部发〔2018〕66号, 〔2021〕39号)."""

    INTERMEDIATE = "intermediate", _("中级工")
    SENIOR = "senior", _("高级工")
    TECHNICIAN = "technician", _("技师")
    SENIOR_TECHNICIAN = "senior_technician", _("高级技师")


class CohortState(models.TextChoices):
    """草稿 → 待备案 → 已备案 → 培养中 → 考核 → 结业；取消、中止."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待备案")
    FILED = "filed", _("已备案")
    RUNNING = "running", _("培养中")
    ASSESSING = "assessing", _("结业考核")
    FINISHED = "finished", _("已结业")
    CANCELLED = "cancelled", _("已取消")
    STOPPED = "stopped", _("已中止")


class Cohort(models.Model):
    """A class of apprentices: an enterprise and a school by an agreement, for an occupation, from a day to a day.

    ``level`` is that of new-type apprenticeship, ``programme_code`` that of modern. ``plan`` says what is trained where.
    """

    privacy = NOT_PERSONAL

    kind = models.CharField(_("类型"), max_length=8, choices=ApprenticeshipKind.choices)
    title = models.CharField(_("班级名称"), max_length=80)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="cohorts", verbose_name=_("企业"))
    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校（培训机构）"))
    occupation_code = models.CharField(_("职业代码"), max_length=10)
    occupation = models.CharField(_("职业（工种）"), max_length=80)
    programme_code = models.CharField(_("专业代码"), max_length=10, blank=True)
    level = models.CharField(_("培养等级"), max_length=18, choices=SkillLevel.choices, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    agreement = models.CharField(_("校企合作协议"), max_length=120)
    agreed_on = models.DateField(_("协议签订日期"))
    plan = models.TextField(_("培养方案"), max_length=2000)
    document = models.CharField(_("备案号"), max_length=120, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=CohortState.choices, default=CohortState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("学徒班")
        verbose_name_plural = _("学徒班")
        ordering = ["-starts_on", "pk"]
        constraints = [
            states_constraint(CohortState, name="cohort_state"),
            states_constraint(ApprenticeshipKind, name="cohort_kind", field="kind"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cohort_dates"),
            models.CheckConstraint(
                condition=Q(kind="modern", level="") & ~Q(programme_code="") | Q(kind="new_type", level__in=SkillLevel.values),
                name="cohort_level_or_programme",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "cancelled"]) | (~Q(document="") & Q(filed_on__isnull=False)),
                name="cohort_filed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:cohort", args=[self.pk])

    @property
    def is_of_staff(self) -> bool:
        """Whether its apprentices are employees, who are counted as staff and never as interns."""
        return self.kind == ApprenticeshipKind.NEW_TYPE


class CohortStage(models.Model):
    """A stage of the plan: what is trained where, from when to when, and what came of it."""

    privacy = NOT_PERSONAL

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="stages", verbose_name=_("学徒班"))
    order = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("阶段"), max_length=80)
    place = models.CharField(_("地点"), max_length=10, choices=[("school", _("学校")), ("enterprise", _("企业")), ("both", _("交替"))])
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    result = models.CharField(_("阶段评价"), max_length=300, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("培养阶段")
        verbose_name_plural = _("培养阶段")
        ordering = ["cohort", "order"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "order"], name="cohort_stage_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_stage_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.title}"


class ApprenticeState(models.TextChoices):
    """在培 → 结业取证、结业未取证、退出."""

    ENROLLED = "enrolled", _("在培")
    CERTIFIED = "certified", _("结业并取证")
    FINISHED = "finished", _("结业未取证")
    FAILED = "failed", _("考核未通过")
    LEFT = "left", _("已退出")


class Apprentice(models.Model):
    """Somebody trained in a cohort. Modern: ``intern`` is the student. New-type: an employee, with the labour contract's days.

    Both have a mentor in the enterprise and one at the school. ``number_hash`` is the keyed digest of the document's number.
    """

    privacy = {
        "name": Personal("学徒培养和补贴发放", "学徒培养结束后3年", "本人、学校、企业、主管部门"),
        "masked": Personal("核对身份", "学徒培养结束后3年", "企业、主管部门"),
        "number_hash": Personal("查重，防止重复享受补贴", "学徒培养结束后3年", "不显示", is_sensitive=True),
        "number_sealed": Personal("补贴申领", "学徒培养结束后3年", "不显示；解密留痕", is_sensitive=True),
        "intern": Personal("学徒培养", "学徒培养结束后3年", "本人、学校、企业、主管部门"),
        "enterprise_mentor": Personal("双导师管理", "学徒培养结束后3年", "本人、学校、企业、主管部门"),
        "school_mentor": Personal("双导师管理", "学徒培养结束后3年", "本人、学校、企业、主管部门"),
        "other_subsidy": Personal("防止重复享受补贴", "学徒培养结束后3年", "企业、主管部门"),
    }

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="apprentices", verbose_name=_("学徒班"))
    name = models.CharField(_("姓名"), max_length=80)
    intern = models.ForeignKey(Intern, models.PROTECT, null=True, blank=True, related_name="apprenticeships", verbose_name=_("学生"))
    masked = models.CharField(_("证件号（遮盖）"), max_length=30)
    number_hash = models.CharField(_("证件号摘要"), max_length=64)
    number_sealed = models.TextField(_("证件号（加密）"), blank=True)
    contract_since = models.DateField(_("劳动合同起"), null=True, blank=True)
    contract_until = models.DateField(_("劳动合同止"), null=True, blank=True)
    enterprise_mentor = models.CharField(_("企业导师"), max_length=80)
    school_mentor = models.CharField(_("学校导师"), max_length=80)
    other_subsidy = models.CharField(_("同期享受的其他培训补贴"), max_length=120, blank=True)
    score = models.DecimalField(_("考核成绩"), max_digits=5, decimal_places=1, null=True, blank=True)
    certificate = models.CharField(_("证书编号"), max_length=60, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ApprenticeState.choices, default=ApprenticeState.ENROLLED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("学徒")
        verbose_name_plural = _("学徒")
        ordering = ["cohort", "pk"]
        constraints = [
            states_constraint(ApprenticeState, name="apprentice_state"),
            models.UniqueConstraint(fields=["cohort", "number_hash"], name="apprentice_once_a_cohort"),
            models.UniqueConstraint(fields=["number_hash"], condition=Q(state="enrolled"), name="apprentice_one_at_a_time"),
            models.CheckConstraint(condition=~Q(enterprise_mentor="") & ~Q(school_mentor=""), name="apprentice_two_mentors"),
            models.CheckConstraint(
                condition=Q(contract_since=None, contract_until=None) | Q(contract_since__isnull=False), name="apprentice_contract"
            ),
            models.CheckConstraint(condition=~Q(state="certified") | ~Q(certificate=""), name="apprentice_certified"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the class."""
        return f"{reverse('internships:cohort', args=[self.cohort_id])}#apprentices"


class ClaimState(models.TextChoices):
    """草稿 → 待审核 → 已核准预付 → 待结算 → 已结清；追回."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    APPROVED = "approved", _("已核准")
    SETTLING = "settling", _("待结算")
    SETTLED = "settled", _("已结清")
    RECOVERING = "recovering", _("追回中")
    REFUSED = "refused", _("不予补贴")
    DROPPED = "dropped", _("已放弃")


class SubsidyClaim(models.Model):
    """The subsidy of a new-type cohort, decided on and paid by ``payer``. Money in 分.

    ``expected`` follows from who is trained, ``due`` from who finished with what.

    What is paid and paid back stands in ``SubsidyPayment``, which nobody edits.
    """

    privacy = NOT_PERSONAL

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="claim", verbose_name=_("学徒班"))
    payer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("补贴经办部门"))
    expected = models.BigIntegerField(_("预计补贴（分）"), default=0)
    advance = models.BigIntegerField(_("核准预付（分）"), default=0)
    due = models.BigIntegerField(_("应补贴（分）"), null=True, blank=True)
    basis = models.JSONField(_("计算依据"), default=dict)
    document = models.CharField(_("核准文号"), max_length=120, blank=True)
    recover_by = models.DateField(_("追回期限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ClaimState.choices, default=ClaimState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("申请人"))
    created_at = models.DateTimeField(_("申请时间"))

    class Meta:
        verbose_name = _("学徒培训补贴")
        verbose_name_plural = _("学徒培训补贴")
        ordering = ["-created_at", "-pk"]
        constraints = [
            states_constraint(ClaimState, name="subsidy_claim_state"),
            models.CheckConstraint(condition=Q(expected__gte=0, advance__gte=0, advance__lte=F("expected")), name="subsidy_claim_money"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:subsidy", args=[self.pk])


class PaymentKind(models.TextChoices):
    """What a payment is."""

    ADVANCE = "advance", _("预付")
    BALANCE = "balance", _("结算补付")
    RECOVERY = "recovery", _("追回")


class SubsidyPayment(models.Model):
    """Money that went (above zero) or came back (below), in 分, once under each voucher."""

    privacy = NOT_PERSONAL

    claim = models.ForeignKey(SubsidyClaim, models.PROTECT, related_name="payments", verbose_name=_("学徒培训补贴"))
    kind = models.CharField(_("类别"), max_length=8, choices=PaymentKind.choices)
    amount = models.BigIntegerField(_("金额（分）"))
    paid_on = models.DateField(_("日期"))
    voucher = models.CharField(_("凭证号"), max_length=60, unique=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("补贴收支")
        verbose_name_plural = _("补贴收支")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="recovery", amount__lt=0) | Q(kind__in=["advance", "balance"], amount__gt=0), name="subsidy_payment_sign"
            ),
            models.UniqueConstraint(fields=["claim"], condition=Q(kind="advance"), name="subsidy_advance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.voucher}"


class CohortPaper(Paper):
    """A paper of a cohort: agreement, plan, register of contracts, proof of assessment."""

    privacy = {"file": Personal("学徒培养备案和补贴审核", "学徒培养结束后3年", "学校、企业、主管部门；读取留痕")}

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="evidence", verbose_name=_("学徒班"))
    kind = models.CharField(
        _("材料类别"), max_length=12,
        choices=[
            ("agreement", _("合作协议")), ("plan", _("培养方案")), ("contract", _("劳动合同")), ("assessment", _("考核材料")),
            ("other", _("其他材料")),
        ],
    )  # fmt: skip
    file = models.FileField(_("文件"), upload_to="apprenticeship/%Y/")

    class Meta(Paper.Meta):
        verbose_name = _("学徒班材料")
        verbose_name_plural = _("学徒班材料")
        constraints = [models.UniqueConstraint(fields=["cohort", "sha256"], name="cohort_paper_once")]
