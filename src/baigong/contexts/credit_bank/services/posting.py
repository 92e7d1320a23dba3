"""Posting many outcomes at once: what a school or a training body itself issued goes straight into the accounts, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.ledger.accounts import learner_account, source_account
from baigong.contexts.credit_bank.ledger.batches import post_batch
from baigong.contexts.credit_bank.ledger.outcomes import code_of
from baigong.contexts.credit_bank.ledger.rows import Basis, NewPosting
from baigong.contexts.credit_bank.models import (
    UNCLAIMED,
    Learner,
    LearnerState,
    Outcome,
    OutcomeBatch,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    PostingKind,
    shown,
)
from baigong.contexts.credit_bank.services.outcomes import years_after
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import Batch
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.bulk import insert_rows
from baigong.kernel.errors import Conflict, Refusal, at_field

MOST = 20_000
PIECE = 2000


@dataclass(frozen=True)
class Line:
    """One outcome: the learner by the account number, the entry of the catalogue by its code. ``name`` guards against a slip of the pen.

    ``source_row``: the row (from 1) of the return from which it comes, which is no part of what the line says.
    """

    account: str
    name: str
    code: str
    attained_on: date
    number: str = ""
    hours: int | None = None
    grade: str = ""
    source_row: int | None = None


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a line (from 0), and in which column."""

    line: int
    column: str
    message: str


def refuse_wrong(wrong: Sequence[Wrong], undone: str, *, code: str = "lines") -> None:
    """Raise ``Refusal`` that names the first wrong lines, where there are any; ``undone``: what was done with none of them."""
    if wrong:
        first = "".join(_("第%(n)d条：%(words)s") % {"n": one.line + 1, "words": one.message} for one in wrong[:20])
        raise Refusal(_("%(n)d处不对，%(undone)s。%(first)s") % {"n": len(wrong), "undone": undone, "first": first}, code=code)


@dataclass(frozen=True)
class Receipt:
    """What was posted; ``is_new`` is false where the same batch had been posted before."""

    batch: OutcomeBatch
    is_new: bool


def check_lines(body: Organisation, lines: Sequence[Line], on: date, vouched: Sequence[OutcomeType] = ()) -> list[Wrong]:
    """Everything that is wrong with lines that ``body`` would post; the same rules for a file, a page and a program."""
    learners = _learners_of(lines)
    types = _types_of(body, vouched)
    named = [types[code] for code in {line.code for line in lines} if code in types]
    taken = _taken(learners.values(), named, {kind.pk for kind in vouched})
    found: list[Wrong] = []
    seen: dict[tuple[str, str, str], int] = {}
    for place, line in enumerate(lines):
        learner, kind = learners.get(line.account), types.get(line.code)
        if learner is None:
            found.append(Wrong(place, "account", _("没有这个学分账号。")))
        elif not same_name(learner.name, line.name):
            found.append(Wrong(place, "name", _("与账户的姓名不符，请核对账号和姓名。")))
        elif learner.state != LearnerState.ACTIVE:
            found.append(Wrong(place, "account", _("账户现在是“%(state)s”，不能存入。") % {"state": learner.get_state_display()}))
        if kind is None:
            found.append(Wrong(place, "code", _("成果目录里没有由%(body)s颁发并已公布的这个代码。") % {"body": body}))
            continue
        found += [Wrong(place, column, words) for column, words in _against_type(line, kind, on)]
        what = (line.account, line.code, line.number or line.attained_on.isoformat())
        if what in seen:
            found.append(Wrong(place, "account", _("与第%(n)d条重复。") % {"n": seen[what] + 1}))
        seen.setdefault(what, place)
        if (state := taken.get((line.account, line.code, line.number or line.attained_on))) is not None:
            found.append(Wrong(place, "account", _known_as(state)))
    return found


def _learners_of(lines: Sequence[Line]) -> dict[str, Learner]:
    wanted = _pieces(list({line.account for line in lines}))
    return {row.number: row for piece in wanted for row in Learner.objects.filter(number__in=piece)}


