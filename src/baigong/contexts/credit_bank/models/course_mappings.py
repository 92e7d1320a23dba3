"""Which modules of a standard the courses of a programme teach, and how much of them (课证对应)."""

from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.certificate_types import CertificateLevel, StandardModule, StandardVersion
from baigong.contexts.credit_bank.models.programmes import CreditProgramme, ProgrammeCourse
from baigong.kernel.privacy import NOT_PERSONAL
from baigong.kernel.workflow import states_constraint


class MappingState(models.TextChoices):
    """编制 → 公布."""

    DRAFT = "draft", _("编制中")
    PUBLISHED = "published", _("已公布")


class StandardMapping(models.Model):
    """A programme held against one level of a certificate by one version of its standard.

    ``covered`` of ``hours`` hundredths of hours of the level's modules are taught: kept with every change of the lines.
    """

    privacy = NOT_PERSONAL

    programme = models.ForeignKey(CreditProgramme, models.PROTECT, related_name="mappings", verbose_name=_("转换专业"))
    level = models.ForeignKey(CertificateLevel, models.PROTECT, related_name="mappings", verbose_name=_("证书等级"))
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="mappings", verbose_name=_("标准版次"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    covered = models.PositiveIntegerField(_("已覆盖（百分之一学时）"), default=0, editable=False)
    hours = models.PositiveIntegerField(_("模块学时（百分之一学时）"), default=0, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=MappingState.choices, default=MappingState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("编制人"))
    created_at = models.DateTimeField(_("编制时间"))
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("课证对应")
        verbose_name_plural = _("课证对应")
        ordering = ["programme__school__order", "programme__code", "level"]
        constraints = [
            states_constraint(MappingState, name="standard_mapping_state"),
            models.UniqueConstraint(fields=["programme", "level", "version"], name="standard_mapping_once"),
            models.CheckConstraint(condition=Q(covered__lte=models.F("hours")), name="standard_mapping_covered"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} — {self.level}" if self.level_id else str(self.programme)  # asked of before a level is chosen

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:x-mapping", args=[self.pk])

    def count(self) -> None:
        """Sum up what its lines cover of what the standard asks; the row is not saved."""
        self.hours = sum(self.version.modules.filter(level=self.level.level).values_list("hours", flat=True)) * 100
        self.covered = sum(hours * percent for hours, percent in self.lines.values_list("module__hours", "percent")) if self.pk else 0

    @property
    def coverage(self) -> Fraction | None:
        """The covered share of the standard; ``None`` where it names no module."""
        return Fraction(self.covered, self.hours) if self.hours else None


class MappingLine(models.Model):
    """A course teaches ``percent`` of a module."""

    privacy = NOT_PERSONAL

    mapping = models.ForeignKey(StandardMapping, models.CASCADE, related_name="lines", verbose_name=_("课证对应"))
    module = models.ForeignKey(StandardModule, models.PROTECT, related_name="lines", verbose_name=_("标准模块"))
    course = models.ForeignKey(ProgrammeCourse, models.PROTECT, related_name="mapping_lines", verbose_name=_("专业课程"))
    percent = models.PositiveSmallIntegerField(_("覆盖（%）"))

    class Meta:
        verbose_name = _("对应关系")
        verbose_name_plural = _("对应关系")
        ordering = ["mapping", "module__code", "course__order", "course__code"]
        constraints = [
            models.UniqueConstraint(fields=["mapping", "module", "course"], name="mapping_line_once"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="mapping_line_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.module} — {self.course} {self.percent}%"
