"""The ledger of credits: accounts, postings between two accounts, the blocks that seal them and the keys that sign.

A posting is one row that names both accounts and one amount, so that it cannot be out of balance. Its rows are added and never changed or
removed (``ledger.guards``); the database itself refuses what may not be (``ledger.booking``) and brings balances forward with every seal.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models.checking import CheckedWhenBooked
from baigong.contexts.credit_bank.models.people import Learner
from baigong.engines.ledger.entries import MOST
from baigong.kernel.privacy import NOT_PERSONAL, Personal


class AccountKind(models.TextChoices):
    """What an account is for. Learners' own never fall below zero; the others, which give, never rise above it."""

    SOURCE = "source", _("来源")
    LEARNER = "learner", _("学分账户")
    TARGET = "target", _("认定目标")
    USED = "used", _("已使用")
    EXPIRED = "expired", _("已失效")


PERSONAL = (AccountKind.LEARNER, AccountKind.USED, AccountKind.EXPIRED)
"""Accounts of one learner. No balance moves with a posting, so that nobody queues for an account's row: see ``CreditAccount``."""


class PostingKind(models.TextChoices):
    """What a posting does."""

    DEPOSIT = "deposit", _("存入")
    TRANSFER = "transfer", _("转移")
    USE = "use", _("使用")
    REVERSE = "reverse", _("冲正")
    EXPIRE = "expire", _("失效")


