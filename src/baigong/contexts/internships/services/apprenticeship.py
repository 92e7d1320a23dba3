"""Apprenticeship: a cohort with its plan, who is trained in it, what came of a stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import LEVELS, called_so, find_code
from baigong.contexts.credit_bank.public import identity_of
from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.access_of_apprenticeship import COHORT_PAPER_POLICY, COHORT_POLICY
from baigong.contexts.internships.models import (
    STANDING,
    Apprentice,
    ApprenticeshipKind,
    ApprenticeState,
    Cohort,
    CohortPaper,
    CohortStage,
    CohortState,
    Intern,
    Placement,
)
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.papers import Papers
from baigong.kernel.privacy import encrypt
from baigong.kernel.rules import number_on

PAPER_KINDS = tuple(CohortPaper._meta.get_field("kind").choices or ())
PAPERS = Papers(COHORT_PAPER_POLICY, owner="cohort", kinds=lambda: PAPER_KINDS, most=20)
FILLING = {CohortState.DRAFT, CohortState.FILED, CohortState.RUNNING}
"""States in which people may still be added: afterwards the list is the one that is assessed."""
MOST_STAGES = 20


@dataclass(frozen=True)
class CohortHead:
    """What a cohort is: who trains whom for what, from when to when, by which agreement and plan."""

    kind: str
    title: str
    enterprise: Enterprise
    school: Organisation
    occupation_code: str
    occupation: str
    starts_on: date
    ends_on: date
    agreement: str
    agreed_on: date
    plan: str
    level: str = ""
    programme_code: str = ""


@dataclass(frozen=True)
class Joining:
    """Somebody who is to be trained. Modern: ``intern``. New-type: ``name`` and ``number`` of the document, with the contract's days."""

    enterprise_mentor: str
    school_mentor: str
    intern: Intern | None = None
    name: str = ""
    number: str = ""
    contract_since: date | None = None
    contract_until: date | None = None
    other_subsidy: str = ""


@dataclass(frozen=True)
class Fault:
    """A line that cannot be taken, and why; ``field`` names the column."""

    line: int
    message: str
    field: str = ""


def years_after(day: date, years: int) -> date:
    """The last day of so many years that begin on ``day``."""
    try:
        after = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        after = day.replace(year=day.year + years, month=3, day=1)
    return date.fromordinal(after.toordinal() - 1)


# -- a cohort --------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_cohort(*, actor: Actor, now: datetime, head: CohortHead, cohort: Cohort | None = None) -> Cohort:
    """Draft a cohort, or change a draft. Raises ``Refusal`` for what does not fit together, ``Conflict`` for one that is no draft."""
    row = cohort or Cohort(created_by_id=actor.user_id, created_at=now)
    if cohort is not None:
        row = Cohort.objects.select_for_update(no_key=True, of=("self",)).get(pk=cohort.pk)
        COHORT_POLICY.require(actor, "edit", row)  # as it stands: nobody makes another's class his own
        if row.state != CohortState.DRAFT:
            words = _("“%(title)s”现在是“%(state)s”，不能再改；退回补正后再改。")
            raise Conflict(words % {"title": row, "state": row.get_state_display()}, code="not_draft")
    for name in CohortHead.__dataclass_fields__:
        setattr(row, name, getattr(head, name))
    row.title, row.agreement = " ".join(head.title.split())[:80], " ".join(head.agreement.split())[:120]
    row.plan = head.plan.strip()[:2000]
    COHORT_POLICY.require(actor, "edit" if cohort else "create", row)
    _refuse_faulty(row)
    row.save()
    event = "edited" if cohort else "drafted"
    audit.record(actor, f"internships.cohort.{event}", row, now=now, detail={"kind": row.kind})
    return row


