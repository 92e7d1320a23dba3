"""What the page of a local standard shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY, STANDARD_PAPER_POLICY
from baigong.contexts.credit_bank.models import (
    LocalStandard,
    LocalStandardState,
    PartyRole,
    StandardOpinion,
    StandardPaper,
    StandardParty,
)
from baigong.contexts.credit_bank.selectors.local_standards import opinions_by_round
from baigong.contexts.credit_bank.services.local_standards import ENDED, opines_for
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step, path_of
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 40
S = LocalStandardState
PATH = (
    (pgettext_lazy("状态", "起草"), {S.DRAFT}), (_("校企评审"), {S.REVIEW}), (_("试行"), {S.TRIAL}), (_("推荐"), {S.PROVINCE, S.NATION}),
    (_("列入国家目录"), {S.PUBLISHED}),
)  # fmt: skip


@dataclass(frozen=True)
class StandardPage:
    """One standard as one reader sees it.

    ``waited_for``: reviewers whose opinion this round lacks; ``heard_by``: those of them for whom the reader may speak.
    """

    row: LocalStandard
    path: Sequence[Step]
    steps: Sequence[Available]
    developers: Sequence[StandardParty]
    reviewers: Sequence[StandardParty]
    rounds: Mapping[int, Sequence[StandardOpinion]]
    waited_for: Sequence[StandardParty]
    heard_by: frozenset[int]
    papers: Sequence[StandardPaper]
    events: Sequence[Any]
    may: frozenset[str]
    reason: str


def standard_page(actor: Actor, row: LocalStandard) -> StandardPage:
    """The standard's content, whatever is the reader's to see: opinions and papers belong to those who work on it."""
    works = bool(LOCAL_STANDARD_POLICY.decide(actor, "work", row))
    parties = list(row.parties.all())
    reviewers = [party for party in parties if party.role == PartyRole.REVIEWER]
    rounds = opinions_by_round(row) if works else {}
    said = {one.party_id for one in rounds.get(row.round, [])}
    waited_for = [party for party in reviewers if party.pk not in said] if row.state == S.REVIEW else []
    events = list(audit.events_of(row)[:EVENTS]) if works else []
    may = {"edit"} if row.state == S.DRAFT and LOCAL_STANDARD_POLICY.decide(actor, "edit", row) else set()
    if row.state not in ENDED and LOCAL_STANDARD_POLICY.decide(actor, "attach", row):
        may.add("attach")
    opines = bool(LOCAL_STANDARD_POLICY.decide(actor, "opine", row))
    return StandardPage(
        row=row,
        path=path_of(row, PATH, done={S.PUBLISHED}),
        steps=available(row, actor) if works else [],
        developers=[party for party in parties if party.role == PartyRole.DEVELOPER],
        reviewers=reviewers,
        rounds=rounds,
        waited_for=waited_for if works else [],
        heard_by=frozenset(party.pk for party in waited_for if opines and opines_for(actor, party)),
        papers=list(STANDARD_PAPER_POLICY.visible(actor).filter(standard=row)) if works else [],
        events=events,
        may=frozenset(may),
        reason=reason_of(row, events),
    )
