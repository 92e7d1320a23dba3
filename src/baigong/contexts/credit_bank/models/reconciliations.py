"""Reconciliation: the ledger held against the records it stands on, for a period; kept as it was counted, and signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class ReconciliationState(models.TextChoices):
    """核对中 → 待签署 → 已签署."""

    COUNTING = "counting", _("核对中")
    COUNTED = "counted", _("待签署")
    SIGNED = "signed", _("已签署")
    DROPPED = "dropped", _("已作废")


class Reconciliation(models.Model):
    """One report over the days ``since`` to ``until``. ``result`` is what was counted, ``digest`` its hash; both stay as they are.

    ``conclusion``: what was made of the differences, said by who signs.
    """

    privacy = {
        "result": Personal("对账差异涉及的学分账号和成果编号", "长期", "学分银行"),
        "conclusion": Personal("对账差异的处理", "长期", "学分银行"),
    }

    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    state = models.CharField(_("状态"), max_length=8, choices=ReconciliationState.choices, default=ReconciliationState.COUNTING)
    result = models.JSONField(_("核对结果"), default=dict, editable=False)
    digest = models.CharField(_("摘要"), max_length=64, blank=True)
    differences = models.PositiveIntegerField(_("差异"), default=0)
    counted_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    conclusion = models.TextField(_("处理意见"), max_length=2000, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("签署人"))
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("后台任务"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    created_at = models.DateTimeField(_("发起时间"))

    class Meta:
        verbose_name = _("对账报告")
        verbose_name_plural = _("对账报告")
        ordering = ["-until", "-pk"]
        constraints = [
            states_constraint(ReconciliationState, name="reconciliation_state"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="reconciliation_days"),
            models.CheckConstraint(
                condition=~Q(state__in=["counted", "signed"]) | (Q(counted_at__isnull=False) & ~Q(digest="")), name="reconciliation_counted"
            ),
            models.CheckConstraint(condition=~Q(state="signed") | Q(signed_at__isnull=False), name="reconciliation_signed"),
            models.UniqueConstraint(fields=["since", "until"], condition=Q(state="signed"), name="reconciliation_signed_once"),
        ]

    def __str__(self) -> str:
        return str(_("%(since)s至%(until)s对账报告") % {"since": self.since.isoformat(), "until": self.until.isoformat()})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:reconciliation", args=[self.pk])
