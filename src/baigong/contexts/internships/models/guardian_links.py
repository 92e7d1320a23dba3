"""Links by which a guardian, who has no account, signs in the system."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.placements import KEPT, SEEN, Placement
from baigong.kernel.privacy import Personal


class LinkEnd(models.TextChoices):
    """Why a link serves no more."""

    SIGNED = "signed", _("已签字")
    REPLACED = "replaced", _("已换新链接")
    WITHDRAWN = "withdrawn", _("已收回")
    TRIES = "tries", _("输错次数太多，已锁")


class GuardianLink(models.Model):
    """A one-time link for the guardian on record of one placement. Of its secret a keyed digest is kept.

    ``binds``: a keyed digest of the guardian on record and of the words to be signed; where either has changed since, the link is dead.
    ``tries``: how often the second fact was wrong.
    """

    privacy = {
        "name": Personal("监护人签字", KEPT, SEEN),
        "token_digest": Personal("监护人签字链接", KEPT, "不显示", is_sensitive=True),
        "binds": Personal("核对监护人和所签内容", KEPT, "不显示", is_sensitive=True),
    }

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="guardian_links", verbose_name=_("实习安排"))
    name = models.CharField(_("监护人"), max_length=80)
    token_digest = models.CharField(_("链接摘要"), max_length=64, unique=True)
    binds = models.CharField(_("所签内容和监护人的摘要"), max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("制作人"))
    made_at = models.DateTimeField(_("制作时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    opened_at = models.DateTimeField(_("核对通过时间"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("输错次数"), default=0)
    closed_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    closed_why = models.CharField(_("失效原因"), max_length=9, choices=LinkEnd.choices, blank=True)

    class Meta:
        verbose_name = _("监护人签字链接")
        verbose_name_plural = _("监护人签字链接")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement"], condition=Q(closed_at=None), name="guardian_link_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="guardian_link_closed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}"

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be used, whatever became of the papers."""
        return self.closed_at is None and now < self.expires_at
