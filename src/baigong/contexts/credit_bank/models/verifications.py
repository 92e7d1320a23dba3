"""How often one address had credentials verified within a minute: counted here, so that the limit holds however many processes answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL


class VerificationCount(models.Model):
    """A minute of one caller. ``caller`` is a keyed digest of the address: it counts and names nobody. Rows live for minutes."""

    privacy = NOT_PERSONAL

    caller = models.CharField(_("来源摘要"), max_length=64)
    minute = models.DateTimeField(_("分钟"), db_index=True)
    count = models.PositiveIntegerField(_("次数"))

    class Meta:
        verbose_name = _("核验次数")
        verbose_name_plural = _("核验次数")
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="verification_count_minute")]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.count}"
