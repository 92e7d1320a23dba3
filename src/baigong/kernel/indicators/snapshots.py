"""Taking a snapshot with its figures, verifying one, computing old figures again."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.events import publish
from baigong.kernel.indicators import folders
from baigong.kernel.indicators.computing import JOINS_KEYS, Computed, Figures, as_text, compute
from baigong.kernel.indicators.declaration import Indicator, all_indicators
from baigong.kernel.indicators.disclosure import Cell, Sum, hidden_cells, sums_of
from baigong.kernel.indicators.engines import DIALECTS, ENGINES, duckdb_engine
from baigong.kernel.indicators.events import SnapshotTaken
from baigong.kernel.indicators.models import SNAPSHOTS, IndicatorValue, Snapshot
from baigong.kernel.indicators.plans import City, Plan, Wanted
from baigong.kernel.indicators.tables import SnapshotTable, all_tables

LEFT_BEHIND = timedelta(days=1)


def take_snapshot(*, actor: Actor, now: datetime, as_of: date | None = None) -> Snapshot:
    """Lay down every declared table as it is, compute every indicator from it, and keep both.

    1. All tables are read as of one moment. 2. Files are on disk under their name. 3. Figures are computed from the files. 4. The rows are
    written; before that nobody sees the snapshot. A process that dies leaves files that ``tidy`` removes, and no row.
    """
    day = as_of or now.date()
    root = Path(settings.MEDIA_ROOT) / SNAPSHOTS
    folder = root / f"{day:%Y-%m-%d}-{secrets.token_hex(4)}"
    city = settings.CITY_NAME
    from baigong.kernel.indicators.compiling import compile_plan

    plan = compile_plan(all_indicators().values(), [City(city, day)])
    declared = [table for table in all_tables().values() if isinstance(table, SnapshotTable)]
    with _one_moment():
        tables = [(table, folders.as_declared(table, table.produce(now))) for table in declared]
    manifest = folders.write(folder, tables, plan, city=city, as_of=day, taken_at=now)
    try:
        with duckdb_engine(folders.files_of(folder, manifest)) as run:
            figures = compute(plan, run)
        with transaction.atomic():
            snapshot = Snapshot.objects.create(
                taken_at=now,
                as_of=day,
                folder=folder.name,
                manifest_sha256=folders.digest(folder / folders.MANIFEST),
                row_count=sum(table["rows"] for table in manifest["tables"].values()),
                byte_count=sum(file["bytes"] for file in manifest["files"].values()),
                taken_by_id=actor.user_id,
            )
            IndicatorValue.objects.bulk_create(_rows(snapshot, plan, figures), batch_size=500)
            audit.record(actor, "indicators.snapshot.taken", snapshot, now=now, detail={"rows": snapshot.row_count})
            publish(SnapshotTaken(snapshot.pk, now))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return snapshot


def verify_snapshot(snapshot: Snapshot, *, actor: Actor, now: datetime) -> list[str]:
    """What is no longer as it was taken: files against their hashes, then the figures, computed again from them. Kept with the snapshot.

    Raises ``Refusal`` for one that was thinned out.
    """
    if snapshot.thinned_at:
        raise Refusal(_("%(snapshot)s已按保留期清理，没有可校验的文件。") % {"snapshot": snapshot}, code="snapshot_thinned")
    found = folders.faults(snapshot.path, snapshot.manifest_sha256)
    if not found:
        stored = {(v.code, v.slice_kind, v.slice_key): (v.numerator, v.denominator, v.why) for v in snapshot.values.all()}
        again = {(v.code, v.kind, v.key): (as_text(v.numerator), as_text(v.denominator), v.why) for v in recompute(snapshot)}
        differ = sorted(key for key in stored.keys() | again.keys() if stored.get(key) != again.get(key))
        if differ:
            facts = {"n": len(differ), "first": "、".join(" ".join(filter(None, key)) for key in differ[:3])}
            found.append(_("%(n)d个指标值与按快照重算的不同：%(first)s。") % facts)
    with transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(verified_at=now, fault="\n".join(found))
        audit.record(actor, "indicators.snapshot.verified", snapshot, now=now, detail={"faults": found})
    snapshot.verified_at, snapshot.fault = now, "\n".join(found)
    return found


def recompute(snapshot: Snapshot) -> list[Computed]:
    """Its figures once more, by the definitions it was taken with."""
    plan = folders.read_plan(snapshot.path, snapshot.manifest_sha256)
    with duckdb_engine(folders.vouched_files(snapshot.path, snapshot.manifest_sha256)) as run:
        return compute(plan, run).values


def compute_folders(places: Sequence[Path], *, engine: str = "duckdb", codes: Iterable[str] = ()) -> list[Computed]:
    """Figures from folders of snapshots by today's definitions; several are united: the whole, and each city beside it.

    Raises ``Refusal``: a folder is no snapshot, two of one city, a code nobody declared, a table that a snapshot does not have.
    """
    from baigong.kernel.indicators.compiling import compile_plan

    chosen = _chosen(codes)
    manifests = [folders.read_manifest(place) for place in places]
    names = [manifest["city"] for manifest in manifests]
    if len(set(names)) < len(names):
        raise Refusal(_("两份快照属于同一个城市：%(names)s。每个城市只取一份。") % {"names": "、".join(sorted(names))}, code="same_city")
    suffixes = [f"__{n}" for n in range(len(places))] if len(places) > 1 else [""]
    files: dict[str, Path] = {}
    for place, manifest, suffix in zip(places, manifests, suffixes, strict=True):
        _refuse_other_columns(place, manifest)
        files |= folders.files_of(place, manifest, suffix)
    cities = [folders.city_of(manifest, suffix) for manifest, suffix in zip(manifests, suffixes, strict=True)]
    plan = compile_plan(chosen, cities, DIALECTS[engine])
    with ENGINES[engine](files) as run:
        return compute(plan, run).values


def tidy(now: datetime) -> int:
    """Remove folders of snapshots that no row names, a day after: left by a process that died."""
    root = Path(settings.MEDIA_ROOT) / SNAPSHOTS
    before = (now - LEFT_BEHIND).timestamp()
    removed = folders.remove_unfinished(root, before=before)
    named = set(Snapshot.objects.filter(thinned_at=None).values_list("folder", flat=True))
    for place in root.iterdir() if root.is_dir() else ():
        if place.name not in named and place.is_dir() and place.stat().st_mtime < before:
            shutil.rmtree(place, ignore_errors=True)
            removed += 1
    return removed


def _rows(snapshot: Snapshot, plan: Plan, figures: Figures) -> Iterator[IndicatorValue]:
    hidden = suppressed(plan, figures)
    for value in figures.values:
        yield IndicatorValue(
            snapshot=snapshot,
            code=value.code,
            version=value.version,
            slice_kind=value.kind,
            slice_key=value.key,
            numerator=as_text(value.numerator),
            denominator=as_text(value.denominator),
            why=value.why,
            is_suppressed=(value.kind, value.key) in hidden[value.code],
        )


def suppressed(plan: Plan, figures: Figures) -> dict[str, set[Cell]]:
    """By indicator the slices that the public does not see."""
    counts: dict[str, dict[Cell, int]] = {wanted.code: {} for wanted in plan.wanted}
    for value in figures.values:
        counts[value.code][value.kind, value.key] = value.cell
    sums: dict[Any, set[Sum]] = {}  # many indicators are cut in the same way
    hidden = {}
    for wanted in plan.wanted:
        tables = {wanted.numerator.table: 0, **({wanted.denominator.table: 1} if wanted.denominator else {})}
        cut = (*tables.items(), *wanted.slices.items(), wanted.current)
        if wanted.minimum_cell and cut not in sums:
            sums[cut] = sums_of(group for table, side in tables.items() for group in _groups(figures.grains[table], wanted, side))
        hidden[wanted.code] = hidden_cells(counts[wanted.code], sums.get(cut, ()), wanted.minimum_cell)
    return hidden


def _groups(grains: list[dict[str, str]], wanted: Wanted, side: int) -> Iterator[dict[str, str]]:
    """The groups that the present value is made of. A way to cut by time joins in where every period lies within the present or without."""
    mark = wanted.current[side]
    present = [_keys_of(keys, wanted, side) for keys in grains if not mark or keys[mark] == "true"]
    past = [_keys_of(keys, wanted, side) for keys in grains if mark and keys[mark] != "true"]
    mixed = {kind for kind in wanted.timed if {keys[kind] for keys in present} & {keys[kind] for keys in past}}
    for keys in present:
        yield {kind: key for kind, key in keys.items() if kind not in mixed}


def _keys_of(keys: dict[str, str], wanted: Wanted, side: int) -> dict[str, str]:
    return {kind: JOINS_KEYS.join(keys[column] for column in columns[side]) for kind, columns in wanted.slices.items()}


def _chosen(codes: Iterable[str]) -> list[Indicator]:
    declared = {code: each for code, each in all_indicators().items() if each.is_computed}
    wanted = set(codes) or declared.keys()
    unknown = sorted(wanted - declared.keys())
    if unknown:
        raise Refusal(_("没有可计算的指标：%(codes)s。") % {"codes": "、".join(unknown)}, code="unknown_indicator")
    return [each for code, each in declared.items() if code in wanted]


def _refuse_other_columns(place: Path, manifest: dict[str, Any]) -> None:
    for table in all_tables().values():
        if isinstance(table, SnapshotTable) and (kept := manifest["tables"].get(table.name)) is not None:
            lacking = [c.name for c in table.columns if kept["columns"].get(c.name) != c.type]
            if lacking:
                facts = {"name": place.name, "table": table.name, "columns": "、".join(lacking)}
                raise Refusal(_("快照“%(name)s”的表%(table)s没有现行定义要的列：%(columns)s。") % facts, code="other_columns")


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything that is read within is read as of one moment, and nobody who writes waits for it."""
    if connection.in_atomic_block:  # the caller's moment
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
