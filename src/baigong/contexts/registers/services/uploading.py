"""A file from a school: read, shown as a plan, stored table by table once confirmed. A table with a wrong row is not stored at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import BATCH_POLICY, DRAFT_POLICY
from baigong.contexts.registers.lake.columns import seal_columns
from baigong.contexts.registers.lake.differences import differences
from baigong.contexts.registers.mending import wrong_rows
from baigong.contexts.registers.models import Batch, BatchState, Channel, Draft
from baigong.contexts.registers.reading import Sheet, read_file
from baigong.contexts.registers.services.receiving import Receipt, Source, examine, masked, one_at_a_time, receive
from baigong.contexts.registers.standard import Standard, find_standard
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.files import keep, open_stored

SHOWN_FAULTS = 50
"""So many faults of a table stand on the page; all of them are in the file of wrong rows."""


@dataclass(frozen=True)
class SheetPlan:
    """What one sheet of a file would do. ``faults`` are the first ones: cell, field, code, what stands there."""

    table: str
    label: str
    place: str
    rows: int
    wrong_rows: int
    fault_count: int
    new: int
    changed: int
    deleted: int
    same: int
    absent: int
    faults: list[dict[str, Any]]
    notes: list[str]

    @property
    def is_sound(self) -> bool:
        """Whether the sheet can be stored."""
        return not self.fault_count


def prepare(
    *, actor: Actor, now: datetime, organisation: Organisation, standard: Standard, data: bytes, file_name: str, table: str = ""
) -> Draft:
    """Read and check a file, and keep it with what it would change. Raises ``Refusal`` with what is wrong with the file as a whole."""
    BATCH_POLICY.require(actor, "send", Batch(organisation=organisation))
    digest = hashlib.sha256(data).hexdigest()
    _refuse_twin(organisation, standard, digest)
    plans = [plan_of(sheet, organisation) for sheet in read_file(data, file_name, standard=standard, table=table)]
    if not any(plan.rows for plan in plans):
        raise Refusal(_("“%(f)s”里没有数据行。") % {"f": file_name}, code="no_rows")
    draft = Draft(organisation=organisation, standard=standard.code, table=table, file_name=file_name[:200], sha256=digest)
    draft.summary = [asdict(plan) for plan in plans]
    draft.uploaded_at, draft.uploaded_by_id = now, actor.user_id
    keep(draft.file, f"{digest[:16]}.bin", data)
    with transaction.atomic():
        draft.save()
        audit.record(actor, "registers.draft.uploaded", draft, now=now, detail={"file": file_name[:200], "sha256": digest})
    return draft


def _refuse_twin(organisation: Organisation, standard: Standard, digest: str) -> None:
    twin = Batch.objects.filter(organisation=organisation, standard=standard.code, sha256=digest, state=BatchState.STORED).first()
    if twin is not None:
        day = f"{twin.received_at:%Y-%m-%d %H:%M}"
        raise Refusal(_("这个文件已于%(at)s入库（%(batch)s），没有变化，不必再传。") % {"at": day, "batch": twin}, code="duplicate")


def plan_of(sheet: Sheet, organisation: Organisation) -> SheetPlan:
    """What a sheet would do as the lake stands."""
    seen = examine(sheet.table, sheet.frame, organisation, whole=False)
    change = differences(sheet.table, seal_columns(sheet.table.rules, seen.accepted), organisation.pk)
    first = masked(sheet.table, seen.faults.head(SHOWN_FAULTS)).to_dicts()
    faults = [fault | {"cell": sheet.cell(fault["row"], fault["field"])} for fault in first]
    return SheetPlan(
        table=sheet.table.name,
        label=str(sheet.table.label),
        place=sheet.place,
        rows=sheet.frame.height,
        wrong_rows=seen.faults["row"].n_unique(),
        fault_count=seen.faults.height,
        faults=faults,
        notes=[str(note) for note in sheet.notes],
        **asdict(change),
    )


def plans_of(draft: Draft) -> list[SheetPlan]:
    """The plan that was shown."""
    return [SheetPlan(**entry) for entry in draft.summary]


@transaction.atomic
def confirm(*, actor: Actor, now: datetime, draft: Draft) -> list[Receipt]:
    """Store what was shown: every sound table whole, of the others nothing; all of it in one transaction, so that a kill leaves the draft.

    Raises ``Conflict`` (``raced``) if somebody confirmed or discarded it meanwhile, (``changed_meanwhile``) if the lake no longer
    stands as the plan assumed.
    """
    DRAFT_POLICY.require(actor, "confirm", draft)
    locked = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).select_related("organisation").first()
    if locked is None:
        raise Conflict(_("“%(f)s”刚由他人确认或放弃。") % {"f": draft.file_name}, code="raced")
    one_at_a_time(locked.organisation)
    standard = find_standard(locked.standard)
    if standard is None:
        raise Refusal(_("系统里已没有标准“%(s)s”，请重新上传。") % {"s": locked.standard}, code="unknown_standard")
    receipts = []
    for sheet, shown in zip(_sheets(locked, standard), plans_of(locked), strict=True):
        if not shown.is_sound or not shown.rows:
            continue
        if plan_of(sheet, locked.organisation) != shown:
            words = _("在您打开页面之后，“%(t)s”又收到了数据，计划有变；没有入库。请看过新的计划再确认。")
            raise Conflict(words % {"t": shown.label}, code="changed_meanwhile")
        source = Source(Channel.UPLOAD, locked.sha256, file_name=locked.file_name)
        facts: Mapping[str, Any] = {"organisation": locked.organisation, "table": sheet.table, "frame": sheet.frame}
        receipts.append(receive(actor=actor, now=now, source=source, whole=True, **facts))
    locked.delete()
    return receipts


def renew(*, actor: Actor, now: datetime, draft: Draft) -> Draft:
    """Make the plan anew as the lake stands now."""
    DRAFT_POLICY.require(actor, "confirm", draft)
    standard = find_standard(draft.standard)
    if standard is not None:
        draft.summary = [asdict(plan_of(sheet, draft.organisation)) for sheet in _sheets(draft, standard)]
        draft.save(update_fields=["summary"])
    return draft


def sheets_of(draft: Draft) -> list[Sheet]:
    """The sheets as they stand in the file."""
    standard = find_standard(draft.standard)
    return _sheets(draft, standard) if standard else []


def wrong_rows_of(draft: Draft) -> bytes | None:
    """Just the wrong rows of every table, as a workbook to mend and upload again; ``None`` where nothing is wrong."""
    wrong = []
    for sheet in sheets_of(draft):
        faults = examine(sheet.table, sheet.frame, draft.organisation, whole=False).faults
        if faults.height:
            wrong.append((sheet, faults))
    return wrong_rows(wrong) if wrong else None


def _sheets(draft: Draft, standard: Standard) -> list[Sheet]:
    with open_stored(draft.file, draft.file_name) as file:
        return read_file(file.read(), draft.file_name, standard=standard, table=draft.table)


def discard(*, actor: Actor, now: datetime, draft: Draft) -> None:
    """Put the file aside; nothing of it is stored."""
    DRAFT_POLICY.require(actor, "discard", draft)
    with transaction.atomic():
        audit.record(actor, "registers.draft.discarded", draft, now=now, detail={"file": draft.file_name})
        draft.delete()
