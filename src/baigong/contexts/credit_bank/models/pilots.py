"""The pilot of 1+X: which schools take part, how many places each may fill, and the sites where one is assessed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class PilotSchool(models.Model):
    """A school that takes part in the pilot, by a document. ``until``: the last day."""

    privacy = NOT_PERSONAL

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    since = models.DateField(_("试点起始日期"))
    until = models.DateField(_("试点截止日期"), null=True, blank=True)
    document = models.CharField(_("依据文件"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("1+X试点学校")
        verbose_name_plural = _("1+X试点学校")
        ordering = ["school__order", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["school"], condition=Q(until=None), name="pilot_school_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="pilot_school_dates"),
            models.CheckConstraint(condition=~Q(document=""), name="pilot_school_document"),
        ]

    def __str__(self) -> str:
        return str(self.school)


class QuotaState(models.TextChoices):
    """申请 → 核准 → 用毕关闭."""

    APPLIED = "applied", _("待核准")
    APPROVED = "approved", _("已核准")
    REFUSED = "refused", _("不予核准")
    WITHDRAWN = "withdrawn", _("已撤回")
    CLOSED = "closed", _("已关闭")


class PilotQuota(models.Model):
    """How many learners of a programme a school may have assessed for a certificate at a level in a year.

    ``approved`` may be less than ``asked``. What is taken up follows from the entries (``selectors.pilots``).
    """

    privacy = NOT_PERSONAL

    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    programme_code = models.CharField(_("专业代码"), max_length=10)
    programme = models.CharField(_("专业名称"), max_length=60)
    level = models.ForeignKey("CertificateLevel", models.PROTECT, related_name="quotas", verbose_name=_("证书等级"))
    year = models.PositiveSmallIntegerField(_("考核年度"))
    asked = models.PositiveIntegerField(_("申请人数"))
    approved = models.PositiveIntegerField(_("核准人数"), null=True, blank=True)
    note = models.CharField(_("申请说明"), max_length=300, blank=True)
    document = models.CharField(_("核准文号或说明"), max_length=120, blank=True)
    decided_on = models.DateField(_("核准日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=QuotaState.choices, default=QuotaState.APPLIED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("申请人"))
    created_at = models.DateTimeField(_("申请时间"))

    class Meta:
        verbose_name = _("试点配额")
        verbose_name_plural = _("试点配额")
        ordering = ["-year", "school__order", "programme_code", "level"]
        constraints = [
            states_constraint(QuotaState, name="pilot_quota_state"),
            models.UniqueConstraint(
                fields=["school", "programme_code", "level", "year"], condition=~Q(state__in=["refused", "withdrawn"]),
                name="pilot_quota_once",
            ),
            models.CheckConstraint(condition=Q(asked__gt=0), name="pilot_quota_asked"),
            models.CheckConstraint(condition=Q(approved=None) | Q(approved__gt=0, approved__lte=F("asked")), name="pilot_quota_approved"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "closed"]) | (Q(approved__isnull=False) & Q(decided_on__isnull=False)),
                name="pilot_quota_decided",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.level} {self.programme} {self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-quota", args=[self.pk])


class AssessmentSite(models.Model):
    """Where one is assessed: an organisation's rooms. ``places``: most people at one session."""

    privacy = NOT_PERSONAL

    name = models.CharField(_("站点名称"), max_length=80, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    address = models.CharField(_("地址"), max_length=160, blank=True)
    places = models.PositiveIntegerField(_("工位数"))
    since = models.DateField(_("设立日期"))
    until = models.DateField(_("撤销日期"), null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("考核站点")
        verbose_name_plural = _("考核站点")
        ordering = ["organisation__order", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(places__gt=0), name="assessment_site_places"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="assessment_site_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-site", args=[self.pk])

    def is_open_on(self, day: date) -> bool:
        """Whether it is there on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


class SiteApproval(models.Model):
    """The body that assesses let a site hold assessments of one level, from–until, by a document."""

    privacy = NOT_PERSONAL

    site = models.ForeignKey(AssessmentSite, models.PROTECT, related_name="approvals", verbose_name=_("考核站点"))
    level = models.ForeignKey("CertificateLevel", models.PROTECT, related_name="+", verbose_name=_("证书等级"))
    since = models.DateField(_("核准起始日期"))
    until = models.DateField(_("核准截止日期"))
    document = models.CharField(_("核准文件"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("站点核准")
        verbose_name_plural = _("站点核准")
        ordering = ["level", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["site", "level", "since"], name="site_approval_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="site_approval_dates"),
            models.CheckConstraint(condition=~Q(document=""), name="site_approval_document"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.level}"
