"""Keys by which programs act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.models.holdings import role_label
from baigong.contexts.accounts.models.people import User
from baigong.kernel.privacy import NOT_PERSONAL


class ApiToken(models.Model):
    """A key by which a program acts for an organisation with one role. Only its digest is kept.

    ``user`` is the program's own account, made with the token, so that what it writes names the program and not a person.
    """

    privacy = NOT_PERSONAL

    name = models.CharField(_("用途"), max_length=80)
    user = models.OneToOneField(User, models.PROTECT, related_name="api_token", verbose_name=_("程序账号"))
    prefix = models.CharField(_("前缀"), max_length=12)
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    role = models.CharField(_("角色"), max_length=30)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="api_tokens", verbose_name=_("单位"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("建立人"))
    created_at = models.DateTimeField(_("建立时间"))
    expires_on = models.DateField(_("有效期至"))
    revoked_at = models.DateTimeField(_("吊销时间"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def get_absolute_url(self) -> str:
        """The token's page."""
        return reverse("accounts:token", args=[self.pk])

    @property
    def role_label(self) -> Any:
        """What people read for the role."""
        return role_label(self.role)

    def standing(self, now: datetime) -> str:
        """``revoked``, ``expired`` or ``valid``; ``expires_on`` is the last day."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_on < now.date() else "valid"
