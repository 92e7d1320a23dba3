"""Accounts by which schools' programs push data on the standard's interface, the tokens they were given, and what they sent once."""

from __future__ import annotations

import ipaddress

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class AccountState(models.TextChoices):
    """Where an account stands on the standard's way: applied for, credentials issued, outside address registered."""

    APPLIED = "applied", _("待开通")
    ISSUED = "issued", _("待登记地址")
    OPEN = "open", pgettext_lazy("接口账号", "使用中")
    SUSPENDED = "suspended", _("已暂停")
    CLOSED = "closed", _("已注销")


class CipherMode(models.TextChoices):
    """How SM4 blocks are chained. The standard does not say; a pusher does one of these."""

    ECB = "ecb", "ECB"
    CBC = "cbc", "CBC"
    GCM = "gcm", "GCM"


class CipherPadding(models.TextChoices):
    """How the last SM4 block is filled (not with GCM)."""

    PKCS7 = "pkcs7", "PKCS7（PKCS5）"
    ZERO = "zero", _("补零")


class KeyForm(models.TextChoices):
    """How a pusher makes the 16 bytes of the SM4 key out of ``app_secret``."""

    HEX = "hex", _("32个十六进制字符")
    TEXT = "text", _("16个字符，按字节使用")


class RsaPadding(models.TextChoices):
    """How the log-in parameters are padded under RSA."""

    PKCS1 = "pkcs1", "PKCS#1 v1.5"
    OAEP = "oaep", "OAEP（SHA-256）"


class ReturnAccount(models.Model):
    """An account of the push interface: one body, one edition of the standard, its own keys.

    What must be compared is hashed (``password``); what must be used is encrypted with the field key (``…_cipher``) and shown once,
    when it is made. ``networks`` are the outside addresses from which it may call; without one nobody may.
    """

    privacy = {
        "applicant": Personal("联系", "账号存续期间及注销后一年", "本单位、工作专班、系统管理员"),
        "phone": Personal("联系", "账号存续期间及注销后一年", "本单位、工作专班、系统管理员"),
        "email": Personal("联系", "账号存续期间及注销后一年", "本单位、工作专班、系统管理员"),
    }

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="return_accounts", verbose_name=_("报送单位")
    )
    standard = models.CharField(_("标准"), max_length=30)
    state = models.CharField(_("状态"), max_length=10, choices=AccountState.choices, default=AccountState.APPLIED)
    applicant = models.CharField(_("申请人"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30)
    email = models.EmailField(_("邮箱"), blank=True)
    applied_at = models.DateTimeField(_("申请时间"))
    networks = models.JSONField(_("外网地址"), default=list, blank=True)
    user_name = models.CharField(_("用户名"), max_length=40, unique=True)
    password = models.CharField(_("密码摘要"), max_length=128, blank=True)
    client_id = models.CharField(_("客户端标识"), max_length=40, unique=True)
    client_secret_cipher = models.TextField(_("客户端密钥（密文）"), blank=True)
    app_key = models.CharField(_("应用标识"), max_length=40, unique=True)
    app_secret_cipher = models.TextField(_("应用密钥（密文）"), blank=True)
    rsa_private_cipher = models.TextField(_("RSA私钥（密文）"), blank=True)
    rsa_public = models.TextField(_("RSA公钥"), blank=True)
    mode = models.CharField(_("SM4模式"), max_length=4, choices=CipherMode.choices, default=CipherMode.ECB)
    padding = models.CharField(_("SM4填充"), max_length=6, choices=CipherPadding.choices, default=CipherPadding.PKCS7)
    iv = models.CharField(_("SM4初始向量"), max_length=32, blank=True)
    key_form = models.CharField(_("SM4密钥形式"), max_length=4, choices=KeyForm.choices, default=KeyForm.HEX)
    rsa_padding = models.CharField(_("RSA填充"), max_length=6, choices=RsaPadding.choices, default=RsaPadding.PKCS1)
    credentials_at = models.DateTimeField(_("凭据生成时间"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("连续登录失败"), default=0)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近调用"), null=True, blank=True)

    class Meta:
        verbose_name = _("接口账号")
        verbose_name_plural = _("接口账号")
        ordering = ["organisation__order", "pk"]
        constraints = [
            states_constraint(AccountState, name="return_account_state"),
            models.UniqueConstraint(
                fields=["organisation", "standard"], condition=~Q(state="closed"), name="one_living_return_account"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} {self.user_name}"

    def get_absolute_url(self) -> str:
        """The account's page."""
        return reverse("registers:interface-account", args=[self.pk])

    def admits(self, address: str) -> bool:
        """Whether calls from an outside address are allowed."""
        try:
            caller = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(caller in ipaddress.ip_network(network) for network in self.networks)


class ReturnToken(models.Model):
    """One log-in of a pusher. Only digests are kept; a refresh ends it and makes the next one. Hours are the server's own clock."""

    privacy = NOT_PERSONAL

    account = models.ForeignKey(ReturnAccount, models.CASCADE, related_name="tokens", verbose_name=_("接口账号"))
    access_digest = models.CharField(_("令牌摘要"), max_length=64, unique=True)
    refresh_digest = models.CharField(_("刷新令牌摘要"), max_length=64, unique=True)
    issued_at = models.DateTimeField(_("签发时间"))
    expires_at = models.DateTimeField(_("令牌到期"))
    refresh_expires_at = models.DateTimeField(_("刷新到期"))
    revoked_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    address = models.CharField(_("来源地址"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("推送令牌")
        verbose_name_plural = _("推送令牌")
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account} {self.issued_at:%Y-%m-%d %H:%M}"


class ReturnNonce(models.Model):
    """A ``random`` that a pusher has used: the same one again within the time window is a replay."""

    privacy = NOT_PERSONAL

    account = models.ForeignKey(ReturnAccount, models.CASCADE, related_name="+", verbose_name=_("接口账号"))
    digest = models.CharField(_("随机串摘要"), max_length=64)
    used_at = models.DateTimeField(_("使用时间"), db_index=True)

    class Meta:
        verbose_name = _("用过的随机串")
        verbose_name_plural = _("用过的随机串")
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="nonce_used_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class RefusedLogIn(models.Model):
    """A log-in of a pusher that failed: too many of one address within a while, and nobody logs in from there for as long."""

    privacy = NOT_PERSONAL

    address = models.CharField(_("来源地址"), max_length=64)
    code = models.CharField(_("原因"), max_length=30)
    refused_at = models.DateTimeField(_("拒绝时间"))

    class Meta:
        verbose_name = _("失败的接口登录")
        verbose_name_plural = _("失败的接口登录")
        indexes = [models.Index(fields=["address", "refused_at"], name="refused_log_in_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.refused_at:%Y-%m-%d %H:%M}"
