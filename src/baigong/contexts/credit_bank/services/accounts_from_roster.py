"""Opening accounts straight from a school's own roster: the numbers are read there, the document counts as checked with the roster."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.models import CheckedBy, Learner
from baigong.contexts.credit_bank.selectors.rosters import NUMBERS, Pupil, roster_frame, roster_of, roster_table
from baigong.contexts.credit_bank.services.accounts_in_bulk import Opened, Person, open_accounts
from baigong.contexts.credit_bank.services.people import Opening
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import unsealed
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal


@dataclass(frozen=True)
class Answers:
    """Who answers for a pupil not of age."""

    name: str
    relation: str
    phone: str = ""


def digest_of(numbers: Iterable[str]) -> str:
    """What a page showed: the student numbers of those whose accounts would be opened."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


@transaction.atomic
def open_from_roster(
    *,
    actor: Actor,
    now: datetime,
    body: Organisation,
    numbers: Collection[str],
    guardians: Mapping[str, Answers] | None = None,
    seen: str = "",
) -> Opened:
    """Open the accounts of the pupils with these student numbers; who has one keeps it. ``seen``: the digest of what was shown.

    Raises ``Refusal`` for a number that the roster does not have, and those of ``open_accounts``; ``Conflict`` where roster or accounts are
    no longer what was shown.
    """
    LEARNER_POLICY.require(actor, "enrol", Learner(home=body))
    roster = roster_of(body, now, numbers=numbers)
    lacking = sorted(set(numbers) - {one.number for one in roster.pupils})
    if lacking:
        words = _("学生名册里没有这些学号，一个账户也没有开：%(numbers)s。")
        raise Refusal(words % {"numbers": "、".join(lacking[:20])}, code="not_on_roster")
    if seen and digest_of(one.number for one in roster.fresh) != seen:
        raise Conflict(_("名册或账户在您核对期间有变化，一个账户也没有开；请重新核对后再办。"), code="plan_stale")
    if not roster.fresh:
        raise Refusal(_("这些学生都已有账户，没有要开的。"), code="empty")
    people = _people(actor, now, body, roster.fresh, guardians or {})
    return open_accounts(actor=actor, now=now, home=body, people=people)


def _people(actor: Actor, now: datetime, body: Organisation, pupils: Collection[Pupil], guardians: Mapping[str, Answers]) -> list[Person]:
    import polars as pl

    frame = roster_frame(body).filter(pl.col("XH").is_in([one.number for one in pupils]))
    frame = unsealed(
        actor=actor, now=now, organisation=body, table=roster_table(), frame=frame, fields=NUMBERS, why=_("为学生开立学分账户")
    )  # fmt: skip
    read = {number: own or other for number, own, other in frame.select("XH", *NUMBERS).iter_rows()}
    people = []
    for one in pupils:
        answers = guardians.get(one.number, Answers("", ""))
        opening = Opening(
            name=one.name, document_kind=one.kind, document_number=read[one.number], birth_on=one.born, guardian=answers.name,
            guardian_relation=answers.relation, guardian_phone=answers.phone,
        )  # fmt: skip
        people.append(Person(opening, CheckedBy.ROSTER))
    return people
