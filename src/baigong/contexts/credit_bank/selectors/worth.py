"""What an outcome is worth where: the rules in force that ask for it, and where it already counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from baigong.contexts.credit_bank.models import ConversionLine, ConversionRule, ConversionState, Outcome, RuleNeed, RuleState


@dataclass(frozen=True)
class Worth:
    """One rule that asks for an outcome. ``besides`` is what the rule asks beside it."""

    rule: ConversionRule
    asks: str
    besides: tuple[str, ...]

    @property
    def gives(self) -> str:
        """What the rule gives, in words."""
        return "；".join(self.rule.gives)


def worth_of(outcomes: Sequence[Outcome], on: date) -> dict[int, list[Worth]]:
    """For each outcome that counts on ``on`` the rules in force that ask for it, by school. Two questions, however many outcomes.

    A rule names a type, where a higher level of its family will do, or a kind. Whether all of a rule is met is decided on an application.
    """
    valid = [row for row in outcomes if row.is_valid_on(on)]
    if not valid:
        return {}
    asked = Q(kind__in={row.type.kind for row in valid}) | Q(outcome_type__in={row.type_id for row in valid})
    families = {row.type.family for row in valid if row.type.family}
    if families:
        asked |= Q(outcome_type__family__in=families)
    in_force = ConversionRule.objects.filter(state__in=[RuleState.ADOPTED, RuleState.REPLACED], since__lte=on)
    in_force = in_force.filter(Q(until=None) | Q(until__gte=on), needs__in=RuleNeed.objects.filter(asked)).distinct()
    rules = list(in_force.select_related("school").prefetch_related("needs__outcome_type").order_by("school__order", "code"))
    return {row.pk: [worth for rule in rules if (worth := _worth(rule, row)) is not None] for row in valid}


def _worth(rule: ConversionRule, row: Outcome) -> Worth | None:
    needs = list(rule.needs.all())
    met = next((need for need in needs if _asks_for(need, row)), None)
    return Worth(rule, str(met), tuple(str(need) for need in needs if need is not met)) if met else None


def _asks_for(need: RuleNeed, row: Outcome) -> bool:
    wanted = need.outcome_type
    if wanted is None:
        return need.kind == row.type.kind
    if wanted.pk == row.type_id:
        return True
    kind = row.type.declared
    is_of_family = bool(wanted.family) and wanted.family == row.type.family and wanted.kind == row.type.kind
    return is_of_family and kind.rank(row.type.level) >= kind.rank(wanted.level)


def used_by(outcome: Outcome) -> list[ConversionLine]:
    """Where an outcome counts already: what was granted for it and still stands."""
    lines = outcome.conversion_lines.filter(conversion__state=ConversionState.APPROVED, replaced_by=None)
    return list(lines.select_related("conversion__programme__school", "course", "rule"))
