"""A file from a school: read, shown as a plan, stored table by table once confirmed. A table with a wrong row is not stored at all.

Its wrong rows are handed back as a workbook; mended and handed in, they take their places in the file that waits, which then is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import BATCH_POLICY, DRAFT_POLICY
from baigong.contexts.registers.lake.columns import hash_columns
from baigong.contexts.registers.lake.differences import differences
from baigong.contexts.registers.mending import wrong_rows
from baigong.contexts.registers.models import Batch, BatchState, Channel, Draft
from baigong.contexts.registers.reading import Sheet, read_file
from baigong.contexts.registers.reading.completing import completed
from baigong.contexts.registers.reading.overlay import numbered, overlaid, packed, unpacked
from baigong.contexts.registers.selectors.senders import editions_of
from baigong.contexts.registers.services.receiving import Receipt, Source, examine, masked, one_at_a_time, receive
from baigong.contexts.registers.standard import Standard, find_standard
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.files import keep, open_stored
from baigong.kernel.privacy import decrypt_file, encrypt_file
from baigong.kernel.ui import formats

SHOWN_FAULTS = 50
"""So many faults of a table stand on the page; all of them are in the file of wrong rows."""

OF_ANOTHER = frozenset({"unknown_table", "ambiguous_table"})
"""How a file is refused by an edition that it is not of."""


@dataclass(frozen=True)
class SheetPlan:
    """What one sheet of a file would do. ``faults`` are the first ones: cell, field, code, what stands there. ``stored``: it did."""

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
    stored: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether the sheet can be stored."""
        return not self.fault_count

    @property
    def is_ready(self) -> bool:
        """Whether confirming would store it."""
        return self.is_sound and bool(self.rows) and not self.stored


def prepare(
    *, actor: Actor, now: datetime, organisation: Organisation, standard: Standard | None, data: bytes, file_name: str, table: str = ""
) -> Draft:
    """Read and check a file, and keep it with what it would change; rows that were handed back to be mended join the file they are of.

    Without a ``standard`` it is told from the file. The same file again is the draft that waits. Raises ``Refusal`` with what is wrong
    with the file as a whole.
    """
    BATCH_POLICY.require(actor, "send", Batch(organisation=organisation))
    digest = hashlib.sha256(data).hexdigest()
    waiting = Draft.objects.filter(organisation=organisation, table=table, sha256=digest, mended="")
    for draft in waiting if standard is None else waiting.filter(standard=standard.code):
        return renew(actor=actor, now=now, draft=draft)
    standard, sheets = _read(organisation, standard, data, file_name, table, now)
    if any(sheet.origins is not None for sheet in sheets):
        return _mend(actor, now, _draft_of(organisation, standard, sheets, file_name), standard, sheets, file_name)
    _refuse_twin(organisation, standard, digest, sheets)
    plans = [plan_of(_complete(sheet, organisation, now), organisation) for sheet in sheets]
    if not any(plan.rows for plan in plans):
        raise Refusal(_("“%(f)s”里没有数据行。") % {"f": file_name}, code="no_rows")
    draft = Draft(organisation=organisation, standard=standard.code, table=table, file_name=file_name[:200], sha256=digest)
    draft.summary = [asdict(plan) for plan in plans]
    draft.uploaded_at, draft.uploaded_by_id = now, actor.user_id
    keep(draft.file, f"{digest[:16]}.bin", encrypt_file(data))
    with transaction.atomic():
        draft.save()
        audit.record(actor, "registers.draft.uploaded", draft, now=now, detail={"file": file_name[:200], "sha256": digest})
    return draft


def _read(
    organisation: Organisation, standard: Standard | None, data: bytes, file_name: str, table: str, now: datetime
) -> tuple[Standard, list[Sheet]]:
    """The sheets of a file and the edition they are on: the one that is named, else the one of which most columns are found."""
    if standard is not None:
        return standard, read_file(data, file_name, standard=standard, table=table)
    found: list[tuple[int, Standard, list[Sheet]]] = []
    refusals = []
    for edition in editions_of(organisation, now.date()):
        try:
            sheets = read_file(data, file_name, standard=edition, table=table)
        except Refusal as refusal:
            refusals.append(refusal)
        else:
            found.append((sum(len(sheet.letters) for sheet in sheets), edition, sheets))
    if not found:
        raise next((refusal for refusal in refusals if refusal.code not in OF_ANOTHER), None) or _of_no_edition(file_name, refusals[0])
    _columns, edition, sheets = max(found, key=lambda one: one[0])
    return edition, sheets


