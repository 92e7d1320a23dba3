"""Reporting: cycles, exceptions, reports with typed evidence. An accepted report is never edited; a correction is a new version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.models.plan import Milestone, Plan, Task
from baigong.contexts.plans.models.targets import Target
from baigong.kernel.papers import TitledPaper
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class CycleState(models.TextChoices):
    """A cycle is planned, open for reports, and locked."""

    PLANNED = "planned", _("未开放")
    OPEN = "open", pgettext_lazy("状态", "开放")
    LOCKED = "locked", pgettext_lazy("状态", "锁定")


class ReportingCycle(models.Model):
    """A span of time on which every responsible body reports.

    ``closes_on`` is the last day; what comes later is late and needs an exception. From the day after ``locks_on`` the cycle locks by
    itself; empty means that a person locks it. ``remind_days`` before closing those who owe are reminded; empty means never by
    itself. No rule of the plan gives either (EXE-09), so neither has a default.
    """

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="cycles", verbose_name=_("计划"))
    name = models.CharField(_("名称"), max_length=60)
    period_from = models.DateField(_("报告期起"))
    period_until = models.DateField(_("报告期止"))
    opens_on = models.DateField(_("开放日期"))
    closes_on = models.DateField(_("截止日期"))
    locks_on = models.DateField(_("自动锁定日期"), null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(_("提前几天提醒"), null=True, blank=True)
    reminded_on = models.DateField(_("最近一次自动提醒"), null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=CycleState.choices, default=CycleState.PLANNED)

    class Meta:
        verbose_name = _("报告期")
        verbose_name_plural = _("报告期")
        ordering = ["plan", "-period_until"]
        constraints = [
            states_constraint(CycleState, name="cycle_state"),
            models.UniqueConstraint(fields=["plan", "name"], name="cycle_name"),
            models.CheckConstraint(condition=Q(period_until__gte=F("period_from"), closes_on__gte=F("opens_on")), name="cycle_dates"),
            models.CheckConstraint(condition=Q(locks_on=None) | Q(locks_on__gte=F("closes_on")), name="cycle_locks_after_closing"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page "who has not reported"."""
        return reverse("plans:cycle", args=[self.pk])


