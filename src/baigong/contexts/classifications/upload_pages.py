"""What the pages of an upload may read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.declaration import Holds
from baigong.contexts.classifications.models import EditionUpload, UploadState
from baigong.contexts.classifications.selectors import find_entries
from baigong.contexts.classifications.uploads import plan_of
from baigong.kernel import workflow
from baigong.kernel.access import Actor
from baigong.kernel.exchange import ActionKind, ImportPlan, shown
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing

MOST = 200
TONES = {UploadState.READY: "warn", UploadState.LOADING: "info", UploadState.LOADED: "good", UploadState.DISCARDED: "neutral"}

UPLOADS = Listing(
    name="uploads",
    caption=_("代码表上传记录"),
    columns=[
        Column("scheme", _("代码表"), value=lambda row: row.declared.label),
        Column("code", _("版本")),
        Column("state", _("状态"), kind="badge", labels=UploadState, tones=TONES),
        Column("filename", _("文件"), width="wide", priority=2),
        Column("rows", _("行数"), value=lambda row: row.counts.get("rows"), kind="number", priority=2),
        Column("uploaded_at", _("上传时间"), kind="datetime", sort="uploaded_at"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=UploadState)],
    default_sort=("-uploaded_at",),
    empty=EmptyState(_("还没有上传过新版本"), _("在代码表的“来源与核对”页上传。"), "upload"),
    row_link=EditionUpload.get_absolute_url,
)


@dataclass(frozen=True)
class Changed:
    """A code that stays and what changes of it: (column, before, after)."""

    key: str
    changes: list[tuple[str, str | None, str | None]]


@dataclass(frozen=True)
class UploadPage:
    """The plan in words: the first of each kind, and how many there are."""

    upload: EditionUpload
    facts: list[tuple[str, str]]
    known_errors: list[str]
    counts: dict[str, int]
    added: list[tuple[str, str]]
    changed: list[Changed]
    ended: list[tuple[str, str]]
    notices: tuple[str, ...]
    steps: list[str]
    is_open: bool
    state_tone: str


def upload_page(upload: EditionUpload, actor: Actor) -> UploadPage:
    """The page of one upload. A discarded one shows its facts only."""
    plan = plan_of(upload) if upload.plan else None
    meta = upload.meta
    facts = [
        (str(_("官方名称")), meta["title"]),
        (str(_("发布机关")), meta["publisher"]),
        (str(_("文号或标准号")), meta["document"]),
        (str(_("发布日期")), meta["issued_on"] or ""),
        (str(_("起用日期")), meta["effective_from"]),
        (str(_("数据来源")), meta["source"]),
        (str(_("核对情况")), meta["checked_note"]),
        (str(_("文件")), upload.filename),
    ]
    return UploadPage(
        upload=upload,
        facts=facts,
        known_errors=meta["known_errors"],
        counts=upload.counts,
        added=_added(plan) if plan else [],
        changed=_changed(plan) if plan else [],
        ended=_ended(upload, plan) if plan else [],
        notices=tuple(plan.notices) if plan else (),
        steps=[one.step.name for one in workflow.available(upload, actor)],
        is_open=upload.state in {UploadState.READY, UploadState.LOADING},
        state_tone=TONES[UploadState(upload.state)],
    )


def _words(plan: ImportPlan, key: tuple[object, ...]) -> str:
    return " ".join(shown(plan.table.by_key[name], part) for name, part in zip(plan.table.key, key, strict=True))


def _added(plan: ImportPlan) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for action in plan.actions:
        if action.kind is ActionKind.ADD and len(found) < MOST:
            found.append((_words(plan, action.key), str(action.values.get("name") or "")))
    return found


def _ended(upload: EditionUpload, plan: ImportPlan) -> list[tuple[str, str]]:
    """The codes that the file no longer has, with the names they bear in the edition before. One query."""
    missing = [dict(zip(plan.table.key, key, strict=True)) for key in plan.missing[:MOST]]
    pairs = [(str(key.get("part") or ""), str(key.get("code") or "")) for key in missing]
    holds_codes = upload.declared.holds is Holds.ENTRIES
    known = find_entries(upload.compared_with, pairs) if upload.compared_with and holds_codes else {}
    names = [known[pair].name if pair in known else "" for pair in pairs]
    return [(_words(plan, key), name) for key, name in zip(plan.missing[:MOST], names, strict=True)]


def _changed(plan: ImportPlan) -> list[Changed]:
    found: list[Changed] = []
    for action in plan.actions:
        if action.kind is ActionKind.CHANGE and len(found) < MOST:
            columns = plan.table.by_key
            changes = [
                (str(columns[c.column].label), shown(columns[c.column], c.old) or None, shown(columns[c.column], c.new) or None)
                for c in action.changes
            ]
            found.append(Changed(_words(plan, action.key), changes))
    return found
