"""Preparing a public document: its head and text, its files, the examination before publishing."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.public import release_of
from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Attachment, Examination, Openness, Publication, PublicationState, Validity
from baigong.contexts.publications.selectors import find_drafted_from
from baigong.contexts.publications.workflow import INDEX_NUMBER, content_hash
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.files import BEGINNINGS, examine_upload, keep

ENDINGS = {end: BEGINNINGS[end] for end in (".pdf", ".docx", ".xlsx", ".ofd", ".zip", ".jpg", ".jpeg", ".png", ".txt", ".csv")}
"""What may be attached: what any reader of the portal can open."""
MOST = 20
OPEN = {PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.ISSUED}


@dataclass(frozen=True)
class Head:
    """The metadata and text of a document (information-disclosure catalogue)."""

    title: str
    issuer: Organisation
    category: str
    formed_on: date
    source: str
    openness: str = Openness.ACTIVE
    doc_number: str = ""
    index_number: str = ""
    issued_on: date | None = None
    body: str = ""


def head_of(row: Publication) -> Head:
    """The metadata and text as they stand."""
    return Head(**{f.name: getattr(row, f.name) for f in fields(Head)})


@transaction.atomic
def draft_publication(*, actor: Actor, now: datetime, head: Head, replaces: Publication | None = None) -> Publication:
    """Begin a document; with ``replaces`` it will amend that one when it is published."""
    PUBLICATION_POLICY.require(actor, "create", Publication())
    _check(head, None)
    if replaces is not None and replaces.state != PublicationState.PUBLISHED:
        raise Refusal(_("“%(title)s”不在公开中，不能由新文件替代。") % {"title": replaces}, code="not_published")
    row = Publication.objects.create(**vars(head), replaces=replaces, created_by_id=actor.user_id, created_at=now)
    audit.record(actor, "publications.publication.drafted", row, now=now)
    return row


@transaction.atomic
def draft_from(*, actor: Actor, now: datetime, kind: str, pk: int) -> Publication:
    """Begin a document from where it stands: a circular, minutes, a report's summary, a plan document. Once a record.

    Raises ``Conflict`` with the one there is where it was begun before.
    """
    PUBLICATION_POLICY.require(actor, "create", Publication())
    made = release_of(actor, kind, pk)
    before = find_drafted_from(kind, pk)
    if before is not None:
        raise Conflict(_("“%(title)s”已由此记录拟公开。") % {"title": before}, code="drafted")
    index = made.index_number if INDEX_NUMBER.fullmatch(made.index_number) else ""
    if index and Publication.objects.filter(index_number=index).exists():
        index = ""
    row = Publication.objects.create(
        title=made.title[:200], issuer=made.issuer, category=made.category, doc_number=made.doc_number, index_number=index,
        issued_on=made.issued_on, formed_on=made.formed_on, source=str(made.issuer.name)[:80], body=made.body, source_kind=kind,
        source_id=pk, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    for title, name, content in made.files:
        _keep(row, title, name, content)
    audit.record(actor, "publications.publication.drafted", row, now=now, detail={"from": f"{kind} {pk}"})
    return row


@transaction.atomic
def write_publication(*, actor: Actor, now: datetime, publication: Publication, head: Head) -> Publication:
    """Replace head and text until it is public; what was examined before must be examined again."""
    row = _open(actor, publication)
    _check(head, row)
    if row.state == PublicationState.ISSUED and head.index_number != row.index_number:
        raise Refusal(_("制发后索引号不再改。"), code="index_fixed", fields={"index_number": _("制发后不再改")})
    before = {name: str(getattr(row, name) or "") for name in vars(head) if name != "body"}
    for name, value in vars(head).items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "publications.publication.written", row, now=now, detail={"from": before})
    return row


@transaction.atomic
def attach(*, actor: Actor, now: datetime, publication: Publication, upload: UploadedFile[Any], title: str = "") -> Attachment:
    """Add a file. Raises ``Refusal``: those of ``examine_upload``, ``attached_twice``, ``too_many``."""
    row = _open(actor, publication)
    incoming = examine_upload(upload, ENDINGS)
    if row.attachments.count() >= MOST:
        raise Refusal(_("一份文件最多%(n)d个附件。") % {"n": MOST}, code="too_many")
    piece = _keep(row, title.strip()[:200] or PurePath(incoming.name).stem, incoming.name, upload.read())
    audit.record(actor, "publications.attachment.added", piece, now=now, detail={"publication": row.pk, "sha256": piece.sha256})
    return piece


@transaction.atomic
def detach(*, actor: Actor, now: datetime, attachment: Attachment) -> None:
    """Take a file out before the document is public; the log keeps its hash."""
    row = _open(actor, attachment.publication)
    audit.record(actor, "publications.attachment.removed", attachment, now=now, detail={"publication": row.pk, "sha256": attachment.sha256})
    attachment.delete()


@transaction.atomic
def examine(
    *, actor: Actor, now: datetime, publication: Publication, secrecy_clear: bool, third_party_clear: bool, personal_clear: bool, note: str
) -> Examination:
    """Record the examination before publishing (OGI-03) of the content as it now is. What is not clear needs a note."""
    PUBLICATION_POLICY.require(actor, "examine", publication)
    row = Publication.objects.select_for_update(no_key=True, of=("self",)).get(pk=publication.pk)
    if row.state not in {PublicationState.REVIEW, PublicationState.ISSUED}:
        raise Conflict(
            _("“%(title)s”现在是“%(state)s”，不在审查阶段。") % {"title": row, "state": row.get_state_display()}, code="wrong_state"
        )
    if not (secrecy_clear and third_party_clear and personal_clear) and not note.strip():
        raise at_field("note", _("有未通过的项目时，请写明审查意见。"), code="note_required")
    made = Examination.objects.create(
        publication=row, secrecy_clear=secrecy_clear, third_party_clear=third_party_clear, personal_clear=personal_clear,
        note=note.strip(), content_hash=content_hash(row), examined_by_id=actor.user_id, examined_at=now,
    )  # fmt: skip
    audit.record(actor, "publications.publication.examined", row, now=now, detail={"clear": made.is_clear, "note": made.note})
    return made


@transaction.atomic
def set_validity(*, actor: Actor, now: datetime, publication: Publication, validity: str | None) -> Publication:
    """Say whether a public document is valid; empty says nothing, as on many pages of the city's own site."""
    PUBLICATION_POLICY.require(actor, "set_validity", publication)
    if validity not in {None, *Validity.values}:
        raise Refusal(_("请选择有效性。"), code="validity")
    row = Publication.objects.select_for_update(no_key=True, of=("self",)).get(pk=publication.pk)
    before, row.validity = row.validity, validity
    row.save(update_fields=["validity"])
    audit.record(actor, "publications.publication.validity_set", row, now=now, detail={"from": before or "", "to": validity or ""})
    return row


