"""The statement of an account: every posting of one person, each account with its balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from baigong.contexts.credit_bank.ledger.reading import StatementLine, statement_of
from baigong.contexts.credit_bank.models import AccountKind, CreditAccount, CreditProgramme, Learner, Outcome, Posting, PostingKind, shown

LINES = 50


@dataclass(frozen=True)
class ShownLine:
    """A line with what it is about in words."""

    line: StatementLine
    kind: object
    about: str

    @property
    def amount(self) -> str:
        """What came or went, as people write it."""
        return ("+" if self.line.amount > 0 else "−") + shown(abs(self.line.amount))

    @property
    def balance(self) -> str:
        """What stood on the account afterwards."""
        return shown(self.line.balance)


@dataclass(frozen=True)
class AccountStatement:
    """One account of the person with its latest lines; ``has_more``: whether older ones were left out.

    ``target``: where credits were used, in words.
    """

    account: CreditAccount
    lines: Sequence[ShownLine]
    has_more: bool
    target: str

    @property
    def balance(self) -> str:
        """What stands on it now: after the latest line."""
        return self.lines[0].balance if self.lines else shown(self.account.balance)


def statements_of(learner: Learner, *, lines: int = LINES) -> list[AccountStatement]:
    """The accounts of one person (those merged into it too), what was recognised first, then what was used where."""
    accounts = CreditAccount.objects.filter(learner__in=learner.one_person()).select_related("learner")
    order = {kind: place for place, kind in enumerate((AccountKind.LEARNER, AccountKind.USED, AccountKind.EXPIRED))}
    in_order = sorted(accounts, key=lambda account: (order[AccountKind(account.kind)], account.pk))
    found = [(account, statement_of(account, lines=lines + 1)) for account in in_order]
    titles = _titles([line for _account, rows in found for line in rows])
    targets = _targets({account.target for account in in_order if account.target})
    statements = []
    for account, rows in found:
        shown_lines = [ShownLine(row, PostingKind(row.kind).label, titles.get(row.outcome, row.purpose)) for row in rows[:lines]]
        statements.append(AccountStatement(account, shown_lines, len(rows) > lines, targets.get(account.target, account.target)))
    return statements


def accounts_of(number: str) -> list[int]:
    """The ids of the accounts of the ledger that belong to the account of this number."""
    return list(CreditAccount.objects.filter(learner__number=number).values_list("pk", flat=True))


def postings_of(learner: Learner) -> QuerySet[Posting]:
    """The postings in which an account of the person stands."""
    own = CreditAccount.objects.filter(learner__in=learner.one_person()).values("pk")
    return Posting.objects.filter(Q(debit__in=own) | Q(credit__in=own))


def _titles(lines: Sequence[StatementLine]) -> dict[str, str]:
    """What the outcomes are called that lines name."""
    numbers = {line.outcome: line.outcome.removeprefix("outcome:") for line in lines if line.outcome.startswith("outcome:")}
    rows = Outcome.objects.filter(pk__in=[n for n in numbers.values() if n.isdigit()]).select_related("type")
    names = {str(row.pk): str(row) for row in rows}
    return {code: names[number] for code, number in numbers.items() if number in names}


def _targets(codes: set[str]) -> dict[str, str]:
    """What targets are called: school and programme."""
    schools = [int(code.split(":")[1]) for code in codes if code.startswith("school:")]
    rows = CreditProgramme.objects.filter(school__in=schools).select_related("school") if schools else ()
    return {row.target: f"{row.school} {row}" for row in rows if row.target in codes}
