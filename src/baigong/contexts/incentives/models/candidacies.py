"""Integration enterprises (产教融合型企业): one application with its life on the list, what it claims, its papers, its yearly reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.papers import TitledPaper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class CandidacyState(models.TextChoices):
    """申报 → 市级推荐 → 列入建设培育 → 公布三年规划 → 认证 → 复核 → 退出."""

    DRAFT = "draft", _("草稿")
    APPLIED = "applied", _("已申报")
    RETURNED = "returned", _("已退回补正")
    RECOMMENDED = "recommended", _("已推荐，待省级审核")
    REJECTED = "rejected", _("未通过")
    LISTED = "listed", _("已列入培育，待公布规划")
    CULTIVATED = "cultivated", _("建设培育中")
    CERTIFIED = "certified", _("已认证")
    RECHECKING = "rechecking", _("复核中")
    EXITED = "exited", _("已退出")
    WITHDRAWN = "withdrawn", _("已撤回")


S = CandidacyState
ON_LIST = (S.LISTED, S.CULTIVATED, S.CERTIFIED, S.RECHECKING)
"""On the list now."""
PUBLIC = (S.CULTIVATED, S.CERTIFIED, S.RECHECKING)
"""In the catalogue that everybody may read: with a plan that was made public."""
HELD = (*ON_LIST, S.EXITED)
"""Has been on the list."""
OPEN = (S.DRAFT, S.APPLIED, S.RETURNED, S.RECOMMENDED, *ON_LIST)
"""Not over: an enterprise has one such."""


class Candidacy(models.Model):
    """One application of an enterprise and what became of it. ``reviewer``: the department that reviews for the city.

    ``entered_on`` is the day on the cultivation list: from it investments are credited. ``left_on`` is the first day off it;
    ``is_barred``: it
    left for cause, so that it may not apply again for some years. ``plan_due_on``, ``recheck_due_on``: by the rules in force when it was
    listed
    and certified.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="candidacies", verbose_name=_("企业"))
    reviewer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("市级审核部门"))
    statement = models.TextField(_("申报说明"), max_length=2000)
    applied_on = models.DateField(_("申报日期"), null=True, blank=True)
    entered_on = models.DateField(_("列入培育日期"), null=True, blank=True)
    listing_document = models.CharField(_("列入文号"), max_length=120, blank=True)
    plan_due_on = models.DateField(_("规划公布期限"), null=True, blank=True)
    plan_published_on = models.DateField(_("规划公布日期"), null=True, blank=True)
    certified_on = models.DateField(_("认证日期"), null=True, blank=True)
    certification_document = models.CharField(_("认证文号"), max_length=120, blank=True)
    recheck_due_on = models.DateField(_("复核期限"), null=True, blank=True)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)
    exit_document = models.CharField(_("退出文号"), max_length=120, blank=True)
    exit_reason = models.CharField(_("退出原因"), max_length=300, blank=True)
    is_barred = models.BooleanField(_("因故取消资格"), default=False)
    state = models.CharField(_("状态"), max_length=12, choices=CandidacyState.choices, default=CandidacyState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("产教融合型企业申报")
        verbose_name_plural = _("产教融合型企业申报")
        ordering = ["-created_at", "-pk"]
        constraints = [
            states_constraint(CandidacyState, name="candidacy_state"),
            models.UniqueConstraint(fields=["enterprise"], condition=Q(state__in=OPEN), name="candidacy_one_open"),
            models.CheckConstraint(
                condition=~Q(state__in=HELD) | (Q(entered_on__isnull=False) & ~Q(listing_document="")), name="candidacy_listed_by_document"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["certified", "rechecking"]) | (Q(certified_on__isnull=False) & ~Q(certification_document="")),
                name="candidacy_certified_by_document",
            ),
            models.CheckConstraint(condition=~Q(state="exited") | Q(left_on__isnull=False), name="candidacy_left_on_a_day"),
            models.CheckConstraint(condition=Q(left_on=None) | Q(left_on__gte=F("entered_on")), name="candidacy_dates"),
        ]

    def __str__(self) -> str:
        return str(self.enterprise)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incentives:candidacy", args=[self.pk])

    @property
    def is_recorded_later(self) -> bool:
        """Whether it was on the list before it was applied for here: the entry was made afterwards (补录), from the province's document."""
        return self.entered_on is not None and self.entered_on < (self.applied_on or self.created_at.date())


