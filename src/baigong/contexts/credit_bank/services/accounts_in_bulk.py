"""Opening the accounts of many at once: all of them or none; who has one keeps it, wherever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.identity import Identity, account_numbers, identity_of
from baigong.contexts.credit_bank.models import CheckedBy, Guardian, IdentityDocument, Learner, LearnerState
from baigong.contexts.credit_bank.selectors.known import Known, adult_age, known_by_hash
from baigong.contexts.credit_bank.services.people import Opening
from baigong.contexts.credit_bank.services.posting import Wrong, refuse_wrong
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.privacy_bulk import encrypt_all

MOST = 20_000
ROWS = 2000


@dataclass(frozen=True)
class Person:
    """One of many: what the account is opened with, and how the document was seen (a ``CheckedBy``; empty: not yet)."""

    opening: Opening
    checked: str = ""


@dataclass(frozen=True)
class Checked:
    """What many openings come to: the document of each (``None`` for a wrong one), who has an account, and what is wrong."""

    identities: Sequence[Identity | None]
    known: dict[int, Known]
    wrong: Sequence[Wrong]


@dataclass(frozen=True)
class Opened:
    """The accounts that were opened, and those that were there before."""

    rows: Sequence[Learner]
    known: Sequence[Known]


def check_people(people: Sequence[Person], on: date) -> Checked:
    """Everything that is wrong with openings, and who has an account; the same rules for a table and a roster."""
    identities: list[Identity | None] = []
    wrong: list[Wrong] = []
    for place, person in enumerate(people):
        try:
            identities.append(identity_of(person.opening.document_kind, person.opening.document_number))
        except Refusal as refusal:
            identities.append(None)
            field, words = next(iter(refusal.fields.items()))
            wrong.append(Wrong(place, field, words if field == "document_number" else refusal.message))
    by_hash = known_by_hash({one.hashed for one in identities if one is not None})
    known: dict[int, Known] = {}
    for place, one in enumerate(identities):
        if one is not None and (one.kind, one.hashed) in by_hash:
            known[place] = by_hash[one.kind, one.hashed]
    seen: dict[tuple[str, str], int] = {}
    age = adult_age(on)
    for place, (person, identity) in enumerate(zip(people, identities, strict=True)):
        if identity is None:
            continue
        first = seen.setdefault((identity.kind, identity.hashed), place)
        if first != place:
            wrong.append(Wrong(place, "document_number", _("与第%(n)d条是同一份证件。") % {"n": first + 1}))
        elif place in known:
            if not same_name(known[place].name, _name(person.opening)):
                wrong.append(Wrong(place, "name", _("这份证件已有学分账户，姓名与账户不符，请核对。")))
        else:
            wrong += [Wrong(place, column, words) for column, words in _against_rules(person.opening, identity, on, age)]
    return Checked(identities, known, sorted(wrong, key=lambda one: one.line))


def _against_rules(opening: Opening, identity: Identity, on: date, age: int) -> list[tuple[str, str]]:
    found = []
    if not _name(opening):
        found.append(("name", _("请填写姓名。")))
    born = identity.birth_on or opening.birth_on
    if born is None or born > on:
        return [*found, ("birth_on", _("请填写出生日期。"))]
    if opening.birth_on not in (None, born):
        found.append(("birth_on", _("与证件号里的出生日期不符。")))
    years = Learner(birth_on=born).age_on(on)
    if years is not None and years < age and not (opening.guardian.strip() and opening.guardian_relation.strip()):
        found.append(("guardian", _("未满%(age)s周岁，须填监护人姓名和与本人的关系。") % {"age": age}))
    return found


@transaction.atomic
def open_accounts(*, actor: Actor, now: datetime, home: Organisation, people: Sequence[Person]) -> Opened:
    """Open the accounts of ``people`` at ``home``, all of them or none; one whose document was seen is in use at once.

    Who has an account already is left alone: it stays in its home, under its state. Raises ``Refusal`` (``empty``, ``too_many``,
    ``people`` with the first wrong ones in words), ``Conflict`` where somebody was opened meanwhile.
    """
    for action in ("open", *(("verify", "activate") if any(one.checked for one in people) else ())):
        LEARNER_POLICY.require(actor, action, Learner(home=home))
    if not people:
        raise Refusal(_("没有要开户的人。"), code="empty")
    if len(people) > MOST:
        raise Refusal(_("一次最多为%(n)d人开户；请分批办理。") % {"n": MOST}, code="too_many")
    if any(one.checked and one.checked not in CheckedBy.values for one in people):
        raise at_field("how", _("请选择核验方式。"))
    found = check_people(people, now.date())
    refuse_wrong(found.wrong, _("一个账户也没有开"), code="people")
    fresh = [(one, identity) for place, (one, identity) in enumerate(zip(people, found.identities, strict=True))
             if identity is not None and place not in found.known]  # fmt: skip
    try:
        with transaction.atomic():
            rows = _write(actor, now, home, fresh)
    except IntegrityError:
        raise Conflict(_("有一个人刚在别处开了户，这一批一个账户也没有开；请重新核对后再办。"), code="raced") from None
    audit.record_all(actor, "credit_bank.learner.opened", rows, now=now, detail={"together": len(rows)})
    if rows:
        audit.record(actor, "credit_bank.learner.opened_together", home, now=now, detail={"opened": len(rows), "known": len(found.known)})
    return Opened(rows, list(found.known.values()))


def _write(actor: Actor, now: datetime, home: Organisation, fresh: Sequence[tuple[Person, Identity]]) -> list[Learner]:
    identities = [identity for _person, identity in fresh]
    numbers = account_numbers(identities)
    rows = Learner.objects.bulk_create(
        [
            Learner(
                number=number, name=_name(one.opening), birth_on=identity.birth_on or one.opening.birth_on,
                phone=one.opening.phone.strip()[:20], home=home,
                state=LearnerState.ACTIVE if one.checked else LearnerState.PENDING, opened_by_id=actor.user_id, opened_at=now,
            )
            for (one, identity), number in zip(fresh, numbers, strict=True)
        ],
        batch_size=ROWS,
    )  # fmt: skip
    sealed = encrypt_all([identity.number for identity in identities])
    IdentityDocument.objects.bulk_create(
        [
            IdentityDocument(
                learner=row, kind=identity.kind, number_hash=identity.hashed, number_sealed=secret, masked=identity.masked,
                checked_how=one.checked, checked_by_id=actor.user_id if one.checked else None, checked_at=now if one.checked else None,
            )
            for row, (one, identity), secret in zip(rows, fresh, sealed, strict=True)
        ],
        batch_size=ROWS,
    )  # fmt: skip
    Guardian.objects.bulk_create(
        [
            Guardian(
                learner=row, name=one.opening.guardian.strip()[:80], relation=one.opening.guardian_relation.strip()[:20],
                phone=one.opening.guardian_phone.strip()[:20], consented_on=now.date(),
            )
            for row, (one, _identity) in zip(rows, fresh, strict=True)
            if one.opening.guardian.strip()
        ],
        batch_size=ROWS,
    )  # fmt: skip
    return rows


def _name(opening: Opening) -> str:
    return " ".join(opening.name.split())
