"""Evidence of reports: files, kept by ``kernel.papers``, and links."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import EVIDENCE_POLICY
from baigong.contexts.plans.models import Evidence, EvidenceKind, Report, Target
from baigong.contexts.plans.services.reports import lock_for_writing
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.papers import Papers

IMAGES = frozenset({".jpg", ".jpeg", ".png"})


def _kinds_of_files() -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in EvidenceKind if kind != EvidenceKind.LINK]


MOST = 30
"""So many pieces: more is a case for one archive with a list of contents."""
REPORT_PAPERS = Papers(EVIDENCE_POLICY, owner="report", kinds=_kinds_of_files, most=MOST)
FILING_PAPERS = Papers(EVIDENCE_POLICY, owner="filing", kinds=_kinds_of_files, most=MOST)


@transaction.atomic
def add_file(
    *, actor: Actor, now: datetime, report: Report, kind: str, upload: UploadedFile[Any], title: str = "", target: Target | None = None
) -> Evidence:
    """Add a file to an open report. Raises what ``lock_for_writing`` and ``Papers.add`` do, and ``not_an_image``."""
    row = lock_for_writing(actor, report, now)
    if kind == EvidenceKind.PHOTO and PurePath(str(upload.name)).suffix.lower() not in IMAGES:
        message = _("“%(name)s”不是图片（jpg、png）；请改选类型。") % {"name": upload.name}
        raise Refusal(message, code="not_an_image", fields={"file": message})
    return REPORT_PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload, title=title, target=target)


@transaction.atomic
def add_link(*, actor: Actor, now: datetime, report: Report, url: str, title: str = "", target: Target | None = None) -> Evidence:
    """Add the address of a public page to an open report. Raises ``Refusal`` (``bad_link``, ``attached_twice``, ``too_many``)."""
    row = lock_for_writing(actor, report, now)
    url = url.strip()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > 500:
        raise Refusal(_("网址须以 http:// 或 https:// 开头。"), code="bad_link", fields={"link": _("网址不对")})
    REPORT_PAPERS.require_room(row)
    if row.evidence.filter(url=url).exists():
        raise Refusal(_("这个网址已在佐证里。"), code="attached_twice", status=409)
    piece = Evidence.objects.create(
        report=row, kind=EvidenceKind.LINK, title=title.strip()[:200] or parts.netloc, url=url, size=0, target=target,
        added_by_id=actor.user_id, added_at=now,
    )  # fmt: skip
    audit.record(actor, "plans.evidence.added", piece, now=now, detail={"report": row.pk, "url": url})
    return piece


@transaction.atomic
def remove_evidence(*, actor: Actor, now: datetime, evidence: Evidence) -> None:
    """Take a piece out of an open report."""
    assert evidence.report is not None
    lock_for_writing(actor, evidence.report, now)
    REPORT_PAPERS.remove(actor=actor, now=now, piece=evidence)
