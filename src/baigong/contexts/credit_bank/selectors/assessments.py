"""Questions about assessments: who waits for a result, who passed and has no certificate yet."""

from __future__ import annotations

from baigong.contexts.credit_bank.models import AssessmentEntry, AssessmentSession, EntryState, IssuedState
from baigong.contexts.organisations.public import Organisation


def waiting_of(session: AssessmentSession) -> list[AssessmentEntry]:
    """Who waits for a result, by account."""
    return list(session.entries.filter(state=EntryState.REGISTERED).select_related("learner").order_by("learner__number"))


def scored_of(session: AssessmentSession) -> int:
    """How many have a result: a table brought once more after one was taken back is another batch."""
    return session.entries.exclude(batch=None).count()


def uncertified_of(school: Organisation) -> list[AssessmentEntry]:
    """Who passed under a quota of a school and has no certificate in the register yet, by account."""
    rows = AssessmentEntry.objects.filter(quota__school=school, state=EntryState.PASSED).exclude(certificates__state=IssuedState.ISSUED)
    return list(rows.select_related("learner", "level__outcome_type", "level__certificate").order_by("learner__number", "level"))
