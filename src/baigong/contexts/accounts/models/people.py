"""Who signs in, from where they are signed in now, and for which roles a second factor is demanded."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL, Personal


class User(AbstractUser):
    """Somebody who signs in, or a program that acts with a token (``is_program``).

    The person behind the account is ``person``; the account never changes hands: a successor gets one of their own.
    """

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
    password_set_at = models.DateTimeField(_("密码设置时间"), null=True, blank=True)
    must_change_password = models.BooleanField(_("须改密码"), default=False)
    is_sample = models.BooleanField(_("示例账号"), default=False)
    is_program = models.BooleanField(_("程序账号"), default=False)
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

    def get_absolute_url(self) -> str:
        """The account's page in the administration."""
        return reverse("accounts:account", args=[self.pk])


class SignInSession(models.Model):
    """One sign-in: when, from where, and whether it still stands. Ending one removes its session, so the browser is out at once."""

    privacy = {
        "address": Personal("追查冒用", "不少于六个月", "本人、审计管理员"),
        "agent": Personal("辨认设备", "不少于六个月", "本人、审计管理员"),
    }

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("账号"))
    session_key = models.CharField(_("会话"), max_length=40, db_index=True)
    address = models.CharField(_("来源地址"), max_length=64, blank=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录会话")
        verbose_name_plural = _("登录会话")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"

    def is_open(self, since: datetime) -> bool:
        """Whether it has not ended and was used since ``since`` (now less the idle time-out)."""
        return self.ended_at is None and self.seen_at >= since


class SecondFactorRule(models.Model):
    """The city demands (or no longer demands) a second factor of a role; set by the security administrator."""

    privacy = NOT_PERSONAL

    role = models.CharField(_("角色"), max_length=30, unique=True)
    is_required = models.BooleanField(_("须双因素"), default=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("设定人"))
    set_at = models.DateTimeField(_("设定时间"))

    class Meta:
        verbose_name = _("双因素要求")
        verbose_name_plural = _("双因素要求")
        ordering = ["role"]

    def __str__(self) -> str:
        return self.role
