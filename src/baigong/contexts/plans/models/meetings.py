"""Meetings of the leading bodies: agenda, attendance resolved from posts on the day, decisions that become tasks."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.models.plan import Plan, Task
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class MeetingState(models.TextChoices):
    """A meeting is prepared, convened (attendance fixed), held, and its minutes issued."""

    PREPARED = "prepared", _("筹备")
    CONVENED = "convened", _("已通知")
    HELD = "held", _("已召开")
    MINUTED = "minuted", _("已印发纪要")
    CANCELLED = "cancelled", pgettext_lazy("状态", "取消")


class Meeting(models.Model):
    """A meeting of a leading body on a day."""

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings", verbose_name=_("计划"))
    body = models.ForeignKey("organisations.LeadingBody", models.PROTECT, related_name="meetings", verbose_name=_("领导机构"))
    title = models.CharField(_("会议名称"), max_length=200)
    held_on = models.DateField(_("日期"))
    held_at_time = models.CharField(_("时间"), max_length=20, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=MeetingState.choices, default=MeetingState.PREPARED)
    minutes_number = models.CharField(_("纪要编号"), max_length=40, blank=True)
    minutes_text = models.TextField(_("会议情况"), blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("会议")
        verbose_name_plural = _("会议")
        ordering = ["-held_on", "-pk"]
        constraints = [states_constraint(MeetingState, name="meeting_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("plans:meeting", args=[self.pk])


class AgendaItem(models.Model):
    """A subject of a meeting, with the task it is about where there is one."""

    privacy = NOT_PERSONAL

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("会议"))
    title = models.CharField(_("议题"), max_length=200)
    presenter = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("汇报单位")
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name=_("任务"))
    discussion = models.TextField(_("讨论情况"), blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        ordering = ["meeting", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class AttendanceStatus(models.TextChoices):
    """Whether a member came."""

    EXPECTED = "expected", _("应到")
    PRESENT = "present", _("出席")
    PROXY = "proxy", _("委托")
    ABSENT = "absent", _("缺席")


class Attendance(models.Model):
    """One person entitled to attend, through which seats, as the posts stood on the day. One person has one vote."""

    privacy = {"person": Personal("会议记录", "永久", "内部；纪要按文件公开规定")}

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("会议"))
    person = models.ForeignKey(
        "organisations.Person", models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("人员")
    )
    seats = models.JSONField(_("席位"), default=list)
    capacity = models.CharField(_("身份"), max_length=300)
    flag = models.CharField(_("提示"), max_length=200, blank=True)
    status = models.CharField(_("出席情况"), max_length=10, choices=AttendanceStatus.choices, default=AttendanceStatus.EXPECTED)
    proxy_name = models.CharField(_("代会人"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("出席")
        verbose_name_plural = _("出席")
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], condition=models.Q(person__isnull=False), name="one_vote_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.capacity}"


class Decision(models.Model):
    """Something a meeting decided; ``task`` is what came of it in the ledger."""

    privacy = NOT_PERSONAL

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("会议"))
    agenda_item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name=_("议题"))
    text = models.TextField(_("决定事项"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("落实单位")
    )
    due_on = models.DateField(_("期限"), null=True, blank=True)
    task = models.OneToOneField(Task, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("转为任务"))
    order = models.PositiveSmallIntegerField(_("排序"), default=100)

    class Meta:
        verbose_name = _("决定")
        verbose_name_plural = _("决定")
        ordering = ["meeting", "order", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
