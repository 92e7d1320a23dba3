"""Gapless numbers: the last number given in a series, one row a series, locked while the next is taken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL


class NumberSeries(models.Model):
    """The last number given of a series such as ``filing:wuwei-2020:2021``."""

    privacy = NOT_PERSONAL

    key = models.CharField(_("序列"), max_length=120, unique=True)
    last = models.PositiveIntegerField(_("最后编号"), default=0)

    class Meta:
        verbose_name = _("编号序列")
        verbose_name_plural = _("编号序列")

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


def next_number(key: str) -> int:
    """The next number of a series, in the caller's transaction: taken if it commits, given back if it does not, so no gap remains.

    Two at once wait for one another on the series' row.
    """
    NumberSeries.objects.get_or_create(key=key)
    series = NumberSeries.objects.select_for_update(no_key=True).get(key=key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