def _refuse_faulty(row: Cohort) -> None:
    for name, words in (("title", _("请填写班级名称。")), ("agreement", _("请填写校企合作协议。")), ("plan", _("请填写培养方案。"))):
        if not getattr(row, name):
            raise at_field(name, words)
    if row.ends_on <= row.starts_on:
        raise at_field("ends_on", _("结束日期应在开始日期之后。"))
    if row.agreed_on > row.starts_on:
        words = _("协议签订日期%(agreed)s晚于开始日期%(starts)s；先签协议再开始培养。")
        raise at_field("agreed_on", words % {"agreed": row.agreed_on.isoformat(), "starts": row.starts_on.isoformat()})
    if find_code("occupations", row.occupation_code, on=row.starts_on) is None:
        words = _("国家职业分类大典里没有代码“%(code)s”。") % {"code": row.occupation_code}
        raise at_field("occupation_code", words + called_so(row.occupation_code, on=row.starts_on, scheme="occupations"))
    if row.kind == ApprenticeshipKind.MODERN:
        row.level = ""
        if not row.programme_code:
            raise at_field("programme_code", _("现代学徒制请填写专业代码。"))
        if not any(find_code("programmes", row.programme_code, on=row.starts_on, part=part) for part in LEVELS):
            words = _("职业教育专业目录里没有代码“%(code)s”。") % {"code": row.programme_code}
            raise at_field("programme_code", words + called_so(row.programme_code, on=row.starts_on, scheme="programmes"))
        return
    if not row.level:
        raise at_field("level", _("企业新型学徒制请选择培养等级。"))
    most = number_on("APP-MOST-YEARS", row.starts_on)
    if most is not None and row.ends_on > years_after(row.starts_on, most):
        raise at_field(
            "ends_on", _("培养期最长%(n)d年，结束日期不能晚于%(day)s。") % {"n": most, "day": years_after(row.starts_on, most).isoformat()}
        )
    if not row.enterprise.exists_on(row.starts_on):
        raise at_field(
            "starts_on", _("“%(name)s”在%(day)s还没有开业或已经关闭。") % {"name": row.enterprise, "day": row.starts_on.isoformat()}
        )


@transaction.atomic
def add_stage(
    *, actor: Actor, now: datetime, cohort: Cohort, title: str, place: str, starts_on: date, ends_on: date, hours: int
) -> CohortStage:
    """Add a stage to the plan of a draft. Raises ``Refusal`` for one that lies outside the cohort's time."""
    row = _locked(actor, cohort, "stage", {CohortState.DRAFT})
    if not (row.starts_on <= starts_on <= ends_on <= row.ends_on):
        words = _("阶段应在班级的培养期%(first)s至%(last)s之内，且结束不早于开始。")
        raise at_field("starts_on", words % {"first": row.starts_on.isoformat(), "last": row.ends_on.isoformat()}, code="stage_dates")
    beside = row.stages.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if beside is not None:
        words = _("与阶段“%(title)s”（%(first)s至%(last)s）的日期重叠；工学交替的写成一个阶段，地点选“交替”。")
        days = {"title": beside.title, "first": beside.starts_on.isoformat(), "last": beside.ends_on.isoformat()}
        raise at_field("starts_on", words % days, code="stage_overlap")
    last = row.stages.aggregate(last=Max("order"))["last"] or 0
    if row.stages.count() >= MOST_STAGES:
        raise Refusal(_("一个班最多%(n)d个阶段。") % {"n": MOST_STAGES}, code="too_many")
    if not title.strip() or hours < 1:
        raise at_field("title", _("请填写阶段名称和学时。"))
    made = CohortStage.objects.create(
        cohort=row, order=last + 1, title=title.strip()[:80], place=place, starts_on=starts_on, ends_on=ends_on, hours=hours
    )
    audit.record(actor, "internships.cohort.stage_added", row, now=now, detail={"stage": made.pk})
    return made


@transaction.atomic
def remove_stage(*, actor: Actor, now: datetime, stage: CohortStage) -> None:
    """Take a stage out of the plan of a draft; the log keeps it."""
    row = _locked(actor, stage.cohort, "stage", {CohortState.DRAFT})
    detail = {"title": stage.title, "starts_on": stage.starts_on.isoformat(), "ends_on": stage.ends_on.isoformat(), "hours": stage.hours}
    audit.record(actor, "internships.cohort.stage_removed", row, now=now, detail=detail)
    stage.delete()


