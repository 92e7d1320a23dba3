"""Filing (备案): every county and vocational school files its work plan. Receipt, not approval: merits may be commented, not refused."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.models.plan import Measure, Plan
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class FilingState(models.TextChoices):
    """submitted → form check → supplement → registered → superseded by the body's next plan."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待形式审查")
    SUPPLEMENT = "supplement", _("待补正")
    REGISTERED = "registered", _("已备案")
    SUPERSEDED = "superseded", _("已更新")


class Filing(models.Model):
    """A body's own work plan as filed. ``measures`` are the city's measures it covers; the rest is shown as not covered."""

    privacy = {
        "contact_name": Personal("备案联系", "备案存续期间", "内部"),
        "contact_phone": Personal("备案联系", "备案存续期间", "内部"),
    }

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="filings", verbose_name=_("计划"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="filings", verbose_name=_("备案单位"))
    title = models.CharField(_("方案名称"), max_length=200)
    doc_number = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=FilingState.choices, default=FilingState.DRAFT)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("更新自"))
    measures = models.ManyToManyField(Measure, blank=True, related_name="filings", verbose_name=_("覆盖的措施"))
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    summary = models.TextField(_("主要内容"), blank=True)
    created_at = models.DateTimeField(_("建立时间"))
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    receipt_number = models.CharField(_("回执号"), max_length=40, blank=True)
    register_number = models.CharField(_("备案号"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("备案时间"), null=True, blank=True)
    supplement_note = models.TextField(_("补正要求"), blank=True)
    supplement_due_on = models.DateField(_("补正期限"), null=True, blank=True)
    comment = models.TextField(_("指导意见"), blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经办人"))

    class Meta:
        verbose_name = _("方案备案")
        verbose_name_plural = _("方案备案")
        ordering = ["organisation__order", "-version"]
        constraints = [
            states_constraint(FilingState, name="filing_state"),
            models.UniqueConstraint(fields=["plan", "organisation", "version"], name="filing_version"),
            models.UniqueConstraint(fields=["plan", "register_number"], condition=~Q(register_number=""), name="filing_register_number"),
            models.UniqueConstraint(fields=["plan", "receipt_number"], condition=~Q(receipt_number=""), name="filing_receipt_number"),
            models.UniqueConstraint(
                fields=["plan", "organisation"], condition=Q(state__in=["draft", "submitted", "supplement"]), name="one_open_filing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"

    def get_absolute_url(self) -> str:
        """The filing's page."""
        return reverse("plans:filing", args=[self.pk])


class FilingCheck(models.Model):
    """One item of the form check: whether the filing is complete in form, never whether it is good."""

    privacy = NOT_PERSONAL

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="checks", verbose_name=_("备案"))
    item = models.CharField(_("项目"), max_length=40)
    is_met = models.BooleanField(_("符合"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("审查时间"))

    class Meta:
        verbose_name = _("形式审查")
        verbose_name_plural = _("形式审查")
        ordering = ["filing", "pk"]
        constraints = [models.UniqueConstraint(fields=["filing", "item"], name="filing_item_once")]

    def __str__(self) -> str:
        return self.item

    @property
    def label(self) -> str:
        """The item as the reader reads it; it is kept in the city's language."""
        return gettext(self.item)
