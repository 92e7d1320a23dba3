"""What an enterprise's ledger holds of a year that counts: investments while on the list, less what was taken back of them that year."""

from __future__ import annotations

from datetime import date

from baigong.contexts.incentives.credit.facts import facts_of_one
from baigong.contexts.incentives.rules import credit_rules, credit_settings
from baigong.engines.surcharge_credit import credit_statement


def counted_in(enterprise: int, year: int, on: date) -> int:
    """The net investment of a year that is credited by the settings of a day, in fen."""
    firm = facts_of_one(enterprise)
    found = credit_statement(firm, credit_rules(), credit_settings(on), year, year)
    return sum(line.amount for line in found.years[0].lines if line.what == "counted")