def _keep(row: Publication, title: str, name: str, content: bytes) -> Attachment:
    piece = Attachment(publication=row, title=title[:200], file_name=name[-200:], size=len(content))
    piece.sha256 = hashlib.sha256(content).hexdigest()
    if row.attachments.filter(sha256=piece.sha256).exists():  # before anything is stored
        raise _twice(name)
    keep(piece.file, f"{uuid.uuid4().hex}{PurePath(name).suffix.lower()}", content)
    try:
        with transaction.atomic():
            piece.save(force_insert=True)
    except IntegrityError:  # at once; what lies on disk without a row is swept
        raise _twice(name) from None
    return piece


def _twice(name: str) -> Refusal:
    message = _("“%(name)s”与已有的附件内容完全相同，没有重复保存。") % {"name": name}
    return Refusal(message, code="attached_twice", status=409, fields={"file": message})


def _open(actor: Actor, publication: Publication) -> Publication:
    PUBLICATION_POLICY.require(actor, "edit", publication)
    row = Publication.objects.select_for_update(no_key=True, of=("self",)).get(pk=publication.pk)
    if row.state not in OPEN:
        raise Conflict(
            _("“%(title)s”%(state)s，不能再改；有变化请另拟文件替代。") % {"title": row, "state": row.get_state_display()}, code="public"
        )
    return row


def _check(head: Head, row: Publication | None) -> None:
    if not head.title.strip() or not head.category.strip() or not head.source.strip():
        raise Refusal(_("标题、组配分类和信息来源都要填写。"), code="head_required")
    if head.issued_on and head.issued_on < head.formed_on:
        raise Refusal(_("发文日期不能早于成文日期。"), code="dates", fields={"issued_on": _("早于成文日期")})
    if head.index_number:
        if not INDEX_NUMBER.fullmatch(head.index_number):
            message = _("索引号应为“统一社会信用代码/年份-五位序号”，如 11622300013930944B/2020-08686。")
            raise Refusal(message, code="index_form", fields={"index_number": message})
        taken = Publication.objects.filter(index_number=head.index_number).exclude(pk=row.pk if row else 0)
        if taken.exists():
            raise Refusal(_("索引号已被使用。"), code="index_taken", fields={"index_number": _("已被使用")})
