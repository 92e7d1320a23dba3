"""What was found of the quality of returned data: how full each table of a body is, and what does not fit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL, Personal


class FindingKind(models.TextChoices):
    """What kind of thing was found."""

    CONTRADICTION = "contradiction", _("表间矛盾")
    DUPLICATE = "duplicate", _("重复")
    OUTLIER = "outlier", _("离群值")


class TableCoverage(models.Model):
    """A table that a body owes: rows in force and how full they are, as of the last look. Made anew by each look."""

    privacy = NOT_PERSONAL

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+", verbose_name=_("报送单位"))
    standard = models.CharField(_("标准"), max_length=30)
    table = models.CharField(_("数据表"), max_length=60)
    standing = models.CharField(_("情况"), max_length=10)
    row_count = models.PositiveIntegerField(_("现有行数"))
    required_filled = models.FloatField(_("必填项填写率"), null=True)
    optional_filled = models.FloatField(_("选填项填写率"), null=True)
    never_filled = models.JSONField(_("从未填写的字段"), default=list)
    last_at = models.DateTimeField(_("最近入库"), null=True)
    found_at = models.DateTimeField(_("检查时间"))

    class Meta:
        verbose_name = _("数据表填写情况")
        verbose_name_plural = _("数据表填写情况")
        ordering = ["organisation__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "standard", "table"], name="coverage_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.table}"


class QualityFinding(models.Model):
    """One thing that does not fit, by a declared rule (``rule``). It informs and blocks nobody; the next look makes all of them anew.

    ``found`` and ``expected`` are the two values; ``rows`` and ``other_rows`` conditions that list the rows behind them. ``weight`` orders.
    """

    privacy = {
        "subject": Personal("数据核对", "下一次检查时删除", "本单位、工作专班；证号只存掩码"),
        "found": Personal("数据核对", "下一次检查时删除", "本单位、工作专班；重复的人以学号、工号指明"),
    }

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+", verbose_name=_("报送单位"))
    kind = models.CharField(_("类别"), max_length=14, choices=FindingKind.choices)
    rule = models.CharField(_("规则"), max_length=40)
    standard = models.CharField(_("标准"), max_length=30)
    table = models.CharField(_("数据表"), max_length=60)
    subject = models.CharField(_("对象"), max_length=200, blank=True)
    found = models.CharField(_("现值"), max_length=200)
    expected = models.CharField(_("对照值"), max_length=200, blank=True)
    other_standard = models.CharField(_("对照标准"), max_length=30, blank=True)
    other_table = models.CharField(_("对照表"), max_length=60, blank=True)
    other_body = models.ForeignKey("organisations.Organisation", models.CASCADE, null=True, related_name="+", verbose_name=_("另一单位"))
    rows = models.JSONField(_("数据行条件"), default=list)
    other_rows = models.JSONField(_("对照行条件"), default=list)
    weight = models.FloatField(_("差距"), default=0)
    found_at = models.DateTimeField(_("检查时间"))

    class Meta:
        verbose_name = _("数据质量问题")
        verbose_name_plural = _("数据质量问题")
        ordering = ["organisation__order", "kind", "rule", "-weight", "pk"]

    def __str__(self) -> str:
        return f"{self.rule} {self.organisation}"
