"""Who may act: people who sign in, the roles they hold at organisations, invitations, and tokens of programs."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL, Personal


class User(AbstractUser):
    """Somebody who signs in. The person behind the account is ``person``; the account never changes hands silently."""

    privacy = {
        "username": Personal("登录", "账号存续期间", "本人、安全管理员"),
        "email": Personal("通知与找回密码", "账号存续期间", "本人、安全管理员"),
        "display_name": Personal("显示办理人", "账号存续期间及档案规定的年限", "内部"),
        "phone": Personal("联系", "账号存续期间", "本人、安全管理员、工作专班"),
    }

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    person = models.ForeignKey(
        "organisations.Person", models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("人员")
    )
    must_change_password = models.BooleanField(_("须改密码"), default=False)
    is_sample = models.BooleanField(_("示例账号"), default=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name shown to others."""
        return self.display_name


class RoleHolding(models.Model):
    """A role held at an organisation from one day to another; ended, never deleted."""

    privacy = NOT_PERSONAL

    user = models.ForeignKey(User, models.CASCADE, related_name="role_holdings", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=30)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="role_holdings", verbose_name=_("单位"))
    post = models.ForeignKey(
        "organisations.Post", models.SET_NULL, null=True, blank=True, related_name="role_holdings", verbose_name=_("随职务")
    )
    from_on = models.DateField(_("起"))
    until_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("任用")
        verbose_name_plural = _("任用")
        ordering = ["organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], condition=Q(until_on=None), name="role_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"


class Invitation(models.Model):
    """A one-time link by which somebody sets up an account with a role at a body. Only the digest of its code is kept."""

    privacy = {"display_name": Personal("邀请", "用后一年", "安全管理员"), "email": Personal("邀请", "用后一年", "安全管理员")}

    code_digest = models.CharField(_("邀请码摘要"), max_length=64, unique=True)
    display_name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), blank=True)
    role = models.CharField(_("角色"), max_length=30)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    post = models.ForeignKey("organisations.Post", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("随职务"))
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent", verbose_name=_("邀请人"))
    created_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("账号"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.display_name} @ {self.organisation}"


class ApiToken(models.Model):
    """A key by which a program acts for an organisation with one role. Only its digest is kept."""

    privacy = NOT_PERSONAL

    name = models.CharField(_("用途"), max_length=80)
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
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
