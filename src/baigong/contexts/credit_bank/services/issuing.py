"""The register of certificates: what a passed assessment led to is entered line by line, and goes into the accounts in the same act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_pilots import ISSUED_POLICY
from baigong.contexts.credit_bank.models import (
    UNCLAIMED,
    AssessmentBatch,
    AssessmentEntry,
    CertificateLevel,
    EntryState,
    IssuedCertificate,
    IssuedState,
    Learner,
    Outcome,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
)
from baigong.contexts.credit_bank.services.assessment_results import batch_under_key
from baigong.contexts.credit_bank.services.candidates import what_is_wrong
from baigong.contexts.credit_bank.services.posting import Line, Wrong, post_outcomes, refuse_wrong
from baigong.contexts.credit_bank.workflow.telling_of_pilots import tell_holder
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field


@dataclass(frozen=True)
class CertificateLine:
    """One certificate: its number, the learner by account and name, the level by the code of its entry in the catalogue of outcomes."""

    number: str
    account: str
    name: str
    code: str
    issued_on: date

    @property
    def clean_number(self) -> str:
        """The number as the bank keeps numbers."""
        return "".join(self.number.split()).upper()


@dataclass
class _Known:
    """What the register and the accounts hold that bears on some lines. A few queries, however many lines."""

    learners: dict[str, Learner]
    levels: dict[str, CertificateLevel]
    entries: dict[tuple[int, int], AssessmentEntry]
    held: dict[tuple[int, int], str]
    numbers: set[tuple[int, str]]
    outcomes: dict[tuple[int, str], Outcome]
    of_type: dict[tuple[int, int], Outcome]

    @classmethod
    def about(cls, registrar: Organisation, lines: Sequence[CertificateLine]) -> _Known:
        learners = {row.number: row for row in Learner.objects.filter(number__in={line.account for line in lines})}
        rows = CertificateLevel.objects.filter(outcome_type__code__in={line.code for line in lines})
        levels = {row.outcome_type.code: row for row in rows.select_related("outcome_type", "certificate__body") if row.outcome_type}
        passed = (
            AssessmentEntry.objects.filter(
                learner__in=learners.values(), level__in=levels.values(), state=EntryState.PASSED, quota__school=registrar
            )
            .exclude(certificates__state=IssuedState.ISSUED)
            .select_related("session")
        )
        issued = IssuedCertificate.objects.filter(learner__in=learners.values(), level__in=levels.values(), state=IssuedState.ISSUED)
        given = {line.clean_number for line in lines}
        numbers = IssuedCertificate.objects.filter(number__in=given, state=IssuedState.ISSUED).values_list("body", "number")
        types = [row.outcome_type for row in levels.values()]
        standing = Outcome.objects.filter(type__in=types).exclude(state__in=(*UNCLAIMED, OutcomeState.REVOKED))
        outcomes, others = standing.filter(learner__in=learners.values()), standing.filter(number__in=given)
        return cls(
            learners=learners, levels=levels, entries={(e.learner_id, e.level_id): e for e in passed.order_by("-session__held_on")},
            held={(c.learner_id, c.level_id): c.number for c in issued}, numbers=set(numbers),
            outcomes={(o.type_id, o.number): o for o in others}, of_type={(o.learner_id, o.type_id): o for o in outcomes},
        )  # fmt: skip


def check_certificates(registrar: Organisation, lines: Sequence[CertificateLine], on: date) -> list[Wrong]:
    """Everything that is wrong with certificates that a school would enter; the same rules for a file and a program."""
    return _check(_Known.about(registrar, lines), lines, on)


def _check(known: _Known, lines: Sequence[CertificateLine], on: date) -> list[Wrong]:
    found: list[Wrong] = []
    seen: dict[tuple[object, ...], int] = {}
    for place, line in enumerate(lines):
        learner, level = known.learners.get(line.account), known.levels.get(line.code)
        if (said := what_is_wrong(learner, line.name)) is not None:
            found.append(Wrong(place, *said))
        if not line.clean_number or len(line.clean_number) > 60:
            found.append(Wrong(place, "number", _("请填写证书编号，不超过60个字符。")))
        if line.issued_on > on:
            found.append(Wrong(place, "issued_on", _("颁发日期还没有到。")))
        if level is None or level.outcome_type is None or level.outcome_type.state != OutcomeTypeState.PUBLISHED:
            found.append(Wrong(place, "code", _("成果目录里没有公布这个证书等级，不能存入账户；请学分银行先登记并公布。")))
            continue
        found += [Wrong(place, column, words) for column, words in _against_register(known, line, learner, level)]
        for column, what in (("number", (level.certificate.body_id, line.clean_number)), ("account", (line.account, level.pk, "level"))):
            if what in seen:
                found.append(Wrong(place, column, _("与第%(n)d条重复。") % {"n": seen[what] + 1}))
            seen.setdefault(what, place)
    return found


def _against_register(known: _Known, line: CertificateLine, learner: Learner | None, level: CertificateLevel) -> list[tuple[str, str]]:
    kind = level.outcome_type
    if learner is None or kind is None:
        return []
    if (number := known.held.get((learner.pk, level.pk))) is not None:
        words = _("已持有“%(level)s”（编号%(number)s），同一证书同一等级只计一次。")
        return [("account", words % {"level": level, "number": number})]
    if (level.certificate.body_id, line.clean_number) in known.numbers:
        words = _("%(body)s的证书编号%(number)s已经登记过。") % {"body": level.certificate.body, "number": line.clean_number}
        return [("number", words)]
    entry = known.entries.get((learner.pk, level.pk))
    if entry is None:
        return [("account", _("没有由本校报名、考核通过而未登记证书的记录。"))]
    if line.issued_on < entry.session.held_on:
        return [("issued_on", _("早于考核日期%(day)s。") % {"day": entry.session.held_on.isoformat()})]
    other = known.outcomes.get((kind.pk, line.clean_number)) or known.of_type.get((learner.pk, kind.pk))
    if other is None or (other.state == OutcomeState.RECOGNISED and (other.learner_id, other.number) == (learner.pk, line.clean_number)):
        return []
    if other.learner_id != learner.pk:
        return [("number", _("证书编号%(number)s已登记在另一学分账户；请核对编号。") % {"number": line.clean_number})]
    words = _("账户里已有这项成果（编号%(number)s，%(state)s）；请先办结那一项。")
    return [("account", words % {"number": other.number or "—", "state": other.get_state_display()})]


@transaction.atomic
def register_certificates(
    *, actor: Actor, now: datetime, registrar: Organisation, key: str, document: str, lines: Sequence[CertificateLine]
) -> tuple[AssessmentBatch, bool]:
    """Enter certificates of a school's learners, all of them or none; whether they are new. The same key and content changes nothing.

    What is not in the account yet goes there through ``post_outcomes``; what its holder had claimed under the same number is linked.
    What was revoked does not stand in the way: a certificate entered wrongly is revoked and entered anew under its number.
    Raises ``Refusal`` (``lines``, ``empty``, ``key``, ``document``), ``Conflict`` (``key_of_another``, ``raced``).
    """
    ISSUED_POLICY.require(actor, "register", IssuedCertificate(registrar=registrar, number=str(registrar)))
    content = [[str(v) for v in vars(line).values()] for line in lines]
    batch, is_new = batch_under_key(actor, now, registrar, key, document, content, len(lines))
    if not is_new:
        return batch, False
    _take_turn(lines)
    known = _Known.about(registrar, lines)
    refuse_wrong(_check(known, lines, now.date()), _("没有登记任何一条"))
    _post(actor, now, registrar, batch, known, lines)
    by_number = {(o.type.code, o.number): o for o in Outcome.objects.filter(
        type__code__in=known.levels, number__in={line.clean_number for line in lines}, state=OutcomeState.RECOGNISED
    ).select_related("type")}  # fmt: skip
    rows = []
    for line in lines:
        level, learner = known.levels[line.code], known.learners[line.account]
        rows.append(
            IssuedCertificate(
                body=level.certificate.body, number=line.clean_number, entry=known.entries[learner.pk, level.pk], learner=learner,
                level=level, holder=line.name, issued_on=line.issued_on, registrar=registrar,
                outcome=by_number[line.code, line.clean_number], batch=batch, entered_by_id=actor.user_id, entered_at=now,
            )
        )  # fmt: skip
    try:
        with transaction.atomic():
            rows = IssuedCertificate.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        raise Conflict(_("有一份证书刚被别人登记，没有登记任何一份；请重新核对后再登记。"), code="raced") from None
    for row in rows:
        audit.record(actor, "credit_bank.issuedcertificate.registered", row, now=now, detail={"batch": batch.pk})
        tell_holder(row, actor=actor, now=now)
    return batch, True


def _take_turn(lines: Sequence[CertificateLine]) -> None:
    """Certificates of one type are entered one after the other, as claims and batches of outcomes wait: what is seen stays so."""
    types = OutcomeType.objects.filter(code__in={line.code for line in lines})
    list(types.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _post(
    actor: Actor, now: datetime, registrar: Organisation, batch: AssessmentBatch, known: _Known, lines: Sequence[CertificateLine]
) -> None:
    """What is not in the accounts yet goes there."""
    there = {key for key, outcome in known.outcomes.items() if outcome.state == OutcomeState.RECOGNISED}
    new = [
        Line(line.account, line.name, line.code, line.issued_on, number=line.clean_number)
        for line in lines
        if (known.levels[line.code].outcome_type_id, line.clean_number) not in there
    ]
    if new:
        vouched = [level.outcome_type for level in known.levels.values() if level.outcome_type is not None]
        post_outcomes(
            actor=actor, now=now, body=registrar, key=f"certificates:{batch.pk}", decision=batch.document, lines=new, vouched=vouched
        )


@transaction.atomic
def rename_holder(*, actor: Actor, now: datetime, certificate: IssuedCertificate, holder: str, document: str) -> IssuedCertificate:
    """The holder's name changed: the register says both, by which document. Raises ``Refusal`` for none, ``Conflict`` when revoked."""
    row = IssuedCertificate.objects.select_for_update(no_key=True, of=("self",)).select_related("level__certificate").get(pk=certificate.pk)
    ISSUED_POLICY.require(actor, "rename", row)
    if row.state != IssuedState.ISSUED:
        raise Conflict(_("证书已撤销，姓名不再更改。"), code="revoked")
    name = " ".join(holder.split())
    if not name or name == row.holder:
        raise at_field("holder", _("请填写更名后的姓名。"))
    if not document.strip():
        raise at_field("document", _("请填写更名的依据，如公安机关的变更证明；登记凭它保留新旧两个姓名。"))
    row.former_holder, row.holder, row.name_document = row.holder, name, " ".join(document.split())[:120]
    row.save(update_fields=["former_holder", "holder", "name_document"])
    audit.record(actor, "credit_bank.issuedcertificate.renamed", row, now=now, detail={"document": row.name_document})
    return row
