"""Importing a plan document: read, corrected by a person, kept item by item. Nothing enters the ledger before it is confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import DOCUMENT_POLICY
from baigong.contexts.plans.models import DraftItem, DraftItemState, ItemKind, Plan, PlanDocument, PlanDocumentState
from baigong.engines.plan_text import read_plan
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.documents.extract import extract_text
from baigong.kernel.documents.extracted import ExtractedText, ExtractionError
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.files import keep


def import_document(*, actor: Actor, now: datetime, data: bytes, file_name: str, plan: Plan | None = None) -> PlanDocument:
    """Read a document and keep what was found as a draft; ``plan`` when it is an amended version of a running one.

    1. Size and duplicates are looked at before anything is read. 2. Text and findings are made without touching the database.
    3. File, document and findings are written together or not at all.
    Raises ``Refusal`` with what is wrong with the file (broken, encrypted, a scan without text, too large, no plan in it).
    """
    if not DOCUMENT_POLICY.reachable(actor, "import"):
        raise NotPermitted(_("导入计划文件由工作专班办理。"), code="not_permitted")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise Refusal(_("文件“%(f)s”超过%(n)dMB，没有读取。") % {"f": file_name, "n": limit}, code="too_large", status=413)
    digest = hashlib.sha256(data).hexdigest()
    _refuse_twin(digest)
    try:
        extracted = extract_text(data, file_name)
    except ExtractionError as error:
        raise Refusal(error.message, code=error.code) from error
    found = read_plan(extracted.text, extracted.tables).as_json()
    if not (found["measures"] or found["tasks"] or found["targets"]):
        raise Refusal(_("“%(f)s”里没有读到措施、任务或目标。请确认是不是计划文件。") % {"f": file_name}, code="nothing_found")
    try:
        with transaction.atomic():
            document = _write(actor, now, data, file_name, plan, digest, extracted, found)
            audit.record(actor, "plans.plandocument.imported", document, now=now, detail={"file": file_name, "sha256": digest})
    except IntegrityError:  # sent twice at once, or two versions of one plan at once: the other was first
        _refuse_twin(digest)
        raise Conflict(_("刚才有人为这个计划导入了另一个文件；请先看看再导入。"), code="another_import") from None
    return document


def _refuse_twin(digest: str) -> None:
    if twin := PlanDocument.objects.filter(sha256=digest).exclude(state=PlanDocumentState.DISCARDED).first():
        raise Refusal(_("这个文件已经导入过：%(doc)s（%(state)s）。") % {"doc": twin, "state": twin.get_state_display()}, code="duplicate")


def _write(
    actor: Actor, now: datetime, data: bytes, file_name: str, plan: Plan | None, digest: str, extracted: ExtractedText,
    found: Mapping[str, Any],
) -> PlanDocument:  # fmt: skip
    """The document with its file on disk and its findings."""
    document = PlanDocument(
        plan=plan,
        title=(found["title"] or "")[:300],
        notice_title=(found.get("notice_title") or "")[:300],
        doc_number=(found["doc_number"] or "")[:60],
        issuer=(found["issuer"] or "")[:120],
        issued_on=_day(found["date"]),
        index_number=(found["index_number"] or "")[:60],
        version=_next_version(plan),
        file_name=file_name[:200],
        sha256=digest,
        text=extracted.text,
        warnings=[*extracted.warnings, *found["warnings"]],
        imported_by_id=actor.user_id,
        imported_at=now,
    )
    keep(document.file, f"{digest[:16]}{PurePath(file_name).suffix.lower()}", data)
    document.save()
    DraftItem.objects.bulk_create(_items(document, found))
    return document


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _next_version(plan: Plan | None) -> int:
    return 1 + (plan.documents.order_by("-version").values_list("version", flat=True).first() or 0) if plan else 1


def _items(document: PlanDocument, found: Mapping[str, Any]) -> Iterable[DraftItem]:
    lists = {ItemKind.MEASURE: "measures", ItemKind.TASK: "tasks", ItemKind.TARGET: "targets", ItemKind.BODY: "bodies"}
    for kind, key in lists.items():
        for order, data in enumerate(found[key]):
            start, end = data.get("span") or (None, None)
            number = str(data.get("number") or "") if kind in {ItemKind.MEASURE, ItemKind.TASK} else ""
            yield DraftItem(document=document, kind=kind, number=number[:20], data=data, start=start, end=end, order=order)


def _open(actor: Actor, document: PlanDocument) -> PlanDocument:
    """The locked draft, or a refusal: a confirmed document is no longer corrected."""
    DOCUMENT_POLICY.require(actor, "correct", document)
    locked = PlanDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    if locked.state != PlanDocumentState.DRAFT:
        raise Refusal(_("“%(d)s”%(s)s，不再更改。") % {"d": locked, "s": locked.get_state_display()}, code="not_a_draft")
    return locked


@transaction.atomic
def decide_items(
    *, actor: Actor, now: datetime, document: PlanDocument, items: Iterable[int], keep: bool, seen: Mapping[int, str] | None = None
) -> int:
    """Keep or drop findings; returns how many changed. ``seen`` are the marks of the findings (``DraftItem.mark``) as the person saw them.

    Raises ``Conflict`` (``changed_meanwhile``), with nothing decided, if another has changed one of them since.
    """
    _open(actor, document)
    state = DraftItemState.KEPT if keep else DraftItemState.DROPPED
    chosen, seen = document.items.filter(pk__in=list(items)).exclude(state=state), seen or {}
    for item in chosen.filter(pk__in=seen):
        _refuse_unless_as_seen(item, seen[item.pk])
    changed = chosen.update(state=state)
    if changed:
        audit.record(actor, "plans.plandocument.items_decided", document, now=now, detail={"state": str(state), "count": changed})
    return changed


@transaction.atomic
def correct_item(*, actor: Actor, now: datetime, item: DraftItem, changes: Mapping[str, Any], seen: str = "") -> DraftItem:
    """Put right what was read; the item is kept with the correction, its span stays.

    Raises ``Conflict`` (``changed_meanwhile``) if another has changed it since the person saw it as ``seen``.
    """
    _open(actor, item.document)
    item = DraftItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    _refuse_unless_as_seen(item, seen)
    before = {key: item.data.get(key) for key in changes}
    item.data = item.data | dict(changes)
    item.number = str(item.data.get("number") or item.number)[:20]
    item.state, item.is_corrected = DraftItemState.KEPT, item.is_corrected or before != dict(changes)
    item.save(update_fields=["data", "number", "state", "is_corrected"])
    audit.record(actor, "plans.plandocument.item_corrected", item.document, now=now, detail={"item": item.pk, "from": before})
    return item


def _refuse_unless_as_seen(item: DraftItem, seen: str) -> None:
    if seen and seen != item.mark:
        message = _("“%(item)s”在您打开页面之后由他人改过，现为“%(state)s”；您的处理没有保存。请看过现在的内容再决定。")
        raise Conflict(message % {"item": item, "state": item.get_state_display()}, code="changed_meanwhile")


@transaction.atomic
def add_item(*, actor: Actor, now: datetime, document: PlanDocument, kind: str, quote: str, data: Mapping[str, Any]) -> DraftItem:
    """Add what the reader missed. ``quote`` must stand in the text, so that the object has its span."""
    _open(actor, document)
    quote = quote.strip()
    start = document.text.find(quote) if quote else -1
    if start < 0:
        raise Refusal(
            _("原文中没有“%(q)s”。请从左边原文中复制。") % {"q": quote[:40]}, code="quote_not_found", fields={"quote": _("原文中没有")}
        )
    end = start + len(quote)
    item = DraftItem.objects.create(
        document=document,
        kind=kind,
        number=str(data.get("number") or "")[:20],
        data={"quote": quote, "span": [start, end]} | dict(data),
        start=start,
        end=end,
        state=DraftItemState.KEPT,
        is_corrected=True,
        order=document.items.filter(kind=kind).count(),
    )
    audit.record(actor, "plans.plandocument.item_added", document, now=now, detail={"kind": kind, "quote": quote[:100]})
    return item
