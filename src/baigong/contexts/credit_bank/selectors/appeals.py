"""Questions about appeals: which are in sight, what may be appealed against."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from baigong.contexts.accounts.public import CREDIT_OFFICER
from baigong.contexts.credit_bank.access import CONVERSION_POLICY, LEARNER_POLICY, OUTCOME_POLICY
from baigong.contexts.credit_bank.access_of_office import APPEAL_POLICY
from baigong.contexts.credit_bank.models import Appeal, Conversion, Outcome, Posting
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor


def list_appeals(actor: Actor) -> QuerySet[Appeal]:
    """The appeals an actor sees: for the office all, for a body those against its decisions, for a learner the own ones."""
    return APPEAL_POLICY.visible(actor).select_related("learner", "body", "reviewer")


def get_appeal(actor: Actor, pk: int) -> Appeal:
    """An appeal in sight; 404 otherwise."""
    rows = Appeal.objects.select_related(
        "learner__home", "body", "guardian", "reviewer", "outcome__type", "conversion__programme__school", "conversion__learner", "posting",
        "renewed",
    )  # fmt: skip
    return APPEAL_POLICY.get_or_404(actor, rows, pk=pk)


def subject_in_sight(actor: Actor, kind: str, pk: int) -> Outcome | Conversion | Posting:
    """The outcome, conversion or posting that an actor would appeal against; 404 where it is not in sight."""
    if kind == "outcome":
        return OUTCOME_POLICY.get_or_404(actor, Outcome.objects.select_related("type", "learner__home", "reviewer"), pk=pk)
    if kind == "conversion":
        return CONVERSION_POLICY.get_or_404(actor, Conversion.objects.select_related("learner__home", "programme__school"), pk=pk)
    if kind != "posting":
        raise Http404
    row = Posting.objects.select_related("debit__learner__merged_into__home", "credit__learner__merged_into__home").filter(pk=pk).first()
    learner = (row.credit.learner or row.debit.learner) if row is not None else None
    if row is None or learner is None or not LEARNER_POLICY.decide(actor, "view", learner.merged_into or learner):
        raise Http404
    return row


def office_body(on: date) -> Organisation | None:
    """The body at which the office of the bank sits on a day."""
    held = Q(role_holdings__role=CREDIT_OFFICER.key, role_holdings__from_on__lte=on)
    lasting = Q(role_holdings__until_on=None) | Q(role_holdings__until_on__gte=on)
    return Organisation.objects.filter(held & lasting).order_by("order", "pk").first()