class Claim(models.Model):
    """What an enterprise claims under one condition (``rulebook/incentives.yaml``): in words, and how much where something is counted."""

    privacy = NOT_PERSONAL

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="claims", verbose_name=_("申报"))
    condition = models.CharField(_("条件"), max_length=20)
    amount = models.BigIntegerField(_("数量"), null=True, blank=True)
    statement = models.CharField(_("说明"), max_length=300)

    class Meta:
        verbose_name = _("条件说明")
        verbose_name_plural = _("条件说明")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "condition"], name="claim_once"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="claim_amount"),
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """The application's page."""
        return f"{reverse('incentives:candidacy', args=[self.candidacy_id])}#conditions"


class PaperKind(models.TextChoices):
    """What a paper shows. Evidence of a condition has the condition's code, in lower case."""

    FOUNDER = "founder", _("举办职业教育的证明")
    APPRENTICES = "apprentices", _("学徒制或接收实习的证明")
    CERTIFICATES = "certificates", _("1+X证书试点的证明")
    PROGRAMMES = "programmes", _("共建专业的证明")
    BASES = "bases", _("共建基地或捐赠的证明")
    RESEARCH = "research", _("共享知识产权的证明")
    REGISTERED = "registered", _("营业执照")
    SAFE = "safe", _("环保、安全、质量情况")
    CREDIBLE = "credible", _("信用报告")
    TAXES = "taxes", _("纳税情况证明")
    PLAN = "plan", _("三年规划")
    REPORT = "report", _("年度报告")
    DECISION = "decision", _("省级文件")
    OTHER = "other", _("其他")


class CandidacyPaper(TitledPaper):
    """Evidence of a condition, the three-year plan, a yearly report, a decision of the province."""

    privacy = {"file": Personal("产教融合型企业申报与复核", "退出后五年", "企业、审核部门；三年规划公开")}

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="evidence", verbose_name=_("申报"))
    kind = models.CharField(_("材料类别"), max_length=12, choices=PaperKind.choices)
    file = models.FileField(_("文件"), upload_to="candidacies/%Y/")

    class Meta(TitledPaper.Meta):
        verbose_name = _("申报材料")
        verbose_name_plural = _("申报材料")
        constraints = [models.UniqueConstraint(fields=["candidacy", "sha256"], name="candidacy_paper_once")]


class YearlyReportState(models.TextChoices):
    """起草 → 报送 → 接收或退回."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    RETURNED = "returned", _("已退回")
    ACCEPTED = "accepted", _("已接收")


OPEN_REPORTS = (YearlyReportState.DRAFT, YearlyReportState.RETURNED)
"""Still to be written."""


class YearlyReport(models.Model):
    """What an enterprise on the list did in a year. ``invested`` is what its ledger held when it was submitted, in fen."""

    privacy = NOT_PERSONAL

    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="reports", verbose_name=_("申报"))
    year = models.PositiveSmallIntegerField(_("年度"))
    due_on = models.DateField(_("报送期限"))
    done = models.TextField(_("年度工作"), max_length=4000, blank=True)
    problems = models.TextField(_("问题和建议"), max_length=2000, blank=True)
    interns = models.PositiveIntegerField(_("接收实习生和学徒"), null=True, blank=True)
    invested = models.BigIntegerField(_("计入的投资（分）"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=YearlyReportState.choices, default=YearlyReportState.DRAFT)
    created_at = models.DateTimeField(_("建立时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("年度报告")
        verbose_name_plural = _("年度报告")
        ordering = ["-year", "-pk"]
        constraints = [
            states_constraint(YearlyReportState, name="yearly_report_state"),
            models.UniqueConstraint(fields=["candidacy", "year"], name="yearly_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy} {self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incentives:report", args=[self.pk])