def _pieces(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """What a question to the database names at a time."""
    return (values[first : first + PIECE] for first in range(0, len(values), PIECE))


def _taken(
    learners: Collection[Learner], types: Collection[OutcomeType], vouched: Collection[int] = ()
) -> dict[tuple[str, str, str | date], str]:
    """In which state something of these types is in these accounts: by the certificate's number, and by the day it was attained.

    What was revoked counts too, but for ``vouched`` types: a certificate that its register revoked is entered anew there.
    """
    numbers, codes = {row.pk: row.number for row in learners}, {row.pk: row.code for row in types}
    standing = Outcome.objects.filter(type__in=list(codes)).exclude(state__in=UNCLAIMED)
    standing = standing.exclude(state=OutcomeState.REVOKED, type__in=vouched).order_by()
    found: dict[tuple[str, str, str | date], str] = {}
    for piece in _pieces(list(numbers)):
        rows = standing.filter(learner__in=piece).values_list("learner", "type", "number", "attained_on", "state")
        for learner, kind, number, day, state in rows:
            for what in (day, number or day):
                place = (numbers[learner], codes[kind], what)
                if found.get(place, OutcomeState.REVOKED) == OutcomeState.REVOKED:
                    found[place] = state
    return found


def _known_as(state: str) -> str:
    """Why what is there already in this state is not posted again."""
    if state == OutcomeState.REVOKED:
        return _("这项成果认定过、后来撤销了，不能再存入；认为撤销有误的，请提出申诉。")
    if state == OutcomeState.RECOGNISED:
        return _("这项成果已经在账上，没有重复存入。")
    return _("这项成果已由本人申报（%(state)s），请先办结那一项，没有重复存入。") % {"state": OutcomeState(state).label}


def _against_type(line: Line, kind: OutcomeType, on: date) -> list[tuple[str, str]]:
    found = []
    if line.attained_on > on:
        found.append(("attained_on", _("取得日期还没有到。")))
    elif not kind.is_used_on(line.attained_on):
        found.append(("attained_on", _("不在成果目录的使用期内。")))
    if kind.declared.needs_number and not line.number:
        found.append(("number", _("这类成果须填证书编号。")))
    if kind.credits is None and line.hours is None and kind.hours is None:
        found.append(("hours", _("请填写学时。")))
    return found


@transaction.atomic
def post_outcomes(
    *,
    actor: Actor,
    now: datetime,
    body: Organisation,
    key: str,
    decision: str,
    lines: Sequence[Line],
    vouched: Sequence[OutcomeType] = (),
    register_batch: Batch | None = None,
) -> Receipt:
    """Recognise and post what ``body`` itself issued, all of it or nothing. The same key and content again changes nothing.

    ``vouched``: types of other issuers whose certificates a register of ours has checked line by line. ``register_batch``: the return whose
    rows the lines are.
    Raises ``Refusal`` (``lines``, with the first wrong ones in words; ``empty``, ``too_many``, ``decision``), ``Conflict`` where the key
    was used for something else, or another desk posted one of these meanwhile.
    """
    OUTCOME_BATCH_POLICY.require(actor, "post", OutcomeBatch(body=body))
    digest = hashlib.sha256(json.dumps([_said(line) for line in lines], ensure_ascii=False).encode()).hexdigest()
    _take_turn(body, lines)
    known = OutcomeBatch.objects.filter(body=body, key=key).first()
    if known is not None:
        if known.digest != digest:
            raise Conflict(_("批次键“%(key)s”已用于另一批成果，没有存入；请换一个键。") % {"key": key}, code="key_of_another")
        return Receipt(known, False)
    _refuse_unfit(key, decision, lines)
    refuse_wrong(check_lines(body, lines, now.date(), vouched), _("没有存入任何一条"))
    try:
        with transaction.atomic():
            batch = OutcomeBatch.objects.create(
                body=body, key=key, digest=digest, decision=decision.strip(), count=len(lines), posted_by_id=actor.user_id, posted_at=now,
                register_batch=register_batch,
            )  # fmt: skip
            written = _write(actor, now, batch, lines, _types_of(body, vouched))
    except IntegrityError:
        raise Conflict(_("有一项成果刚被别人存入，没有存入任何一条；请重新核对后再存。"), code="raced") from None
    kinds = {kind.pk: kind for _, _, kind, _ in written}.values()
    sources = {kind.pk: (source_account(kind.code), Basis(batch.decision, f"CRB-01/{kind.code}", batch.digest)) for kind in kinds}
    postings = []
    for pk, learner, kind, units in written:
        if units:
            (source, basis), code = sources[kind.pk], code_of(pk)
            postings.append(
                NewPosting(
                    f"deposit:{code}:0", PostingKind.DEPOSIT, source, learner_account(learner), units, now.date(), basis, outcome=code,
                    series=kind.family,
                )
            )  # fmt: skip
    post_batch(postings, actor=actor, now=now, name=f"{body.pk}:{key}")
    total = shown(sum(units for _, _, _, units in written))
    audit.record(actor, "credit_bank.outcomebatch.posted", batch, now=now, detail={"count": len(written), "credits": total})
    return Receipt(batch, True)


def _said(line: Line) -> list[str]:
    return [str(value) for name, value in vars(line).items() if name != "source_row"]


def _take_turn(body: Organisation, lines: Sequence[Line]) -> None:
    """Outcomes of one type are claimed and posted one after the other, in the order in which a claim waits too: what is seen stays so, and
    the same batch sent twice at once is seen by the second.
    """
    types = OutcomeType.objects.filter(issuer_body=body, code__in={line.code for line in lines})
    list(types.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _refuse_unfit(key: str, decision: str, lines: Sequence[Line]) -> None:
    if not key.strip() or len(key) > 80:
        raise at_field("key", _("请给出批次键（自己起的名称，不超过80个字符）；同一个键再次提交，不会重复存入。"))
    if not decision.strip():
        raise at_field("decision", _("请写明决定文号或说明，如“2021—2022学年成绩册”；它记在每一笔账上。"))
    if not lines:
        raise Refusal(_("没有要存入的成果。"), code="empty")
    if len(lines) > MOST:
        raise Refusal(_("一批最多%(n)d条；请分批存入。") % {"n": MOST}, code="too_many")


WRITTEN = (
    "learner_id", "type_id", "reviewer_id", "number", "attained_on", "expires_on", "hours", "months", "grade", "note", "credits", "state",
    "decided_on", "decision", "batch_id", "source_row", "created_by_id", "created_at", "updated_at",
)  # fmt: skip


def _write(
    actor: Actor, now: datetime, batch: OutcomeBatch, lines: Sequence[Line], types: Mapping[str, OutcomeType]
) -> list[tuple[int, Learner, OutcomeType, int]]:
    """The outcomes: the key of each, whose, what, and the units with which it is recognised."""
    learners, day = _learners_of(lines), now.date()
    due: dict[tuple[str, date, int | None], tuple[date | None, int]] = {}
    rows, facts = [], []
    for line in lines:
        kind, learner = types[line.code], learners[line.account]
        terms = (line.code, line.attained_on, line.hours)
        if terms not in due:
            units = Outcome(type=kind, attained_on=line.attained_on, hours=line.hours).due_credits or 0
            due[terms] = years_after(line.attained_on, kind.valid_years), units
        expires_on, units = due[terms]
        facts.append((learner, kind, units))
        rows.append(
            (
                learner.pk, kind.pk, batch.body_id, line.number, line.attained_on, expires_on, line.hours, None, line.grade, "", units,
                OutcomeState.RECOGNISED.value, day, batch.decision, batch.pk, line.source_row, actor.user_id, now, now,
            )
        )  # fmt: skip
    keys = insert_rows(Outcome, WRITTEN, rows)
    return [(key, *fact) for key, fact in zip(keys, facts, strict=True)]


def _types_of(body: Organisation, vouched: Sequence[OutcomeType] = ()) -> dict[str, OutcomeType]:
    own = OutcomeType.objects.filter(issuer_body=body, state=OutcomeTypeState.PUBLISHED)
    return {row.code: row for row in (*own, *vouched)}
