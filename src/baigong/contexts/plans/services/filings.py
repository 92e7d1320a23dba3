"""Filing a work plan: the body writes and files it; the team checks its form, comments, registers, reminds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import people_at_each
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import FILING_POLICY, PLAN_POLICY
from baigong.contexts.plans.models import Evidence, EvidenceKind, Filing, FilingCheck, FilingState, Measure, Plan
from baigong.contexts.plans.selectors.filings import list_filers, who_has_not_filed
from baigong.contexts.plans.services.evidence import FILING_PAPERS
from baigong.contexts.plans.workflow.filing_notices import FILING_OFFICERS, tell_filer
from baigong.contexts.plans.workflow.filings import FORM_ITEMS, form_items
from baigong.contexts.plans.workflow.submissions import refuse_unless_as_read
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, Refusal, at_field
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded

__all__ = [
    "FORM_ITEMS",
    "FilingContent",
    "Reminded",
    "attach_to_filing",
    "check_form",
    "comment_on_filing",
    "detach_from_filing",
    "remind_filers",
    "start_filing",
    "write_filing",
]

WRITABLE = (FilingState.DRAFT, FilingState.SUPPLEMENT)
OPEN = (*WRITABLE, FilingState.SUBMITTED)


@dataclass(frozen=True)
class FilingContent:
    """What a filing says of the body's plan."""

    title: str
    doc_number: str = ""
    issued_on: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    summary: str = ""
    measures: tuple[Measure, ...] = field(default=())


@transaction.atomic
def start_filing(*, actor: Actor, now: datetime, plan: Plan, organisation: Organisation) -> Filing:
    """The body's open filing, begun now if there is none; after a registered one it is the next version.

    Raises ``NotPermitted`` for a body that is not the actor's or need not file.
    """
    filing = Filing(plan=plan, organisation=organisation, created_at=now, filed_by_id=actor.user_id)
    if not FILING_POLICY.decide(actor, "write", filing):
        raise NotPermitted(_("您不办理%(body)s的备案。") % {"body": organisation}, code="not_yours")
    if organisation.pk not in {body.pk for body in list_filers(plan, now.date())}:
        raise Refusal(_("%(body)s不在须备案的单位之列。") % {"body": organisation}, code="need_not_file")
    latest = Filing.objects.select_for_update(no_key=True).filter(plan=plan, organisation=organisation).order_by("-version").first()
    if latest is not None and latest.state in OPEN:
        return latest
    if latest is not None:
        filing.version, filing.supersedes, filing.title = latest.version + 1, latest, latest.title
        filing.contact_name, filing.contact_phone = latest.contact_name, latest.contact_phone
    else:
        with as_recorded():
            filing.title = _("%(body)s贯彻落实工作方案") % {"body": organisation.name}
    try:
        with transaction.atomic():
            filing.save()
    except IntegrityError:
        raise Conflict(_("%(body)s的备案刚由他人建立。请刷新页面。") % {"body": organisation}, code="raced") from None
    audit.record(actor, "plans.filing.started", filing, now=now)
    return filing


def _writable(actor: Actor, filing: Filing) -> Filing:
    FILING_POLICY.require(actor, "write", filing)
    row = Filing.objects.select_for_update(no_key=True).get(pk=filing.pk)
    if row.state not in WRITABLE:
        message = _("“%(f)s”%(s)s，不再修改；需要更新时请另报新方案。") % {"f": row.title, "s": row.get_state_display()}
        raise Refusal(message, code="not_writable", status=409)
    return row


@transaction.atomic
def write_filing(*, actor: Actor, now: datetime, filing: Filing, content: FilingContent) -> Filing:
    """Fill in a filing that is a draft or waits for a supplement. Raises ``Refusal`` without a title or for measures of another plan."""
    row = _writable(actor, filing)
    if not content.title.strip():
        raise at_field("title", _("请填写方案名称。"), code="title_required")
    if any(measure.plan_id != row.plan_id for measure in content.measures):
        raise Refusal(_("请从同一计划的措施中选择。"), code="foreign_measure")
    row.title, row.doc_number, row.issued_on = content.title.strip(), content.doc_number.strip(), content.issued_on
    row.contact_name, row.contact_phone, row.summary = content.contact_name.strip(), content.contact_phone.strip(), content.summary
    row.filed_by_id = actor.user_id or row.filed_by_id
    row.save()
    row.measures.set(content.measures)
    audit.record(actor, "plans.filing.written", row, now=now, detail={"measures": [m.number for m in content.measures]})
    return row


