"""Applying for the list: drafting, claims, papers, yearly reports. The steps after that are the machine's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.access import CANDIDACY_PAPER_POLICY, CANDIDACY_POLICY, REPORT_POLICY
from baigong.contexts.incentives.models import (
    ON_LIST,
    Candidacy,
    CandidacyPaper,
    CandidacyState,
    Claim,
    PaperKind,
    YearlyReport,
    YearlyReportState,
)
from baigong.contexts.incentives.rules import body_named, conditions, report_due
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.papers import Papers

WRITABLE = (CandidacyState.DRAFT, CandidacyState.RETURNED)
OVER = (CandidacyState.REJECTED, CandidacyState.WITHDRAWN, CandidacyState.EXITED)
PAPERS: Papers[CandidacyPaper] = Papers(CANDIDACY_PAPER_POLICY, owner="candidacy", kinds=lambda: PaperKind.choices, most=60)


@dataclass(frozen=True)
class ClaimHead:
    """What is claimed under a condition: how much, where something is counted, and in words."""

    statement: str
    amount: int | None = None


@transaction.atomic
def draft_candidacy(*, actor: Actor, now: datetime, enterprise: Enterprise, statement: str) -> Candidacy:
    """Begin an application. Raises ``Refusal`` where one is open, where the firm is closed, or where nobody reviews."""
    reviewer = body_named("INC-REVIEWER", now.date())
    if reviewer is None:
        raise Refusal(_("机构名册里没有市级审核部门；请先在机构里登记市发展改革部门。"), code="reviewer", status=409)
    row = Candidacy(enterprise=enterprise, reviewer=reviewer, created_by_id=actor.user_id, created_at=now, updated_at=now)
    CANDIDACY_POLICY.require(actor, "create", row)
    standing = Candidacy.objects.filter(enterprise=enterprise).exclude(state__in=OVER).first()
    if standing is not None:
        words = _("“%(firm)s”已有一份申报（%(state)s），请在原申报上办理。") % {"firm": enterprise, "state": standing.get_state_display()}
        raise Refusal(words, code="candidacy_open", status=409)
    if enterprise.closed_on is not None and enterprise.closed_on < now.date():
        raise Refusal(
            _("“%(firm)s”已于%(day)s关闭，不能申报。") % {"firm": enterprise, "day": enterprise.closed_on}, code="closed", status=409
        )
    row.statement = _words(statement, "statement", 2000)
    row.save(force_insert=True)
    audit.record(actor, "incentives.candidacy.drafted", row, now=now)
    return row


@transaction.atomic
def edit_candidacy(*, actor: Actor, now: datetime, candidacy: Candidacy, statement: str, seen: datetime | None = None) -> Candidacy:
    """Write the application anew before it is reviewed."""
    row = _writable(actor, candidacy, "edit")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(row)s”刚被他人改过；请核对后再保存。") % {"row": row}, code="changed_meanwhile")
    row.statement, row.updated_at = _words(statement, "statement", 2000), now
    row.save(update_fields=["statement", "updated_at"])
    audit.record(actor, "incentives.candidacy.edited", row, now=now)
    return row


@transaction.atomic
def set_claims(*, actor: Actor, now: datetime, candidacy: Candidacy, claims: Mapping[str, ClaimHead]) -> Candidacy:
    """What is claimed under each condition; an empty statement takes a claim back."""
    row = _writable(actor, candidacy, "edit")
    known = {condition.code: condition for condition in conditions()}
    if unknown := claims.keys() - known.keys():
        raise Refusal(_("没有这样的条件：%(codes)s。") % {"codes": "、".join(sorted(unknown))}, code="condition")
    for code, head in claims.items():
        Claim.objects.filter(candidacy=row, condition=code).delete()
        if statement := " ".join(head.statement.split()):
            counted = head.amount if known[code].count else None
            Claim.objects.create(candidacy=row, condition=code, amount=counted, statement=statement[:300])
    row.updated_at = now
    row.save(update_fields=["updated_at"])
    audit.record(actor, "incentives.candidacy.claimed", row, now=now, detail={"conditions": sorted(claims)})
    return row


@transaction.atomic
def attach(*, actor: Actor, now: datetime, candidacy: Candidacy, kind: str, upload: UploadedFile[Any], title: str = "") -> CandidacyPaper:
    """Keep a paper. Evidence is added while the application is not over; the department adds what the province sent."""
    row = Candidacy.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation").get(pk=candidacy.pk)
    CANDIDACY_PAPER_POLICY.require(actor, "attach", CandidacyPaper(candidacy=row, kind=kind))
    if row.state in OVER:
        raise Conflict(_("“%(row)s”已经办结，不再添加材料。") % {"row": row}, code="over")
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload, title=title)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, piece: CandidacyPaper) -> None:
    """Take a paper out, while the application is written."""
    CANDIDACY_PAPER_POLICY.require(actor, "detach", piece)
    row = Candidacy.objects.select_for_update(no_key=True, of=("self",)).get(pk=piece.candidacy_id)
    if row.state not in WRITABLE and not (piece.kind == PaperKind.PLAN and row.state == CandidacyState.LISTED):
        raise Conflict(_("申报已经提交，材料不再删除。"), code="submitted")
    PAPERS.remove(actor=actor, now=now, piece=piece)


def open_paper(*, actor: Actor, now: datetime, piece: CandidacyPaper) -> File[bytes]:
    """The file of a paper; who read it is in the log."""
    return PAPERS.open(actor=actor, now=now, piece=piece)


def _writable(actor: Actor, candidacy: Candidacy, action: str) -> Candidacy:
    row = Candidacy.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation").get(pk=candidacy.pk)
    CANDIDACY_POLICY.require(actor, action, row)
    if row.state not in WRITABLE:
        words = _("“%(row)s”现在是“%(state)s”，内容不再改动。") % {"row": row, "state": row.get_state_display()}
        raise Conflict(words, code="not_a_draft")
    return row


def _words(given: str, field: str, most: int) -> str:
    text = given.strip()
    if not text or len(text) > most:
        words = _("请填写，不超过%(n)d个字。") % {"n": most}
        raise Refusal(words, code=field, fields={field: words})
    return text


# -- yearly reports --------------------------------------------------------------------------------------------------


def open_reports(year: int, now: datetime) -> list[YearlyReport]:
    """A report to write for every enterprise that was on the list in ``year`` and still is. Run every night; opened once."""
    due = report_due(year, date(year, 12, 31))
    rows = Candidacy.objects.filter(state__in=ON_LIST, entered_on__lte=date(year, 12, 31)).exclude(reports__year=year)
    made = [YearlyReport(candidacy=row, year=year, due_on=due, created_at=now, updated_at=now) for row in rows.order_by("pk")]
    made = YearlyReport.objects.bulk_create(made)
    for report in made:
        audit.record(SYSTEM, "incentives.yearlyreport.opened", report, now=now)
    return made


@transaction.atomic
def write_report(
    *, actor: Actor, now: datetime, report: YearlyReport, done: str, problems: str, interns: int | None, seen: datetime | None = None
) -> YearlyReport:
    """What was done in the year, before it is submitted."""
    row = (
        YearlyReport.objects.select_for_update(no_key=True, of=("self",))
        .select_related("candidacy__enterprise__organisation")
        .get(pk=report.pk)
    )
    REPORT_POLICY.require(actor, "edit", row)
    if row.state not in (YearlyReportState.DRAFT, YearlyReportState.RETURNED):
        raise Conflict(_("“%(row)s”已经报送，内容不再改动。") % {"row": row}, code="submitted")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(row)s”刚被他人改过；请核对后再保存。") % {"row": row}, code="changed_meanwhile")
    row.done, row.problems, row.interns, row.updated_at = done.strip(), problems.strip(), interns, now
    row.save(update_fields=["done", "problems", "interns", "updated_at"])
    audit.record(actor, "incentives.yearlyreport.written", row, now=now)
    return row
