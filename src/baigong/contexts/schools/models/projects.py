"""Projects that schools build and the city counts: from the application to the title, and its withdrawal."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.schools.models.kinds import ProjectKind, kind_choices, kind_of
from baigong.kernel.papers import TitledPaper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class ProjectLevel(models.TextChoices):
    """Who lists a project. What is counted at a higher level is not counted again at a lower one."""

    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")
    MUNICIPAL = "municipal", _("市级")


RANK = {ProjectLevel.NATIONAL: 3, ProjectLevel.PROVINCIAL: 2, ProjectLevel.MUNICIPAL: 1}


class ProjectState(models.TextChoices):
    """申报 → 推荐 → 评审 → 立项 → 建设 → 验收 → 称号有效 → 撤销."""

    DRAFT = "draft", _("草稿")
    APPLIED = "applied", _("已申报")
    RETURNED = "returned", _("已退回")
    RECOMMENDED = "recommended", _("已推荐")
    REVIEW = "review", _("评审中")
    DECLINED = "declined", _("未立项")
    LISTED = "listed", _("已立项")
    BUILDING = "building", _("建设中")
    CHECKED = "checked", _("中期检查通过")
    ACCEPTANCE = "acceptance", _("待验收")
    DEFERRED = "deferred", _("暂缓通过")
    FAILED = "failed", _("验收不通过")
    ACCEPTED = "accepted", pgettext_lazy("项目状态", "验收通过")
    WITHDRAWN = "withdrawn", _("已撤销")
    CANCELLED = "cancelled", _("已放弃")


UNSENT = frozenset({ProjectState.DRAFT, ProjectState.CANCELLED})
"""What a host has not handed in is its own."""
OPEN_STATES = frozenset(
    {
        ProjectState.LISTED, ProjectState.BUILDING, ProjectState.CHECKED, ProjectState.ACCEPTANCE, ProjectState.DEFERRED,
        ProjectState.ACCEPTED,
    }
)  # fmt: skip
"""States in which a project is listed, and everybody may know."""
ENDED = frozenset({ProjectState.DECLINED, ProjectState.FAILED, ProjectState.WITHDRAWN, ProjectState.CANCELLED})
"""After these the same subject may be applied for again."""


class Project(models.Model):
    """One project of a kind of the rulebook.

    ``county`` is the county above the host when it applied, which recommends it; empty where the city itself does. ``subject_key`` says
    what is counted once. ``title_until`` is the last day of the title; empty: no end was set. ``predecessor``: the project that this one
    carries on, at a higher level or in another cycle. ``is_imported``: entered from an existing list, with no application here.
    """

    privacy = {
        "leader": Personal("项目负责人，联系与公示", "项目结束后5年", "立项后公开姓名"),
        "contact": Personal("申报联系", "项目结束后5年", "申报、推荐和评审单位"),
    }

    kind = models.CharField(_("项目类别"), max_length=30, choices=kind_choices)
    level = models.CharField(pgettext_lazy("项目", "级别"), max_length=12, choices=ProjectLevel.choices)
    title = models.CharField(_("项目名称"), max_length=120)
    host = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="projects", verbose_name=_("申报单位"))
    county = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("推荐县区")
    )
    partners = models.CharField(_("共建企业"), max_length=300, blank=True)
    leader = models.CharField(_("项目负责人"), max_length=40)
    contact = models.CharField(_("联系电话"), max_length=40, blank=True)
    programme_edition = models.CharField(_("专业目录版本"), max_length=40, blank=True)
    programme_level = models.CharField(_("专业层次"), max_length=20, blank=True)
    programme_code = models.CharField(_("专业代码"), max_length=10, blank=True)
    programme_name = models.CharField(_("专业名称"), max_length=60, blank=True)
    course = models.CharField(_("课程名称"), max_length=80, blank=True)
    summary = models.TextField(_("建设目标与内容"), blank=True)
    budget = models.DecimalField(_("预算（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=ProjectState.choices, default=ProjectState.DRAFT)
    applied_on = models.DateField(_("申报日期"), null=True, blank=True)
    reviewed_on = models.DateField(_("送审日期"), null=True, blank=True)
    listed_on = models.DateField(_("立项日期"), null=True, blank=True)
    listing_number = models.CharField(_("立项文号"), max_length=80, blank=True)
    signed_on = models.DateField(_("任务书签订日期"), null=True, blank=True)
    midterm_on = models.DateField(_("中期检查期限"), null=True, blank=True)
    build_until = models.DateField(_("建设期止"), null=True, blank=True)
    rectify_until = models.DateField(_("整改期限"), null=True, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, blank=True)
    acceptance_number = models.CharField(_("验收文号"), max_length=80, blank=True)
    title_until = models.DateField(_("称号有效期止"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤销日期"), null=True, blank=True)
    withdrawal_number = models.CharField(_("撤销文号"), max_length=80, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("承接的项目"))
    subject_key = models.CharField(_("计数对象"), max_length=150, editable=False)
    is_imported = models.BooleanField(_("由已有名单登记"), default=False, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    created_at = models.DateTimeField(_("起草时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("建设项目")
        verbose_name_plural = _("建设项目")
        ordering = ["kind", "-listed_on", "-pk"]
        indexes = [models.Index(fields=["state", "kind"], name="project_state_kind")]
        constraints = [
            states_constraint(ProjectState, name="project_state"),
            models.CheckConstraint(condition=Q(level__in=ProjectLevel.values), name="project_level"),
            models.UniqueConstraint(
                fields=["kind", "level", "subject_key"],
                condition=~Q(state__in=["declined", "failed", "withdrawn", "cancelled"]),
                name="project_once_a_level",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["listed", "building", "checked", "acceptance", "deferred", "failed", "accepted"])
                | (Q(listed_on__isnull=False) & ~Q(listing_number="")),
                name="project_listed_by_a_document",
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(accepted_on__isnull=False), name="project_accepted_on_a_day"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_number="")),
                name="project_withdrawn_by_a_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page for those who work on it."""
        return reverse("schools:project", args=[self.pk])

    @property
    def public_url(self) -> str:
        """The page the public reads."""
        return reverse("schools:public-project", args=[self.pk])

    @property
    def declared(self) -> ProjectKind:
        """Its kind as the rulebook has it."""
        return kind_of(self.kind)

    def has_title_on(self, day: date) -> bool:
        """Whether it passed acceptance by ``day`` and its title had not run out. A title withdrawn later was held until then."""
        if self.state not in (ProjectState.ACCEPTED, ProjectState.WITHDRAWN) or self.accepted_on is None or self.accepted_on > day:
            return False
        ends = [end for end in (self.title_until, self.withdrawn_on) if end is not None]
        return not ends or day <= min(ends)


