"""Drafting agreements of mutual recognition. The steps after that are the machine's; an agreement ends by itself when its term is over."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_mutual import AGREEMENT_POLICY
from baigong.contexts.credit_bank.models import AgreementParty, AgreementState, PartyState, RecognitionAgreement, kind_among
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.workflow import fire

WRITABLE = (AgreementState.DRAFT, AgreementState.RETURNED)


@dataclass(frozen=True)
class PartyHead:
    """One body of an agreement, and what it does: opens courses, lets its pupils choose the others'."""

    organisation: Organisation
    offers: bool = True
    takes: bool = True


@dataclass(frozen=True)
class AgreementHead:
    """What an agreement says. Amounts in units; every bound is the parties' own, so none has a default."""

    proposer: Organisation
    title: str
    since: date
    until: date
    rate_permille: int
    ceiling: int | None
    term_ceiling: int | None
    parties: tuple[PartyHead, ...]
    terms: str = ""


@transaction.atomic
def draft_agreement(*, actor: Actor, now: datetime, head: AgreementHead) -> RecognitionAgreement:
    """Begin an agreement for ``head.proposer``, which is one of its parties. Raises ``Refusal`` for what cannot be."""
    row = RecognitionAgreement(proposer=head.proposer, created_by_id=actor.user_id, created_at=now, updated_at=now)
    AGREEMENT_POLICY.require(actor, "create", row)
    _put(row, head)
    row.save(force_insert=True)
    _write_parties(row, head)
    audit.record(actor, "credit_bank.recognitionagreement.drafted", row, now=now)
    return row


@transaction.atomic
def edit_agreement(
    *, actor: Actor, now: datetime, agreement: RecognitionAgreement, head: AgreementHead, seen: datetime | None = None
) -> RecognitionAgreement:
    """Write an agreement anew before it is proposed. Raises ``Conflict`` after that: what others agree to does not change under them."""
    row = RecognitionAgreement.objects.select_for_update(no_key=True, of=("self",)).select_related("proposer").get(pk=agreement.pk)
    AGREEMENT_POLICY.require(actor, "edit", row)
    if row.state not in WRITABLE:
        words = _("“%(title)s”现在是“%(state)s”，内容不再改动；要改请先撤回。") % {"title": row, "state": row.get_state_display()}
        raise Conflict(words, code="not_a_draft")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(title)s”刚被他人改过；请核对下面的内容后再保存。") % {"title": row}, code="changed_meanwhile")
    _put(row, head)
    AGREEMENT_POLICY.require(actor, "edit", row)  # nor is it put into another body's mouth
    row.updated_at = now
    row.save()
    row.parties.all().delete()
    _write_parties(row, head)
    audit.record(actor, "credit_bank.recognitionagreement.edited", row, now=now)
    return row


@dataclass(frozen=True)
class Ended:
    """How many agreements were ended, and why others were not."""

    count: int
    left: tuple[str, ...] = ()


def end_agreements(now: datetime) -> Ended:
    """End what is over, each by itself: one that cannot be ended, or that somebody ends at this moment, keeps no other. Run every night."""
    count, left = 0, []
    for row in RecognitionAgreement.objects.filter(state=AgreementState.IN_FORCE, until__lt=now.date()).order_by("pk"):
        try:
            fire(row, "end", actor=SYSTEM, now=now)
        except (Conflict, Refusal) as why:
            left.append(why.message)
        else:
            count += 1
    return Ended(count, tuple(left))


def _put(row: RecognitionAgreement, head: AgreementHead) -> None:
    if head.until < head.since:
        raise at_field("until", _("协议止的日期不能早于协议起。"))
    if not 0 < head.rate_permille <= 1000:
        raise at_field("rate", _("认定比例应大于0、不超过100%。"))
    bodies = [party.organisation.pk for party in head.parties]
    if len(set(bodies)) != len(bodies):
        raise at_field("parties", _("同一单位只列一次。"))
    if head.proposer.pk not in bodies:
        raise at_field("parties", _("起草单位是协议的一方，请列入。"))
    if len(bodies) < 2:
        raise at_field("parties", _("协议至少要有两方。"))
    if idle := [str(party.organisation) for party in head.parties if not (party.offers or party.takes)]:
        raise at_field("parties", _("%(bodies)s既不开放课程，学生也不选课，不必列入。") % {"bodies": "、".join(idle)})
    for f in fields(AgreementHead):
        if f.name != "parties":
            value = getattr(head, f.name)
            setattr(row, f.name, " ".join(value.split()) if isinstance(value, str) else value)
    row.kind = kind_among(party.organisation.kind for party in head.parties)


def _write_parties(row: RecognitionAgreement, head: AgreementHead) -> None:
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=row, organisation=one.organisation, offers=one.offers, takes=one.takes, state=PartyState.PENDING)
        for one in head.parties
    )
