"""From a file to a plan a person confirms, and from the plan to the register: all rows or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.access import IMPORTS
from baigong.contexts.organisations.exchange.bodies import BODIES_IMPORT
from baigong.contexts.organisations.exchange.importing import TableImport, in_order
from baigong.contexts.organisations.exchange.posts import POSTS_IMPORT
from baigong.contexts.organisations.exchange.seats import SEATS_IMPORT
from baigong.contexts.organisations.models import ImportDraft
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, execute, index, marked, plan, read

IMPORTS_BY_NAME: dict[str, TableImport] = {item.table.name: item for item in (BODIES_IMPORT, POSTS_IMPORT, SEATS_IMPORT)}


def prepare_import(*, actor: Actor, now: datetime, table: str, data: bytes, filename: str) -> ImportDraft:
    """Read a file, compare it with the register and keep the plan for ``actor`` to confirm.

    Wrong cells are part of the plan, which then cannot be confirmed, and are marked in a copy of the file.
    Raises ``Refusal`` for a file that is not this table.
    An earlier draft of the same person for the same table is put aside.
    """
    if not IMPORTS.reachable(actor, "create") or actor.user_id is None:
        raise NotPermitted(_("导入机构资料属于系统管理员和工作专班。"), code="not_permitted")
    item = IMPORTS_BY_NAME[table]
    parsed = item.review(read(item.table, data, filename), now.date())
    found = plan(item.table, parsed, index(item.table, item.rows(now.date())))
    if more := item.review_plan(found, parsed):
        found = replace(found, issues=tuple(in_order([*found.issues, *more])))
    with transaction.atomic():
        ImportDraft.objects.filter(table=table, uploaded_by=actor.user_id).delete()
        return ImportDraft.objects.create(
            table=table,
            filename=filename[:200],
            plan=found.to_json(),
            marked=marked(parsed, found.issues) if found.issues else b"",
            uploaded_by=actor.user_id,
            uploaded_at=now,
        )


def plan_of(draft: ImportDraft) -> ImportPlan:
    """The plan as it was shown. Raises ``Refusal`` when the layout has changed since."""
    return ImportPlan.from_json(IMPORTS_BY_NAME[draft.table].table, draft.plan)


def confirm_import(*, actor: Actor, now: datetime, draft: ImportDraft, digest: str) -> Mapping[str, int]:
    """Carry out what was shown. Raises ``Refusal`` or ``Conflict``, then nothing is written."""
    IMPORTS.require(actor, "confirm", draft)
    item, found = IMPORTS_BY_NAME[draft.table], plan_of(draft)
    with transaction.atomic():
        if not ImportDraft.objects.select_for_update(no_key=True).filter(pk=draft.pk).exists():
            raise Refusal(_("这次导入已经办理过了。"), code="already_done")
        counts = execute(found, item.writer(actor, now), digest=digest)
        detail = {"table": draft.table, "file": draft.filename, "digest": digest, "counts": dict(counts)}
        audit.record(actor, "organisations.importdraft.confirmed", draft, now=now, detail=detail)
        draft.delete()
    return counts


def discard_import(*, actor: Actor, now: datetime, draft: ImportDraft) -> None:
    """Put a file aside without writing anything."""
    IMPORTS.require(actor, "discard", draft)
    with transaction.atomic():
        audit.record(actor, "organisations.importdraft.discarded", draft, now=now, detail={"table": draft.table, "file": draft.filename})
        draft.delete()
