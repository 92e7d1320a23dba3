"""Files of rows: what is taken in, on disk before its row is committed, one answer when it is lost, and what no row names swept away."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

log = logging.getLogger("baigong.files")
_is_together = ContextVar("files are forced to disk together", default=False)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BEGINNINGS: dict[str, bytes] = {
    ".pdf": b"%PDF-", ".docx": _ZIP, ".xlsx": _ZIP, ".pptx": _ZIP, ".ofd": _ZIP, ".zip": _ZIP, ".doc": _OLE, ".xls": _OLE, ".wps": _OLE,
    ".et": _OLE, ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG", ".txt": b"", ".csv": b"",
}  # fmt: skip
"""What people may hand in anywhere, by the ending of its name and how its content begins. Nothing that a browser would run."""
KEPT_A_DAY = timedelta(days=1)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE_FULL, _POSTGRESQL_FULL = 13, "53100"


@dataclass(frozen=True)
class Incoming:
    """An upload that was found in order. ``name`` is without any folder; ``ending`` is in small letters."""

    name: str
    ending: str
    sha256: str
    size: int


def examine_upload(upload: UploadedFile[Any], allowed: Mapping[str, bytes]) -> Incoming:
    """Look at an upload before it is stored. It is read from its start to its end and never unpacked.

    ``allowed`` maps endings to how such a content begins; what begins with nothing in particular is text.

    Raises ``Refusal``: ``file_empty``, ``file_too_large``, ``file_type``, ``file_broken`` (a package that lacks its end).
    """
    name = PurePath(str(upload.name).replace("\\", "/")).name[-200:]
    ending = PurePath(name).suffix.lower()
    digest, size, head = hashlib.sha256(), 0, b""
    upload.seek(0)
    for chunk in upload.chunks():
        head = head or chunk[:4096]
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            words = _("“%(name)s”超过%(mb)d MB。请压缩图片或分开上传。") % {"name": name, "mb": settings.UPLOAD_MAX_BYTES // 2**20}
            raise _refused(words, "file_too_large", 413)
        digest.update(chunk)
    if not size:
        raise _refused(_("“%(name)s”是空文件。") % {"name": name}, "file_empty")
    begins = allowed.get(ending)
    if begins is None:
        facts = {"name": name, "endings": "、".join(sorted(e.lstrip(".") for e in allowed))}
        raise _refused(_("不能上传“%(name)s”；可以上传的文件类型：%(endings)s。") % facts, "file_type")
    if not head.startswith(begins) or (begins == b"" and b"\0" in head):
        facts = {"name": name, "kind": ending.lstrip(".")}
        words = _("“%(name)s”的内容不是%(kind)s文件，没有收下；请用原来的软件打开，另存为%(kind)s文件后再上传，不要只改扩展名。")
        raise _refused(words % facts, "file_type")
    if begins == _ZIP and not _has_its_end(upload):
        words = _("“%(name)s”打不开，可能没有保存完整；请在自己的电脑上打开看看，重新保存后再上传。") % {"name": name}
        raise _refused(words, "file_broken")
    upload.seek(0)
    return Incoming(name, ending, digest.hexdigest(), size)


def _has_its_end(upload: UploadedFile[Any]) -> bool:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as package:
            return bool(package.infolist())
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        return False


def _refused(words: str, code: str, status: int | None = None) -> Refusal:
    return Refusal(words, code=code, status=status, fields={"file": words})


def store(field: FieldFile, name: str, content: File[Any]) -> None:
    """Store a file in a row's file field (the row is not saved) and force it to disk.

    Raises ``Refusal`` (``disk_full``, 507) when there is no room; half a file that remains is swept.
    """
    try:
        field.save(name, content, save=False)
        to_disk(field.storage, str(field.name))
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        log.error("no room to store %s: %s", name, error)
        raise Refusal(_("服务器没有空间保存文件，什么也没有存下。请稍后再试，并告知系统管理员。"), code="disk_full", status=507) from error


def keep(field: FieldFile, name: str, content: bytes) -> str:
    """``store`` what is at hand, and return its SHA-256."""
    store(field, name, ContentFile(content))
    return hashlib.sha256(content).hexdigest()


def is_out_of_room(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, says that a disk is full: ours, that of uploads, or the database's."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if getattr(error, "sqlite_errorcode", None) == _SQLITE_FULL or getattr(error, "sqlstate", None) == _POSTGRESQL_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def open_stored(field: FieldFile, called: object) -> File[bytes]:
    """The file of a row, for reading; ``called`` is how its reader knows it.

    Raises ``Refusal`` (``file_lost``, 404) when the storage has lost it: that is for the operators, who find its place in the log.
    """
    try:
        opened: File[bytes] = field.open("rb")
    except (OSError, ValueError) as error:  # ValueError: the row names no file at all
        log.error("stored file %s of %s %s cannot be read: %s", field.name or "?", field.instance._meta.label, field.instance.pk, error)
        message = _("“%(name)s”的文件在存储中找不到了，没有下载任何内容；记录本身还在。") % {"name": called}
        raise Refusal(message, code="file_lost", status=404) from None
    return opened


def to_disk(storage: Storage, name: str) -> None:
    """Force a stored file and its folder to disk; a storage service answers only when it has the file, so nothing is to do there."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:
        return
    for place in (path, path.parent):
        force_to_disk(place)


def force_to_disk(place: Path) -> None:
    """Return when a file, or the names in a folder, lie on disk; within ``forced_together`` that waits for its end."""
    if _is_together.get():
        return
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def forced_together() -> Iterator[None]:
    """Force everything to disk once, at the end, instead of file by file: around one transaction's work, within the transaction."""
    token = _is_together.set(True)
    try:
        yield
    finally:
        _is_together.reset(token)
    os.sync()


def sweep(now: datetime) -> int:
    """Delete files that no row names and that are a day old: left by a crash, a roll-back, a refusal or a discarded draft."""
    fields = [f for model in apps.get_models() for f in model._meta.get_fields() if isinstance(f, FileField)]
    removed = 0
    for storage, folder in {(f.storage, str(f.upload_to).partition("%")[0].rstrip("/")) for f in fields}:
        for name in list(_files(storage, folder)):
            try:
                is_old = storage.get_modified_time(name) < now - KEPT_A_DAY
            except OSError:
                continue
            if is_old and not any(f.model._base_manager.filter(**{f.name: name}).exists() for f in fields):
                storage.delete(name)
                removed += 1
    return removed


def _files(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except OSError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for inner in folders:
        yield from _files(storage, f"{folder}/{inner}")
