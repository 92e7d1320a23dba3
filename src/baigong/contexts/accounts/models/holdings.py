"""Roles held at organisations, and invitations to hold one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.models.people import User
from baigong.kernel.access import all_roles
from baigong.kernel.privacy import NOT_PERSONAL, Personal


def role_label(key: str) -> Any:
    """What people read for a role; the key itself for one that is no longer declared."""
    declared = all_roles().get(key)
    return declared.label if declared else key


class RoleHolding(models.Model):
    """A role held at an organisation from its first day to its last; ended, never deleted.

    With ``post`` the role goes with the post: when the post changes hands, it ends the day before (``HandOver``).
    A role taken back before its first day ends before it begins, and so was never in force.
    """

    privacy = NOT_PERSONAL

    user = models.ForeignKey(User, models.PROTECT, related_name="role_holdings", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=30)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="role_holdings", verbose_name=_("单位"))
    post = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, blank=True, related_name="role_holdings", verbose_name=_("随职务")
    )
    from_on = models.DateField(_("起"))
    until_on = models.DateField(_("止"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授予人"))

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        ordering = ["organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], condition=Q(until_on=None), name="role_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation} {self.role_label}"

    @property
    def role_label(self) -> Any:
        """What people read for the role."""
        return role_label(self.role)

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def get_absolute_url(self) -> str:
        """The account's page, where its roles are kept."""
        return self.user.get_absolute_url()


class Invitation(models.Model):
    """A one-time link by which somebody takes up a role at a body. Only the digest of its code is kept.

    ``invited_by`` is empty for the first administrators, who are invited from the command line of the server.
    """

    privacy = {
        "display_name": Personal("邀请", "用后一年", "安全管理员、邀请人"),
        "email": Personal("邀请", "用后一年", "安全管理员、邀请人"),
    }

    code_digest = models.CharField(_("邀请码摘要"), max_length=64, unique=True)
    display_name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), blank=True)
    role = models.CharField(_("角色"), max_length=30)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("随职务"))
    person = models.ForeignKey("organisations.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("人员"))
    from_on = models.DateField(_("任用起"), null=True, blank=True)
    hand_over = models.ForeignKey(
        "accounts.HandOver", models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("账号移交")
    )
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="invitations_sent", verbose_name=_("邀请人"))
    created_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("账号"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_used_or_withdrawn"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name}: {self.organisation} {self.role_label}"

    def get_absolute_url(self) -> str:
        """The invitation's page in the administration."""
        return reverse("accounts:invitation", args=[self.pk])

    @property
    def role_label(self) -> Any:
        """What people read for the role."""
        return role_label(self.role)

    def standing(self, now: datetime) -> str:
        """``accepted``, ``withdrawn``, ``expired`` or ``pending``."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at <= now else "pending"
