"""Evidence: files with their hash and links. A file is written before its row is committed, so a row never lacks its file; what a
crash leaves without a row is swept away a day later.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import EVIDENCE_POLICY
from baigong.contexts.plans.models import Evidence, EvidenceKind, Filing, Report, Target
from baigong.contexts.plans.services.reports import lock_for_writing
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.files import open_stored, to_disk

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TYPES: dict[str, bytes] = {
    ".pdf": b"%PDF-", ".docx": _ZIP, ".xlsx": _ZIP, ".pptx": _ZIP, ".ofd": _ZIP, ".zip": _ZIP, ".doc": _OLE, ".xls": _OLE, ".wps": _OLE,
    ".et": _OLE, ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG", ".txt": b"", ".csv": b"",
}  # fmt: skip
"""What may be uploaded, by the ending of its name and how its content begins. Nothing that a browser would run."""

IMAGES = frozenset({".jpg", ".jpeg", ".png"})
MOST = 30
"""So many pieces to a report: more is a case for one archive with a list of contents."""

ACCEPT = ",".join(TYPES)
KEPT_A_DAY = timedelta(days=1)


@transaction.atomic
def add_file(
    *, actor: Actor, now: datetime, report: Report, kind: str, upload: UploadedFile[Any], title: str = "", target: Target | None = None
) -> Evidence:
    """Add a file to an open report. Raises what ``lock_for_writing`` does, and what ``keep_file`` does."""
    row = lock_for_writing(actor, report, now)
    piece = keep_file(actor=actor, now=now, owner=row, kind=kind, upload=upload, title=title, target=target)
    audit.record(actor, "plans.evidence.added", piece, now=now, detail={"report": row.pk, "sha256": piece.sha256, "size": piece.size})
    return piece


@transaction.atomic
def add_link(*, actor: Actor, now: datetime, report: Report, url: str, title: str = "", target: Target | None = None) -> Evidence:
    """Add the address of a public page to an open report. Raises ``Refusal`` (``bad_link``, ``evidence_twice``, ``too_many``)."""
    row = lock_for_writing(actor, report, now)
    url = url.strip()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > 500:
        raise Refusal(_("网址须以 http:// 或 https:// 开头。"), code="bad_link", fields={"link": _("网址不对")})
    _check_room(row)
    if row.evidence.filter(url=url).exists():
        raise Refusal(_("这个网址已在佐证里。"), code="evidence_twice", status=409)
    piece = Evidence.objects.create(
        report=row, kind=EvidenceKind.LINK, title=title.strip()[:200] or parts.netloc, url=url, target=target,
        added_by_id=actor.user_id, added_at=now,
    )  # fmt: skip
    audit.record(actor, "plans.evidence.added", piece, now=now, detail={"report": row.pk, "url": url})
    return piece


@transaction.atomic
def remove_evidence(*, actor: Actor, now: datetime, evidence: Evidence) -> None:
    """Take a piece out of an open report; the log keeps its hash. The file itself goes with the next sweep."""
    assert evidence.report is not None
    lock_for_writing(actor, evidence.report, now)
    detail = {"report": evidence.report_id, "title": evidence.title, "sha256": evidence.sha256}
    audit.record(actor, "plans.evidence.removed", evidence, now=now, detail=detail)
    evidence.delete()


def open_evidence(*, actor: Actor, now: datetime, evidence: Evidence) -> File[bytes]:
    """The file, for whom the policy lets see it; every reading is audited: evidence may hold rosters of people."""
    EVIDENCE_POLICY.require(actor, "view", evidence)
    opened = open_stored(evidence.file, evidence.file_name)
    audit.record(actor, "plans.evidence.read", evidence, now=now, detail={"sha256": evidence.sha256})
    return opened


def keep_file(
    *, actor: Actor, now: datetime, owner: Report | Filing, kind: str, upload: UploadedFile[Any], title: str = "",
    target: Target | None = None,
) -> Evidence:  # fmt: skip
    """Check, hash and store an upload as evidence of a report or filing. The caller has asked the policy and holds the transaction.

    Raises ``Refusal``: ``file_type``, ``file_empty``, ``file_too_large``, ``not_an_image``, ``evidence_twice``, ``too_many``.
    """
    name = PurePath(str(upload.name).replace("\\", "/")).name[-200:]
    ending = _check_type(name, kind, upload)
    digest, size = _digest(upload, name)
    _check_room(owner)
    relation = {"report": owner} if isinstance(owner, Report) else {"filing": owner}
    if known := Evidence.objects.filter(**relation, sha256=digest).first():
        raise _twice(name, known)
    piece = Evidence(
        **relation, kind=kind, title=title.strip()[:200] or PurePath(name).stem[:200], target=target, file_name=name, size=size,
        sha256=digest, added_by_id=actor.user_id, added_at=now,
    )  # fmt: skip
    upload.seek(0)
    piece.file.save(f"{uuid.uuid4().hex}{ending}", upload, save=False)
    to_disk(piece.file.storage, str(piece.file.name))
    try:
        with transaction.atomic():
            piece.save(force_insert=True)
    except IntegrityError:  # the same file came twice at once; ours stays on disk without a row until the sweep
        raise _twice(name, Evidence.objects.filter(**relation, sha256=digest).first()) from None
    return piece


def _check_room(owner: Report | Filing) -> None:
    if owner.evidence.count() >= MOST:
        raise Refusal(_("一份报告最多%(n)d件佐证；请合并后再传。") % {"n": MOST}, code="too_many")


def _twice(name: str, known: Evidence | None) -> Refusal:
    message = _("“%(name)s”与已有的佐证“%(title)s”内容完全相同，没有重复保存。") % {"name": name, "title": known.title if known else name}
    return Refusal(message, code="evidence_twice", status=409, fields={"file": message})


def _check_type(name: str, kind: str, upload: UploadedFile[Any]) -> str:
    ending = PurePath(name).suffix.lower()
    if kind not in EvidenceKind.values or kind == EvidenceKind.LINK:
        raise Refusal(_("请选择佐证类型。"), code="kind", fields={"kind": _("请选择")})
    upload.seek(0)
    head = upload.read(4096)
    fits = ending in TYPES and head.startswith(TYPES[ending]) and (TYPES[ending] != b"" or b"\0" not in head)
    if not fits:
        message = _("“%(name)s”不能作为佐证：只接受 PDF、Word、Excel、WPS、图片、文本和 zip, 且内容须与扩展名相符。") % {"name": name}
        raise Refusal(message, code="file_type", fields={"file": message})
    if kind == EvidenceKind.PHOTO and ending not in IMAGES:
        message = _("“%(name)s”不是图片(jpg、png); 请改选类型。") % {"name": name}
        raise Refusal(message, code="not_an_image", fields={"file": message})
    return ending


def _digest(upload: UploadedFile[Any], name: str) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    upload.seek(0)
    for chunk in upload.chunks():
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            message = _("“%(name)s”超过%(mb)d MB。请压缩图片或分开上传。") % {"name": name, "mb": settings.UPLOAD_MAX_BYTES // 2**20}
            raise Refusal(message, code="file_too_large", status=413, fields={"file": message})
        found.update(chunk)
    if not size:
        message = _("“%(name)s”是空文件。") % {"name": name}
        raise Refusal(message, code="file_empty", fields={"file": message})
    return found.hexdigest(), size


def sweep_orphans(now: datetime) -> int:
    """Delete evidence files that no row names and that are a day old: left by a crash, a roll-back or a discarded draft."""
    storage = Evidence._meta.get_field("file").storage
    removed = 0
    for name in list(_files(storage, "plans/evidence")):
        try:
            is_old = storage.get_modified_time(name) < now - KEPT_A_DAY
        except OSError:
            continue
        if is_old and not Evidence.objects.filter(file=name).exists():
            storage.delete(name)
            removed += 1
    return removed


def _files(storage: Storage, folder: str) -> Any:
    try:
        folders, files = storage.listdir(folder)
    except OSError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for inner in folders:
        yield from _files(storage, f"{folder}/{inner}")