@transaction.atomic
def finish_stage(*, actor: Actor, now: datetime, stage: CohortStage, result: str, done_on: date) -> CohortStage:
    """Put down that a stage was gone through, and how it went. Not before it began or in the future."""
    row = _locked(actor, stage.cohort, "stage", {CohortState.RUNNING})
    stage = CohortStage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    if stage.done_on is not None:
        raise Conflict(_("阶段“%(title)s”已登记完成。") % {"title": stage.title}, code="done")
    if not result.strip():
        raise at_field("result", _("请写明阶段评价。"))
    if not stage.starts_on <= done_on <= now.date():
        raise at_field("done_on", _("完成日期应在阶段开始（%(day)s）之后、今天以前。") % {"day": stage.starts_on.isoformat()})
    stage.result, stage.done_on = result.strip()[:300], done_on
    stage.save(update_fields=["result", "done_on"])
    audit.record(actor, "internships.cohort.stage_finished", row, now=now, detail={"stage": stage.pk})
    return stage


def _locked(actor: Actor, cohort: Cohort, action: str, states: set[CohortState]) -> Cohort:
    row = Cohort.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation", "school").get(pk=cohort.pk)
    COHORT_POLICY.require(actor, action, row)
    if row.state not in states:
        words = _("“%(title)s”现在是“%(state)s”，不能办理这一步。")
        raise Conflict(words % {"title": row, "state": row.get_state_display()}, code="wrong_state")
    return row


# -- who is trained --------------------------------------------------------------------------------------------------


@transaction.atomic
def enrol(*, actor: Actor, now: datetime, cohort: Cohort, people: Sequence[Joining]) -> list[Apprentice]:
    """Take people into a cohort, all or none. Raises ``Refusal`` naming the first that cannot be taken (``check_joining`` names all)."""
    row = _locked(actor, cohort, "enrol", FILLING)
    rows, faults = _apprentices(row, people, actor, now)
    if faults:
        first = faults[0]
        words = _("第%(n)d行：%(why)s") % {"n": first.line + 1, "why": first.message} if len(people) > 1 else first.message
        raise Refusal(words, code="joining", fields={first.field or "number": words})
    try:
        with transaction.atomic():
            made = Apprentice.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(_("有人刚被登记到别的学徒班，请刷新后重试。"), code="raced") from None
    audit.record(actor, "internships.cohort.enrolled", row, now=now, detail={"count": len(made)})
    return made


def check_joining(cohort: Cohort, people: Sequence[Joining]) -> list[Fault]:
    """Every line that cannot be taken into a cohort, with the reason."""
    return _apprentices(cohort, people, None, None)[1]


def _apprentices(
    cohort: Cohort, people: Sequence[Joining], actor: Actor | None, now: datetime | None
) -> tuple[list[Apprentice], list[Fault]]:
    rows: list[Apprentice] = []
    faults: list[Fault] = []
    lines: list[int] = []
    for line, one in enumerate(people):
        try:
            rows.append(_apprentice(cohort, one, actor, now))
            lines.append(line)
        except Refusal as refusal:
            faults.append(Fault(line, refusal.message, next(iter(refusal.fields), "")))
    faults += [Fault(lines[place], words, "number") for place, words in _taken(cohort, rows)]
    return rows, sorted(faults, key=lambda fault: fault.line)


def _apprentice(cohort: Cohort, one: Joining, actor: Actor | None, now: datetime | None) -> Apprentice:
    for name, words in (("enterprise_mentor", _("请填写企业导师。")), ("school_mentor", _("请填写学校导师。"))):
        if not getattr(one, name).strip():
            raise Refusal(words, code=name, fields={name: words})
    common: dict[str, Any] = {
        "cohort": cohort, "enterprise_mentor": one.enterprise_mentor.strip()[:80], "school_mentor": one.school_mentor.strip()[:80],
        "entered_by_id": actor.user_id if actor else None, "entered_at": now,
    }  # fmt: skip
    if not cohort.is_of_staff:
        intern = one.intern
        if intern is None or intern.school_id != cohort.school_id:
            raise at_field("intern", _("现代学徒制的学徒应是%(school)s的学生。") % {"school": cohort.school})
        return Apprentice(
            **common, name=intern.name, intern=intern, masked=intern.masked, number_hash=intern.number_hash,
            number_sealed=intern.number_sealed,
        )  # fmt: skip
    return Apprentice(**common, **_employee(cohort, one))