@transaction.atomic
def attach_to_filing(*, actor: Actor, now: datetime, filing: Filing, upload: UploadedFile[Any], title: str = "") -> Evidence:
    """Attach the plan or an annex. Raises what ``Papers.add`` does."""
    row = _writable(actor, filing)
    piece = FILING_PAPERS.add(actor=actor, now=now, to=row, kind=EvidenceKind.DOCUMENT, upload=upload, title=title)
    audit.record(actor, "plans.filing.attached", row, now=now, detail={"sha256": piece.sha256, "size": piece.size})
    return piece


@transaction.atomic
def detach_from_filing(*, actor: Actor, now: datetime, filing: Filing, evidence: int) -> None:
    """Take an attachment off an open filing."""
    row = _writable(actor, filing)
    piece = row.evidence.filter(pk=evidence).first()
    if piece is not None:
        audit.record(actor, "plans.filing.detached", row, now=now, detail={"sha256": piece.sha256})
        FILING_PAPERS.remove(actor=actor, now=now, piece=piece)


@transaction.atomic
def check_form(*, actor: Actor, now: datetime, filing: Filing, met: Mapping[str, tuple[bool, str]], seen: str = "") -> list[FilingCheck]:
    """Mark every item of the form check (``form_items``) as met or not, with a note; replaces an earlier check of the same submission.

    ``seen`` is the mark of the submission that was read (``workflow.submissions.submission_mark``). Raises ``Refusal`` unless exactly
    the declared items are marked, ``Conflict`` for a filing that is not in its form check or was submitted anew since it was read.
    """
    FILING_POLICY.require(actor, "check", filing)
    if set(met) != set(form_items()):
        raise Refusal(_("请逐项选择是否符合。"), code="items")
    row = Filing.objects.select_for_update(no_key=True).get(pk=filing.pk)
    if row.state != FilingState.SUBMITTED:
        raise Conflict(_("“%(f)s”现在是“%(s)s”，不在形式审查中。") % {"f": row.title, "s": row.get_state_display()}, code="wrong_state")
    refuse_unless_as_read(row, seen)
    row.checks.all().delete()
    made = FilingCheck.objects.bulk_create(
        FilingCheck(filing=row, item=item, is_met=met[item][0], note=met[item][1].strip()[:200], checked_at=now) for item in form_items()
    )
    audit.record(actor, "plans.filing.checked", row, now=now, detail={k: ok for k, (ok, _note) in met.items()})
    return made


@transaction.atomic
def comment_on_filing(*, actor: Actor, now: datetime, filing: Filing, comment: str) -> Filing:
    """Guidance on the content, which the body reads; it has no effect on registration. The log keeps every wording."""
    row = Filing.objects.select_for_update(no_key=True).get(pk=filing.pk)
    FILING_POLICY.require(actor, "comment", row)
    if comment.strip() == row.comment:
        return row
    row.comment = comment.strip()
    row.save(update_fields=["comment"])
    audit.record(actor, "plans.filing.commented", row, now=now, detail={"comment": row.comment})
    if row.comment:
        tell_filer(row, "commented", actor=actor, now=now, body=row.comment)
    return row


@dataclass(frozen=True)
class Reminded:
    """Whom a reminder reached: people told now, bodies that have not filed, and those of them nobody files for."""

    people: int
    bodies: int
    without_officer: tuple[str, ...]


@transaction.atomic
def remind_filers(*, actor: Actor, now: datetime, plan: Plan) -> Reminded:
    """Remind the officers of every body that has not filed; nobody twice a day."""
    PLAN_POLICY.require(actor, "edit", plan)
    missing = who_has_not_filed(plan, now.date())
    people = people_at_each(missing, FILING_OFFICERS, now.date())
    due = plan.filing_due_on
    with as_recorded():
        words = _("%(plan)s要求制定工作方案，报备案。") % {"plan": plan}
        told = notify(
            sorted({user.pk for found in people.values() for user in found}),
            actor=actor,
            now=now,
            kind="plans.filing.reminder",
            subject=_("请报送工作方案备案"),
            body=words + (_("备案期限：%(day)s。") % {"day": due} if due else ""),
            url=reverse("plans:filings", args=[plan.key]),
            key=f"filing:{plan.pk}:{now.date()}",
        )
    alone = tuple(body.name for body in missing if not people[body.pk])
    detail = {"bodies": len(missing), "people": len(told), "without_officer": list(alone)}
    audit.record(actor, "plans.plan.filers_reminded", plan, now=now, detail=detail)
    return Reminded(len(told), len(missing), alone)
