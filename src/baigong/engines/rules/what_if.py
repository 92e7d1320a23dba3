"""What would have been: past claims decided by other rules. Who gains, who loses, what changes.

A claim that no changed rule speaks of, under unchanged settings, stays as it was and is not decided again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from baigong.engines.rules.conversion import ConversionRule, RuleBook
from baigong.engines.rules.decision import Settled, countable, settle
from baigong.engines.rules.facts import ApplicantFacts, SchoolSettings


@dataclass(frozen=True, slots=True)
class Claim:
    """A past application: who, on which facts, on which day."""

    id: str
    facts: ApplicantFacts
    on: date


@dataclass(frozen=True, slots=True)
class Change:
    """A claim that comes out otherwise: credits before and after, courses gained and lost."""

    claim: str
    before: int
    after: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    is_proven: bool


@dataclass(slots=True)
class WhatIf:
    """The comparison: how many claims were looked at, how many the change could touch at all, and those it changed."""

    claims: int = 0
    touched: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def winners(self) -> list[Change]:
        """Claims that get more credits."""
        return [c for c in self.changes if c.after > c.before]

    @property
    def losers(self) -> list[Change]:
        """Claims that get fewer credits."""
        return [c for c in self.changes if c.after < c.before]

    @property
    def difference(self) -> int:
        """Credits given more (negative: less) in all."""
        return sum(c.after - c.before for c in self.changes)


def changed_rules(old: RuleBook, new: RuleBook) -> list[ConversionRule]:
    """Versions that stand in one of the two sets only."""
    return sorted(set(old.rules) ^ set(new.rules), key=lambda r: (r.id, r.version, r.since))


def try_rules(
    claims: Iterable[Claim],
    old: Iterable[ConversionRule] | RuleBook,
    new: Iterable[ConversionRule] | RuleBook,
    settings: SchoolSettings,
    new_settings: SchoolSettings | None = None,
) -> WhatIf:
    """Decide the claims by the ``old`` and the ``new`` rules (and settings) and compare."""
    before_book = old if isinstance(old, RuleBook) else RuleBook(old)
    after_book = new if isinstance(new, RuleBook) else RuleBook(new)
    new_settings = new_settings or settings
    same_settings = new_settings == settings
    changed = RuleBook(changed_rules(before_book, after_book))
    result = WhatIf()
    for claim in claims:
        result.claims += 1
        if same_settings and not changed.touching(claim.facts.outcomes):
            continue
        result.touched += 1
        outcomes, _ = countable(claim.facts, settings, claim.on)
        before = settle(claim.facts, outcomes, before_book, settings, claim.on)
        if not same_settings:
            outcomes, _ = countable(claim.facts, new_settings, claim.on)
        after = settle(claim.facts, outcomes, after_book, new_settings, claim.on)
        if change := _change(claim.id, before, after):
            result.changes.append(change)
    return result


def _change(claim: str, before: Settled, after: Settled) -> Change | None:
    was, becomes = ({course for course, _ in settled.choice.courses} for settled in (before, after))
    if was == becomes and before.choice.credits == after.choice.credits:
        return None
    return Change(
        claim, before.choice.credits, after.choice.credits, tuple(sorted(becomes - was)), tuple(sorted(was - becomes)),
        before.is_proven and after.is_proven,
    )  # fmt: skip