def _of_no_edition(file_name: str, first: Refusal) -> Refusal:
    """No edition has every table of a file: perhaps it mixes two."""
    words = _("“%(f)s”里的表认不全。一个文件只能放同一个标准的表，两个标准的请分成两个文件。%(first)s")
    return Refusal(words % {"f": file_name, "first": first.message}, code=first.code)


def _complete(sheet: Sheet, organisation: Organisation, at: datetime) -> Sheet:
    return completed(sheet, school_code=organisation.moe_code, at=at)


def _refuse_twin(organisation: Organisation, standard: Standard, digest: str, sheets: Sequence[Sheet]) -> None:
    """Refuse a file of which every table was stored."""
    twins = Batch.objects.filter(organisation=organisation, standard=standard.code, sha256=digest, state=BatchState.STORED)
    stored = {twin.table: twin for twin in twins.filter(withdrawn_at=None).order_by("received_at")}
    if stored and all(sheet.table.name in stored for sheet in sheets):
        twin = stored[sheets[0].table.name]
        facts = {"at": formats.datetime(twin.received_at), "batch": twin}
        raise Refusal(_("这个文件已于%(at)s入库（%(batch)s），没有变化，不必再传。") % facts, code="duplicate")


def _draft_of(organisation: Organisation, standard: Standard, mended: Sequence[Sheet], file_name: str) -> Draft:
    """The waiting file that the mended rows were taken from, the latest of several."""
    for sheet in mended:
        if sheet.origins is None:
            words = _("“%(place)s”缺“原文件行号”一列，不知道改的是哪几行。请保留下载的表里的这一列。")
            raise Refusal(words % {"place": sheet.place}, code="no_origin")
    names = {sheet.table.name for sheet in mended}
    for draft in Draft.objects.filter(organisation=organisation, standard=standard.code):
        if not names <= {plan.table for plan in plans_of(draft) if not plan.stored}:
            continue
        held = {sheet.table.name: set(sheet.numbers.to_list()) for sheet in _sheets(draft, standard)}
        if all(_borne(sheet) <= held[sheet.table.name] for sheet in mended):
            return draft
    words = _("“%(f)s”是从一个文件里取出的待改的行，那个文件已经放弃或已经入库，补不回去。请在原文件里改好，整个再传。")
    raise Refusal(words % {"f": file_name}, code="no_draft")


def _borne(sheet: Sheet) -> set[int]:
    return set(sheet.origins.to_list()) - {0} if sheet.origins is not None else set()


@transaction.atomic
def _mend(actor: Actor, now: datetime, draft: Draft, standard: Standard, mended: Sequence[Sheet], file_name: str) -> Draft:
    """Put mended rows in the places of those they were made of, and make the plan anew; nothing is stored yet."""
    draft = _locked(actor, draft, "confirm")
    held = {sheet.table.name: sheet for sheet in _sheets(draft, standard)}
    before = {sheet.table.name: sheet for sheet in _mended(draft, standard)}
    for sheet in mended:
        rows = numbered(sheet, held[sheet.table.name])
        earlier = before.get(sheet.table.name)
        before[sheet.table.name] = overlaid(earlier, rows, is_last=False) if earlier else rows
    keep(draft.mended, f"{draft.sha256[:16]}.zip", encrypt_file(packed(list(before.values()))))
    draft.mended_name = file_name[:200]
    count = sum(sheet.frame.height for sheet in mended)
    audit.record(actor, "registers.draft.mended", draft, now=now, detail={"file": file_name[:200], "rows": count})
    draft.save(update_fields=["mended", "mended_name"])
    return renew(actor=actor, now=now, draft=draft)


