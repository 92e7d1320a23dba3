"""What of the plan's records can be made public as a document, from where it stands: its head, its words, its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import CIRCULAR_POLICY, DOCUMENT_POLICY, MEETING_POLICY, REPORT_POLICY
from baigong.contexts.plans.models import Circular, Meeting, PlanDocument, Report, TaskKind
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.files import open_stored


@dataclass(frozen=True)
class Release:
    """The material of a public document. ``files`` are (title, file name, content)."""

    kind: str
    pk: int
    title: str
    issuer: Organisation
    formed_on: date
    issued_on: date | None = None
    doc_number: str = ""
    index_number: str = ""
    category: str = ""
    body: str = ""
    files: tuple[tuple[str, str, bytes], ...] = field(default=(), repr=False)


def release_of(actor: Actor, kind: str, pk: int) -> Release:
    """The material of one record in the actor's sight. Raises ``Http404`` out of sight, ``Refusal`` while it is not final.

    What is kept stays Chinese whoever asks.
    """
    makers: dict[str, Any] = {"circular": _circular, "minutes": _minutes, "report": _report, "document": _document}
    if kind not in makers:
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):
        made: Release = makers[kind](actor, pk)
    return made


def public_place(kind: str, pk: int) -> tuple[str, str] | None:
    """Where the public sees what a released record is about: the plan's key and, of a report, the number of its task. One query."""
    if kind == "report":
        found = Report.objects.filter(pk=pk, task__plan__is_public=True, task__kind=TaskKind.PLAN)
        return found.values_list("task__plan__key", "task__number").first()
    models: dict[str, Any] = {"circular": Circular, "minutes": Meeting, "document": PlanDocument}
    if kind not in models:
        return None
    key = models[kind].objects.filter(pk=pk, plan__is_public=True).values_list("plan__key", flat=True).first()
    return (key, "") if key else None


def _not_final(row: Any) -> Refusal:
    return Refusal(_("“%(row)s”还不是定稿，不能公开。") % {"row": row}, code="not_final")


def _content(file: FieldFile, row: Any) -> bytes:
    with open_stored(file, row) as opened:
        content: bytes = opened.read()
    return content


def _circular(actor: Actor, pk: int) -> Release:
    row = CIRCULAR_POLICY.get_or_404(actor, Circular.objects.select_related("plan__team"), pk=pk)
    if row.state != "issued" or row.issued_on is None:
        raise _not_final(row)
    name = f"{row.doc_number} {row.title}"
    files = ((row.title, f"{name}.pdf", _content(row.pdf, row)), (row.title, f"{name}.docx", _content(row.docx, row)))
    return Release(
        "circular", pk, row.title, row.plan.team, row.issued_on, row.issued_on, row.doc_number, category=_("工作动态"), files=files
    )


def _minutes(actor: Actor, pk: int) -> Release:
    row = MEETING_POLICY.get_or_404(actor, Meeting.objects.select_related("plan__team", "body"), pk=pk)
    if row.state != "minuted" or row.issued_on is None:
        raise _not_final(row)
    decided = [f"{number}. {d.text}" for number, d in enumerate(row.decisions.all(), start=1)]
    body = "\n".join([row.minutes_text.strip(), *([_("会议决定：")] if decided else []), *decided]).strip()
    title = _("%(title)s纪要摘要") % {"title": row.title}
    return Release("minutes", pk, title, row.plan.team, row.issued_on, row.issued_on, category=_("会议公开"), body=body)


def _report(actor: Actor, pk: int) -> Release:
    row = REPORT_POLICY.get_or_404(actor, Report.objects.select_related("task", "cycle", "organisation"), pk=pk)
    if row.state != "accepted" or row.decided_at is None:
        raise _not_final(row)
    if not row.public_summary:
        raise Refusal(_("报告全文不公开；请先写公开摘要。"), code="no_summary")
    title = _("%(body)s：%(task)s（%(cycle)s进展）") % {"body": row.organisation, "task": row.task.title, "cycle": row.cycle.name}
    day = timezone.localtime(row.decided_at).date()
    return Release("report", pk, title, row.organisation, day, category=_("工作动态"), body=row.public_summary)


def _document(actor: Actor, pk: int) -> Release:
    row = DOCUMENT_POLICY.get_or_404(actor, PlanDocument.objects.select_related("plan__owner"), pk=pk)
    if row.plan is None or row.state not in {"confirmed", "superseded"} or row.issued_on is None:
        raise _not_final(row)
    files = ((row.title, row.file_name or f"{row.title}.txt", _content(row.file, row)),) if row.file else ()
    title = row.notice_title or row.title
    return Release(
        "document", pk, title, row.plan.owner, row.issued_on, row.issued_on, row.doc_number, row.index_number, _("规划计划"),
        "" if files else row.text, files,
    )  # fmt: skip
