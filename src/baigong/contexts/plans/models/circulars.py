"""Circulars (进展情况通报): composed from records, finished by a person, issued once and kept as issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.models.plan import Plan
from baigong.contexts.plans.models.reporting import ReportingCycle
from baigong.kernel.documents.numbering import year_serial
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class CircularState(models.TextChoices):
    """A draft is issued, or discarded. What is issued never changes; a mistake is put right by another circular."""

    DRAFT = "draft", _("草稿")
    ISSUED = "issued", _("已印发")
    DISCARDED = "discarded", _("已作废")


class Circular(models.Model):
    """The circular of one reporting cycle. ``facts`` are the figures as they stood when composed; the texts are a person's.

    ``serial`` is given at issue, gapless in agency and year. ``content_hash`` names what was issued; the files are kept with
    hashes of their own.
    """

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="circulars", verbose_name=_("计划"))
    cycle = models.ForeignKey(ReportingCycle, models.PROTECT, related_name="circulars", verbose_name=_("报告期"))
    title = models.CharField(_("标题"), max_length=120)
    agency = models.CharField(_("机关代字"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True, editable=False)
    serial = models.PositiveIntegerField(_("顺序号"), null=True, blank=True, editable=False)
    signatory = models.CharField(_("发文单位"), max_length=80)
    addressees = models.CharField(_("主送"), max_length=300)
    copies_to = models.CharField(_("抄送"), max_length=300, blank=True)
    remarks = models.TextField(_("总体评价"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    requirements = models.TextField(_("下一步要求"), blank=True)
    as_of = models.DateField(_("数据截至"))
    facts: Any = models.JSONField(_("数据"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=CircularState.choices, default=CircularState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("拟稿人"))
    drafted_at = models.DateTimeField(_("拟稿时间"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人"))
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    content_hash = models.CharField(_("内容摘要"), max_length=64, blank=True)
    docx = models.FileField(_("Word"), upload_to="plans/circulars/%Y/", blank=True)
    docx_sha256 = models.CharField(_("Word 摘要"), max_length=64, blank=True)
    pdf = models.FileField(_("PDF"), upload_to="plans/circulars/%Y/", blank=True)
    pdf_sha256 = models.CharField(_("PDF 摘要"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("进展情况通报")
        verbose_name_plural = _("进展情况通报")
        ordering = ["-as_of", "-pk"]
        constraints = [
            states_constraint(CircularState, name="circular_state"),
            models.UniqueConstraint(fields=["agency", "year", "serial"], condition=Q(serial__isnull=False), name="circular_number"),
            models.CheckConstraint(
                condition=~Q(state="issued")
                | (Q(serial__isnull=False, year__isnull=False, issued_on__isnull=False) & ~Q(content_hash="") & ~Q(pdf="") & ~Q(docx="")),
                name="circular_issued_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The circular's page."""
        return reverse("plans:circular", args=[self.pk])

    @property
    def doc_number(self) -> str:
        """The number as printed; before issue with the place of the serial left open."""
        if self.serial is None:
            waiting = gettext("待编号")
            return f"{self.agency}〔{self.as_of.year}〕 {waiting}" if self.agency else ""
        return f"{self.agency}{year_serial(self.year or 0, self.serial)}"