class CycleException(models.Model):
    """Leave for one body to report until a later day; given by the working team with the reason."""

    privacy = NOT_PERSONAL

    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="exceptions", verbose_name=_("报告期"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    until_on = models.DateField(_("延至"))
    reason = models.CharField(_("理由"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    granted_at = models.DateTimeField(_("批准时间"))

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        ordering = ["-granted_at"]
        constraints = [models.UniqueConstraint(fields=["cycle", "organisation"], name="one_exception_a_body")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.until_on}"


class ReportState(models.TextChoices):
    """draft → submitted → returned or accepted; an accepted one may be superseded by a correction."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    RETURNED = "returned", pgettext_lazy("状态", "退回")
    ACCEPTED = "accepted", _("已采用")
    SUPERSEDED = "superseded", _("已更正")


class Report(models.Model):
    """What one body says of one task in one cycle. ``clause`` is the wording it answers; ``version`` counts corrections.

    ``submission_key`` is the key under which a program or a form created it: the same key again is the same report.
    """

    privacy = {"narrative": Personal("工作进展", "永久", "采用并公开后随计划公开")}

    cycle = models.ForeignKey(ReportingCycle, models.PROTECT, related_name="reports", verbose_name=_("报告期"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="reports", verbose_name=_("任务"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="reports", verbose_name=_("报送单位"))
    clause = models.ForeignKey("plans.Clause", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("原文"))
    state = models.CharField(_("状态"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("更正"))
    narrative = models.TextField(_("进展情况"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下一步打算"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人"))
    created_at = models.DateTimeField(_("建立时间"))
    updated_at = models.DateTimeField(_("更新时间"))
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    is_late = models.BooleanField(_("逾期报送"), default=False)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审核人"))
    decision_note = models.TextField(_("审核意见"), blank=True)
    submission_key = models.CharField(_("提交标识"), max_length=80, blank=True, editable=False)
    public_summary = models.CharField(_("公开摘要"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("进展报告")
        verbose_name_plural = _("进展报告")
        ordering = ["-cycle__period_until", "task__order", "organisation__order", "-version"]
        constraints = [
            states_constraint(ReportState, name="report_state"),
            models.UniqueConstraint(fields=["cycle", "task", "organisation", "version"], name="report_version"),
            models.UniqueConstraint(
                fields=["cycle", "task", "organisation"], condition=Q(state__in=["draft", "submitted", "returned"]), name="one_open_report"
            ),
            models.UniqueConstraint(fields=["cycle", "task", "organisation"], condition=Q(state="accepted"), name="one_accepted_report"),
            models.UniqueConstraint(
                fields=["organisation", "submission_key"], condition=~Q(submission_key=""), name="report_submission_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task.number} {self.task.title} · {self.organisation} · {self.cycle}"

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("plans:report", args=[self.pk])


class ReportedValue(models.Model):
    """A value of a target in a report; it counts once the report is accepted."""

    privacy = NOT_PERSONAL

    report = models.ForeignKey(Report, models.CASCADE, related_name="values", verbose_name=_("报告"))
    target = models.ForeignKey(Target, models.PROTECT, related_name="reported_values", verbose_name=_("目标"))
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    explanation = models.CharField(_("口径说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("报告数值")
        verbose_name_plural = _("报告数值")
        ordering = ["target__order"]
        constraints = [models.UniqueConstraint(fields=["report", "target"], name="reported_value_once")]

    def __str__(self) -> str:
        return f"{self.target}: {self.value}"


class ReportedMilestone(models.Model):
    """A milestone a report says was done, on which day."""

    privacy = NOT_PERSONAL

    report = models.ForeignKey(Report, models.CASCADE, related_name="milestone_claims", verbose_name=_("报告"))
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="claims", verbose_name=_("节点"))
    done_on = models.DateField(_("完成日期"))

    class Meta:
        verbose_name = _("节点完成")
        verbose_name_plural = _("节点完成")
        ordering = ["milestone__order"]
        constraints = [models.UniqueConstraint(fields=["report", "milestone"], name="reported_milestone_once")]

    def __str__(self) -> str:
        return f"{self.milestone} {self.done_on}"


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is; the reviewer sees at a glance whether a figure has a record behind it."""

    DOCUMENT = "document", _("文件")
    ROSTER = "roster", _("名单台账")
    DATA = "data", _("数据表")
    PHOTO = "photo", _("图片")
    LINK = "link", _("网页")


class Evidence(TitledPaper):
    """Something that proves a report or belongs to a filing: a file, or the address of a page, which has none of a file's facts."""

    privacy = {"file": Personal("证明材料(可能含名单)", "随报告永久", "内部；公开前须审查")}

    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("报告"))
    filing = models.ForeignKey("plans.Filing", models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("备案"))
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("证明的目标"))
    kind = models.CharField(_("类型"), max_length=10, choices=EvidenceKind.choices)
    file = models.FileField(_("文件"), upload_to="plans/evidence/%Y/", blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    sha256 = models.CharField(_("摘要"), max_length=64, blank=True)
    url = models.URLField(_("网址"), max_length=500, blank=True)

    class Meta(TitledPaper.Meta):
        verbose_name = _("佐证材料")
        verbose_name_plural = _("佐证材料")
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, filing__isnull=True) | Q(report__isnull=True, filing__isnull=False),
                name="evidence_of_one",
            ),
            models.CheckConstraint(condition=~Q(sha256="") | ~Q(url=""), name="evidence_is_something"),
            models.UniqueConstraint(fields=["report", "sha256"], condition=~Q(sha256=""), name="evidence_once_a_report"),
            models.UniqueConstraint(fields=["filing", "sha256"], condition=~Q(sha256=""), name="evidence_once_a_filing"),
        ]
