"""The package (金融+财政+土地+信用): what departments offer to enterprises on the list, who holds it, and when all of it is suspended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class Pillar(models.TextChoices):
    """The four parts of the package."""

    FINANCE = "finance", _("金融")
    FISCAL = "fiscal", _("财政")
    LAND = "land", _("土地")
    CREDIT = "credit", _("信用")


class IncentiveState(models.TextChoices):
    """起草 → 开放 → 停止."""

    DRAFT = "draft", _("草稿")
    OPEN = "open", _("受理中")
    CLOSED = "closed", _("已停止")


class Incentive(models.Model):
    """One thing that a department offers. ``needs_certificate``: only to those that are certified; else to all on the list."""

    privacy = NOT_PERSONAL

    pillar = models.CharField(_("激励类别"), max_length=8, choices=Pillar.choices)
    title = models.CharField(_("激励措施"), max_length=80)
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("责任部门"))
    summary = models.CharField(_("内容"), max_length=300)
    basis = models.CharField(_("依据"), max_length=120)
    needs_certificate = models.BooleanField(_("须已认证"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=IncentiveState.choices, default=IncentiveState.DRAFT)
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("激励措施")
        verbose_name_plural = _("激励措施")
        ordering = ["pillar", "pk"]
        constraints = [
            states_constraint(IncentiveState, name="incentive_state"),
            models.CheckConstraint(condition=Q(pillar__in=Pillar.values), name="incentive_pillar"),
            models.UniqueConstraint(fields=["owner", "title"], name="incentive_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incentives:incentive", args=[self.pk])


class EntitlementState(models.TextChoices):
    """申请 → 享受 ⇄ 暂停 → 终止."""

    APPLIED = "applied", _("待审核")
    REFUSED = "refused", _("不予享受")
    GRANTED = "granted", _("享受中")
    SUSPENDED = "suspended", _("已暂停")
    ENDED = "ended", _("已终止")


class Entitlement(models.Model):
    """An incentive that an enterprise asked for or has."""

    privacy = NOT_PERSONAL

    incentive = models.ForeignKey(Incentive, models.PROTECT, related_name="entitlements", verbose_name=_("激励措施"))
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="entitlements", verbose_name=_("企业"))
    request = models.CharField(_("申请说明"), max_length=300)
    applied_on = models.DateField(_("申请日期"))
    granted_on = models.DateField(_("享受起"), null=True, blank=True)
    document = models.CharField(_("决定文号"), max_length=120, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=EntitlementState.choices, default=EntitlementState.APPLIED)
    created_at = models.DateTimeField(_("申请时间"))

    class Meta:
        verbose_name = _("激励享受")
        verbose_name_plural = _("激励享受")
        ordering = ["-created_at", "-pk"]
        constraints = [
            states_constraint(EntitlementState, name="entitlement_state"),
            models.UniqueConstraint(
                fields=["incentive", "enterprise"], condition=Q(state__in=["applied", "granted", "suspended"]), name="entitlement_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "suspended"]) | (Q(granted_on__isnull=False) & ~Q(document="")),
                name="entitlement_by_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.incentive}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incentives:entitlement", args=[self.pk])


class Suspension(models.Model):
    """While one stands, everything of the package is suspended for an enterprise. ``reference`` names what it came from (a flag, a
    case)."""

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="suspensions", verbose_name=_("企业"))
    reason = models.CharField(_("事由"), max_length=300)
    basis = models.CharField(_("依据"), max_length=200)
    reference = models.CharField(_("来源"), max_length=60)
    since = models.DateField(_("起"))
    lifted_on = models.DateField(_("恢复日期"), null=True, blank=True)
    lifting_reason = models.CharField(_("恢复理由"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("激励暂停")
        verbose_name_plural = _("激励暂停")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "reference"], condition=Q(lifted_on=None), name="suspension_once"),
            models.CheckConstraint(condition=Q(lifted_on=None) | ~Q(lifting_reason=""), name="suspension_lifted_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.reason}"

    def get_absolute_url(self) -> str:
        """What the enterprise is entitled to."""
        return reverse("incentives:package", args=[self.enterprise_id])
