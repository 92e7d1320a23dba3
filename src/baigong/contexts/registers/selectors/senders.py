"""For whom somebody may send."""

from __future__ import annotations

from django.db.models import QuerySet

from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, OrganisationKind
from baigong.contexts.registers.access import BATCH_POLICY
from baigong.contexts.registers.models import Batch
from baigong.kernel.access import Actor

SENDING_KINDS = (
    *SCHOOL_KINDS, OrganisationKind.COUNTY, OrganisationKind.COUNTY_BUREAU, OrganisationKind.DEPARTMENT, OrganisationKind.INSTITUTION,
)  # fmt: skip
"""Kinds of bodies that return data: schools on the national standard, counties and departments their rosters."""


def bodies_sent_for(actor: Actor) -> QuerySet[Organisation]:
    """The living bodies for which ``actor`` may send: its own, a county's below it, every one for the working team."""
    bodies = Organisation.objects.filter(ended_on=None, kind__in=SENDING_KINDS).order_by("order", "pk")
    return bodies.filter(pk__in=[body.pk for body in bodies if BATCH_POLICY.decide(actor, "send", Batch(organisation=body))])