def plan_of(sheet: Sheet, organisation: Organisation) -> SheetPlan:
    """What a sheet would do as the lake stands."""
    seen = examine(sheet.table, sheet.frame, organisation, whole=False)
    change = differences(sheet.table, hash_columns(sheet.table.rules, seen.accepted), organisation.pk)
    first = masked(sheet.table, seen.faults.head(SHOWN_FAULTS)).to_dicts()
    faults = [
        fault | {"cell": sheet.cell(fault["row"], fault["field"]), "found": sheet.found(fault["code"], fault["found"])} for fault in first
    ]
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

    A draft with wrong tables stays, so that their wrong rows can be mended. Raises ``Conflict`` (``raced``) if somebody confirmed or
    discarded it meanwhile, (``changed_meanwhile``) if the lake no longer stands as the plan assumed; ``Refusal`` (``nothing_sound``).
    """
    locked = _locked(actor, draft, "confirm")
    one_at_a_time(locked.organisation)
    standard = find_standard(locked.standard)
    if standard is None:
        raise Refusal(_("系统里已没有标准“%(s)s”，请重新上传。") % {"s": locked.standard}, code="unknown_standard")
    receipts, plans = [], []
    mended = {sheet.table.name for sheet in _mended(locked, standard)}
    for sheet, shown in zip(_sheets(locked, standard), plans_of(locked), strict=True):
        plans.append(replace(shown, stored=shown.stored or shown.is_ready))
        if not shown.is_ready:
            continue
        if plan_of(sheet, locked.organisation) != shown:
            words = _("在您打开页面之后，“%(t)s”又收到了数据，计划有变；没有入库。请看过新的计划再确认。")
            raise Conflict(words % {"t": shown.label}, code="changed_meanwhile")
        name = f"{locked.file_name} + {locked.mended_name}" if sheet.table.name in mended else locked.file_name
        source = Source(Channel.UPLOAD, locked.sha256, file_name=name, place=sheet.place, numbers=sheet.numbers)
        facts: Mapping[str, Any] = {"organisation": locked.organisation, "table": sheet.table, "frame": sheet.frame}
        receipts.append(receive(actor=actor, now=now, source=source, whole=True, **facts))
    if not receipts:
        raise Refusal(_("“%(f)s”里没有可以入库的表。请改正后再传。") % {"f": locked.file_name}, code="nothing_sound")
    if all(plan.is_sound for plan in plans):
        locked.delete()
    else:
        locked.summary = [asdict(plan) for plan in plans]
        locked.save(update_fields=["summary"])
    return receipts


@transaction.atomic
def renew(*, actor: Actor, now: datetime, draft: Draft) -> Draft:
    """Make the plan anew as the lake stands now; of what is stored it stays. Raises ``Conflict`` (``raced``)."""
    draft = _locked(actor, draft, "confirm")
    standard = find_standard(draft.standard)
    if standard is not None:
        pairs = zip(_sheets(draft, standard), plans_of(draft), strict=True)
        draft.summary = [asdict(shown if shown.stored else plan_of(sheet, draft.organisation)) for sheet, shown in pairs]
        draft.save(update_fields=["summary"])
    return draft


def sheets_of(draft: Draft) -> list[Sheet]:
    """The sheets as they stand in the file, mended rows in their places."""
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
        sheets = read_file(decrypt_file(file.read()), draft.file_name, standard=standard, table=draft.table)
    mended = {sheet.table.name: sheet for sheet in _mended(draft, standard)}
    return [_complete(_whole(sheet, mended.get(sheet.table.name)), draft.organisation, draft.uploaded_at) for sheet in sheets]


def _whole(sheet: Sheet, mended: Sheet | None) -> Sheet:
    if mended is None:
        return sheet
    whole = overlaid(sheet, mended)
    note = _("改好的%(n)s行已补回原来的位置，其余的行是原文件的。") % {"n": mended.frame.height}
    if (taken := len(set(sheet.numbers) | set(mended.numbers)) - whole.frame.height) > 0:
        note += _("其中%(n)s行是清空的，已去掉。") % {"n": taken}
    return replace(whole, notes=[*sheet.notes, note])


def _mended(draft: Draft, standard: Standard) -> list[Sheet]:
    if not draft.mended:
        return []
    with open_stored(draft.mended, draft.mended_name) as file:
        return unpacked(decrypt_file(file.read()), standard)


def discard(*, actor: Actor, now: datetime, draft: Draft) -> None:
    """Put the file aside; nothing of it is stored. Raises ``Conflict`` (``raced``)."""
    with transaction.atomic():
        locked = _locked(actor, draft, "discard")
        audit.record(actor, "registers.draft.discarded", locked, now=now, detail={"file": locked.file_name})
        locked.delete()


def _locked(actor: Actor, draft: Draft, action: str) -> Draft:
    """Within a transaction: the draft as it is, and nobody else's until the end."""
    DRAFT_POLICY.require(actor, action, draft)
    row = Draft.objects.select_for_update(no_key=True, of=("self",)).filter(pk=draft.pk).select_related("organisation").first()
    if row is None:
        raise Conflict(_("“%(f)s”刚由他人确认或放弃。") % {"f": draft.file_name}, code="raced")
    return row