def _employee(cohort: Cohort, one: Joining) -> dict[str, Any]:
    if not one.name.strip():
        raise at_field("name", _("请填写姓名。"))
    try:
        identity = identity_of("citizen", one.number)
    except Refusal as refusal:
        raise Refusal(refusal.message, code="number", fields={"number": refusal.message}) from None
    since, until = one.contract_since, one.contract_until
    if since is None:
        raise at_field(
            "contract_since", _("新型学徒是本企业职工，请填写劳动合同起始日期；没有劳动合同的学生属于实习，不能登记为新型学徒。")
        )
    if since > cohort.starts_on:
        words = _("劳动合同自%(since)s起，晚于培养开始日期%(starts)s。") % {
            "since": since.isoformat(),
            "starts": cohort.starts_on.isoformat(),
        }
        raise at_field("contract_since", words)
    years = number_on("APP-CONTRACT-YEARS", cohort.starts_on)
    if years is not None and until is not None and until < years_after(since, years):
        words = _("劳动合同自%(since)s至%(until)s，不满%(n)d年；应至少到%(least)s。") % {
            "since": since.isoformat(), "until": until.isoformat(), "n": years, "least": years_after(since, years).isoformat(),
        }  # fmt: skip
        raise at_field("contract_until", words)
    return {
        "name": one.name.strip()[:80], "masked": identity.masked, "number_hash": identity.hashed, "number_sealed": encrypt(identity.number),
        "contract_since": since, "contract_until": until, "other_subsidy": " ".join(one.other_subsidy.split())[:120],
    }  # fmt: skip


def _taken(cohort: Cohort, rows: Sequence[Apprentice]) -> list[tuple[int, str]]:
    """Who is named twice, is trained elsewhere, or (of staff) is at the same time an intern: one cannot be both."""
    hashes = {row.number_hash for row in rows}
    elsewhere = Apprentice.objects.filter(number_hash__in=hashes, state=ApprenticeState.ENROLLED).select_related("cohort")
    training = {row.number_hash: row.cohort for row in elsewhere}
    interns: dict[str, str] = {}
    if cohort.is_of_staff:
        placed = Placement.objects.filter(intern__number_hash__in=hashes, state__in=[state.value for state in STANDING])
        interns = {row.intern.number_hash: str(row.post) for row in placed.select_related("intern", "post")}
    found, seen = [], set[str]()
    for place, row in enumerate(rows):
        if row.number_hash in seen:
            found.append((place, _("“%(name)s”在名单里出现了两次。") % {"name": row.name}))
        elif row.number_hash in training:
            words = _("“%(name)s”正在“%(cohort)s”培养，结束后才能再登记。")
            found.append((place, words % {"name": row.name, "cohort": training[row.number_hash]}))
        elif row.number_hash in interns:
            words = _("“%(name)s”正在“%(post)s”实习；有劳动合同的是职工，不能同时算作实习生。请先办理实习结束。")
            found.append((place, words % {"name": row.name, "post": interns[row.number_hash]}))
        seen.add(row.number_hash)
    return found


# -- papers ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def attach(*, actor: Actor, now: datetime, cohort: Cohort, kind: str, upload: UploadedFile[Any]) -> CohortPaper:
    """Add a paper while the cohort is not over. Raises ``Refusal`` (those of ``Papers.add``), ``Conflict`` when it is."""
    open_states: set[CohortState] = {
        state for state in CohortState if state not in (CohortState.FINISHED, CohortState.CANCELLED, CohortState.STOPPED)
    }
    row = _locked(actor, cohort, "attach", open_states)
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, paper: CohortPaper) -> Cohort:
    """Take a paper out of a draft; the log keeps its hash."""
    COHORT_PAPER_POLICY.require(actor, "detach", paper)
    row = _locked(actor, paper.cohort, "attach", {CohortState.DRAFT})
    PAPERS.remove(actor=actor, now=now, piece=paper)
    return row
