"""Writing into the ledger of investments: what was spent, what was taken back, what should never have stood. Entries are added, never
changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.access import LEDGER_PAPER_POLICY, LEDGER_POLICY
from baigong.contexts.incentives.credit.facts import standing_entries
from baigong.contexts.incentives.models import EntryKind, LedgerEntry, LedgerPaper, Voucher, VoucherKind
from baigong.contexts.incentives.money import MOST, yuan
from baigong.contexts.incentives.rules import spendings
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.files import examine_upload
from baigong.kernel.papers import Papers
from baigong.kernel.wording import as_recorded

EARLIEST = date(2000, 1, 1)
INVOICE = re.compile(r"\d{18,22}")
"""Code and number of a paper invoice together, or the number of an electronic one."""
DONATED = "donated"
PAPERS: Papers[LedgerPaper] = Papers(LEDGER_PAPER_POLICY, owner="entry", kinds=lambda: VoucherKind.choices, most=10)


@dataclass(frozen=True)
class SpendingHead:
    """One investment to be entered, in fen."""

    spending: str
    title: str
    on: date
    amount: int
    voucher_kind: str
    voucher_number: str
    partner: Organisation | None = None


def voucher_key(kind: str, number: str, enterprise: int) -> str:
    """What makes a voucher the same voucher: an invoice everywhere, others within the books of one enterprise.

    >>> voucher_key("invoice", "0440 0210-0104 12345678", 7), voucher_key("payment", "付－12", 7)
    ('invoice:04400210010412345678', 'payment:7:付12')
    """
    plain = re.sub(r"[\s\-－—_/]", "", unicodedata.normalize("NFKC", number)).upper()
    return f"{kind}:{plain}" if kind == VoucherKind.INVOICE else f"{kind}:{enterprise}:{plain}"


@transaction.atomic
def enter_investments(*, actor: Actor, now: datetime, enterprise: Enterprise, heads: Sequence[SpendingHead]) -> list[LedgerEntry]:
    """Enter investments of one enterprise, all or none. Raises ``Refusal`` for what cannot be and for a voucher that stands somewhere
    already."""
    LEDGER_POLICY.require(actor, "enter", LedgerEntry(enterprise=enterprise))
    rows = []
    for head in heads:
        wrong = why_not(head, enterprise, now.date())
        if wrong:
            raise Refusal(next(iter(wrong.values())), code=next(iter(wrong)), fields=wrong)
        row = LedgerEntry(
            enterprise=enterprise, kind=EntryKind.INVESTMENT, spending=head.spending, title=" ".join(head.title.split()), on=head.on,
            amount=head.amount, partner=head.partner, voucher_kind=head.voucher_kind, voucher_number=head.voucher_number.strip(),
            entered_by_id=actor.user_id, entered_at=now,
        )  # fmt: skip
        rows.append(_write(row))
        audit.record(actor, "incentives.ledgerentry.entered", row, now=now, detail={"amount": row.amount})
    return rows


def why_not(head: SpendingHead, enterprise: Enterprise, today: date) -> dict[str, str]:
    """What is wrong with an entry, by field; nothing where it is sound."""
    wrong = {}
    if head.spending not in spendings():
        wrong["spending"] = _("请选择投资类别。")
    if not 0 < head.amount <= MOST:
        wrong["amount"] = _("金额应大于0、不超过%(most)s元。") % {"most": yuan(MOST)}
    if not EARLIEST <= head.on <= today:
        wrong["on"] = _("发生日期%(day)s应在%(since)s至今天之间。") % {"day": head.on, "since": EARLIEST}
    elif enterprise.closed_on is not None and head.on > enterprise.closed_on:
        wrong["on"] = _("“%(firm)s”已于%(day)s关闭，其后没有投资。") % {"firm": enterprise, "day": enterprise.closed_on}
    if not head.title.strip():
        wrong["title"] = _("请填写摘要。")
    if head.voucher_kind not in VoucherKind.values:
        wrong["voucher_kind"] = _("请选择凭证种类。")
    if not head.voucher_number.strip():
        wrong["voucher_number"] = _("请填写凭证号码。")
    elif head.voucher_kind == VoucherKind.INVOICE and not INVOICE.fullmatch(voucher_key("invoice", head.voucher_number, 0).split(":")[1]):
        wrong["voucher_number"] = _("发票号码写发票代码加号码，或20位的数电票号码，共18至22位数字。")
    if head.spending == DONATED and head.voucher_kind != VoucherKind.INVOICE:
        wrong["voucher_kind"] = _("捐赠的设施设备按发票价值计，凭证请选发票。")
    if head.spending == DONATED and head.partner is None:
        wrong["partner"] = _("请选择受赠的院校。")
    return wrong


@transaction.atomic
def withdraw(*, actor: Actor, now: datetime, entry: LedgerEntry, on: date, amount: int, reason: str, number: str) -> LedgerEntry:
    """Enter that something of an investment was taken back or its share transferred. Raises ``Refusal`` for more than is left of it."""
    of = _standing(actor, entry, "enter")
    if of.kind != EntryKind.INVESTMENT:
        raise Refusal(_("只有投资可以撤回；记错的分录请冲正。"), code="not_an_investment", status=409)
    taken = standing_entries([of.enterprise_id]).filter(of=of, kind=EntryKind.WITHDRAWAL).aggregate(sum=Sum("amount"))["sum"] or 0
    left = of.amount - taken
    wrong = {}
    if not 0 < amount <= left:
        wrong["amount"] = _("撤回金额应大于0、不超过尚未撤回的%(left)s元。") % {"left": yuan(left)}
    if not of.on <= on <= now.date():
        wrong["on"] = _("撤回日期应在投资日期%(day)s与今天之间。") % {"day": of.on}
    if not reason.strip():
        wrong["reason"] = _("请写明撤回或转让的原因。")
    if not number.strip():
        wrong["voucher_number"] = _("请填写凭证号码。")
    if wrong:
        raise Refusal(next(iter(wrong.values())), code=next(iter(wrong)), fields=wrong)
    row = _write(
        LedgerEntry(
            enterprise=of.enterprise, kind=EntryKind.WITHDRAWAL, spending=of.spending, title=_titled(gettext_lazy("撤回：%(title)s"), of),
            on=on, amount=amount, of=of, voucher_kind=VoucherKind.AGREEMENT, voucher_number=number.strip(), reason=reason.strip()[:300],
            entered_by_id=actor.user_id, entered_at=now,
        )
    )  # fmt: skip
    audit.record(actor, "incentives.ledgerentry.withdrawn", row, now=now, detail={"of": of.pk, "amount": amount})
    return row


@transaction.atomic
def reverse(*, actor: Actor, now: datetime, entry: LedgerEntry, reason: str) -> LedgerEntry:
    """Say that an entry should never have stood. Its voucher is free again. Raises ``Refusal`` while withdrawals rest on it."""
    of = _standing(actor, entry, "reverse")
    if not reason.strip():
        raise at_field("reason", _("请写明冲正的原因。"), code="reason_required")
    if standing_entries([of.enterprise_id]).filter(of=of).exists():
        raise Conflict(_("“%(title)s”已有撤回，请先冲正撤回。") % {"title": of}, code="has_withdrawals")
    Voucher.objects.filter(entry=of).delete()
    row = LedgerEntry.objects.create(
        enterprise=of.enterprise, kind=EntryKind.REVERSAL, spending=of.spending, title=_titled(gettext_lazy("冲正：%(title)s"), of),
        on=now.date(), amount=of.amount, of=of, voucher_kind=of.voucher_kind, voucher_number=of.voucher_number, reason=reason.strip()[:300],
        entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    audit.record(actor, "incentives.ledgerentry.reversed", row, now=now, detail={"of": of.pk})
    return row


def _titled(words: Any, of: LedgerEntry) -> str:
    """What an entry about another is called; the books are kept in the language of records."""
    with as_recorded():
        return (str(words) % {"title": of.title})[:120]


def _standing(actor: Actor, entry: LedgerEntry, action: str) -> LedgerEntry:
    of = LedgerEntry.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation").get(pk=entry.pk)
    LEDGER_POLICY.require(actor, action, of)
    if of.kind == EntryKind.REVERSAL or not standing_entries([of.enterprise_id]).filter(pk=of.pk).exists():
        raise Conflict(_("“%(title)s”已经冲正。") % {"title": of}, code="reversed")
    return of


def _write(row: LedgerEntry) -> LedgerEntry:
    key = voucher_key(row.voucher_kind, row.voucher_number, row.enterprise_id)
    standing = Voucher.objects.filter(key=key).select_related("entry").first()
    if standing is not None:
        raise used_twice(row, standing.entry)
    row.save(force_insert=True)
    try:
        with transaction.atomic():
            Voucher.objects.create(key=key, entry=row)
    except IntegrityError as error:
        raise used_twice(row, None) from error
    return row


def used_twice(row: LedgerEntry, standing: LedgerEntry | None) -> Refusal:
    """The voucher stands behind another entry; of another enterprise's books nothing more is said."""
    if standing is not None and standing.enterprise_id == row.enterprise_id:
        words = _("凭证%(number)s已用于%(day)s“%(title)s”（%(amount)s元）；一张凭证只记一次，记错的请先冲正。") % {
            "number": row.voucher_number, "day": standing.on, "title": standing.title, "amount": yuan(standing.amount),
        }  # fmt: skip
    else:
        words = _("凭证%(number)s已在其他企业的投资台账中使用；一张凭证只记一次，请核对号码，有疑问请联系专班。") % {
            "number": row.voucher_number
        }
    return Refusal(words, code="voucher_used", status=409, fields={"voucher_number": words})


