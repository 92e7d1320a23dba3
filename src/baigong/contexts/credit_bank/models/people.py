"""Learners: one account for life, by whatever document somebody is known; guardians; what was merged; who was given sight of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint


class LearnerState(models.TextChoices):
    """开户待核验 → 使用中 → 已并入、已注销."""

    PENDING = "pending", _("待核验身份")
    ACTIVE = "active", _("使用中")
    MERGED = "merged", _("已并入另一账户")
    CLOSED = "closed", _("已注销")


class Learner(models.Model):
    """The account of one person. ``number`` is what people quote; ``merged_into`` is set while the account rests in another one."""

    privacy = {
        "name": Personal("学分账户实名", "终身", "本人、为其办理的学校和学分银行"),
        "birth_on": Personal("判断是否需要监护人", "终身", "本人、为其办理的学校和学分银行"),
        "phone": Personal("通知本人", "账户注销后3年", "本人、为其办理的学校和学分银行"),
        "user": Personal("本人登录", "账户注销后3年", "本人"),
    }

    number = models.CharField(_("学分账号"), max_length=20, unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    phone = models.CharField(_("手机号码"), max_length=20, blank=True)
    home = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理单位")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="learner", verbose_name=_("登录账号")
    )
    state = models.CharField(_("状态"), max_length=8, choices=LearnerState.choices, default=LearnerState.PENDING)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入的账户"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("开户人"))
    opened_at = models.DateTimeField(_("开户时间"))

    class Meta:
        verbose_name = _("学分账户")
        verbose_name_plural = _("学分账户")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            states_constraint(LearnerState, name="learner_state"),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="learner_merged_into_one",
            ),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="learner_not_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"

    def one_person(self) -> list[int]:
        """The ids of this account and of those that rest in it: what they hold is one person's."""
        return [self.pk, *self.merged.values_list("pk", flat=True)]

    def get_absolute_url(self) -> str:
        """Its page for those who work on it."""
        return reverse("credit_bank:learner", args=[self.pk])

    def age_on(self, day: date) -> int | None:
        """Full years on ``day``; ``None`` where the birthday is not known. Born on 29 February: a year older on 1 March of other years."""
        if self.birth_on is None:
            return None
        return day.year - self.birth_on.year - ((day.month, day.day) < (self.birth_on.month, self.birth_on.day))


class DocumentKind(models.TextChoices):
    """证件类型."""

    CITIZEN = "citizen", _("居民身份证")
    RESIDENCE = "residence", _("港澳台居民居住证")
    FOREIGNER = "foreigner", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    PERMIT = "permit", _("港澳台居民来往内地（大陆）通行证")


class CheckedBy(models.TextChoices):
    """How it was seen that the document is this person's."""

    ROSTER = "roster", _("与学籍名册核对")
    SIGHT = "sight", _("查验证件原件")
    PLATFORM = "platform", _("统一身份认证")


class IdentityDocument(models.Model):
    """A document; one number is one learner's. ``number_sealed`` is encrypted, ``number_hash`` matches it, ``masked`` is shown."""

    privacy = {
        "number_sealed": Personal("实名核验", "账户注销后3年", "不显示；解密留痕", is_sensitive=True),
        "number_hash": Personal("查重", "账户注销后3年", "不显示", is_sensitive=True),
        "masked": Personal("核对", "账户注销后3年", "本人、为其办理的学校和学分银行"),
    }

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="documents", verbose_name=_("学分账户"))
    kind = models.CharField(_("证件类型"), max_length=10, choices=DocumentKind.choices)
    number_hash = models.CharField(_("证件号摘要"), max_length=64)
    number_sealed = models.TextField(_("证件号（加密）"))
    masked = models.CharField(_("证件号（遮盖）"), max_length=30)
    checked_how = models.CharField(_("核验方式"), max_length=8, choices=CheckedBy.choices, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核验人")
    )
    checked_at = models.DateTimeField(_("核验时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("身份证件")
        verbose_name_plural = _("身份证件")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number_hash"], name="identity_document_once"),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_how="") | (Q(checked_at__isnull=False) & ~Q(checked_how="")),
                name="identity_document_checked_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.masked}"


class Guardian(models.Model):
    """Who answers for a learner who is not of age."""

    privacy = {
        "name": Personal("未成年人监护", "成年后3年", "本人、为其办理的学校和学分银行"),
        "phone": Personal("联系监护人", "成年后3年", "为其办理的学校和学分银行"),
    }

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="guardians", verbose_name=_("学分账户"))
    name = models.CharField(_("监护人姓名"), max_length=80)
    relation = models.CharField(_("关系"), max_length=20)
    phone = models.CharField(_("联系电话"), max_length=20)
    consented_on = models.DateField(_("同意日期"))

    class Meta:
        verbose_name = _("监护人")
        verbose_name_plural = _("监护人")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）"


class LearnerMerger(models.Model):
    """Two accounts found to be one person's: the absorbed one rests in the kept one and can be taken out; both keep their history."""

    privacy = {
        "reason": Personal("说明为何是同一人", "终身", "学分银行"), "split_reason": Personal("说明为何不是同一人", "终身", "学分银行")
    }  # fmt: skip

    kept = models.ForeignKey(Learner, models.PROTECT, related_name="mergers", verbose_name=_("保留的账户"))
    absorbed = models.ForeignKey(Learner, models.PROTECT, related_name="absorptions", verbose_name=_("并入的账户"))
    reason = models.CharField(_("依据"), max_length=200)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))
    merged_at = models.DateTimeField(_("合并时间"))
    split_reason = models.CharField(_("拆分依据"), max_length=200, blank=True)
    split_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("拆分人")
    )
    split_at = models.DateTimeField(_("拆分时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("账户合并")
        verbose_name_plural = _("账户合并")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(split_at=None), name="learner_merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="learner_merger_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"


class Share(models.Model):
    """Sight of the account given to one recipient, for a purpose and until a day; taken back at any time. ``token_hash`` opens it."""

    privacy = {
        "recipient": Personal("本人授权查看", "到期后3年", "本人"),
        "purpose": Personal("本人授权查看", "到期后3年", "本人"),
        "token_hash": Personal("授权链接", "到期后3年", "不显示", is_sensitive=True),
    }

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="shares", verbose_name=_("学分账户"))
    recipient = models.CharField(_("给谁看"), max_length=80)
    purpose = models.CharField(_("用途"), max_length=120)
    token_hash = models.CharField(_("链接摘要"), max_length=64, unique=True)
    until = models.DateField(_("有效至"))
    given_at = models.DateTimeField(_("授权时间"))
    ended_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    opened_count = models.PositiveIntegerField(_("查看次数"), default=0)
    opened_at = models.DateTimeField(_("最近查看"), null=True, blank=True)

    class Meta:
        verbose_name = _("授权查看")
        verbose_name_plural = _("授权查看")
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return self.recipient

    def is_open(self, day: date) -> bool:
        """Whether the recipient still sees it on ``day``."""
        return self.ended_at is None and day <= self.until
