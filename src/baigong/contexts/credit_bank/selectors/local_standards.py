"""Questions about local standards: what an actor works with, what everybody sees, who said what."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY, STANDARD_PAPER_POLICY
from baigong.contexts.credit_bank.models import LocalStandard, StandardOpinion, StandardPaper, StandardParty
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, OrganisationKind, existing_on
from baigong.kernel.access import ANONYMOUS, Actor

TAKE_PART = (*SCHOOL_KINDS, OrganisationKind.ENTERPRISE, OrganisationKind.SOCIETY, OrganisationKind.INSTITUTION)
"""Kinds of bodies that develop or review a standard."""


def list_standards(actor: Actor) -> QuerySet[LocalStandard]:
    """Standards an actor works with: those of the own school, those one takes part in, all for the city."""
    return _listed(LOCAL_STANDARD_POLICY.visible(actor, "work"))


def list_public_standards() -> QuerySet[LocalStandard]:
    """Standards that came as far as their trial, for everybody."""
    return _listed(LOCAL_STANDARD_POLICY.visible(ANONYMOUS))


def _listed(rows: QuerySet[LocalStandard]) -> QuerySet[LocalStandard]:
    return rows.select_related("certificate", "school").prefetch_related("certificate__levels", "parties")


def search_standards(rows: QuerySet[LocalStandard], text: str) -> QuerySet[LocalStandard]:
    """Those whose title, code, school, field or party has every word."""
    for word in text.split()[:8]:
        taking_part = StandardParty.objects.filter(name__icontains=word).values("standard")
        rows = rows.filter(
            Q(certificate__title__icontains=word)
            | Q(certificate__code__icontains=word)
            | Q(school__name__icontains=word)
            | Q(skill_field__icontains=word)
            | Q(pk__in=taking_part)
        )
    return rows


def get_standard(actor: Actor, pk: int) -> LocalStandard:
    """A standard in sight; 404 otherwise."""
    rows = LocalStandard.objects.select_related("certificate__body", "school", "created_by")
    return LOCAL_STANDARD_POLICY.get_or_404(actor, rows, pk=pk)


def get_party(actor: Actor, pk: int) -> StandardParty:
    """A party of a standard in sight; 404 otherwise."""
    row = get_object_or_404(StandardParty.objects.select_related("standard__certificate", "standard__school"), pk=pk)
    LOCAL_STANDARD_POLICY.get_or_404(actor, pk=row.standard_id)
    return row


def get_paper(actor: Actor, pk: int) -> StandardPaper:
    """A paper in sight; 404 otherwise."""
    rows = StandardPaper.objects.select_related("standard__certificate", "standard__school")
    return STANDARD_PAPER_POLICY.get_or_404(actor, rows, pk=pk)


def opinions_by_round(row: LocalStandard) -> dict[int, list[StandardOpinion]]:
    """What was said, the latest round first."""
    found: dict[int, list[StandardOpinion]] = {}
    for one in StandardOpinion.objects.filter(party__standard=row).select_related("party", "given_by"):
        found.setdefault(one.round, []).append(one)
    return found


def proposing_schools(actor: Actor, on: date) -> list[Organisation]:
    """The schools for which an actor proposes."""
    own = [holding.organisation_id for holding in actor.at(SCHOOL_OFFICER)]
    rows = Organisation.objects.filter(kind__in=SCHOOL_KINDS, pk__in=own).order_by("order", "pk")
    return [school for school in rows if school.exists_on(on)]


def possible_parties(on: date) -> QuerySet[Organisation]:
    """Schools, enterprises and associations of the city that may take part."""
    return Organisation.objects.filter(existing_on(on), kind__in=TAKE_PART).order_by("order", "pk")
