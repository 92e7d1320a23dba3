"""Questions about trials of rules: who sees which, and what they found."""

from __future__ import annotations

from django.db.models import QuerySet

from baigong.contexts.credit_bank.access_of_conversion import RULE_TRIAL_POLICY
from baigong.contexts.credit_bank.models import RuleTrial, TrialChange
from baigong.kernel.access import Actor


def list_trials(actor: Actor) -> QuerySet[RuleTrial]:
    """The trials an actor sees, the latest first."""
    return RULE_TRIAL_POLICY.visible(actor).select_related("school", "requested_by", "job").prefetch_related("rules__school")


def get_trial(actor: Actor, pk: int) -> RuleTrial:
    """A trial in sight; 404 otherwise."""
    return RULE_TRIAL_POLICY.get_or_404(actor, RuleTrial.objects.select_related("school", "requested_by", "job"), pk=pk)


def changes_of(trial: RuleTrial) -> QuerySet[TrialChange]:
    """The applications that would have come out otherwise."""
    return TrialChange.objects.filter(trial=trial).select_related("conversion__learner", "conversion__programme__school")