class EvidenceKind(models.TextChoices):
    """What a file of a project is."""

    APPLICATION = "application", _("申报书")
    PROOF = "proof", _("佐证材料")
    AGREEMENT = "agreement", _("校企协议")
    TASK_BOOK = "task_book", _("建设任务书")
    REPORT = "report", _("年度报告附件")
    ACCEPTANCE = "acceptance", _("验收材料")


class ProjectEvidence(TitledPaper):
    """A paper of a project."""

    privacy = {"file": Personal("申报与验收佐证，可能含人员名单", "项目结束后5年", "申报、推荐、评审单位；读取留痕")}

    project = models.ForeignKey(Project, models.CASCADE, related_name="evidence", verbose_name=_("建设项目"))
    kind = models.CharField(_("材料类别"), max_length=12, choices=EvidenceKind.choices)
    file = models.FileField(_("文件"), upload_to="projects/%Y/")

    class Meta(TitledPaper.Meta):
        verbose_name = _("项目材料")
        verbose_name_plural = _("项目材料")
        constraints = [models.UniqueConstraint(fields=["project", "sha256"], name="project_evidence_once")]


class ReviewState(models.TextChoices):
    """A case given to an expert: waiting, said, or given back."""

    ASSIGNED = "assigned", _("待评审")
    SUBMITTED = "submitted", _("已评审")
    RECUSED = "recused", _("已回避")


class ReviewRound(models.TextChoices):
    """What is judged."""

    LISTING = "listing", _("立项评审")
    ACCEPTANCE = "acceptance", pgettext_lazy("评审", "验收")


class Recommendation(models.TextChoices):
    """What an expert advises; the working team decides."""

    APPROVE = "approve", _("同意")
    DEFER = "defer", _("修改后再议")
    REJECT = "reject", _("不同意")


class ProjectReview(models.Model):
    """The opinion of one expert in one round."""

    privacy = {"expert": Personal("评审专家", "项目结束后5年", "专班；不向申报单位和公众显示")}

    project = models.ForeignKey(Project, models.CASCADE, related_name="reviews", verbose_name=_("建设项目"))
    round = models.CharField(_("评审环节"), max_length=12, choices=ReviewRound.choices)
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("专家"))
    state = models.CharField(_("状态"), max_length=10, choices=ReviewState.choices, default=ReviewState.ASSIGNED)
    due_on = models.DateField(_("评审期限"), null=True, blank=True)
    score = models.DecimalField(_("评分"), max_digits=5, decimal_places=2, null=True, blank=True)
    recommendation = models.CharField(_("评审建议"), max_length=8, choices=Recommendation.choices, blank=True)
    opinion = models.TextField(_("评审意见"), blank=True)
    assigned_at = models.DateTimeField(_("指派时间"))
    said_at = models.DateTimeField(_("评审时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("专家评审")
        verbose_name_plural = _("专家评审")
        ordering = ["round", "pk"]
        constraints = [
            states_constraint(ReviewState, name="project_review_state"),
            models.UniqueConstraint(fields=["project", "round", "expert"], name="project_review_once"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(0, 100)), name="project_review_score"),
        ]

    def __str__(self) -> str:
        return str(self.project)

    def get_absolute_url(self) -> str:
        """Where the expert writes."""
        return reverse("schools:review", args=[self.pk])


class ProjectReport(models.Model):
    """What a host reports of one year of building."""

    privacy = NOT_PERSONAL

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports", verbose_name=_("建设项目"))
    year = models.PositiveSmallIntegerField(_("年度"))
    progress = models.TextField(_("建设进展与成效"))
    problems = models.TextField(_("问题与下一步"), blank=True)
    spent = models.DecimalField(_("本年支出（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填写人"))
    written_at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = _("项目年度报告")
        verbose_name_plural = _("项目年度报告")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="project_report_once_a_year")]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"
