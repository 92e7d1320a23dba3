"""The two surcharges of a year, as the enterprise or the tax bureau entered them; the tax bureau's stands before the enterprise's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL


class SurchargeSource(models.TextChoices):
    """Who says so."""

    ENTERPRISE = "enterprise", _("企业填报")
    TAX = "tax", _("税务部门提供")


class Surcharge(models.Model):
    """What an enterprise owes for a year before the credit, in fen, and what of it a small taxpayer is exempted from.

    ``tax`` is the value-added and consumption tax actually paid, where it is told. Never rewritten: the latest of a source counts.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="surcharges", verbose_name=_("企业"))
    body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    source = models.CharField(_("来源"), max_length=10, choices=SurchargeSource.choices)
    tax = models.BigIntegerField(_("实缴增值税、消费税（分）"), null=True, blank=True)
    education = models.BigIntegerField(_("应缴教育费附加（分）"))
    local = models.BigIntegerField(_("应缴地方教育附加（分）"))
    education_exempt = models.BigIntegerField(_("减免的教育费附加（分）"), default=0)
    local_exempt = models.BigIntegerField(_("减免的地方教育附加（分）"), default=0)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("应缴附加")
        verbose_name_plural = _("应缴附加")
        ordering = ["-year", "-entered_at", "-pk"]
        indexes = [models.Index(fields=["enterprise", "year"], name="surcharge_of_enterprise")]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=SurchargeSource.values), name="surcharge_source"),
            models.CheckConstraint(
                condition=Q(education__gte=0, local__gte=0, education_exempt__gte=0, local_exempt__gte=0), name="surcharge_amounts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"

    def get_absolute_url(self) -> str:
        """The enterprise's statement."""
        return reverse("incentives:statement", args=[self.enterprise_id])
