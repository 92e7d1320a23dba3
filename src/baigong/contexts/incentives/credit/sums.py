"""What an enterprise's ledger holds of a year that counts: investments while on the list, less what was taken back of them that year."""

from __future__ import annotations

from baigong.contexts.incentives.credit.facts import facts_of_one
from baigong.contexts.incentives.rules import credit_rules, credit_settings
from baigong.engines.surcharge_credit import credit_statement
from baigong.kernel.clock import current_time


def counted_in(enterprise: int, year: int) -> int:
    """The net investment of a year that is credited, in fen."""
    firm = facts_of_one(enterprise)
    found = credit_statement(firm, credit_rules(), credit_settings(current_time().date()), year, year)
    return sum(line.amount for line in found.years[0].lines if line.what == "counted")
