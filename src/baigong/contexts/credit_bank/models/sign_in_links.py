"""Links by which a learner whose account was opened at a desk comes to a sign-in of his own."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.people import Learner
from baigong.kernel.privacy import Personal


class SignInLinkEnd(models.TextChoices):
    """Why a link serves no more."""

    TAKEN_UP = "taken_up", _("已开通")
    REPLACED = "replaced", _("已换新链接")
    WITHDRAWN = "withdrawn", _("已收回")
    TRIES = "tries", _("输错次数太多，已锁")


class SignInLink(models.Model):
    """A one-time link for one learner. Of its secret a keyed digest is kept; ``tries``: how often the document's number was wrong."""

    privacy = {"token_digest": Personal("本人登录链接", "账户注销后3年", "不显示", is_sensitive=True)}

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="sign_in_links", verbose_name=_("学分账户"))
    token_digest = models.CharField(_("链接摘要"), max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("制作人"))
    made_at = models.DateTimeField(_("制作时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    tries = models.PositiveSmallIntegerField(_("输错次数"), default=0)
    closed_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    closed_why = models.CharField(_("失效原因"), max_length=9, choices=SignInLinkEnd.choices, blank=True)

    class Meta:
        verbose_name = _("本人登录链接")
        verbose_name_plural = _("本人登录链接")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner"], condition=Q(closed_at=None), name="sign_in_link_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="sign_in_link_closed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.learner)

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return self.closed_at is None and now < self.expires_at
