"""The quality of returned data, body by body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Max, Q

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import COVERAGE_POLICY, FINDING_POLICY
from baigong.contexts.registers.models import FindingKind
from baigong.contexts.registers.selectors.senders import list_bodies
from baigong.kernel.access import Actor


@dataclass(frozen=True)
class BodyQuality:
    """One body: tables owed, tables of which rows are in force, how full optional fields are on average, when something came last.

    ``found`` counts the findings in sight by kind; a kind of which there is none is left out.
    """

    body: Organisation
    owed: int
    came: int
    optional: float | None
    last_at: datetime | None
    found: Mapping[str, int]


def quality_by_body(actor: Actor) -> list[BodyQuality]:
    """Every body whose coverage the actor sees. Three queries, however many they are."""
    kinds = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in FindingKind}
    counts: Any = FINDING_POLICY.visible(actor).order_by().values("organisation").annotate(**kinds)
    found = {row["organisation"]: {kind: row[kind] for kind in kinds if row[kind]} for row in counts}
    facts: dict[str, Any] = {"came": Count("pk", filter=Q(row_count__gt=0)), "optional": Avg("optional_filled"), "last": Max("last_at")}
    covered: Any = COVERAGE_POLICY.visible(actor).order_by().values("organisation").annotate(owed=Count("pk"), **facts)
    shares = {row["organisation"]: (row["owed"], row["came"], row["optional"], row["last"]) for row in covered}
    return [BodyQuality(body, *shares[body.pk], found.get(body.pk, {})) for body in list_bodies(shares)]


def last_look(actor: Actor) -> datetime | None:
    """When the data in the actor's sight were looked at last."""
    at: datetime | None = COVERAGE_POLICY.visible(actor).aggregate(at=Max("found_at"))["at"]
    return at
