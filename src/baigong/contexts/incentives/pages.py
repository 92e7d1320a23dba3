"""What the templates of incentives read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import Enterprise, flags_standing
from baigong.contexts.incentives.access import (
    CANDIDACY_PAPER_POLICY,
    CANDIDACY_POLICY,
    ENTITLEMENT_POLICY,
    LEDGER_PAPER_POLICY,
    LEDGER_POLICY,
    SUSPENSION_POLICY,
)
from baigong.contexts.incentives.conditions import Check, check_conditions
from baigong.contexts.incentives.credit.statements import statement_for
from baigong.contexts.incentives.models import (
    ON_LIST,
    Candidacy,
    CandidacyPaper,
    CandidacyState,
    Entitlement,
    EntryKind,
    LedgerEntry,
    LedgerPaper,
    Suspension,
    YearlyReport,
)
from baigong.contexts.incentives.money import yuan
from baigong.contexts.incentives.rules import clause_of, spending_label
from baigong.contexts.incentives.selectors.candidacies import candidacies_of, open_reports_of, papers_of
from baigong.contexts.incentives.selectors.ledger import entries_after, unproven_of
from baigong.contexts.incentives.selectors.ledger import papers_of as scans_of
from baigong.contexts.incentives.selectors.package import Offer, offers_for, suspensions_of
from baigong.contexts.incentives.services.candidacies import OVER, WRITABLE
from baigong.contexts.incentives.workflow.candidacies import barred_until
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.clock import current_time
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import Available, available

EVENTS = 20
S = CandidacyState
PATH = (
    gettext_lazy("申报"), gettext_lazy("市级推荐"), gettext_lazy("列入建设培育"), gettext_lazy("公布三年规划"), gettext_lazy("认证"),
)  # fmt: skip
AT = {
    S.DRAFT: 0, S.RETURNED: 0, S.APPLIED: 1, S.RECOMMENDED: 2, S.LISTED: 3, S.CULTIVATED: 4, S.CERTIFIED: len(PATH), S.RECHECKING:
    len(PATH),
}  # fmt: skip
"""Which step is the next one."""


@dataclass(frozen=True)
class CandidacyPage:
    """One application as one reader sees it."""

    row: Candidacy
    checks: Sequence[Check]
    papers: Sequence[CandidacyPaper]
    reports: Sequence[YearlyReport]
    path: Sequence[dict[str, Any]]
    steps: Sequence[Available]
    events: Sequence[Any]
    may_edit: bool
    may_attach: bool
    may_detach: bool
    sees_all: bool
    bar_clause: str


def candidacy_page(actor: Actor, row: Candidacy, on: date) -> CandidacyPage:
    """The application's content; conditions and claims are for those who work with it."""
    sees_all = bool(CANDIDACY_POLICY.decide(actor, "work", row)) or bool(CANDIDACY_POLICY.decide(actor, "own", row))
    paper = CandidacyPaper(candidacy=row)
    is_open = row.state not in OVER
    return CandidacyPage(
        row=row, checks=check_conditions(row, on) if sees_all else [], papers=papers_of(actor, row), path=_path(row),
        reports=list(row.reports.all()) if sees_all else [], steps=available(row, actor), sees_all=sees_all,
        events=list(audit.events_of(row)[:EVENTS]) if sees_all else [],
        may_edit=row.state in WRITABLE and bool(CANDIDACY_POLICY.decide(actor, "edit", row)),
        may_attach=is_open and bool(CANDIDACY_PAPER_POLICY.decide(actor, "attach", paper)),
        may_detach=row.state in WRITABLE and bool(CANDIDACY_PAPER_POLICY.decide(actor, "detach", paper)),
        bar_clause=clause_of("INC-BAR-YEARS", on),
    )  # fmt: skip


def _path(row: Candidacy) -> list[dict[str, Any]]:
    if row.state not in AT:
        return []
    at = AT[S(row.state)]
    notes: list[Any] = [row.applied_on, None, row.entered_on, row.plan_published_on, row.certified_on]
    if row.state == S.LISTED and row.plan_due_on:
        notes[3] = _("%(day)s前") % {"day": row.plan_due_on}
    return [
        {"label": label, "state": "done" if place < at else "current" if place == at else "todo", "note": str(note or "")}
        for place, (label, note) in enumerate(zip(PATH, notes, strict=True))
    ]


@dataclass(frozen=True)
class EntryPage:
    """One entry of the ledger as one reader sees it."""

    row: LedgerEntry
    amount: str
    spending: str
    after: Sequence[tuple[LedgerEntry, str]]
    left: str
    papers: Sequence[LedgerPaper]
    events: Sequence[Any]
    is_reversed: bool
    may_withdraw: bool
    may_reverse: bool
    may_attach: bool


