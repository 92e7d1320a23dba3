"""Targets: what is counted, by when, in which slices; the values that count; the lights they gave."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.models.plan import Comparator, DateSource, Measure, Plan, Task
from baigong.kernel.privacy import NOT_PERSONAL


class TargetKind(models.TextChoices):
    """An output is made by the plan; an outcome is what it should move."""

    OUTPUT = "output", _("产出")
    OUTCOME = "outcome", _("成效")


class Target(models.Model):
    """Something counted. ``value`` may be empty (an outcome without a figure); a range has ``value_high``.

    Its value comes from the declared indicator ``indicator_code`` or, until that has records, from accepted reports.
    """

    privacy = NOT_PERSONAL

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name=_("计划"))
    number = models.CharField(_("编号"), max_length=12)
    name = models.CharField(_("指标"), max_length=120)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("措施"))
    tasks = models.ManyToManyField(Task, blank=True, related_name="targets", verbose_name=_("任务"))
    kind = models.CharField(_("类型"), max_length=8, choices=TargetKind.choices, default=TargetKind.OUTPUT)
    outcome = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="outputs", verbose_name=_("应带动的成效"))
    comparator = models.CharField(_("要求"), max_length=6, choices=Comparator.choices)
    value = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(_("目标上限"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(pgettext_lazy("计量", "单位"), max_length=20)
    baseline = models.DecimalField(_("基期值"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("基期"), null=True, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    due_source = models.CharField(_("期限来源"), max_length=6, choices=DateSource.choices, blank=True)
    is_yearly = models.BooleanField(_("每年"), default=False)
    scope = models.CharField(_("范围"), max_length=120, blank=True)
    indicator_code = models.CharField(_("指标代码"), max_length=20, blank=True)
    clause = models.ForeignKey("plans.Clause", models.SET_NULL, null=True, blank=True, related_name="targets", verbose_name=_("原文"))
    note = models.TextField(_("备注"), blank=True)
    withdrawn_on = models.DateField(_("取消日期"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"))

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="target_number"),
            models.CheckConstraint(condition=Q(comparator__in=Comparator.values), name="target_comparator"),
            models.CheckConstraint(
                condition=~Q(comparator="range") | (Q(value__isnull=False) & Q(value_high__gte=F("value"))), name="target_range"
            ),
            models.CheckConstraint(condition=Q(due_on=None) | ~Q(due_source=""), name="target_due_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        """The target's page."""
        return reverse("plans:target", args=[self.pk])


class TargetPart(models.Model):
    """What one county or school owes of a target."""

    privacy = NOT_PERSONAL

    target = models.ForeignKey(Target, models.CASCADE, related_name="parts", verbose_name=_("目标"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="target_parts", verbose_name=_("单位"))
    value = models.DecimalField(_("分解值"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("目标分解")
        verbose_name_plural = _("目标分解")
        ordering = ["target", "organisation__order"]
        constraints = [models.UniqueConstraint(fields=["target", "organisation"], name="target_part_once")]

    def __str__(self) -> str:
        return f"{self.target} · {self.organisation}"


class InterimValue(models.Model):
    """Where a target should stand on a day before its deadline; set by the working team."""

    privacy = NOT_PERSONAL

    target = models.ForeignKey(Target, models.CASCADE, related_name="interim_values", verbose_name=_("目标"))
    due_on = models.DateField(_("日期"))
    value = models.DecimalField(_("应达到"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("阶段值")
        verbose_name_plural = _("阶段值")
        ordering = ["target", "due_on"]
        constraints = [models.UniqueConstraint(fields=["target", "due_on"], name="interim_value_once")]

    def __str__(self) -> str:
        return f"{self.target} {self.due_on}"


class ValueSource(models.TextChoices):
    """Where a value comes from; every page says which."""

    INDICATOR = "indicator", _("由业务数据计算")
    REPORT = "report", _("据经审核的报告")


class TargetReading(models.Model):
    """A value of a target that counts; written once and never changed. ``organisation`` empty means the whole city.

    A ratio keeps numerator and denominator; ``value`` empty means no data, with ``why`` in words.
    """

    privacy = NOT_PERSONAL

    target = models.ForeignKey(Target, models.PROTECT, related_name="readings", verbose_name=_("目标"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    as_of = models.DateField(_("截至"))
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4, null=True)
    numerator = models.BigIntegerField(_("分子"), null=True)
    denominator = models.BigIntegerField(_("分母"), null=True)
    why = models.CharField(_("无数据原因"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=ValueSource.choices)
    report = models.ForeignKey("plans.Report", models.PROTECT, null=True, blank=True, related_name="readings", verbose_name=_("报告"))
    definition_version = models.CharField(_("定义版本"), max_length=20, blank=True)
    snapshot = models.CharField(_("快照"), max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("目标值记录")
        verbose_name_plural = _("目标值记录")
        ordering = ["target", "-as_of", "-recorded_at"]
        indexes = [models.Index(fields=["target", "organisation", "-as_of"], name="reading_latest")]
        constraints = [
            models.CheckConstraint(condition=~Q(source="report") | Q(report__isnull=False), name="reading_from_report_names_it"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.as_of}"


class LightRecord(models.Model):
    """The light a task or target had from a day on; a row is added only when the light changes."""

    privacy = NOT_PERSONAL

    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="light_records", verbose_name=_("任务"))
    target = models.ForeignKey(Target, models.CASCADE, null=True, blank=True, related_name="light_records", verbose_name=_("目标"))
    on = models.DateField(_("日期"))
    colour = models.CharField(_("灯色"), max_length=6)
    rule = models.CharField(_("规则"), max_length=40)
    why = models.CharField(_("原因"), max_length=300)

    class Meta:
        verbose_name = _("灯色记录")
        verbose_name_plural = _("灯色记录")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, target__isnull=True) | Q(task__isnull=True, target__isnull=False), name="light_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.colour}"
