"""What came of a session, brought by table or program: looked over as a whole, then written all or none, once under each key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_pilots import SESSION_POLICY
from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.models import AssessmentBatch, AssessmentSession, EntryState, SessionState
from baigong.contexts.credit_bank.services.posting import Wrong, refuse_wrong
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.workflow import fire

STEPS = {EntryState.PASSED.value: "pass", EntryState.FAILED.value: "fail", EntryState.ABSENT.value: "miss"}
"""The step that leads to each result."""
MOST = 5000


@dataclass(frozen=True)
class ResultLine:
    """What came of one entry. ``result`` is the assessing body's word; nothing is reckoned from the scores."""

    account: str
    name: str
    result: str
    theory: Decimal | None = None
    practice: Decimal | None = None


def check_results(session: AssessmentSession, lines: Sequence[ResultLine], on: date) -> list[Wrong]:
    """Everything that is wrong with lines for a session; the same rules for a file and a program."""
    if on < session.held_on:
        return [Wrong(0, "account", _("考核日期%(day)s还没有到，不能登记成绩。") % {"day": session.held_on.isoformat()})]
    if session.state == SessionState.CANCELLED:
        return [Wrong(0, "account", _("场次已经取消，不能登记成绩。"))]
    entries = {entry.learner.number: entry for entry in session.entries.exclude(state=EntryState.CANCELLED).select_related("learner")}
    found: list[Wrong] = []
    seen: dict[str, int] = {}
    for place, line in enumerate(lines):
        entry = entries.get(line.account)
        if entry is None:
            found.append(Wrong(place, "account", _("这个账号没有报名这一场次。")))
        elif not same_name(entry.learner.name, line.name):
            found.append(Wrong(place, "name", _("与账户的姓名不符，请核对账号和姓名。")))
        elif entry.state != EntryState.REGISTERED:
            words = _("成绩已登记为“%(state)s”；有误的请在报名页面更正。")
            found.append(Wrong(place, "account", words % {"state": entry.get_state_display()}))
        if line.account in seen:
            found.append(Wrong(place, "account", _("与第%(n)d条重复。") % {"n": seen[line.account] + 1}))
        seen.setdefault(line.account, place)
        found += [Wrong(place, column, words) for column, words in _against_parts(session, line)]
    return found


def _against_parts(session: AssessmentSession, line: ResultLine) -> list[tuple[str, str]]:
    found = []
    if line.result not in STEPS:
        found.append(("result", _("结果只能是通过、未通过或缺考。")))
    parts = (("theory", _("理论成绩"), session.has_theory, line.theory), ("practice", _("实操成绩"), session.has_practice, line.practice))
    for column, label, has, score in parts:
        if line.result == EntryState.ABSENT and score is not None:
            found.append((column, _("缺考的不填成绩。")))
        elif score is not None and not has:
            found.append((column, _("这一场次没有%(part)s。") % {"part": label}))
        elif score is not None and not 0 <= score <= session.full_mark:
            found.append((column, _("成绩应在0到满分%(n)d之间；满分不是%(n)d的，请先在场次里更正。") % {"n": session.full_mark}))
        elif score is None and has and line.result in (EntryState.PASSED, EntryState.FAILED):
            found.append((column, _("请填写%(part)s。") % {"part": label}))
    return found


@transaction.atomic
def post_results(
    *, actor: Actor, now: datetime, session: AssessmentSession, key: str, document: str, lines: Sequence[ResultLine]
) -> tuple[AssessmentBatch, bool]:
    """Write results, all of them or none; whether they are new. The same key and content again changes nothing.

    Once nobody of the session waits for a result, it is held. Raises ``Refusal`` (``lines``, ``empty``, ``key``, ``document``),
    ``Conflict`` where the key was used for something else.
    """
    rows = AssessmentSession.objects.select_for_update(no_key=True, of=("self",)).select_related("level__certificate", "site__organisation")
    held = rows.get(pk=session.pk)
    SESSION_POLICY.require(actor, "post", held)
    content = [[str(held.pk)], *([str(v) for v in vars(line).values()] for line in lines)]
    batch, is_new = batch_under_key(actor, now, held.site.organisation, key, document, content, len(lines))
    if not is_new:
        if held.entries.filter(state=EntryState.REGISTERED, learner__number__in=[line.account for line in lines]).exists():
            words = _("批次“%(key)s”登记过的成绩后来有收回更正的；请换一个批次键再登记。")
            raise Conflict(words % {"key": batch.key}, code="taken_back_since")
        return batch, False
    refuse_wrong(check_results(held, lines, now.date()), _("没有登记任何一条"))
    entries = {
        e.learner.number: e for e in held.entries.filter(state=EntryState.REGISTERED).select_related("learner", "level__certificate")
    }
    for line in lines:
        facts: dict[str, Any] = {"batch": batch, "theory": line.theory, "practice": line.practice}
        fire(entries[line.account], STEPS[line.result], actor=actor, now=now, **facts)
    if held.state == SessionState.OPEN and not held.entries.filter(state=EntryState.REGISTERED).exists():
        fire(held, "finish", actor=actor, now=now)
    audit.record(actor, "credit_bank.assessmentsession.results_posted", held, now=now, detail={"count": len(lines), "batch": batch.pk})
    return batch, True


def batch_under_key(
    actor: Actor, now: datetime, body: Organisation, key: str, document: str, content: Any, count: int
) -> tuple[AssessmentBatch, bool]:
    """The batch of a body under its key, made where there is none yet; whether it was made. ``content`` is what the key stands for."""
    key = key.strip()
    if not key or len(key) > 60:
        raise at_field("key", _("请给出批次键（自己起的名称，不超过60个字符）；同一个键再次提交，不会重复登记。"))
    if not document.strip():
        raise at_field("document", _("请写明依据文件，如评价组织的成绩通知；登记的每一条都以它为凭。"))
    if not count:
        raise Refusal(_("没有要登记的行。"), code="empty")
    if count > MOST:
        raise Refusal(_("一批最多%(n)d条；请分批登记。") % {"n": MOST}, code="too_many")
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    facts = {
        "digest": digest,
        "document": " ".join(document.split())[:200],
        "count": count,
        "posted_by_id": actor.user_id,
        "posted_at": now,
    }
    batch, is_new = AssessmentBatch.objects.get_or_create(body=body, key=key, defaults=facts)
    if not is_new and batch.digest != digest:
        raise Conflict(_("批次键“%(key)s”已用于另一批，没有登记任何一条；请换一个键。") % {"key": key}, code="key_of_another")
    return batch, is_new