def entry_page(actor: Actor, row: LedgerEntry) -> EntryPage:
    """The entry's content, and what may still be written about it."""
    after = entries_after(row)
    reversed_too = {one.of_id for one in LedgerEntry.objects.filter(of__in=after, kind=EntryKind.REVERSAL)}
    is_reversed = any(one.kind == EntryKind.REVERSAL for one in after)
    taken = sum(one.amount for one in after if one.kind == EntryKind.WITHDRAWAL and one.pk not in reversed_too)
    standing = not is_reversed and row.kind != EntryKind.REVERSAL
    return EntryPage(
        row=row, amount=yuan(row.amount), spending=spending_label(row.spending), after=[(one, yuan(one.amount)) for one in after],
        left=yuan(row.amount - taken) if row.kind == EntryKind.INVESTMENT else "", papers=scans_of(actor, row),
        events=list(audit.events_of(row)[:EVENTS]), is_reversed=is_reversed,
        may_withdraw=standing and row.kind == EntryKind.INVESTMENT and taken < row.amount
        and bool(LEDGER_POLICY.decide(actor, "enter", row)),
        may_reverse=standing and not taken and bool(LEDGER_POLICY.decide(actor, "reverse", row)),
        may_attach=standing and bool(LEDGER_PAPER_POLICY.decide(actor, "attach", LedgerPaper(entry=row))),
    )  # fmt: skip


@dataclass(frozen=True)
class PackagePage:
    """One enterprise: what it is entitled to, and what is missing."""

    firm: Enterprise
    candidacy: Candidacy | None
    earlier: Sequence[Candidacy]
    missing: Sequence[str]
    offers: Sequence[Offer]
    suspensions: Sequence[Suspension]
    reports: Sequence[YearlyReport]
    used: str
    carried: str
    clawback: str
    invested: str
    wrong: str
    may_apply: bool
    may_ask: bool
    may_enter: bool
    may_lift: bool
    unproven: tuple[int, str] = (0, "")
    """How many investments have no scan of their voucher, and their sum: in every figure, looked at by nobody."""


def package_page(actor: Actor, firm: Enterprise, on: date) -> PackagePage:
    """The content: where it stands on the list, what it has of the package and why not the rest, what is credited."""
    rows = candidacies_of(firm.pk)
    standing = next((row for row in rows if row.state not in OVER), None)
    used = carried = clawback = "0.00"
    wrong = ""
    try:
        said = statement_for(firm, on.year, on)
        used, carried, clawback = yuan(said.used), yuan(said.closing), yuan(said.clawback)
    except Refusal as refusal:
        said, wrong = None, refusal.message
    invested = LedgerEntry.objects.filter(enterprise=firm, kind=EntryKind.INVESTMENT).exclude(after__kind=EntryKind.REVERSAL)
    count, amount = unproven_of(firm)
    return PackagePage(
        firm=firm, candidacy=standing, earlier=[row for row in rows if row is not standing],
        missing=_missing(firm, standing, said.missing if said else [], on), offers=offers_for(firm), suspensions=suspensions_of(firm),
        reports=open_reports_of(firm.pk), used=used, carried=carried, clawback=clawback,
        invested=yuan(invested.aggregate(sum=Sum("amount"))["sum"] or 0), wrong=wrong,
        may_apply=standing is None and bool(CANDIDACY_POLICY.decide(actor, "create", Candidacy(enterprise=firm))),
        may_ask=bool(ENTITLEMENT_POLICY.decide(actor, "apply", Entitlement(enterprise=firm))),
        may_enter=bool(LEDGER_POLICY.decide(actor, "enter", LedgerEntry(enterprise=firm))),
        may_lift=bool(SUSPENSION_POLICY.decide(actor, "lift", Suspension(enterprise=firm))), unproven=(count, yuan(amount)),
    )  # fmt: skip


def _missing(firm: Enterprise, row: Candidacy | None, years: Sequence[int], on: date) -> list[str]:
    """What stands between the enterprise and what it could have, in words."""
    found = []
    bar = barred_until(firm.pk, current_time())
    if bar is not None and on < bar:
        found.append(_("曾被取消资格，%(day)s起才能再次申报。") % {"day": bar})
    elif row is None:
        found.append(_("还没有申报产教融合型企业；列入建设培育以后的投资才能抵免。"))
    if row is not None and row.state == S.LISTED:
        found.append(_("三年规划应在%(day)s前公布。") % {"day": row.plan_due_on})
    if row is not None and row.state not in (*ON_LIST, S.DRAFT):
        found.append(_("申报正在办理：%(state)s。") % {"state": row.get_state_display()})
    if row is not None and row.state == S.CULTIVATED:
        found.append(_("还在建设培育；部分激励须认证后享受。"))
    if years:
        found.append(_("%(years)s年的应缴附加没有登记，抵免没有算全。") % {"years": "、".join(map(str, years))})
    found += [
        _("信用标记“%(flag)s”（%(document)s）未解除，激励暂停。") % {"flag": flag.declared, "document": flag.document}
        for flag in flags_standing([firm.pk], on)[firm.pk]
        if flag.blocks
    ]
    return found
