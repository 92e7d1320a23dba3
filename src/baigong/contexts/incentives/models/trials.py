"""What-if: another rate or order tried on all enterprises at once. It changes nothing; what was found is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL

WHOLE = 10_000
"""A rate in ten-thousandths."""


class CreditTrial(models.Model):
    """A rate tried on investments from a year on. ``finished_at`` is empty until the job is through; sums are in fen.

    ``years``: for each year what is credited, paid back and carried on, before and after.
    """

    privacy = NOT_PERSONAL

    rate = models.PositiveIntegerField(_("试算抵免比例（万分比）"))
    since = models.DateField(_("自该日起的投资"))
    first = models.PositiveSmallIntegerField(_("首年"))
    last = models.PositiveSmallIntegerField(_("末年"))
    enterprises = models.PositiveIntegerField(_("企业数"), default=0)
    winners = models.PositiveIntegerField(_("多抵免的企业"), default=0)
    losers = models.PositiveIntegerField(_("少抵免的企业"), default=0)
    before = models.BigIntegerField(_("现行规则抵免（分）"), default=0)
    after = models.BigIntegerField(_("试算抵免（分）"), default=0)
    years = models.JSONField(_("分年"), default=list, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("后台任务"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("试算人"))
    created_at = models.DateTimeField(_("试算时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("抵免试算")
        verbose_name_plural = _("抵免试算")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__lte=WHOLE), name="credit_trial_rate"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="credit_trial_years"),
        ]

    def __str__(self) -> str:
        return f"{self.rate_text} · {self.since} · {self.first}–{self.last}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incentives:trial", args=[self.pk])

    @property
    def rate_text(self) -> str:
        """The rate in per cent as people write it."""
        whole, rest = divmod(self.rate, 100)
        return f"{whole}.{rest:02d}%".replace(".00%", "%")


class CreditTrialChange(models.Model):
    """An enterprise that would be credited otherwise, over all years of the trial, in fen."""

    privacy = NOT_PERSONAL

    trial = models.ForeignKey(CreditTrial, models.CASCADE, related_name="changes", verbose_name=_("抵免试算"))
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="+", verbose_name=_("企业"))
    before = models.BigIntegerField(_("现行规则抵免（分）"))
    after = models.BigIntegerField(_("试算抵免（分）"))
    difference = models.BigIntegerField(_("增减（分）"))

    class Meta:
        verbose_name = _("抵免试算变化")
        verbose_name_plural = _("抵免试算变化")
        ordering = ["difference", "pk"]
        constraints = [models.UniqueConstraint(fields=["trial", "enterprise"], name="credit_trial_change_once")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.difference}"
