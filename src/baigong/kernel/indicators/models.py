"""Snapshots that were taken, and the values that were computed from them. Neither is ever changed; what verifying found is noted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL

SNAPSHOTS = "snapshots"
"""The folder among the stored files; no row names single files in it, so what is swept there is swept by ``snapshots.tidy``."""


class Snapshot(models.Model):
    """A snapshot: a folder below ``snapshots/`` of the stored files, with Parquet files and their manifest, whose hash stands here.

    ``as_of`` is the day whose state it shows. ``fault`` is what the last verification found wrong; with one, it gives no more figures.
    ``thinned_at`` is when its files and figures went, their time of keeping being over (``retention``).
    """

    privacy = NOT_PERSONAL

    taken_at = models.DateTimeField(_("生成时间"), db_index=True)
    as_of = models.DateField(_("数据日期"), db_index=True)
    folder = models.CharField(_("存放位置"), max_length=80, unique=True)
    manifest_sha256 = models.CharField(_("清单摘要"), max_length=64)
    row_count = models.PositiveBigIntegerField(_("记录数"), default=0)
    byte_count = models.PositiveBigIntegerField(_("字节数"), default=0)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("生成人"))
    verified_at = models.DateTimeField(_("上次校验"), null=True)
    fault = models.TextField(_("校验发现的问题"), blank=True)
    thinned_at = models.DateTimeField(_("清理时间"), null=True)

    class Meta:
        verbose_name = _("数据快照")
        verbose_name_plural = _("数据快照")
        ordering = ["-as_of", "-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d} #{self.pk}"

    @property
    def path(self) -> Path:
        """Where its files are."""
        return Path(settings.MEDIA_ROOT) / SNAPSHOTS / self.folder

    def get_absolute_url(self) -> str:
        """The snapshot's page."""
        return reverse("console:snapshot", args=[self.pk])


class NoData(models.TextChoices):
    """Why there is no value."""

    NO_RECORDS = "no_records", _("还没有记录")
    ZERO_DENOMINATOR = "zero_denominator", _("分母为零")
    NO_RULE = "no_rule", _("统计日没有有效的规定")


class IndicatorValue(models.Model):
    """One value of one slice. Numerator and denominator are exact decimals as text; a value without data says why.

    ``is_suppressed``: only those who answer for the whole see it, because its cell is small or would give away one that is.
    """

    privacy = NOT_PERSONAL

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="values", verbose_name=_("数据快照"))
    code = models.CharField(_("指标代码"), max_length=40)
    version = models.CharField(_("定义版本"), max_length=10)
    slice_kind = models.CharField(_("分组"), max_length=60)
    slice_key = models.CharField(_("分组代码"), max_length=120, blank=True)
    numerator = models.CharField(_("分子"), max_length=60, blank=True)
    denominator = models.CharField(_("分母"), max_length=60, blank=True)
    why = models.CharField(_("无数据的原因"), max_length=20, choices=NoData.choices, blank=True)
    is_suppressed = models.BooleanField(_("不对外显示"), default=False)

    class Meta:
        verbose_name = _("指标值")
        verbose_name_plural = _("指标值")
        ordering = ["code", "slice_kind", "slice_key"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "code", "slice_kind", "slice_key"], name="one_value_a_slice"),
            models.CheckConstraint(condition=~Q(numerator="") | ~Q(why=""), name="value_or_reason"),
        ]
        indexes = [models.Index(fields=["code", "slice_kind", "slice_key"], name="values_over_time")]

    def __str__(self) -> str:
        return f"{self.code} {self.slice_kind}:{self.slice_key}"

    @property
    def amount(self) -> Fraction | None:
        """The exact value, or None where there is no data, or none that is shown."""
        if self.why or not self.numerator:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator or "1")

    def get_absolute_url(self) -> str:
        """The records behind it."""
        from baigong.kernel.indicators.values import records_url

        return records_url(self)
