"""Questions about outcomes: what waits, what the catalogue knows, who may decide on a claim."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from baigong.contexts.accounts.public import CREDIT_OFFICER
from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY, OUTCOME_POLICY, OUTCOME_TYPE_POLICY
from baigong.contexts.credit_bank.models import Learner, Outcome, OutcomeBatch, OutcomeType, OutcomeTypeState
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import ANONYMOUS, Actor

MANY = 10_000
"""Outcomes found by a word, beyond which there is one in a hundred or so wherever one looks."""


def list_outcomes(actor: Actor) -> tuple[QuerySet[Outcome], QuerySet[Outcome]]:
    """The outcomes an actor works with, to be shown and to be counted: by the keys of the bodies on the way to them there is nothing to
    walk through, but all must be found before they stand in order. Who has few among very many is shown them that way too."""
    rows = counted = OUTCOME_POLICY.visible(actor, "work")
    if OUTCOME_POLICY.predicate(actor, "work"):
        counted = OUTCOME_POLICY.visible(actor, "work", by_keys=True)
        if counted.order_by()[: MANY + 1].count() <= MANY:
            rows = counted
    return rows.select_related("type", "learner", "reviewer"), counted


def deciding_bodies() -> QuerySet[Organisation]:
    """The bodies that decide on outcomes: one look at an index for each body, not at every outcome."""
    decided = Outcome.objects.filter(reviewer=OuterRef("pk"))
    return Organisation.objects.filter(Exists(decided)).order_by("order", "pk")


def search_outcomes(rows: QuerySet[Outcome], text: str) -> QuerySet[Outcome]:
    """Those of which every word stands in the name of learner or outcome, or begins the account's or the certificate's number.

    Learners and entries of the catalogue are few beside outcomes: they are looked through first, their outcomes found by index. Of a word
    that stands in very many outcomes a page is found sooner by walking the list in its order, so then that index is kept out of it.
    """
    for word in text.split()[:8]:
        learners = Learner.objects.filter(Q(name__icontains=word) | Q(number__startswith=word)).values("pk")
        issued = Q(issuer__icontains=word) | Q(issuer_body__name__icontains=word)
        types = OutcomeType.objects.filter(Q(title__icontains=word) | issued).values("pk")
        upper = word.upper()
        by_number = ~Q(number="") & Q(number__gte=upper, number__lt=upper + "\U0010ffff")
        if len(Outcome.objects.filter(type__in=types).order_by().values_list("pk")[: MANY + 1]) > MANY:
            rows = rows.annotate(of_type=F("type") + 0)
            rows = rows.filter(Q(of_type__in=types) | Q(learner__in=learners) | by_number)
        else:
            rows = rows.filter(Q(learner__in=learners) | Q(type__in=types) | by_number)
    return rows


def get_outcome(actor: Actor, pk: int) -> Outcome:
    """An outcome in sight; 404 otherwise."""
    rows = Outcome.objects.select_related("type", "learner__home", "reviewer", "batch__register_batch")
    return OUTCOME_POLICY.get_or_404(actor, rows, pk=pk)


def list_types(actor: Actor) -> QuerySet[OutcomeType]:
    """The catalogue as its keepers see it."""
    return OUTCOME_TYPE_POLICY.visible(actor, "work").select_related("issuer_body")


def list_public_types() -> QuerySet[OutcomeType]:
    """The catalogue as everybody may see it."""
    return OUTCOME_TYPE_POLICY.visible(ANONYMOUS).select_related("issuer_body")


def get_type(actor: Actor, pk: int) -> OutcomeType:
    """A type in sight; 404 otherwise."""
    return OUTCOME_TYPE_POLICY.get_or_404(actor, OutcomeType.objects.select_related("issuer_body"), pk=pk)


def types_to_claim(on: date) -> QuerySet[OutcomeType]:
    """What may be claimed: published, in use on ``on`` or ended before (an older outcome may still be claimed)."""
    return OutcomeType.objects.filter(state=OutcomeTypeState.PUBLISHED, since__lte=on).select_related("issuer_body")


def reviewers_for(learner: Learner) -> list[Organisation]:
    """Who may decide on a learner's claims: the own school first, then bodies that issue what the bank knows, then the office."""
    issuing = Q(pk__in=OutcomeType.objects.exclude(issuer_body=None).values("issuer_body"))
    office = Q(role_holdings__role=CREDIT_OFFICER.key, role_holdings__until_on=None)
    found = list(Organisation.objects.filter(issuing | office | Q(pk=learner.home_id or 0)).order_by("order", "pk").distinct())
    return sorted(found, key=lambda body: body.pk != learner.home_id)


def issuers_of(actor: Actor) -> list[Organisation]:
    """The bodies for which an actor may post outcomes, of those that issue something the catalogue knows."""
    issuing = OutcomeType.objects.filter(state=OutcomeTypeState.PUBLISHED).exclude(issuer_body=None).values("issuer_body")
    bodies = Organisation.objects.filter(pk__in=issuing).order_by("order", "pk")
    return [body for body in bodies if OUTCOME_BATCH_POLICY.decide(actor, "post", OutcomeBatch(body=body))]
