"""The protected hotline: reports of violations, by somebody or found in the records; who handles them; nobody else sees who reported."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.placements import Placement
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class ViolationKind(models.TextChoices):
    """Kinds of violations; ``NATIONAL_CODES`` maps them to the national standard's (SXWGXWDM)."""

    NO_AGREEMENT = "no_agreement", _("未签订三方协议")
    FORCED = "forced", _("强制实习")
    CHARGED = "charged", _("收取费用或扣押财物")
    AGENCY = "agency", _("中介机构参与")
    PROFIT = "profit", _("以营利为目的安排实习")
    MISMATCH = "mismatch", _("实习内容与专业不对口")
    HOURS = "hours", _("违规加班、夜班或节假日上岗")
    ATTENDANCE = "attendance", _("违规考核考勤")
    PAY = "pay", _("报酬低于标准或未足额支付")
    INSURANCE = "insurance", _("没有实习责任保险")
    SAFETY = "safety", _("危险作业或未经安全培训")
    OTHER = "other", _("其他")


NATIONAL_CODES = {
    ViolationKind.NO_AGREEMENT: "1", ViolationKind.FORCED: "2", ViolationKind.CHARGED: "3", ViolationKind.AGENCY: "4",
    ViolationKind.PROFIT: "5", ViolationKind.MISMATCH: "6", ViolationKind.HOURS: "7", ViolationKind.ATTENDANCE: "8",
}  # fmt: skip
"""The rest are 9, other."""


class ReportState(models.TextChoices):
    """收到 → 受理 → 移交督查 → 办结；不予受理."""

    LODGED = "lodged", _("待受理")
    TAKEN = "taken", _("核查中")
    RAISED = "raised", _("已移交督查")
    CLOSED = "closed", _("已办结")
    DISMISSED = "dismissed", _("不予受理")


class ViolationReport(models.Model):
    """A report. ``reporter_sealed``: who reported, encrypted, empty where unnamed; read by named handlers alone, each look in the log.

    ``receipt_hash``: of the receipt with which the reporter asks what became of it. ``is_detected``: found in the records, not reported.
    ``finding``: which record it was found in, so that the same is raised once.
    """

    privacy = {
        "reporter_sealed": Personal("核查举报、保护举报人", "办结后5年", "指定经办人；读取留痕", is_sensitive=True),
        "receipt_hash": Personal("举报人查询办理结果", "办结后5年", "不显示", is_sensitive=True),
        "words": Personal("核查举报", "办结后5年", "指定经办人"),
        "answer": Personal("答复举报人", "办结后5年", "举报人、指定经办人"),
    }

    number = models.CharField(_("编号"), max_length=20, unique=True)
    kind = models.CharField(_("违规类别"), max_length=12, choices=ViolationKind.choices)
    enterprise = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("实习单位")
    )
    school = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("学校")
    )
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, blank=True, related_name="violations", verbose_name=_("实习安排"))
    about = models.CharField(_("被举报单位（未在名录）"), max_length=120, blank=True)
    words = models.TextField(_("情况"), max_length=2000)
    occurred_on = models.DateField(_("发生日期"))
    clause = models.CharField(_("涉及的规定"), max_length=200, blank=True)
    is_detected = models.BooleanField(_("系统核对发现"), default=False)
    finding = models.CharField(_("发现于"), max_length=60, blank=True)
    reporter_sealed = models.TextField(_("举报人（加密）"), blank=True)
    receipt_hash = models.CharField(_("回执摘要"), max_length=64, blank=True, db_index=True)
    lodged_at = models.DateTimeField(_("收到时间"))
    take_by = models.DateField(_("受理期限"))
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=ReportState.choices, default=ReportState.LODGED)

    class Meta:
        verbose_name = _("违规举报")
        verbose_name_plural = _("违规举报")
        ordering = ["-lodged_at", "-pk"]
        constraints = [
            states_constraint(ReportState, name="violation_report_state"),
            models.UniqueConstraint(fields=["finding"], condition=~Q(finding=""), name="violation_found_once"),
            models.CheckConstraint(condition=Q(is_detected=False) | Q(reporter_sealed=""), name="violation_detected_has_no_reporter"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page, for those who handle it."""
        return reverse("internships:report", args=[self.pk])

    @property
    def is_named(self) -> bool:
        """Whether the reporter said who he is."""
        return bool(self.reporter_sealed)


class ReportHandler(models.Model):
    """A person named to handle reports, from a day to a day."""

    privacy = {"user": Personal("指定举报经办人", "任期结束后5年", "教育行政部门")}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("指定人"))
    named_at = models.DateTimeField(_("指定时间"))

    class Meta:
        verbose_name = _("举报经办人")
        verbose_name_plural = _("举报经办人")
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(until=None), name="report_handler_once")]

    def __str__(self) -> str:
        return str(self.user)


class ReportAssignment(models.Model):
    """A report is in the hands of a handler; who is not named never sees it."""

    privacy = {"user": Personal("举报经办", "办结后5年", "教育行政部门")}

    report = models.ForeignKey(ViolationReport, models.CASCADE, related_name="assignments", verbose_name=_("违规举报"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    since = models.DateTimeField(_("交办时间"))

    class Meta:
        verbose_name = _("举报交办")
        verbose_name_plural = _("举报交办")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="report_assignment_once")]

    def __str__(self) -> str:
        return str(self.user)
