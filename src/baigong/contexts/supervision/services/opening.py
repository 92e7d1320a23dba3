"""Opening a case: by an event from below, once for each source, or by hand with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.supervision.access import CASE_PAPER_POLICY, CASE_POLICY
from baigong.contexts.supervision.models import ENDED, Case, CasePaper, CaseState, PaperKind, SourceKind
from baigong.contexts.supervision.models.cases import FROM_BELOW
from baigong.contexts.supervision.workflow.telling import tell_handler
from baigong.contexts.supervision.workflow.terms import due_after
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.papers import Papers
from baigong.kernel.privacy import decrypt, encrypt

PAPERS = Papers(CASE_PAPER_POLICY, owner="case", kinds=lambda: PaperKind.choices, most=30)
SUBJECTS_OWN = {PaperKind.STATEMENT, PaperKind.RECTIFICATION}
"""What the subject hands in."""
BY_HAND = tuple(kind for kind in SourceKind if kind not in FROM_BELOW)


@dataclass(frozen=True)
class Source:
    """Where a case comes from. ``ref`` and ``url`` lead to a row below; ``informant`` is who gave a hint, kept encrypted."""

    kind: str
    title: str
    ref: str = ""
    url: str = ""
    informant: str = ""
    is_protected: bool = False


@dataclass(frozen=True)
class Matter:
    """What it is about: against whom, who handles it, which rule, what happened when."""

    subject: Organisation
    handler: Organisation
    title: str
    statement: str
    clause: str = ""
    occurred_on: date | None = None


@transaction.atomic
def open_case(*, actor: Actor, now: datetime, source: Source, matter: Matter) -> Case:
    """Open a case. From below it is opened once: the same source again gives the case there is.

    Raises ``Refusal`` without a source, against nobody, or about what has not happened yet.
    """
    row = Case(
        number="", source_kind=source.kind, source_ref=source.ref, source_title=" ".join(source.title.split())[:200],
        source_url=source.url, informant_sealed=encrypt(source.informant.strip()[:300]) if source.informant.strip() else "",
        is_protected=source.is_protected, subject=matter.subject, handler=matter.handler, title=" ".join(matter.title.split())[:120],
        statement=matter.statement.strip()[:2000], clause=" ".join(matter.clause.split())[:200], occurred_on=matter.occurred_on,
        opened_on=now.date(), due_on=due_after("SUP-TAKE-UP", now.date()), opened_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    CASE_POLICY.require(actor, "open", row)
    _refuse_faulty(row)
    if source.ref and (there := Case.objects.filter(source_ref=source.ref).first()) is not None:
        return there
    row.number = _next_number(now.year)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("刚才另有一件案件登记，案号重了；请再提交一次。"), code="raced") from None
    audit.record(actor, "supervision.case.opened", row, now=now, detail={"source": row.source_kind, "subject": row.subject_id})
    tell_handler(row, "opened", actor=actor, now=now)
    return row


def _refuse_faulty(row: Case) -> None:
    required = {
        "source_title": _("请写明来源；没有来源的不能立案。"), "title": _("请写明事由。"), "statement": _("请写明反映的情况。"),
    }  # fmt: skip
    for name, words in required.items():
        if not getattr(row, name):
            raise Refusal(words, code=name, fields={name: words})
    if row.source_kind in FROM_BELOW and not row.source_ref:
        words = _("“%(kind)s”由系统立案，不能手工登记；请选择其他来源。") % {"kind": row.get_source_kind_display()}
        raise Refusal(words, code="source_kind", fields={"source_kind": words})
    if row.occurred_on is not None and row.occurred_on > row.opened_on:
        words = _("发生日期%(day)s在今天之后。") % {"day": row.occurred_on.isoformat()}
        raise Refusal(words, code="occurred_on", fields={"occurred_on": words})
    if row.subject.ended_on is not None and row.occurred_on is not None and row.subject.ended_on < row.occurred_on:
        words = _("“%(body)s”已于%(day)s撤并，不能对其后的事立案；请对承接单位立案。")
        words = words % {"body": row.subject, "day": row.subject.ended_on.isoformat()}
        raise Refusal(words, code="subject_ended", fields={"subject": words})


def _next_number(year: int) -> str:
    last = (
        Case.objects.select_for_update(no_key=True)
        .filter(number__startswith=f"{year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


@transaction.atomic
def read_informant(*, actor: Actor, now: datetime, case: Case) -> str:
    """Who gave the hint, for whom the policy lets know; every reading is in the log. Raises ``Refusal`` where nobody is on record."""
    CASE_POLICY.require(actor, "see_informant", case)
    if not case.informant_sealed:
        raise Refusal(_("这件案件没有登记反映人。"), code="no_informant")
    audit.record(actor, "supervision.case.informant_read", case, now=now)
    return decrypt(case.informant_sealed)


@transaction.atomic
def attach(*, actor: Actor, now: datetime, case: Case, kind: str, upload: UploadedFile[Any]) -> CasePaper:
    """Add a paper while the case is open: the handler's own, or the subject's, which both see.

    Raises ``Refusal`` (those of ``Papers.add``), ``Conflict`` when the case has ended.
    """
    row = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    is_answer = not CASE_POLICY.decide(actor, "attach", row)
    CASE_POLICY.require(actor, "submit" if is_answer else "attach", row)
    if row.state in ENDED:
        words = _("“%(case)s”现在是“%(state)s”，不再接收材料。") % {"case": row, "state": row.get_state_display()}
        raise Conflict(words, code="ended")
    if is_answer and (
        kind not in SUBJECTS_OWN or row.state not in (CaseState.STATING, CaseState.STATED, CaseState.ORDERED, CaseState.REPORTED)
    ):
        raise Refusal(_("被督查单位只提交陈述材料和整改材料。"), code="kind", fields={"kind": _("请选择陈述材料或整改材料")})
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload, is_shown=is_answer)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, paper: CasePaper) -> Case:
    """Take a paper out while the case is open; the log keeps its hash."""
    CASE_PAPER_POLICY.require(actor, "detach", paper)
    row = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=paper.case_id)
    if row.state in ENDED:
        raise Conflict(_("案件已结束，材料不能再撤下。"), code="ended")
    PAPERS.remove(actor=actor, now=now, piece=paper)
    return row
