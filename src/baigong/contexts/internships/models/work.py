"""Work: days, leave, pay month by month, logs with their marks, visits."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.placements import KEPT, SEEN, Placement
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class DayKind(models.TextChoices):
    """What a day was."""

    PRESENT = "present", _("出勤")
    LEAVE = "leave", _("请假")
    ABSENT = "absent", _("缺勤")


class InternshipDay(models.Model):
    """A day of a placement. ``came_at`` and ``left_at`` are the intern's own check-in; the rest is the unit's entry.

    ``minutes`` are those of work; 0 until the unit has entered the day. ``reason``: why it stands although a check found something.
    ``breach``: what is not lawful about a day that was entered as it happened.
    """

    privacy = {
        "came_at": Personal("考勤", KEPT, SEEN),
        "left_at": Personal("考勤", KEPT, SEEN),
        "reason": Personal("考勤", KEPT, SEEN),
    }

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="days", verbose_name=_("实习安排"))
    day = models.DateField(_("日期"))
    kind = models.CharField(_("考勤"), max_length=8, choices=DayKind.choices)
    came_at = models.DateTimeField(_("签到"), null=True, blank=True)
    left_at = models.DateTimeField(_("签退"), null=True, blank=True)
    begins = models.TimeField(_("上班"), null=True, blank=True)
    ends = models.TimeField(_("下班"), null=True, blank=True)
    pause = models.PositiveSmallIntegerField(_("休息分钟"), default=0)
    minutes = models.PositiveSmallIntegerField(_("实习分钟"), default=0)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    breach = models.CharField(_("违规情形"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    entered_at = models.DateTimeField(_("登记时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("实习考勤")
        verbose_name_plural = _("实习考勤")
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["-day", "-id"], name="internship_day_latest"),
            models.Index(fields=["-day", "-id"], condition=~Q(breach=""), name="internship_day_breach"),
            models.Index(fields=["-day", "-id"], condition=Q(kind="present", minutes=0), name="internship_day_waits"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="internship_day_once"),
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="internship_day_kind"),
            models.CheckConstraint(condition=Q(minutes=0) | Q(kind="present"), name="internship_day_minutes_when_present"),
            models.CheckConstraint(condition=Q(breach="") | ~Q(reason=""), name="internship_day_breach_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.placement.intern.name} {self.day or ''}"

    @property
    def hours_text(self) -> str:
        """The hours as people write them; empty before the unit's entry."""
        return f"{self.minutes / 60:.2f}".rstrip("0").rstrip(".") if self.minutes else ""

    @property
    def came_text(self) -> str:
        """When the intern checked in, of the city's clock."""
        return f"{localtime(self.came_at):%H:%M}" if self.came_at else ""

    @property
    def left_text(self) -> str:
        """When the intern checked out."""
        return f"{localtime(self.left_at):%H:%M}" if self.left_at else ""


class LeaveState(models.TextChoices):
    """申请 → 同意或不同意."""

    ASKED = "asked", _("待批")
    GRANTED = "granted", _("已准假")
    REFUSED = "refused", _("未准假")
    WITHDRAWN = "withdrawn", _("已撤回")


class LeaveKind(models.TextChoices):
    """Why somebody is away."""

    SICK = "sick", _("病假")
    PERSONAL = "personal", _("事假")
    SCHOOL = "school", _("返校")


