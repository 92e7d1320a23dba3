"""The running plan: measures, tasks with their responsible bodies, milestones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class PlanState(models.TextChoices):
    """A plan is prepared, runs, and is closed."""

    PREPARED = "prepared", _("准备中")
    RUNNING = "running", _("执行中")
    CLOSED = "closed", _("已结束")


class Plan(models.Model):
    """A plan of the city. ``owner`` issues it, ``team`` keeps it moving; the reporting interval is empty until the team sets it."""

    privacy = NOT_PERSONAL

    key = models.SlugField(_("标识"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    short_title = models.CharField(_("简称"), max_length=60)
    doc_number = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="plans_owned", verbose_name=_("发文机关"))
    team = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="plans_run", verbose_name=_("工作专班所在单位"))
    state = models.CharField(_("状态"), max_length=10, choices=PlanState.choices, default=PlanState.PREPARED)
    reporting_months = models.PositiveSmallIntegerField(_("报送间隔（月）"), null=True, blank=True)
    filing_due_on = models.DateField(_("方案备案期限"), null=True, blank=True)
    filers = models.CharField(_("须备案的单位"), max_length=300, blank=True)
    is_public = models.BooleanField(_("对公众公开"), default=False)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("计划")
        verbose_name_plural = _("计划")
        ordering = ["-issued_on", "pk"]
        constraints = [
            states_constraint(PlanState, name="plan_state"),
            models.CheckConstraint(condition=Q(reporting_months=None) | Q(reporting_months__in=[1, 2, 3, 6, 12]), name="plan_interval"),
        ]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        """The one-page overview of the plan."""
        return reverse("plans:overview", args=[self.key])


class Measure(models.Model):
    """A numbered measure (措施) of the plan. ``clause`` holds its wording in the document now in force."""

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures", verbose_name=_("计划"))
    number = models.CharField(_("序号"), max_length=12)
    title = models.CharField(_("标题"), max_length=200)
    chapter = models.CharField(_("章节"), max_length=120, blank=True)
    summary = models.TextField(_("内容提要"), blank=True)
    clause = models.ForeignKey("plans.Clause", models.SET_NULL, null=True, blank=True, related_name="measures", verbose_name=_("原文"))
    order = models.PositiveSmallIntegerField(_("排序"))
    withdrawn_on = models.DateField(_("取消日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("措施")
        verbose_name_plural = _("措施")
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="measure_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        """The measure's page."""
        return reverse("plans:measure", args=[self.plan.key, self.number])


IN_FORCE = Q(withdrawn_on=None)
"""What the document in force still holds: an amended version withdraws measures, tasks and targets, and deletes none."""


class TaskKind(models.TextChoices):
    """Where a task comes from."""

    PLAN = "plan", _("任务清单")
    BREAKDOWN = "breakdown", _("分解任务")
    DECISION = "decision", _("会议决定")


class TaskState(models.TextChoices):
    """待分解 → 已下达 → 进行中 → 待验收 → 办结 → 销号；中止 and 调整 aside. Normal, warned and overdue are lights, not states."""

    PENDING = "pending", _("待分解")
    ASSIGNED = "assigned", _("已下达")
    ACTIVE = "active", _("进行中")
    AWAITING = "awaiting", _("待验收")
    COMPLETED = "completed", _("办结")
    CLOSED = "closed", pgettext_lazy("状态", "销号")
    ADJUSTING = "adjusting", _("调整中")
    SUSPENDED = "suspended", pgettext_lazy("状态", "中止")


class DateSource(models.TextChoices):
    """Who set a date: the plan itself, the working team because the plan gives none, or the leading group that moved the plan's."""

    PLAN = "plan", _("文件规定")
    TEAM = "team", _("专班确定")
    GROUP = "group", _("领导小组决定")


class Task(models.Model):
    """A task of the ledger. ``due_on`` stays empty until the plan or the team gives it; ``due_source`` says which did."""

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name=_("计划"))
    number = models.CharField(_("序号"), max_length=20)
    title = models.CharField(_("任务"), max_length=200)
    statement = models.TextField(_("内容"), blank=True)
    kind = models.CharField(_("来源"), max_length=10, choices=TaskKind.choices, default=TaskKind.PLAN)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("上级任务"))
    measures = models.ManyToManyField(Measure, blank=True, related_name="tasks", verbose_name=_("对应措施"))
    clause = models.ForeignKey("plans.Clause", models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("原文"))
    state = models.CharField(_("状态"), max_length=10, choices=TaskState.choices, default=TaskState.PENDING)
    deliverable = models.CharField(_("成果形式"), max_length=200, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    due_source = models.CharField(_("期限来源"), max_length=6, choices=DateSource.choices, blank=True)
    is_yearly = models.BooleanField(_("每年进行"), default=False)
    note = models.TextField(_("备注"), blank=True)
    assigned_at = models.DateTimeField(_("下达时间"), null=True, blank=True)
    completed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    withdrawn_on = models.DateField(_("取消日期"), null=True, blank=True)
    order = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ["plan", "order", "pk"]
        constraints = [
            states_constraint(TaskState, name="task_state"),
            models.UniqueConstraint(fields=["plan", "number"], name="task_number"),
            models.CheckConstraint(condition=Q(due_on=None) | ~Q(due_source=""), name="task_due_has_source"),
            models.CheckConstraint(condition=~Q(kind="breakdown") | Q(parent__isnull=False), name="task_part_has_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The task's page."""
        return reverse("plans:task", args=[self.pk])


class Duty(models.TextChoices):
    """What a body owes a task. A plan that does not tell lead from support makes all of them responsible."""

    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")
    RESPONSIBLE = "responsible", _("责任")


class Responsibility(models.Model):
    """A body's duty in a task. ``wording`` is how the document writes it; ``collective`` the collective name it was expanded from."""

    privacy = NOT_PERSONAL

    task = models.ForeignKey(Task, models.CASCADE, related_name="responsibilities", verbose_name=_("任务"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="responsibilities", verbose_name=_("责任单位")
    )
    duty = models.CharField(_("职责"), max_length=12, choices=Duty.choices)
    wording = models.CharField(_("原文写法"), max_length=120, blank=True)
    collective = models.CharField(_("统称"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("责任")
        verbose_name_plural = _("责任")
        ordering = ["task", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "organisation"], name="responsibility_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_duty_display()}"


class Milestone(models.Model):
    """Something done on the way (a rule issued, a centre opened), apart from targets, which are counted."""

    privacy = NOT_PERSONAL

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("任务"))
    title = models.CharField(_("节点"), max_length=200)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    due_source = models.CharField(_("期限来源"), max_length=6, choices=DateSource.choices, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by_report = models.ForeignKey(
        "plans.Report", models.PROTECT, null=True, blank=True, related_name="milestones_done", verbose_name=_("依据报告")
    )
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("节点")
        verbose_name_plural = _("节点")
        ordering = ["task", "order", "due_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(due_on=None) | ~Q(due_source=""), name="milestone_due_has_source")]

    def __str__(self) -> str:
        return self.title


class Comparator(models.TextChoices):
    """How a value is held against a target. 以上 and 达到 include the figure itself (Civil Code, Art. 1259)."""

    EQUAL = "=", _("等于")
    AT_LEAST = ">=", _("不低于")
    MORE = ">", _("超过")
    AT_MOST = "<=", _("不高于")
    LESS = "<", _("低于")
    ABOUT = "~", _("左右")
    RANGE = "range", _("区间")
