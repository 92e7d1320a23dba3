"""Who looked into somebody's account: the person, the body for which the person works here, and at what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from baigong.contexts.credit_bank.models import Appeal, AppealPaper, Conversion, Learner, Outcome, OutcomeEvidence, Share
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.audit.models import AuditEvent

SEEN = 30


@dataclass(frozen=True)
class Look:
    """One event of the log; ``who`` looked, on whose ``behalf``, at which ``paper``, outcome or application where it was one."""

    event: AuditEvent
    who: str
    behalf: str
    paper: str = ""


def who_looked(learner: Learner) -> list[Look]:
    """Who opened one person's accounts, outcomes, applications or papers, took one of these or an answer to an appeal, or followed a link;
    own readings left out, latest first; the same person at the same thing once a day.
    """
    accounts = learner.one_person()
    outcomes = {str(row.pk): str(row) for row in Outcome.objects.filter(learner__in=accounts).select_related("type", "learner")}
    asked = Conversion.objects.filter(learner__in=accounts).select_related("programme", "learner")
    conversions = {str(row.pk): str(row.programme) for row in asked}
    appeals = {str(row.pk): str(row) for row in Appeal.objects.filter(learner__in=accounts).select_related("learner")}
    papers = {
        str(paper.pk): f"{paper.get_kind_display()}（{paper.outcome}）"
        for paper in OutcomeEvidence.objects.filter(outcome__learner__in=accounts).select_related("outcome__type", "outcome__learner")
    }
    looks: dict[str, Iterable[object]] = {
        "credit_bank.learner.read": accounts,
        "credit_bank.learner.statement_taken": accounts,
        "credit_bank.outcome.read": outcomes,
        "credit_bank.outcomeevidence.read": papers,
        "credit_bank.conversion.read": conversions,
        "credit_bank.conversion.decision_taken": conversions,
        "credit_bank.appeal.letter_taken": appeals,
        "credit_bank.appealpaper.read": {
            str(paper.pk): f"{paper.get_kind_display()}（{paper.appeal}）"
            for paper in AppealPaper.objects.filter(appeal__learner__in=accounts).select_related("appeal__learner")
        },
        "credit_bank.share.opened": Share.objects.filter(learner__in=accounts).values_list("pk", flat=True),
    }
    where = Q()
    for action, subjects in looks.items():
        where |= Q(action=action, subject_id__in=[str(pk) for pk in subjects])
    events = list(AuditEvent.objects.filter(where).exclude(actor_id=learner.user_id or -1).order_by("-at", "-pk")[:SEEN])
    bodies = _bodies(events)
    about = {action: subjects for action, subjects in looks.items() if isinstance(subjects, dict)}
    once = {(event.actor_id, event.action, event.subject_id, localdate(event.at)): event for event in reversed(events)}
    return [
        Look(
            event, event.detail.get("recipient") or event.actor_name, bodies.get(event.pk, ""),
            about.get(event.action, {}).get(event.subject_id, ""),
        )
        for event in reversed(once.values())
    ]  # fmt: skip


def _bodies(events: Iterable[AuditEvent]) -> Mapping[int, str]:
    """For each event the bodies at which its actor held a role that day. One query."""
    actors = {event.actor_id for event in events if event.actor_id is not None}
    held = defaultdict(list)
    names = ("role_holdings__user", "role_holdings__from_on", "role_holdings__until_on", "name")
    for user, since, until, name in Organisation.objects.filter(role_holdings__user__in=actors).order_by("pk").values_list(*names):
        held[user].append((since, until, name))
    found = {}
    for event in events:
        day = localdate(event.at)
        those = [name for since, until, name in held[event.actor_id] if since <= day and (until is None or day <= until)]
        found[event.pk] = "、".join(dict.fromkeys(those))
    return found
