"""The ledger of investments: what was spent on vocational education, entry by entry, each with its voucher. Nothing in it is rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.kernel.papers import TitledPaper
from baigong.kernel.privacy import NOT_PERSONAL, Personal


class EntryKind(models.TextChoices):
    """What an entry says."""

    INVESTMENT = "investment", _("投资")
    WITHDRAWAL = "withdrawal", _("撤回")
    REVERSAL = "reversal", _("冲正")


class VoucherKind(models.TextChoices):
    """What a voucher is."""

    INVOICE = "invoice", _("发票")
    PAYMENT = "payment", _("付款凭证")
    AGREEMENT = "agreement", _("股权或撤资文件")
    OTHER = "other", _("其他凭证")


class LedgerEntry(models.Model):
    """One entry, in fen. ``on`` is the day on which it was spent or taken back; ``of`` the investment that was taken back or the entry
    that is
    reversed: a reversal says that the entry should never have stood, a withdrawal that the investment ended.
    """

    privacy = NOT_PERSONAL

    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="investments", verbose_name=_("企业"))
    kind = models.CharField(_("分录"), max_length=10, choices=EntryKind.choices)
    spending = models.CharField(_("投资类别"), max_length=12, blank=True)
    title = models.CharField(_("摘要"), max_length=120)
    on = models.DateField(_("发生日期"))
    amount = models.BigIntegerField(_("金额（分）"))
    partner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("合作院校")
    )
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="after", verbose_name=_("所指分录"))
    voucher_kind = models.CharField(_("凭证种类"), max_length=10, choices=VoucherKind.choices)
    voucher_number = models.CharField(_("凭证号码"), max_length=60)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记账人"))
    entered_at = models.DateTimeField(_("记账时间"))

    class Meta:
        verbose_name = _("投资台账")
        verbose_name_plural = _("投资台账")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["enterprise", "on"], name="ledger_of_enterprise")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="ledger_entry_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_entry_amount"),
            models.CheckConstraint(
                condition=Q(kind="investment", of=None) | (~Q(kind="investment") & Q(of__isnull=False) & ~Q(reason="")),
                name="ledger_entry_of_another",
            ),
            models.UniqueConstraint(fields=["of"], condition=Q(kind="reversal"), name="ledger_entry_reversed_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("incentives:entry", args=[self.pk])


class Voucher(models.Model):
    """A voucher that stands behind an entry: each stands once, whichever enterprise brings it. A reversed entry sets its voucher free."""

    privacy = NOT_PERSONAL

    key = models.CharField(_("凭证标识"), max_length=80, unique=True)
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="voucher", verbose_name=_("投资台账"))

    class Meta:
        verbose_name = _("凭证")
        verbose_name_plural = _("凭证")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class LedgerPaper(TitledPaper):
    """The scan of a voucher, an acceptance record, an agreement."""

    privacy = {"file": Personal("核对投资与抵免", "抵免结束后十年", "企业、税务和审核部门；不公开")}

    entry = models.ForeignKey(LedgerEntry, models.CASCADE, related_name="evidence", verbose_name=_("投资台账"))
    kind = models.CharField(_("材料类别"), max_length=10, choices=VoucherKind.choices)
    file = models.FileField(_("文件"), upload_to="investments/%Y/")

    class Meta(TitledPaper.Meta):
        verbose_name = _("凭证扫描件")
        verbose_name_plural = _("凭证扫描件")
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="ledger_paper_once")]
