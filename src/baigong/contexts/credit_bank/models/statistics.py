"""Statistics of a large bank as they were counted: dated, for all who see the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal


class CountedStatistics(models.Model):
    """What was counted of a period on a day for one ``scope``: a digest of ``asked_as``, the roles and bodies whose work it covers.

    A count of the same day and period takes the place of the one before. ``language``: its words are in it.
    """

    privacy = {"content": Personal("学分转换不同意理由里可能提到的个人情况", "三十天", "学分银行及在其职责范围内统计的单位")}

    scope = models.CharField(_("统计范围摘要"), max_length=64)
    asked_as = models.JSONField(_("统计范围"), default=list)
    language = models.CharField(_("语言"), max_length=10)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    counted_at = models.DateTimeField(_("统计时间"))
    asked_on = models.DateField(_("上次查看"))
    content = models.JSONField(_("统计结果"), default=dict)

    class Meta:
        verbose_name = _("统计快照")
        verbose_name_plural = _("统计快照")
        ordering = ["-until", "-counted_at"]
        constraints = [models.UniqueConstraint(fields=["scope", "language", "since", "until"], name="statistics_counted_once")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} {self.until:%Y-%m-%d}"
