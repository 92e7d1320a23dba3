"""What was counted: dated, for all who see the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal


class KeptCount(models.Model):
    """What was counted for one ``scope``: a digest of ``asked_as``, the roles and bodies whose work it covers.

    ``what`` names the counting, ``of`` what it was asked of (a period, a year). A count of the same takes the place of the one before.
    ``language``: its words are in it.
    """

    privacy = {"content": Personal("统计结果里可能提到的个人情况（如学分转换不同意的理由）", "三十天", "在其职责范围内统计的单位")}

    what = models.CharField(_("统计内容"), max_length=60)
    of = models.CharField(_("统计对象"), max_length=120)
    scope = models.CharField(_("统计范围摘要"), max_length=64)
    asked_as = models.JSONField(_("统计范围"), default=list)
    language = models.CharField(_("语言"), max_length=10)
    counted_at = models.DateTimeField(_("统计时间"))
    asked_on = models.DateField(_("上次查看"))
    content = models.JSONField(_("统计结果"), default=dict)

    class Meta:
        verbose_name = _("统计快照")
        verbose_name_plural = _("统计快照")
        ordering = ["what", "-counted_at"]
        constraints = [models.UniqueConstraint(fields=["what", "of", "scope", "language"], name="kept_count_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.of}"
