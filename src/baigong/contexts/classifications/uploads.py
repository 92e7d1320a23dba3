"""A newer edition from a file: read and compared, shown as a plan, loaded once an administrator confirms it. Nothing is edited in place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.classifications.access import UPLOAD_POLICY
from baigong.contexts.classifications.bundled import EditionFacts
from baigong.contexts.classifications.exchange import raw_rows, rows_of, table_of
from baigong.contexts.classifications.models import Edition, EditionUpload, Origin, UploadState
from baigong.contexts.classifications.schemes import get_scheme
from baigong.contexts.classifications.selectors import edition_in_force
from baigong.contexts.classifications.services import store_edition
from baigong.contexts.classifications.workflow import EFFECTS
from baigong.kernel import audit, exchange, workflow
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import Issue, Parsed
from baigong.kernel.jobs import Progress, enqueue, job

LARGE = 5_000
"""Editions with more rows than this are loaded by a worker, with progress on a page."""

SHOWN_ISSUES = 100
LOAD_JOB = "classifications.load_upload"


class Rejected(Exception):
    """A file with wrong cells: every one of them, with its coordinate. Nothing was stored."""

    def __init__(self, parsed: Parsed):
        super().__init__(str(parsed.issues[0]) if parsed.issues else "")
        self.parsed = parsed
        self.issues = tuple(parsed.issues)
        self.notices = tuple(parsed.notices)

    @property
    def shown(self) -> tuple[Issue, ...]:
        """The first errors; there may be thousands."""
        return self.issues[:SHOWN_ISSUES]


def prepare_upload(*, actor: Actor, now: datetime, facts: EditionFacts, data: bytes, filename: str) -> EditionUpload:
    """Read a file and keep what it would make of it, to be confirmed.

    It is compared with the edition in force on the day before the new one begins (or the nearest there is). Raises
    ``Refusal`` for an edition that exists or starts on the day another one starts, or a file that is not this table;
    ``Rejected`` with the cells that are wrong.
    """
    if not UPLOAD_POLICY.reachable(actor, "create"):
        raise NotPermitted(_("上传代码表新版本属于系统管理员。"), code="not_permitted")
    scheme = get_scheme(facts.scheme)
    _refuse_clash(facts)
    table = table_of(scheme.key)
    parsed = exchange.read(table, data, filename)
    if parsed.issues:
        raise Rejected(parsed)
    before = edition_in_force(scheme.key, facts.effective_from - timedelta(days=1))
    existing = exchange.index(table, rows_of(before)) if before else {}
    plan = exchange.plan(table, parsed, existing)
    rows = [{**existing.get(exchange.key_of(table, row.values), {}), **row.values} for row in parsed.rows]
    with transaction.atomic():
        upload = EditionUpload.objects.create(
            scheme=scheme.key,
            code=facts.code,
            meta={**asdict(facts), **_dates(facts), "known_errors": list(facts.known_errors)},
            filename=filename[:200],
            file_digest=hashlib.sha256(data).hexdigest(),
            plan=plan.to_json(),
            plan_digest=plan.digest,
            rows=json.dumps(raw_rows(scheme, rows), ensure_ascii=False, default=str),
            counts=dict(plan.counts) | {"rows": len(rows)},
            compared_with=before,
            uploaded_at=now,
        )
        audit.record(
            actor, "classifications.editionupload.created", upload, now=now, detail={"file": filename[:200], "counts": upload.counts}
        )
    return upload


def _dates(facts: EditionFacts) -> dict[str, str | None]:
    return {
        name: value.isoformat() if (value := getattr(facts, name)) else None for name in ("issued_on", "effective_from", "effective_to")
    }


def _refuse_clash(facts: EditionFacts) -> None:
    same = Edition.objects.filter(scheme=facts.scheme, code=facts.code).first()
    if same is not None:
        raise Refusal(
            _("“%(edition)s”已经有了；版本只增不改，请换一个版本号。") % {"edition": same},
            code="edition_exists",
            fields={"code": _("这个版本号已经有了")},
        )
    start = Edition.objects.filter(scheme=facts.scheme, effective_from=facts.effective_from).first()
    if start is not None:
        raise Refusal(
            _("“%(edition)s”也从%(day)s起用；两个版本不能同日起用。") % {"edition": start, "day": facts.effective_from.isoformat()},
            code="edition_start_taken",
            fields={"effective_from": _("这一天已有版本起用")},
        )


def plan_of(upload: EditionUpload) -> exchange.ImportPlan:
    """The plan as it was shown. Raises ``Refusal`` when the layout has changed since."""
    return exchange.ImportPlan.from_json(table_of(upload.scheme), upload.plan)


def confirm_upload(*, actor: Actor, now: datetime, upload: EditionUpload, plan_digest: str) -> EditionUpload:
    """Load what was shown: at once, or by a worker when it is large. Raises ``Conflict`` when another plan was shown."""
    if plan_digest != upload.plan_digest:
        raise Conflict(_("页面上的计划已不是最新的；请重新打开后再确认。"), code="plan_altered")
    step = "queue" if upload.counts.get("rows", 0) > LARGE else "load"
    return workflow.fire(upload, step, actor=actor, now=now)


def discard_upload(*, actor: Actor, now: datetime, upload: EditionUpload) -> EditionUpload:
    """Put the file aside; what was read of it is forgotten."""
    return workflow.fire(upload, "discard", actor=actor, now=now)


# -- effects of the transitions --------------------------------------------------------------------------------------


def write_edition(upload: EditionUpload, *, actor: Actor, now: datetime, **_facts: Any) -> None:
    """Effect of ``load``: the new edition, in the transaction of the transition."""
    facts = facts_of(upload.meta)
    _refuse_clash(facts)
    rows = json.loads(upload.rows)
    upload.edition = store_edition(facts, rows, digest=upload.file_digest, origin=Origin.UPLOADED, actor=actor, now=now)
    upload.rows = ""
    upload.save(update_fields=["edition", "rows"])


def forget_rows(upload: EditionUpload, **_facts: Any) -> None:
    """Effect of ``discard``."""
    upload.rows = upload.plan = ""
    upload.save(update_fields=["rows", "plan"])


def enqueue_load(upload: EditionUpload, *, actor: Actor, now: datetime, **_facts: Any) -> None:
    """Effect of ``queue``: a job that exists exactly if the transition was committed."""
    label = _("载入%(upload)s") % {"upload": upload}
    upload.job = enqueue(LOAD_JOB, actor=actor, now=now, label=label, upload=upload.pk, user=actor.user_id, name=actor.name)
    upload.save(update_fields=["job"])


EFFECTS.update(queue=enqueue_load, load=write_edition, discard=forget_rows)


@job(LOAD_JOB, gettext_lazy("载入代码表新版本"))
def load_upload(progress: Progress, *, upload: int, user: int | None, name: str) -> dict[str, Any]:
    """Load a confirmed upload; run again after a kill it finds the edition stored or nothing of it."""
    row = EditionUpload.objects.get(pk=upload)
    total = row.counts.get("rows", 0)
    progress.report(0, total)
    if row.state != UploadState.LOADED:
        row = workflow.fire(row, "load", actor=Actor(user_id=user, name=name, is_system=True), now=progress.now)
    progress.report(total, total)
    return {"edition": row.edition_id, "rows": total}


def facts_of(meta: Mapping[str, Any]) -> EditionFacts:
    """The edition's own fields as stored with the upload."""
    days = {name: date.fromisoformat(meta[name]) if meta.get(name) else None for name in ("issued_on", "effective_from", "effective_to")}
    known_errors = tuple(meta.get("known_errors", ()))
    return EditionFacts(**{**meta, **days, "known_errors": known_errors})
