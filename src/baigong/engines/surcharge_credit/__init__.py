"""The credit of enterprises that invest in vocational education against two surcharges: year by year, exact, explained, for one or for
all."""

from baigong.engines.surcharge_credit.checking import Fault, check_statement
from baigong.engines.surcharge_credit.facts import (
    EDUCATION,
    LOCAL,
    CreditRule,
    CreditSettings,
    FactsError,
    Firm,
    Investment,
    Membership,
    Payable,
    Pool,
    Withdrawal,
    pools_of,
)
from baigong.engines.surcharge_credit.statement import Line, StatementResult, YearResult, credit_statement

__all__ = [
    "EDUCATION",
    "LOCAL",
    "CreditRule",
    "CreditSettings",
    "FactsError",
    "Fault",
    "Firm",
    "Investment",
    "Line",
    "Membership",
    "Payable",
    "Pool",
    "StatementResult",
    "Withdrawal",
    "YearResult",
    "check_statement",
    "credit_statement",
    "pools_of",
]
