"""Who owes which tables: a body's duty to return data on an edition of a standard."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL


class ReturnDuty(models.Model):
    """A body returns the tables of one edition from a day on. ``tables`` names those demanded; empty means every table of the edition."""

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="return_duties", verbose_name=_("报送单位"))
    standard = models.CharField(_("标准"), max_length=30)
    tables = models.JSONField(_("数据表"), default=list, blank=True)
    from_on = models.DateField(_("起"))
    until_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("报送义务")
        verbose_name_plural = _("报送义务")
        ordering = ["organisation__order", "standard"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "standard", "from_on"], name="duty_begins_once"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="duty_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.standard}"