class IsPlain(models.Func):
    """Whether texts hold neither control characters nor backslashes, so that the database writes the sealed bytes without escaping."""

    output_field = models.BooleanField()
    conditional = True
    arg_joiner = " || "
    template = "(%(expressions)s) !~ E'[\\\\x01-\\\\x1f\\\\x7f\\\\\\\\]'"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same as a pattern of SQLite."""
        template = "(%(expressions)s) NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || char(92) || ']*'"
        return self.as_sql(compiler, connection, template=template, **context)


class CreditAccount(models.Model):
    """An account of the ledger, known by its ``code`` (``learner:…``, ``used:…@target``, ``source:…``, ``target:…``, ``expired:…``).

    ``balance``: what stood there at the last seal; what came since is added by who asks (``ledger.reading``).
    ``ceiling``: the most that may be used at the target, where one was adopted. Rows are opened on first use and stay.
    """

    privacy = {"learner": Personal("学分归属", "终身", "本人、为其办理的学校和学分银行")}

    code = models.CharField(_("账户代码"), max_length=140, unique=True)
    kind = models.CharField(_("账户类别"), max_length=8, choices=AccountKind.choices)
    learner = models.ForeignKey(Learner, models.PROTECT, null=True, related_name="credit_accounts", verbose_name=_("学习者"))
    target = models.CharField(_("认定目标"), max_length=80, blank=True)
    balance = models.BigIntegerField(_("封存时余额（百分之一学分）"), default=0)
    ceiling = models.BigIntegerField(_("使用上限（百分之一学分）"), null=True, blank=True)

    class Meta:
        verbose_name = _("记账账户")
        verbose_name_plural = _("记账账户")
        ordering = ["code"]
        constraints = [
            CheckedWhenBooked(condition=Q(kind__in=AccountKind.values), name="account_kind"),
            CheckedWhenBooked(condition=~Q(kind__in=PERSONAL) | Q(balance__gte=0), name="account_not_below_zero"),
            CheckedWhenBooked(condition=Q(kind__in=PERSONAL) | Q(balance__lte=0), name="account_not_above_zero"),
            CheckedWhenBooked(condition=Q(ceiling=None) | Q(ceiling__gte=0), name="account_ceiling"),
            CheckedWhenBooked(
                condition=Q(kind__in=PERSONAL, learner__isnull=False) | (~Q(kind__in=PERSONAL) & Q(learner=None)), name="account_of_whom"
            ),
            CheckedWhenBooked(
                condition=(Q(kind__in=["target", "used"]) & ~Q(target="")) | (~Q(kind__in=["target", "used"]) & Q(target="")),
                name="account_at_which_target",
            ),
            models.UniqueConstraint(fields=["learner", "kind", "target"], condition=Q(learner__isnull=False), name="account_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Posting(models.Model):
    """``amount`` went from ``debit`` to ``credit``. The meaning of the texts is told in ``engines.ledger.entries.Entry``.

    ``turn``, of deposits and uses: how often the outcome was set free at this target by a reversal before; with it one outcome serves one
    purpose per target and no row need ever change. ``epoch``: the span between two sealings in which it was written; a sealed span takes
    nothing in any more. The accounts are no foreign keys for the database: their rows never go, so none need be locked to know that they
    are there.
    """

    privacy = {"reason": Personal("冲正理由", "终身", "本人、为其办理的学校和学分银行")}

    key = models.CharField(_("幂等键"), max_length=200)
    kind = models.CharField(_("记账类别"), max_length=8, choices=PostingKind.choices)
    debit = models.ForeignKey(
        CreditAccount, models.PROTECT, related_name="postings_out", db_constraint=False, db_index=False, verbose_name=_("付出账户")
    )
    credit = models.ForeignKey(
        CreditAccount, models.PROTECT, related_name="postings_in", db_constraint=False, db_index=False, verbose_name=_("收入账户")
    )
    amount = models.BigIntegerField(_("数额（百分之一学分）"))
    occurred_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("记账时间"))
    recorded_by = models.BigIntegerField(_("记账人编号"), null=True)
    outcome = models.CharField(_("学习成果"), max_length=40, blank=True)
    target = models.CharField(_("认定目标"), max_length=80, blank=True)
    turn = models.SmallIntegerField(_("次序"), null=True)
    series = models.CharField(_("同类归并"), max_length=60, blank=True)
    purpose = models.CharField(_("用途"), max_length=120, blank=True)
    decision = models.CharField(_("决定"), max_length=200)
    rule = models.CharField(_("规则版本"), max_length=80)
    evidence = models.CharField(_("佐证摘要"), max_length=64)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversal", db_index=False, verbose_name=_("所冲正的记账"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    epoch = models.IntegerField(_("封存区间"))

    class Meta:
        verbose_name = _("记账")
        verbose_name_plural = _("记账")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["debit", "id"], name="posting_out"),
            models.Index(fields=["credit", "id"], name="posting_in"),
            models.Index(fields=["epoch", "id"], name="posting_epoch"),
            # Of all kinds the one that no account tells, and few among millions: no other posting pays for it.
            models.Index(fields=["id"], condition=Q(kind="transfer"), name="posting_transfer"),
        ]
        constraints = [
            CheckedWhenBooked(condition=Q(amount__gt=0, amount__lte=MOST), name="posting_amount"),
            CheckedWhenBooked(
                condition=~Q(key="") & ~Q(decision="") & ~Q(rule="") & Q(Exact(Length("evidence"), 64)), name="posting_founded"
            ),
            CheckedWhenBooked(
                condition=(Q(kind__in=["deposit", "use"], turn__isnull=False, turn__gte=0) & ~Q(outcome=""))
                | (~Q(kind__in=["deposit", "use"]) & Q(turn=None)),
                name="posting_of_an_outcome",
            ),
            CheckedWhenBooked(
                condition=IsPlain("key", "outcome", "target", "series", "purpose", "decision", "rule", "evidence", "reason"),
                name="posting_plain",
            ),
            CheckedWhenBooked(
                condition=Q(kind="reverse") | (Q(kind="use") & ~Q(target="")) | (~Q(kind="use") & Q(target="")), name="posting_at_a_target"
            ),
            CheckedWhenBooked(
                condition=(Q(kind="reverse", reverses__isnull=False) & ~Q(reason="")) | (~Q(kind="reverse") & Q(reverses=None, reason="")),
                name="posting_reverses_with_reason",
            ),
            # Not "unique" on the field: that adds an index for patterns, and an entry for every row that reverses nothing.
            models.UniqueConstraint(fields=["key"], name="posting_key_once"),
            models.UniqueConstraint(fields=["reverses"], condition=Q(reverses__isnull=False), name="posting_reversed_once"),
            models.UniqueConstraint(fields=["outcome", "target", "turn"], condition=Q(turn__isnull=False), name="posting_outcome_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class LedgerEpoch(models.Model):
    """A span between two sealings. The greatest number is the span into which postings are written now; without a row it is the first.

    ``after``: every posting of this span or a later one has a greater number.
    """

    privacy = NOT_PERSONAL

    number = models.PositiveIntegerField(_("区间号"), primary_key=True)
    opened_at = models.DateTimeField(_("开始时间"))
    after = models.BigIntegerField(_("此前末笔编号"), default=0)

    class Meta:
        verbose_name = _("封存区间")
        verbose_name_plural = _("封存区间")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class LedgerKey(models.Model):
    """A key that signs blocks; the latest signs. The private half is encrypted with the field key."""

    privacy = NOT_PERSONAL

    key = models.CharField(_("密钥代号"), max_length=16, unique=True)
    public = models.CharField(_("公钥"), max_length=64)
    private_cipher = models.TextField(_("私钥（加密）"))
    since = models.DateTimeField(_("起用时间"))

    class Meta:
        verbose_name = _("封存密钥")
        verbose_name_plural = _("封存密钥")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class LedgerBlock(models.Model):
    """The signed head over postings ``first_id`` to ``last_id`` of one epoch (``engines.ledger.blocks.Block``)."""

    privacy = NOT_PERSONAL

    number = models.PositiveBigIntegerField(_("块号"), primary_key=True)
    first = models.PositiveBigIntegerField(_("首笔序号"))
    count = models.PositiveIntegerField(_("记账笔数"))
    root = models.CharField(_("默克尔根"), max_length=64)
    previous = models.CharField(_("上一块摘要"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("封存时间"))
    key = models.CharField(_("密钥代号"), max_length=16)
    signature = models.CharField(_("签名"), max_length=128)
    epoch = models.PositiveIntegerField(_("封存区间"))
    first_id = models.BigIntegerField(_("首笔编号"))
    last_id = models.BigIntegerField(_("末笔编号"))

    class Meta:
        verbose_name = _("记账块")
        verbose_name_plural = _("记账块")
        ordering = ["number"]
        indexes = [models.Index(fields=["epoch", "first_id"], name="block_of_epoch")]

    def __str__(self) -> str:
        return str(self.number)
