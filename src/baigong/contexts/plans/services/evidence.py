"""Evidence: files with their hash and links. A file is written before its row is committed, so a row never lacks its file; what a
crash leaves without a row is swept away a day later.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import EVIDENCE_POLICY
from baigong.contexts.plans.models import Evidence, EvidenceKind, Filing, Report, Target
from baigong.contexts.plans.services.reports import lock_for_writing
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.files import BEGINNINGS, Incoming, examine_upload, open_stored, to_disk

IMAGES = frozenset({".jpg", ".jpeg", ".png"})
MOST = 30
"""So many pieces to a report: more is a case for one archive with a list of contents."""

ACCEPT = ",".join(BEGINNINGS)


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

    Raises ``Refusal``: those of ``examine_upload``, ``kind``, ``not_an_image``, ``evidence_twice``, ``too_many``.
    """
    incoming = examine_upload(upload, BEGINNINGS)
    _check_kind(kind, incoming)
    _check_room(owner)
    name, digest = incoming.name, incoming.sha256
    relation = {"report": owner} if isinstance(owner, Report) else {"filing": owner}
    if known := Evidence.objects.filter(**relation, sha256=digest).first():
        raise _twice(name, known)
    piece = Evidence(
        **relation, kind=kind, title=title.strip()[:200] or PurePath(name).stem[:200], target=target, file_name=name, size=incoming.size,
        sha256=digest, added_by_id=actor.user_id, added_at=now,
    )  # fmt: skip
    piece.file.save(f"{uuid.uuid4().hex}{incoming.ending}", upload, save=False)
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


def _check_kind(kind: str, incoming: Incoming) -> None:
    if kind not in EvidenceKind.values or kind == EvidenceKind.LINK:
        raise Refusal(_("请选择佐证类型。"), code="kind", fields={"kind": _("请选择")})
    if kind == EvidenceKind.PHOTO and incoming.ending not in IMAGES:
        message = _("“%(name)s”不是图片（jpg、png）；请改选类型。") % {"name": incoming.name}
        raise Refusal(message, code="not_an_image", fields={"file": message})
