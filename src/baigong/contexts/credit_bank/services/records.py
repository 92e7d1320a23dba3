"""One signed record over many outcomes of a person (Comprehensive Learner Record 2.0): every recognised one, or those chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from baigong.contexts.credit_bank.access import CREDENTIAL_POLICY
from baigong.contexts.credit_bank.credentials.addresses import verification_address
from baigong.contexts.credit_bank.credentials.lists import take_places
from baigong.contexts.credit_bank.credentials.signing import Signing
from baigong.contexts.credit_bank.models import Credential, CredentialState, Learner, Outcome
from baigong.contexts.credit_bank.selectors.people import outcomes_of
from baigong.contexts.credit_bank.services.credentials import issue_credentials
from baigong.engines.credentials.badges import Recipient
from baigong.engines.credentials.reading import read_document
from baigong.engines.credentials.records import MOST_PARTS, RecordFacts, build_record
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field


def recordable(learner: Learner, on: date) -> list[Outcome]:
    """The outcomes of one person that can stand in a record of ``on``: recognised and in force, lower levels too."""
    return [row for row in outcomes_of(learner) if row.is_valid_on(on)]


@transaction.atomic
def issue_record(*, actor: Actor, now: datetime, learner: Learner, outcomes: Sequence[Outcome]) -> Credential:
    """A record over ``outcomes``, each of which gets its own credential first; over the same ones again, the record there is.

    Raises ``Refusal`` (``none_chosen``, ``too_many``, ``not_own``, ``suspended``, those of ``issue_credentials``), ``NotPermitted``.
    """
    row = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)  # of two at once the second finds the first one's
    CREDENTIAL_POLICY.require(actor, "issue", Credential(learner=row))
    own = {outcome.pk for outcome in recordable(row, now.date())}
    _hold_choice(outcomes, row.one_person())
    parts = issue_credentials(actor=actor, now=now, outcomes=outcomes)
    for part in parts:
        if part.state == CredentialState.SUSPENDED:
            raise Refusal(_("“%(title)s”的凭证正在核查，暂不能放进档案。") % {"title": part.title}, code="suspended")
    known = _known(row, {part.pk for part in parts})
    return known or _sign(actor, now, row, parts, is_partial=own != {part.outcome_id for part in parts})


def _hold_choice(outcomes: Sequence[Outcome], people: Sequence[int]) -> None:
    if not outcomes:
        raise at_field("outcomes", _("请至少选一项学习成果。"), code="none_chosen")
    if len(outcomes) > MOST_PARTS:
        raise at_field("outcomes", _("一份档案最多%(n)d项；请少选一些，或分成几份。") % {"n": MOST_PARTS}, code="too_many")
    if any(outcome.learner_id not in people for outcome in outcomes):
        raise Refusal(_("只能放进同一个人的学习成果。"), code="not_own")


def _known(learner: Learner, parts: set[int]) -> Credential | None:
    records = Credential.objects.filter(learner=learner, outcome=None, key__revoked_at=None).exclude(state=CredentialState.REVOKED)
    for record in records.prefetch_related("parts"):
        if {part.pk for part in record.parts.all()} == parts:
            return record
    return None


def _sign(actor: Actor, now: datetime, learner: Learner, parts: Sequence[Credential], *, is_partial: bool) -> Credential:
    signing = Signing.begin(now)
    [(volume, place)] = take_places(1, now)
    number = signing.new_number()
    with override("zh-hans"):  # a credential speaks the language of the city
        name = _("学习成果档案")
    plain = build_record(
        RecordFacts(
            id=verification_address(number), name=name, issuer=signing.issuer, is_partial=is_partial, valid_from=now,
            recipient=Recipient(name=learner.name, account=learner.number), parts=[read_document(part.document) for part in parts],
            status=signing.entries(volume, place),
        )
    )  # fmt: skip
    made = Credential.objects.create(
        number=number, learner=learner, key=signing.key, volume=volume, place=place, issued_at=now, issued_by_id=actor.user_id,
        document=signing.sign(plain),
    )  # fmt: skip
    made.parts.set(parts)
    audit.record(actor, "credit_bank.credential.issued", made, now=now, detail={"key": signing.key.name, "parts": len(parts)})
    return made
