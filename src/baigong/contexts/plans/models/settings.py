"""Numbers the working team sets for its plan in place of the rulebook's defaults; dated, with the reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.models.plan import Plan
from baigong.kernel.privacy import NOT_PERSONAL


class RuleSetting(models.Model):
    """A parameter's value for one plan from a day on. Never changed: a new value is a new row."""

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rule_settings", verbose_name=_("计划"))
    parameter = models.CharField(_("参数"), max_length=40)
    since = models.DateField(_("自"))
    value = models.DecimalField(_("数值"), max_digits=12, decimal_places=4, null=True)
    reason = models.CharField(_("理由"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("设定人"))
    set_at = models.DateTimeField(_("设定时间"))

    class Meta:
        verbose_name = _("规则参数")
        verbose_name_plural = _("规则参数")
        ordering = ["plan", "parameter", "-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.parameter} {self.value}"
