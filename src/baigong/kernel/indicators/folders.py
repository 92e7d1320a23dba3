"""A snapshot on disk: a Parquet file a table, the plan of its figures, a manifest with the hash of each; written aside, then renamed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal
from baigong.kernel.files import force_to_disk
from baigong.kernel.indicators.plans import City, Plan
from baigong.kernel.indicators.tables import SnapshotTable, TableColumn

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST, PLAN, FORMAT = "manifest.json", "plan.json", 1
UNFINISHED = ".unfinished-"


def write(
    folder: Path, tables: Iterable[tuple[SnapshotTable, pa.Table]], plan: Plan, *, city: str, as_of: date, taken_at: datetime
) -> dict[str, Any]:
    """Write a snapshot so that it is there whole or not at all, and return its manifest.

    1. Everything is written to a folder of another name and forced to disk. 2. That folder gets its name, which is forced to disk as well.
    A process that dies before leaves an unfinished folder, which ``remove_unfinished`` takes away.
    """
    aside = folder.with_name(UNFINISHED + folder.name)
    aside.mkdir(parents=True)
    try:
        manifest: dict[str, Any] = {
            "format": FORMAT, "city": city, "as_of": as_of.isoformat(), "taken_at": taken_at.isoformat(), "tables": {}, "files": {}
        }  # fmt: skip
        for declared, rows in tables:
            _write_parquet(rows, aside / f"{declared.name}.parquet")
            manifest["tables"][declared.name] = {"rows": rows.num_rows, "columns": {c.name: c.type for c in declared.columns}}
        (aside / PLAN).write_text(json.dumps(plan.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
        manifest["definitions"] = {wanted.code: wanted.version for wanted in plan.wanted}
        for file in sorted(aside.iterdir()):
            manifest["files"][file.name] = {"sha256": digest(file), "bytes": file.stat().st_size}
        (aside / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        for place in (*aside.iterdir(), aside):
            force_to_disk(place)
        aside.rename(folder)
        force_to_disk(folder.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return manifest


def as_declared(declared: SnapshotTable, rows: pa.Table) -> pa.Table:
    """The declared columns in their types, sorted by what slices cut: sums over neighbours of one group are several times as fast.

    Raises ``ValueError`` when a column is missing or cannot be what it was declared to be.
    """
    import pyarrow as pa

    missing = [c.name for c in declared.columns if c.name not in rows.column_names]
    if missing:
        raise ValueError(f"table {declared.name}: its rows lack the columns {missing}")
    schema = pa.schema([(c.name, arrow_type(c.type)) for c in declared.columns])
    made = rows.select(schema.names).cast(schema)
    order = list(dict.fromkeys(declared.slices.values()))
    return made.sort_by([(column, "ascending") for column in order]) if order else made


def arrow_type(name: str) -> pa.DataType:
    """The Arrow type of a declared one."""
    import pyarrow as pa

    if name.startswith("decimal"):
        precision, scale = name[8:-1].split(",")
        return pa.decimal128(int(precision), int(scale))
    return {"string": pa.string(), "int64": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}[name]


def arrow_table(columns: Sequence[TableColumn], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table of the declared columns."""
    import pyarrow as pa

    return pa.table({c.name: pa.array([row[c.name] for row in rows], arrow_type(c.type)) for c in columns})


def read_manifest(folder: Path, sha256: str = "") -> dict[str, Any]:
    """The manifest. Raises ``Refusal``: there is none, or it is not the one whose hash is given."""
    try:
        content = (folder / MANIFEST).read_bytes()
        if sha256 and hashlib.sha256(content).hexdigest() != sha256:
            raise _altered(folder)
        manifest: dict[str, Any] = json.loads(content)
    except (OSError, ValueError):
        raise Refusal(_("没有找到数据快照“%(name)s”，或其清单读不出来。") % {"name": folder}, code="snapshot_lost", status=404) from None
    if manifest.get("format") != FORMAT:
        raise Refusal(_("数据快照“%(name)s”由其他版本的程序生成，读不了。") % {"name": folder.name}, code="snapshot_format")
    return manifest


@lru_cache(maxsize=8)
def read_plan(folder: Path, sha256: str) -> Plan:
    """The plan of the figures of a snapshot, as its manifest vouches for it. Raises ``Refusal`` as ``read_manifest``."""
    manifest = read_manifest(folder, sha256)
    content = (folder / PLAN).read_bytes() if (folder / PLAN).is_file() else b""
    if hashlib.sha256(content).hexdigest() != manifest["files"][PLAN]["sha256"]:
        raise _altered(folder)
    return Plan.from_json(json.loads(content))


def vouched_files(folder: Path, sha256: str) -> dict[str, Path]:
    """The files of a snapshot's tables, as the manifest of this hash lists them.

    Raises ``Refusal`` as ``read_manifest``, and where a file is lost or of another size; hashes are compared by ``faults``.
    """
    manifest = read_manifest(folder, sha256)
    files = files_of(folder, manifest)
    if any(not file.is_file() or file.stat().st_size != manifest["files"][file.name]["bytes"] for file in files.values()):
        raise _altered(folder)
    return files


def files_of(folder: Path, manifest: dict[str, Any], suffix: str = "") -> dict[str, Path]:
    """The files of its tables by the name that queries use."""
    return {f"{name}{suffix}": folder / f"{name}.parquet" for name in manifest["tables"]}


def city_of(manifest: dict[str, Any], suffix: str = "") -> City:
    """Whose snapshot it is."""
    return City(manifest["city"], date.fromisoformat(manifest["as_of"]), suffix)


def faults(folder: Path, sha256: str) -> list[str]:
    """What differs from the manifest, and the manifest from its hash, in words; empty when nothing does."""
    try:
        manifest = read_manifest(folder, sha256)
    except Refusal as refusal:
        return [refusal.message]
    found = []
    for name, expected in sorted(manifest["files"].items()):
        if not (folder / name).is_file():
            found.append(_("文件%(name)s不见了。") % {"name": name})
        elif digest(folder / name) != expected["sha256"]:
            found.append(_("文件%(name)s的内容与生成时不同。") % {"name": name})
    return found


def remove_unfinished(root: Path, *, before: float) -> int:
    """Take away what a process that died left behind; ``before`` is a moment since the epoch."""
    left = [p for p in root.glob(f"{UNFINISHED}*") if p.stat().st_mtime < before] if root.is_dir() else []
    for place in left:
        shutil.rmtree(place, ignore_errors=True)
    return len(left)


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _altered(folder: Path) -> Refusal:
    words = _("数据快照“%(name)s”的文件被改动过或丢失了，不再使用；请从备份恢复。") % {"name": folder.name}
    return Refusal(words, code="snapshot_altered")


def _write_parquet(rows: pa.Table, file: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(rows, file, compression="zstd", row_group_size=122_880)
