"""Back up and restore: the database and the files in one archive, every part with its hash.

Secrets (``BAIGONG_SECRET_KEY``, ``BAIGONG_FIELD_KEY``, or the files of that name in ``var``) are *not* in it: who has the archive must not
have the key to the identity numbers in it as well. The database is copied first, the files after it, so every file that the
copied database names is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from baigong import __version__
from baigong.kernel.errors import Refusal

MANIFEST, FILES = "manifest.json", "files/"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def back_up(target: Path, *, now: datetime, force: bool = False) -> dict[str, Any]:
    """Write the archive and return its manifest. Raises ``Refusal`` when ``target`` exists (unless ``force``) or a program is missing."""
    if target.exists() and not force:
        raise Refusal(f"{target} 已存在，未覆盖。换一个文件名，或加 --force。", code="exists")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    with (
        tempfile.TemporaryDirectory(dir=target.parent) as folder,
        _private(draft) as out,
        tarfile.open(fileobj=out, mode="w:gz") as archive,
    ):
        dump = Path(folder) / DATABASE[connection.vendor]
        (_dump_sqlite if connection.vendor == "sqlite" else _dump_postgres)(dump)
        parts = [(dump.name, dump), *((FILES + p.relative_to(settings.MEDIA_ROOT).as_posix(), p) for p in _media())]
        manifest: dict[str, Any] = {
            "made_at": now.isoformat(),
            "version": __version__,
            "database": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
            "parts": {},
        }
        for name, path in parts:
            with path.open("rb") as stream:
                manifest["parts"][name] = {"sha256": hashlib.file_digest(stream, "sha256").hexdigest(), "bytes": path.stat().st_size}
            archive.add(path, arcname=name, recursive=False)
        listing = Path(folder) / MANIFEST
        listing.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        archive.add(listing, arcname=MANIFEST)
    os.replace(draft, target)
    return manifest


def restore(source: Path, *, force: bool = False) -> dict[str, Any]:
    """Put database and files back as they were; returns the manifest.

    1. The archive is unpacked aside and every hash compared. 2. A database or folder that holds something already is refused unless
    ``force``. 3. The database is replaced in one step, then the files. Stop the pages and the worker first.
    Raises ``Refusal`` with the reason; nothing was changed then.
    """
    if not source.is_file():
        raise Refusal(f"没有找到备份文件 {source}。", code="missing")
    settings.ENV.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.ENV.var) as folder:
        manifest = _unpack(source, Path(folder))
        if manifest["database"] != connection.vendor:
            raise Refusal(
                f"备份的数据库是 {manifest['database']}, 现在设置的是 {connection.vendor}。请先设好 DATABASE_URL。", code="vendor"
            )
        if not force:
            _refuse_to_overwrite()
        dump = Path(folder) / DATABASE[connection.vendor]
        (_load_sqlite if connection.vendor == "sqlite" else _load_postgres)(dump)
        kept = Path(folder) / FILES
        kept.mkdir(exist_ok=True)
        media = Path(settings.MEDIA_ROOT)
        if media.exists():
            shutil.rmtree(media)
        media.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(kept, media)
    return manifest


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner can read: the archive holds personal data."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _media() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else []


def _refuse_to_overwrite() -> None:
    if MigrationRecorder(connection).applied_migrations():
        raise Refusal("现在的数据库里已有数据，未覆盖。确定要用备份取代它，请加 --force。", code="not_empty")
    if _media():
        raise Refusal(f"{settings.MEDIA_ROOT} 里已有文件，未覆盖。确定要用备份取代它们，请加 --force。", code="not_empty")


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:*") as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                if not member.isfile() or name.is_absolute() or ".." in name.parts:
                    raise Refusal(f"备份文件里有不该有的内容: {member.name}。", code="damaged")
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                stream = archive.extractfile(member)
                assert stream is not None
                with target.open("wb") as out:
                    shutil.copyfileobj(stream, out)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, OSError, json.JSONDecodeError) as error:
        raise Refusal(f"备份文件损坏，读不完整 ({error})。什么也没有改动。", code="damaged") from error
    for name, expected in manifest["parts"].items():
        path = folder / name
        if not path.is_file() or _digest(path) != expected["sha256"]:
            raise Refusal(f"备份里的 {name} 与清单不符。什么也没有改动。", code="damaged")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()


def _load_sqlite(dump: Path) -> None:
    connections.close_all()
    place = Path(str(connection.settings_dict["NAME"]))
    for rest in ("-wal", "-shm"):
        Path(f"{place}{rest}").unlink(missing_ok=True)
    os.replace(dump, place)


def _postgres(*command: str) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise Refusal(f"没有找到 {command[0]}。请安装 PostgreSQL 客户端 (Debian: postgresql-client)。", code="program")
    database = connection.settings_dict
    query = urlencode({k: v for k, v in {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}.items() if v})
    url = f"postgresql:///{database['NAME']}?{query}"
    environment = {**os.environ, "PGPASSWORD": str(database["PASSWORD"])}  # not on the command line, where others could read it
    done = subprocess.run(  # noqa: S603 - a program found on the path, with our own arguments
        [program, *command[1:], f"--dbname={url}"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(f"{command[0]} 没有成功: {done.stderr.strip()[-500:]}", code="database")


def _dump_postgres(target: Path) -> None:
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load_postgres(dump: Path) -> None:
    connections.close_all()
    # Whatever stands in the schema goes, also tables of a newer version that the dump does not know.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' LIMIT 1")
        occupied = cursor.fetchone()
    connections.close_all()
    clean = ["--clean", "--if-exists"] if occupied else []
    _postgres("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", *clean, str(dump))
