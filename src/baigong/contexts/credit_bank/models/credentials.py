"""Credentials that learners carry out: the keys that sign, each credential with its place in the status lists, the lists, whom we know.

The signed text is kept as it left: whatever the bank's name or address becomes, a credential is proved by what was signed.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.outcomes import Outcome
from baigong.contexts.credit_bank.models.people import Learner
from baigong.kernel.privacy import NOT_PERSONAL, Personal
from baigong.kernel.workflow import states_constraint


class KeyAlgorithm(models.TextChoices):
    """签名算法."""

    ED25519 = "Ed25519", "Ed25519"
    SM2 = "SM2", _("国密SM2")


class IssuerKey(models.Model):
    """A key that signs credentials; of each algorithm the latest that is neither retired nor revoked signs.

    ``controller`` is the issuer's identifier when the key was made. A retired key stays published, so that what it signed stays valid; a
    revoked one may have been in other hands, and nothing it signed is believed any more.
    """

    privacy = NOT_PERSONAL

    controller = models.CharField(_("签发者标识"), max_length=200)
    name = models.SlugField(_("密钥名"), max_length=40)
    algorithm = models.CharField(_("签名算法"), max_length=8, choices=KeyAlgorithm.choices)
    public = models.CharField(_("公钥"), max_length=120)
    private_cipher = models.TextField(_("私钥（加密）"))
    since = models.DateTimeField(_("起用时间"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    reason = models.CharField(_("停用或作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("签发密钥")
        verbose_name_plural = _("签发密钥")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["controller", "name"], name="issuer_key_name"),
            models.UniqueConstraint(
                fields=["controller", "algorithm"], condition=Q(retired_at=None, revoked_at=None), name="issuer_key_one_signs"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def method(self) -> str:
        """The name under which others find the public half."""
        return f"{self.controller}#{self.name}"


class StatusVolume(models.Model):
    """131,072 places for the status of credentials; ``used`` of them are given out, in an order that tells nothing of the day."""

    privacy = NOT_PERSONAL

    used = models.PositiveIntegerField(_("已用位置"), default=0)
    opened_at = models.DateTimeField(_("启用时间"))

    class Meta:
        verbose_name = _("状态卷")
        verbose_name_plural = _("状态卷")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class StatusPurpose(models.TextChoices):
    """What a list says."""

    REVOCATION = "revocation", _("撤销")
    SUSPENSION = "suspension", _("暂停")


class StatusList(models.Model):
    """The published list of a volume for one purpose, signed; ``document`` is made anew with every change."""

    privacy = NOT_PERSONAL

    volume = models.ForeignKey(StatusVolume, models.PROTECT, related_name="lists", verbose_name=_("状态卷"))
    purpose = models.CharField(_("用途"), max_length=10, choices=StatusPurpose.choices)
    url = models.CharField(_("地址"), max_length=300, unique=True)
    document = models.TextField(_("签名后的名单"))
    signed_at = models.DateTimeField(_("签名时间"))

    class Meta:
        verbose_name = _("状态名单")
        verbose_name_plural = _("状态名单")
        ordering = ["volume", "purpose"]
        constraints = [models.UniqueConstraint(fields=["volume", "purpose"], name="status_list_once")]

    def __str__(self) -> str:
        return self.url


class CredentialState(models.TextChoices):
    """有效 ⇄ 暂停 → 撤销."""

    VALID = "valid", _("有效")
    SUSPENDED = "suspended", _("已暂停")
    REVOKED = "revoked", _("已撤销")


class Credential(models.Model):
    """A credential over a recognised outcome, or, where ``outcome`` is empty, a record of the credentials in ``parts``.

    ``number`` cannot be guessed; ``place`` is its bit in the lists of ``volume``.
    """

    privacy = {
        "learner": Personal("电子凭证持有人", "终身", "本人、办理单位、学分银行"),
        "document": Personal("电子凭证内容", "终身", "本人；持有凭证文件、二维码或编号的人核验时"),
        "number": Personal("凭证编号", "终身", "本人；由本人出示"),
    }

    number = models.CharField(_("凭证编号"), max_length=16, unique=True)
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="credentials", verbose_name=_("学分账户"))
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="credentials", verbose_name=_("学习成果"))
    parts = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="records", verbose_name=_("档案内的凭证"))
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="+", verbose_name=_("签发密钥"))
    volume = models.ForeignKey(StatusVolume, models.PROTECT, related_name="credentials", verbose_name=_("状态卷"))
    place = models.PositiveIntegerField(_("状态位置"))
    document = models.TextField(_("签名后的凭证"))
    state = models.CharField(_("状态"), max_length=10, choices=CredentialState.choices, default=CredentialState.VALID)
    reason = models.CharField(_("暂停或撤销原因"), max_length=200, blank=True)
    valid_until = models.DateTimeField(_("有效期止"), null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人"))
    issued_at = models.DateTimeField(_("签发时间"))

    class Meta:
        verbose_name = _("电子凭证")
        verbose_name_plural = _("电子凭证")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["volume", "state"], name="credential_in_list")]
        constraints = [
            states_constraint(CredentialState, name="credential_state"),
            models.UniqueConstraint(fields=["volume", "place"], name="credential_place"),
            models.UniqueConstraint(fields=["outcome"], condition=~Q(state="revoked"), name="credential_of_an_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.shown_number}）"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("credit_bank:credential", args=[self.pk])

    @property
    def is_record(self) -> bool:
        """Whether it holds other credentials."""
        return self.outcome_id is None

    @property
    def title(self) -> str:
        """What it is over."""
        return gettext("学习成果档案") if self.outcome is None else str(self.outcome)

    @property
    def shown_number(self) -> str:
        """The number in groups of four, as people copy it."""
        return "-".join(self.number[start : start + 4] for start in range(0, len(self.number), 4))

    def is_expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.valid_until is not None and self.valid_until < now

    @property
    def needs_renewal(self) -> bool:
        """Whether nobody believes it any more since its key was revoked, though it was not revoked itself."""
        return self.state != CredentialState.REVOKED and self.key.revoked_at is not None


class TrustedIssuer(models.Model):
    """Another issuer whose credentials the office accepts; ``document`` are its published keys, looked at and entered, never fetched."""

    privacy = NOT_PERSONAL

    did = models.CharField(_("签发者标识"), max_length=200, unique=True)
    name = models.CharField(_("单位名称"), max_length=120)
    document = models.TextField(_("公布的密钥文件"), blank=True)
    basis = models.CharField(_("认可依据"), max_length=200)
    since = models.DateTimeField(_("认可时间"))
    ended_at = models.DateTimeField(_("停止认可时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("认可的签发者")
        verbose_name_plural = _("认可的签发者")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
