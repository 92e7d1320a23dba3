"""For whom somebody may send."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, OrganisationKind
from baigong.contexts.registers.access import BATCH_POLICY, DUTY_POLICY
from baigong.contexts.registers.models import Batch, ReturnDuty
from baigong.contexts.registers.standard import Standard, all_standards
from baigong.kernel.access import Actor

SENDING_KINDS = (
    *SCHOOL_KINDS, OrganisationKind.COUNTY, OrganisationKind.COUNTY_BUREAU, OrganisationKind.DEPARTMENT, OrganisationKind.INSTITUTION,
)  # fmt: skip
"""Kinds of bodies that return data: schools on the national standard, counties and departments their rosters."""


def bodies_sent_for(actor: Actor) -> QuerySet[Organisation]:
    """The living bodies for which ``actor`` may send: its own, a county's below it, every one for the working team."""
    bodies = Organisation.objects.filter(ended_on=None, kind__in=SENDING_KINDS).order_by("order", "pk")
    return bodies.filter(pk__in=[body.pk for body in bodies if BATCH_POLICY.decide(actor, "send", Batch(organisation=body))])


def bodies_that_owe(actor: Actor) -> QuerySet[Organisation]:
    """The living bodies whose duties ``actor`` sees."""
    owing = DUTY_POLICY.visible(actor).values("organisation")
    return Organisation.objects.filter(pk__in=owing, ended_on=None).order_by("order", "pk")


def list_bodies(numbers: Collection[int]) -> QuerySet[Organisation]:
    """These bodies, in their order."""
    return Organisation.objects.filter(pk__in=numbers).order_by("order", "pk")


def find_body(number: int) -> Organisation | None:
    """The body of this number."""
    return Organisation.objects.filter(pk=number).first()


def duties_of(bodies: Collection[int], day: date) -> QuerySet[ReturnDuty]:
    """What bodies owe on a day, an edition each."""
    return ReturnDuty.objects.filter(Q(until_on=None) | Q(until_on__gte=day), organisation__in=bodies, from_on__lte=day)


def find_lasting_duty(body: Organisation, standard: str) -> ReturnDuty | None:
    """The duty on an edition that has no end yet."""
    return ReturnDuty.objects.filter(organisation=body, standard=standard, until_on=None).first()


def editions_of(body: Organisation, day: date) -> list[Standard]:
    """The editions on which a body may send a file: those of its duties first, then the others that are in force."""
    owed = {duty.standard for duty in duties_of([body.pk], day)}
    editions = [edition for edition in all_standards() if edition.code in owed or not edition.superseded_by]
    return sorted(editions, key=lambda edition: edition.code not in owed)
