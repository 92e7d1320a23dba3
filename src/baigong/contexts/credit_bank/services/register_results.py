"""Posting results of a school's register, and saying which course is which entry of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.access_of_registers import REGISTER_COURSE_POLICY
from baigong.contexts.credit_bank.models import OutcomeBatch, RegisterCourse
from baigong.contexts.credit_bank.selectors.register_results import entries_of
from baigong.contexts.credit_bank.services.posting import MOST, Receipt, post_outcomes
from baigong.contexts.credit_bank.services.register_planning import plan_return
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import Batch
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal


@transaction.atomic
def set_courses(*, actor: Actor, now: datetime, body: Organisation, courses: Mapping[str, tuple[str, str]]) -> int:
    """Say which entry each course of ``body`` is: by its number, its title and the code of the entry. How many were new or changed.

    What was posted stays as it was. Raises ``Refusal`` for a code that is no published entry of that school.
    """
    REGISTER_COURSE_POLICY.require(actor, "set", RegisterCourse(body=body))
    entries = {one.code: one for one in entries_of(body)}
    unknown = sorted({code for _title, code in courses.values()} - set(entries))
    if unknown:
        words = _("成果目录里没有由%(body)s颁发并已公布的代码：%(codes)s。")
        raise Refusal(words % {"body": body, "codes": "、".join(unknown[:20])}, code="code")
    known = {
        one.number: one
        for one in RegisterCourse.objects.select_for_update(no_key=True, of=("self",)).filter(body=body, number__in=list(courses))
    }
    fresh, changed = [], []
    for number, (title, code) in courses.items():
        row = known.get(number)
        if row is None:
            facts = {"title": title, "type": entries[code], "set_by_id": actor.user_id, "set_at": now}
            fresh.append(RegisterCourse(body=body, number=number, **facts))
        elif (row.title, row.type_id) != (title, entries[code].pk):
            row.title, row.type, row.set_by_id, row.set_at = title, entries[code], actor.user_id, now
            changed.append(row)
    columns = ["title", "type", "set_by", "set_at"]  # of two desks at once the later one's word stands
    RegisterCourse.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["body", "number"], update_fields=columns)
    RegisterCourse.objects.bulk_update(changed, columns)
    if fresh or changed:
        detail = {"fresh": [row.number for row in fresh][:200], "changed": [row.number for row in changed][:200]}
        audit.record(actor, "credit_bank.registercourse.set", body, now=now, detail=detail)
    return len(fresh) + len(changed)


@transaction.atomic
def post_return(*, actor: Actor, now: datetime, batch: Batch, decision: str, seen: str = "", whole: bool = False) -> list[Receipt]:
    """Post the results of a return that can be posted: as many as go into one batch, or with ``whole`` all of them in several, or none.

    ``seen``: the digest of what was shown. The same return posts each result once: its batches are numbered, what stands in an account
    is left out. Raises those of ``post_outcomes``, ``Conflict`` where it is no longer what was shown or was withdrawn.
    """
    OUTCOME_BATCH_POLICY.require(actor, "post", OutcomeBatch(body=batch.organisation))
    batch = Batch.objects.select_related("organisation").get(pk=batch.pk)
    if batch.withdrawn_at is not None:
        raise Conflict(_("“%(batch)s”已被撤回，没有存入任何一条。") % {"batch": batch}, code="withdrawn")
    planned = plan_return(batch, now.date())
    if seen and planned.digest != seen:
        raise Conflict(_("成绩、账户或成果目录在您核对期间有变化，没有存入任何一条；请重新核对后再存。"), code="plan_stale")
    if not planned.lines:
        raise Refusal(_("这一批成绩里没有可以存入的。"), code="empty")
    first = OutcomeBatch.objects.filter(register_batch=batch).count() + 1
    starts = range(0, len(planned.lines) if whole else 1, MOST)
    facts: dict[str, Any] = {"body": batch.organisation, "decision": decision, "register_batch": batch}
    return [
        post_outcomes(actor=actor, now=now, key=f"register:{batch.pk}:{n}", lines=planned.lines[start : start + MOST], **facts)
        for n, start in enumerate(starts, first)
    ]