@transaction.atomic
def attach(*, actor: Actor, now: datetime, entry: LedgerEntry, kind: str, upload: UploadedFile[Any], title: str = "") -> LedgerPaper:
    """Keep a scan of a voucher. The same file behind another standing entry is refused, whichever enterprise's it is."""
    row = LedgerEntry.objects.select_for_update(no_key=True, of=("self",)).get(pk=entry.pk)
    LEDGER_PAPER_POLICY.require(actor, "attach", LedgerPaper(entry=row))
    digest = examine_upload(upload, PAPERS.accepted).sha256
    twin = LedgerPaper.objects.filter(sha256=digest).exclude(entry=row).exclude(entry__after__kind=EntryKind.REVERSAL).first()
    if twin is not None:
        words = _("这份扫描件已附在另一笔投资上；一张凭证只记一次。")
        raise Refusal(words, code="voucher_used", status=409, fields={"file": words})
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload, title=title)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, piece: LedgerPaper) -> None:
    """Take a scan out on the day on which it was added: after that it stands."""
    LEDGER_PAPER_POLICY.require(actor, "detach", piece)
    if localtime(piece.added_at).date() != now.date():
        raise Conflict(_("扫描件在上传当天可以删除，之后留存备查。"), code="kept")
    PAPERS.remove(actor=actor, now=now, piece=piece)


def open_paper(*, actor: Actor, now: datetime, piece: LedgerPaper) -> File[bytes]:
    """The file of a scan; who read it is in the log."""
    return PAPERS.open(actor=actor, now=now, piece=piece)
