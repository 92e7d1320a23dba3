"""A notice and its reader; where else it goes; what became of each sending."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class Notice(models.Model):
    """Something one person is told. ``url`` is a path of this site; ``kind`` a dotted name (``plans.report.returned``).

    Of notices with the same ``key`` a person gets one: that is how nobody is reminded twice on a day.
    """

    privacy = {"body": Personal("告知本人待办与结果", "两年", "本人")}

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("收件人"))
    kind = models.CharField(_("类别"), max_length=80)
    subject = models.CharField(_("主题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    url = models.CharField(_("位置"), max_length=300, blank=True)
    key = models.CharField(_("标识"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread")]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], condition=~Q(key=""), name="notice_once")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Opens what it speaks of and marks it read."""
        return reverse("notices:open", args=[self.pk])


class Preference(models.Model):
    """What a person wants beside the notices on the page. Without a row: mail, where the account has an address."""

    privacy = NOT_PERSONAL

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference", verbose_name=_("账号"))
    by_mail = models.BooleanField(_("同时发到邮箱"), default=True)

    class Meta:
        verbose_name = _("通知设置")
        verbose_name_plural = _("通知设置")

    def __str__(self) -> str:
        return str(self.user)


class Platform(models.TextChoices):
    """The chat programs whose group robots are spoken to."""

    WECOM = "wecom", _("企业微信")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")


class Robot(models.Model):
    """A robot of a chat group. Its address holds the key to the group, so address and secret are kept encrypted.

    ``kinds`` are the beginnings of the kinds it passes on (``plans.cycle``); empty means all that is broadcast.
    """

    privacy = NOT_PERSONAL

    name = models.CharField(_("名称"), max_length=60, unique=True)
    platform = models.CharField(_("平台"), max_length=10, choices=Platform.choices)
    host = models.CharField(_("主机"), max_length=120, editable=False)
    sealed_address = models.TextField(_("地址（加密）"), editable=False)
    sealed_secret = models.TextField(_("密钥（加密）"), blank=True, editable=False)
    kinds = models.JSONField(_("转发的类别"), default=list, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("设置人"))
    created_at = models.DateTimeField(_("设置时间"))

    class Meta:
        verbose_name = _("群机器人")
        verbose_name_plural = _("群机器人")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(platform__in=Platform.values), name="robot_platform")]

    def __str__(self) -> str:
        return self.name

    def takes(self, kind: str) -> bool:
        """Whether it passes notices of ``kind`` on."""
        return not self.kinds or any(kind == k or kind.startswith(f"{k}.") for k in self.kinds)


class Channel(models.TextChoices):
    """The ways out."""

    MAIL = "mail", _("邮件")
    ROBOT = "robot", _("群机器人")


class DeliveryState(models.TextChoices):
    """A killed worker leaves ``sending``: after a while the sending is tried again, so a message may come twice, never not at all."""

    WAITING = "waiting", _("等待")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("未送达")


class Delivery(models.Model):
    """One sending: of a notice by mail, or of a message to a robot. ``error`` is what the other side said last."""

    privacy = {"body": Personal("通知的发送记录", "两年", "系统管理员")}

    channel = models.CharField(_("渠道"), max_length=6, choices=Channel.choices)
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("通知"))
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("机器人"))
    subject = models.CharField(_("主题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    url = models.CharField(_("位置"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("错误"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("提交时间"))
    next_try_at = models.DateTimeField(_("下次发送"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("开始发送"), null=True, blank=True)
    sent_at = models.DateTimeField(_("送出时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = _("发送记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_due")]
        constraints = [
            states_constraint(DeliveryState, name="delivery_state"),
            models.CheckConstraint(
                condition=Q(channel="mail", notice__isnull=False, robot=None) | Q(channel="robot", robot__isnull=False, notice=None),
                name="delivery_of_one",
            ),
            models.UniqueConstraint(fields=["notice"], condition=Q(channel="mail"), name="one_mail_a_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.subject}"