class InternshipLeave(models.Model):
    """Days an intern asks to be away; the school decides and the unit is told."""

    privacy = {"why": Personal("请假", KEPT, SEEN), "answer": Personal("请假", KEPT, SEEN)}

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="leaves", verbose_name=_("实习安排"))
    kind = models.CharField(_("请假类别"), max_length=8, choices=LeaveKind.choices)
    first = models.DateField(_("起"))
    last = models.DateField(_("止"))
    why = models.CharField(_("事由"), max_length=300)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=LeaveState.choices, default=LeaveState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))

    class Meta:
        verbose_name = _("实习请假")
        verbose_name_plural = _("实习请假")
        ordering = ["-first", "-pk"]
        constraints = [
            states_constraint(LeaveState, name="internship_leave_state"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="internship_leave_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.placement.intern.name} {self.first or ''}—{self.last or ''}"

    def get_absolute_url(self) -> str:
        """It is shown with its placement."""
        return f"{self.placement.get_absolute_url()}#leaves"


class PayState(models.TextChoices):
    """单位登记 → 学生确认或提出不符 → 更正."""

    ENTERED = "entered", _("待学生确认")
    CONFIRMED = "confirmed", _("学生已确认")
    DISPUTED = "disputed", _("学生称不符")


class PayVerdict(models.TextChoices):
    """What the monthly check says."""

    PASSED = "passed", _("达标")
    SHORT = "short", _("低于标准")
    UNKNOWN = "unknown", _("无法判定")


class InternshipPay(models.Model):
    """A month's pay. Money in 分. ``least``: the least lawful pay, up to the 分; ``received``: what the intern says came.

    ``wage``: the base of a kind (``basis``), empty where it is not known. ``earlier``: how it stood before each correction, oldest first:
    what was entered, what the intern said against it, what he was answered.
    """

    privacy = {
        "earlier": Personal("实习报酬", KEPT, SEEN, is_sensitive=True),
        "paid": Personal("实习报酬", KEPT, SEEN, is_sensitive=True),
        "received": Personal("实习报酬", KEPT, SEEN, is_sensitive=True),
        "reason": Personal("实习报酬", KEPT, SEEN),
        "objection": Personal("实习报酬", KEPT, SEEN),
    }

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="pays", verbose_name=_("实习安排"))
    month = models.DateField(_("月份"))
    wage = models.PositiveIntegerField(_("工资基数（分/月）"), null=True, blank=True)
    basis = models.CharField(_("基数类别"), max_length=12, blank=True)
    present = models.PositiveSmallIntegerField(_("出勤天数"))
    working = models.PositiveSmallIntegerField(_("工作日数"))
    paid = models.PositiveIntegerField(_("实付（分）"))
    means = models.CharField(_("支付方式"), max_length=11)
    paid_on = models.DateField(_("支付日期"), null=True, blank=True)
    least = models.PositiveIntegerField(_("至少应付（分）"), null=True, blank=True)
    verdict = models.CharField(_("核对结果"), max_length=7, choices=PayVerdict.choices)
    why = models.CharField(_("核对说明"), max_length=300, blank=True)
    reason = models.CharField(_("低于标准的原因"), max_length=300, blank=True)
    received = models.PositiveIntegerField(_("学生实收（分）"), null=True, blank=True)
    objection = models.CharField(_("学生说明"), max_length=300, blank=True)
    earlier = models.JSONField(_("更正经过"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=PayState.choices, default=PayState.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("实习报酬")
        verbose_name_plural = _("实习报酬")
        ordering = ["-month", "-pk"]
        constraints = [
            states_constraint(PayState, name="internship_pay_state"),
            models.UniqueConstraint(fields=["placement", "month"], name="internship_pay_once_a_month"),
            models.CheckConstraint(condition=~Q(verdict="passed") | Q(least__isnull=False), name="internship_pay_unknown_never_passes"),
        ]
        indexes = [models.Index(fields=["month", "verdict"], name="internship_pay_month")]

    def __str__(self) -> str:
        return f"{self.placement.intern.name} {str(self.month or '')[:7]}"

    def get_absolute_url(self) -> str:
        """It is shown with its placement."""
        return f"{self.placement.get_absolute_url()}#pay"

    @property
    def paid_text(self) -> str:
        """What was paid, in 元."""
        return yuan(self.paid)

    @property
    def received_text(self) -> str:
        """What the intern says came, where it is another amount, in 元."""
        return yuan(self.received) if self.received is not None and self.received != self.paid else ""

    @property
    def history(self) -> list[dict[str, str]]:
        """How it stood before each correction, the newest first, amounts in 元."""
        return [one | {"paid": yuan(one["paid"]), "received": yuan(one["received"])} for one in reversed(self.earlier)]

    @property
    def least_text(self) -> str:
        """The least lawful pay, in 元; empty where it cannot be told."""
        return yuan(self.least)


def yuan(fen: int | None) -> str:
    """分 as 元.

    >>> yuan(160050), yuan(None)
    ('1600.50', '')
    """
    return "" if fen is None else f"{Decimal(fen) / 100:.2f}"


class LogState(models.TextChoices):
    """提交 → 已阅或退回."""

    SUBMITTED = "submitted", _("待批阅")
    RETURNED = "returned", _("已退回")
    READ = "read", _("已批阅")


class LogKind(models.TextChoices):
    """Kinds of reports; the national table has the same three."""

    WEEKLY = "weekly", _("周报")
    MONTHLY = "monthly", _("月报")
    FINAL = "final", _("实习综合报告")


class InternshipLog(models.Model):
    """A weekly or monthly log or the report at the end. ``begins``: the first day it tells of. Marks are out of a hundred."""

    privacy = {
        "words": Personal("实习日志", KEPT, SEEN),
        "mentor_words": Personal("实习日志批阅", KEPT, SEEN),
        "teacher_words": Personal("实习日志批阅", KEPT, SEEN),
    }

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="logs", verbose_name=_("实习安排"))
    kind = models.CharField(_("报告类别"), max_length=7, choices=LogKind.choices)
    begins = models.DateField(_("起始日期"))
    words = models.TextField(_("报告内容"), max_length=2000)
    submitted_at = models.DateTimeField(_("提交时间"))
    mentor_mark = models.PositiveSmallIntegerField(_("企业导师评分"), null=True, blank=True)
    mentor_words = models.CharField(_("企业导师评语"), max_length=300, blank=True)
    teacher_mark = models.PositiveSmallIntegerField(_("指导教师评分"), null=True, blank=True)
    teacher_words = models.CharField(_("指导教师评语"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=LogState.choices, default=LogState.SUBMITTED)

    class Meta:
        verbose_name = _("实习报告")
        verbose_name_plural = _("实习报告")
        ordering = ["-begins", "-pk"]
        constraints = [
            states_constraint(LogState, name="internship_log_state"),
            models.UniqueConstraint(fields=["placement", "kind", "begins"], name="internship_log_once"),
            models.CheckConstraint(
                condition=(Q(mentor_mark=None) | Q(mentor_mark__lte=100)) & (Q(teacher_mark=None) | Q(teacher_mark__lte=100)),
                name="internship_log_marks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement.intern.name} {self.get_kind_display()} {self.begins or ''}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:log", args=[self.pk])


class InternshipVisit(models.Model):
    """A teacher looks after the school's interns at an enterprise."""

    privacy = {"visitor": Personal("巡访", KEPT, "学校、教育行政部门"), "words": Personal("巡访", KEPT, "学校、教育行政部门")}

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    enterprise = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("实习单位"))
    on = models.DateField(_("巡访日期"))
    visitor = models.CharField(_("巡访教师"), max_length=40)
    how = models.CharField(_("方式"), max_length=6, choices=[("onsite", _("到岗")), ("phone", _("电话")), ("video", _("视频"))])
    words = models.CharField(_("情况"), max_length=500)
    has_problem = models.BooleanField(_("发现问题"), default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("实习巡访")
        verbose_name_plural = _("实习巡访")
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["school", "enterprise", "on", "visitor"], name="internship_visit_once")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.on:%Y-%m-%d}"


class Appraisal(models.Model):
    """The assessment at the end: both marks, the score by the weights of the day, the hours served, and where they went in the credit bank.

    ``outcome``: the outcome they became, posted once; ``not_posted``: why they have not become one yet.
    """

    privacy = {
        "score": Personal("实习鉴定", KEPT, SEEN),
        "mentor_mark": Personal("实习鉴定", KEPT, SEEN),
        "teacher_mark": Personal("实习鉴定", KEPT, SEEN),
        "words": Personal("实习鉴定", KEPT, SEEN),
    }

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="appraisal", verbose_name=_("实习安排"))
    mentor_mark = models.PositiveSmallIntegerField(_("企业导师评分"))
    teacher_mark = models.PositiveSmallIntegerField(_("指导教师评分"))
    score = models.DecimalField(_("鉴定成绩"), max_digits=5, decimal_places=1)
    is_passed = models.BooleanField(_("合格"))
    words = models.CharField(_("鉴定意见"), max_length=500)
    days = models.PositiveSmallIntegerField(_("出勤天数"))
    hours = models.PositiveSmallIntegerField(_("实习学时"))
    decided_on = models.DateField(_("鉴定日期"))
    outcome = models.OneToOneField(
        "credit_bank.Outcome", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("学习成果")
    )
    not_posted = models.CharField(_("未入账原因"), max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("鉴定人"))

    class Meta:
        verbose_name = _("实习鉴定")
        verbose_name_plural = _("实习鉴定")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(mentor_mark__lte=100, teacher_mark__lte=100, score__lte=100), name="appraisal_marks")
        ]

    def __str__(self) -> str:
        return f"{self.placement.intern.name} {self.score}"
