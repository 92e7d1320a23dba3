"""Applying for a project and keeping its papers: what a host writes, what experts say, what is reported each year."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import check_code, edition_in_force
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.schools.access import EVIDENCE_POLICY, PROJECT_POLICY
from baigong.contexts.schools.models import (
    ENDED,
    EvidenceKind,
    Project,
    ProjectEvidence,
    ProjectKind,
    ProjectReport,
    ProjectState,
    kind_of,
)
from baigong.contexts.schools.selectors.projects import county_above
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.papers import Papers

WRITABLE = {ProjectState.DRAFT, ProjectState.RETURNED}
TAKES_FILES = WRITABLE | {ProjectState.LISTED, ProjectState.BUILDING, ProjectState.CHECKED, ProjectState.DEFERRED}
"""States in which the host may add papers: before applying, and while it is built."""
REPORTING = {ProjectState.BUILDING, ProjectState.CHECKED, ProjectState.ACCEPTANCE, ProjectState.DEFERRED}
PAPERS = Papers(EVIDENCE_POLICY, owner="project", kinds=lambda: EvidenceKind.choices, most=40)
PROGRAMMES = {OrganisationKind.SECONDARY_SCHOOL.value: "secondary", OrganisationKind.COLLEGE.value: "higher_associate"}
"""The level of programmes that a kind of school has, where nothing else is said."""


@dataclass(frozen=True)
class Head:
    """What an application says."""

    title: str
    level: str
    leader: str
    contact: str = ""
    partners: str = ""
    programme_code: str = ""
    course: str = ""
    summary: str = ""
    budget: Decimal | None = None
    predecessor: Project | None = None


def head_of(row: Project) -> Head:
    """What it says now."""
    return Head(**{f.name: getattr(row, f.name) for f in fields(Head)})


@transaction.atomic
def draft_project(*, actor: Actor, now: datetime, kind: str, host: Organisation, head: Head) -> Project:
    """Begin an application. Raises ``Refusal`` for a body that may not apply, ``Conflict`` where the subject has its project."""
    declared = kind_of(kind)
    row = Project(kind=kind, host=host, county=county_above(host), created_by_id=actor.user_id, created_at=now, updated_at=now)
    PROJECT_POLICY.require(actor, "create", row)
    if host.kind not in declared.applicants:
        who = "、".join(str(OrganisationKind(k).label) for k in sorted(declared.applicants))
        words = _("“%(kind)s”由%(who)s申报，%(host)s不能申报。") % {"kind": declared, "who": who, "host": host}
        raise Refusal(words, code="applicant", fields={"host": words})
    if not host.exists_on(now.date()):
        raise Refusal(_("“%(host)s”已撤并，不能申报。") % {"host": host}, code="ended", fields={"host": _("已撤并")})
    _put(row, declared, head, now.date())
    save(row, force_insert=True)
    audit.record(actor, "schools.project.drafted", row, now=now, detail={"kind": kind, "host": host.pk})
    return row


@transaction.atomic
def edit_project(*, actor: Actor, now: datetime, project: Project, head: Head, seen: datetime | None = None) -> Project:
    """Write an application anew while it is with its host. ``seen``: when it was last changed as its writer saw it.

    Raises ``Conflict`` after it was handed in, or where somebody else has written meanwhile.
    """
    row = _locked(actor, project, "edit")
    if row.state not in WRITABLE:
        raise _handed_in(row)
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(title)s”刚被他人改过；请核对下面的内容后再保存。") % {"title": row}, code="changed_meanwhile")
    before = {name: str(value or "") for name, value in vars(head_of(row)).items() if name != "summary"}
    _put(row, row.declared, head, now.date())
    row.updated_at = now
    save(row)
    audit.record(actor, "schools.project.edited", row, now=now, detail={"from": before})
    return row


@transaction.atomic
def attach(*, actor: Actor, now: datetime, project: Project, kind: str, upload: UploadedFile[Any], title: str = "") -> ProjectEvidence:
    """Add a paper.

    Raises ``Refusal`` (those of ``Papers.add``), ``Conflict`` when it was handed in.
    """
    row = _locked(actor, project, "attach")
    if row.state not in TAKES_FILES:
        raise _handed_in(row)
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload, title=title)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, evidence: ProjectEvidence) -> Project:
    """Take a paper out before the application is handed in; the log keeps its hash."""
    EVIDENCE_POLICY.require(actor, "detach", evidence)
    row = _locked(actor, evidence.project, "detach")
    if row.state not in WRITABLE:
        raise _handed_in(row)
    PAPERS.remove(actor=actor, now=now, piece=evidence)
    return row


@transaction.atomic
def save_report(
    *, actor: Actor, now: datetime, project: Project, year: int, progress: str, problems: str = "", spent: Decimal | None = None
) -> ProjectReport:
    """Report one year of building; written again, the log keeps what it said before."""
    row = _locked(actor, project, "report")
    if row.state not in REPORTING:
        words = _("“%(title)s”现在是“%(state)s”，不报年度进展。") % {"title": row, "state": row.get_state_display()}
        raise Conflict(words, code="wrong_state")
    first = row.signed_on or row.listed_on
    if year > now.year or (first is not None and year < first.year):
        words = _("年度应在%(first)s年至%(last)s年之间。") % {"first": first.year if first else year, "last": now.year}
        raise Refusal(words, code="year", fields={"year": words})
    if not progress.strip():
        raise at_field("progress", _("请写明建设进展与成效。"))
    old = row.reports.filter(year=year).first()
    report = old or ProjectReport(project=row, year=year)
    before = {"progress": report.progress, "spent": str(report.spent or "")} if old else {}
    report.progress, report.problems, report.spent = progress.strip(), problems.strip(), spent
    report.written_by_id, report.written_at = actor.user_id, now
    report.save()
    audit.record(actor, "schools.project.reported", row, now=now, detail={"year": year} | ({"from": before} if before else {}))
    return report


def _put(row: Project, kind: ProjectKind, head: Head, on: date) -> None:
    """Write what an application says onto the row, checked against what its kind asks."""
    if not head.title.strip() or not head.leader.strip():
        asked = {"title": _("请填写项目名称，与申报文件一致。"), "leader": _("请填写项目负责人的姓名。")}
        empty = {name: words for name, words in asked.items() if not getattr(head, name).strip()}
        raise Refusal(_("项目名称和负责人都要填写。"), code="head_required", fields=empty)
    if head.level not in kind.levels:
        raise at_field("level", _("“%(kind)s”没有这个级别。") % {"kind": kind})
    if head.budget is not None and head.budget < 0:
        raise Refusal(_("预算不能是负数。"), code="budget", fields={"budget": _("不能是负数")})
    for name, value in vars(head).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check_predecessor(row)
    row.partners = "、".join(part.strip() for part in row.partners.replace("，", "、").replace(",", "、").split("、") if part.strip())
    _put_programme(row, kind, on)
    row.subject_key = subject_of(row, kind)


def _put_programme(row: Project, kind: ProjectKind, on: date) -> None:
    row.programme_edition = row.programme_level = row.programme_name = ""
    if not row.programme_code:
        return
    part = PROGRAMMES.get(row.host.kind, "secondary")
    try:
        entry = check_code("programmes", row.programme_code, on=on, part=part, tier="programme")
    except Refusal as refusal:
        raise Refusal(refusal.message, code=refusal.code, fields={"programme_code": refusal.message}) from None
    edition = edition_in_force("programmes", on)
    row.programme_edition, row.programme_level, row.programme_name = edition.code if edition else "", part, entry.name[:60]


def _check_predecessor(row: Project) -> None:
    old = row.predecessor
    if old is not None and (old.kind != row.kind or old.host_id != row.host_id or old.pk == row.pk):
        raise at_field("predecessor", _("承接的项目须是本单位同一类别的项目。"))


def subject_of(row: Project, kind: ProjectKind) -> str:
    """What is counted once: the host, its programme, or the thing by its title."""
    if kind.subject == "host":
        return str(row.host_id)
    if kind.subject == "programme":
        return f"{row.host_id}:{row.programme_code or _plain(row.title)}"
    return f"{row.host_id}:{_plain(row.title)}"


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def save(row: Project, *, force_insert: bool = False) -> None:
    """Write a row. Raises ``Conflict`` where its subject has its project at this level."""
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError:
        raise already_there(row) from None


def already_there(row: Project) -> Conflict:
    """What is said where the subject of ``row`` has its project at this level."""
    same = Project.objects.filter(kind=row.kind, level=row.level, subject_key=row.subject_key).exclude(state__in=ENDED).exclude(pk=row.pk)
    return held_by(same.first() or row)


def held_by(known: Project) -> Conflict:
    """Which project a subject has, and how it stands."""
    facts = {"host": known.host, "kind": known.declared, "title": known, "state": known.get_state_display()}
    words = _("%(host)s的“%(kind)s”已有同一项目“%(title)s”（%(state)s），没有重复登记；请打开那一项办理。") % facts
    return Conflict(words, code="applied_twice")


def _handed_in(row: Project) -> Conflict:
    facts = {"title": row, "state": row.get_state_display()}
    return Conflict(_("“%(title)s”现在是“%(state)s”，内容和材料不能再改；要改请先撤回，或请对方退回。") % facts, code="handed_in")


def _locked(actor: Actor, project: Project, action: str) -> Project:
    row = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("host", "county", "predecessor").get(pk=project.pk)
    PROJECT_POLICY.require(actor, action, row)
    return row
