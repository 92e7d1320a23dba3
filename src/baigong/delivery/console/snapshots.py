"""Snapshots: the list, one with its tables and files, taking one now, verifying one. Both run as jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from baigong.contexts.accounts.public import WORKING_TEAM, User, actor_for
from baigong.kernel.access import SYSTEM, Actor, Request, signed_in
from baigong.kernel.access.routes import only
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators import find_table, folders
from baigong.kernel.indicators.models import Snapshot
from baigong.kernel.indicators.retention import list_kept, thin
from baigong.kernel.indicators.snapshots import take_snapshot, tidy, verify_snapshot
from baigong.kernel.jobs import Progress, enqueue, job, scheduled
from baigong.kernel.ui import formats
from baigong.kernel.ui.listing import Column, DateFilter, EmptyState, Listing

SOUND, FAULTY, UNVERIFIED, THINNED = "sound", "faulty", "unverified", "thinned"
WORDS = {SOUND: gettext_lazy("完好"), FAULTY: gettext_lazy("有问题"), UNVERIFIED: gettext_lazy("未校验"), THINNED: gettext_lazy("已清理")}
TONES = {SOUND: "good", FAULTY: "bad", UNVERIFIED: "neutral", THINNED: "neutral"}


def condition(snapshot: Snapshot) -> str:
    """What the last verification says of a snapshot."""
    if snapshot.thinned_at:
        return THINNED
    return FAULTY if snapshot.fault else SOUND if snapshot.verified_at else UNVERIFIED


SNAPSHOTS = Listing(
    "snapshots",
    [
        Column("as_of", gettext_lazy("数据日期"), kind="date", sort="as_of", main=True),
        Column("taken_at", gettext_lazy("生成时间"), kind="datetime", sort="taken_at"),
        Column("row_count", gettext_lazy("记录数"), kind="number", sort="row_count"),
        Column("byte_count", gettext_lazy("大小"), value=lambda row: formats.filesize(row.byte_count), priority=2),
        Column("taken_by", gettext_lazy("生成人"), value=lambda row: row.taken_by or _("每晚自动"), priority=2),
        Column("condition", gettext_lazy("校验"), value=condition, kind="badge", labels=WORDS, tones=TONES),
        Column("verified_at", gettext_lazy("上次校验"), kind="datetime", sort="verified_at", priority=3),
    ],
    caption=pgettext_lazy("标题", "数据快照"),
    filters=[DateFilter("as_of", gettext_lazy("数据日期"))],
    default_sort=("-as_of", "-taken_at"),
    row_link="console:snapshot",
    empty=EmptyState(gettext_lazy("还没有数据快照"), gettext_lazy("每晚自动生成一份；工作专班也可以现在就生成。"), "database"),
)


@dataclass(frozen=True)
class SnapshotPage:
    """One snapshot. ``tables`` holds label, name, rows, bytes and hash of each; ``trouble`` why its files cannot be read."""

    snapshot: Snapshot
    condition: str
    tone: str
    tables: list[list[Any]]
    definitions: int
    trouble: str
    kept: str
    may_verify: bool


@signed_in
def snapshot_list(request: Request) -> HttpResponse:
    """Every snapshot, the latest first."""
    rows = Snapshot.objects.select_related("taken_by")
    context = {"may_take": request.actor.has(WORKING_TEAM)}
    return SNAPSHOTS.respond(request, rows, "console/snapshot_list.html", context, on_export="indicators.snapshot.exported")


@signed_in
def snapshot(request: Request, pk: int) -> HttpResponse:
    """One snapshot: what lies in it and whether it is as it was taken."""
    row = _get(pk)
    tables: list[list[Any]] = []
    definitions, trouble = 0, ""
    try:
        manifest = _manifest(row)
        definitions = len(manifest["definitions"])
        for name, kept in manifest["tables"].items():
            table, file = find_table(name), manifest["files"][f"{name}.parquet"]
            label = str(table.label) if table else name
            tables.append([label, name, formats.number(kept["rows"]), formats.filesize(file["bytes"]), file["sha256"]])
    except Refusal as refusal:
        trouble = refusal.message
    said = condition(row)
    kept = next(str(each.keeping.label) for each in list_kept(request.now) if each.snapshot.pk == row.pk)
    may_verify = request.actor.has(WORKING_TEAM) and not row.thinned_at
    page = SnapshotPage(row, str(WORDS[said]), TONES[said], tables, definitions, trouble, kept, may_verify)
    return render(request, "console/snapshot.html", {"page": page})


def _manifest(row: Snapshot) -> dict[str, Any]:
    if row.thinned_at:
        words = _("这份快照已于%(day)s按保留期清理，文件和指标值不再保存；清单摘要留存备查。") % {"day": formats.date(row.thinned_at)}
        raise Refusal(words, code="snapshot_thinned")
    return folders.read_manifest(row.path, row.manifest_sha256)


@require_POST
@only(WORKING_TEAM)
def take(request: Request) -> HttpResponse:
    """Take one now."""
    return redirect(enqueue("indicators.take", actor=request.actor, now=request.now, by=request.actor.user_id).get_absolute_url())


@require_POST
@only(WORKING_TEAM)
def verify(request: Request, pk: int) -> HttpResponse:
    """Compare one with its hashes and compute its figures again."""
    row = _get(pk)
    return redirect(
        enqueue("indicators.verify", actor=request.actor, now=request.now, snapshot=row.pk, by=request.actor.user_id).get_absolute_url()
    )


def _get(pk: int) -> Snapshot:
    row = Snapshot.objects.select_related("taken_by").filter(pk=pk).first()
    if row is None:
        raise Http404(_("没有这份数据快照。"))
    return row


@job("indicators.take", gettext_lazy("生成数据快照"))
def take_now(progress: Progress, *, by: int) -> dict[str, str]:
    """A snapshot that somebody asked for."""
    return _told(take_snapshot(actor=_somebody(by, progress.now), now=progress.now))


@scheduled("indicators.nightly", gettext_lazy("每晚生成数据快照"), "20 2 * * *")
def take_nightly(progress: Progress) -> dict[str, str]:
    """The snapshot of the night; what a process that died left behind goes first."""
    tidy(progress.now)
    return _told(take_snapshot(actor=SYSTEM, now=progress.now))


@scheduled("indicators.thin", gettext_lazy("按保留期清理数据快照"), "50 3 * * *")
def thin_out(progress: Progress) -> dict[str, str]:
    """Snapshots whose time of keeping is over."""
    return {"message": _("清理了%(n)d份过了保留期的数据快照。") % {"n": len(thin(actor=SYSTEM, now=progress.now))}}


@job("indicators.verify", gettext_lazy("校验数据快照"))
def verify_now(progress: Progress, *, snapshot: int, by: int) -> dict[str, str]:
    """A verification that somebody asked for."""
    row = _get(snapshot)
    found = verify_snapshot(row, actor=_somebody(by, progress.now), now=progress.now)
    said = _("发现%(n)d处问题。") % {"n": len(found)} if found else _("与生成时完全一致，指标值重算相同。")
    return {"message": said, "url": row.get_absolute_url(), "label": _("查看快照")}


def _told(snapshot: Snapshot) -> dict[str, str]:
    facts = {"rows": snapshot.row_count, "values": snapshot.values.count()}
    return {
        "message": _("已存%(rows)d条记录，算出%(values)d个指标值。") % facts,
        "url": snapshot.get_absolute_url(),
        "label": _("查看快照"),
    }


def _somebody(user_id: int, now: datetime) -> Actor:
    return actor_for(User.objects.get(pk=user_id), on=now.date())
