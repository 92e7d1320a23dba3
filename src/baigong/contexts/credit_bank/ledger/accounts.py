"""The accounts that postings name: their codes, and opening those that are not there yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from baigong.contexts.credit_bank.models import CreditAccount, Learner
from baigong.engines.ledger.entries import kind_of


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its code; what else its row says when it is opened."""

    code: str
    learner_id: int | None = None
    target: str = ""


def source_account(code: str) -> Account:
    """What a source gives from: a school, a training organiser, a body that issues certificates."""
    return Account(f"source:{code}")


def learner_account(learner: Learner) -> Account:
    """What a learner has been recognised with."""
    return Account(f"learner:{learner.number}", learner.pk)


def used_account(learner: Learner, target: str) -> Account:
    """What a learner has used at a target."""
    return Account(f"used:{learner.number}@{target}", learner.pk, target)


def target_account(target: str) -> Account:
    """What a target has recognised of everybody."""
    return Account(f"target:{target}", None, target)


def expired_account(learner: Learner) -> Account:
    """What a learner had and lapsed."""
    return Account(f"expired:{learner.number}", learner.pk)


def open_accounts(accounts: Iterable[Account]) -> dict[str, int]:
    """The numbers of accounts by their codes; those that are not there are opened. Two who open one at once both find it."""
    wanted = {account.code: account for account in accounts}
    found = _numbers(wanted)
    if len(found) < len(wanted):
        lacking = [account for code, account in sorted(wanted.items()) if code not in found]
        rows = [CreditAccount(code=a.code, kind=kind_of(a.code), learner_id=a.learner_id, target=a.target) for a in lacking]
        CreditAccount.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
        found |= _numbers({account.code: account for account in lacking})
    return found


def _numbers(wanted: dict[str, Account]) -> dict[str, int]:
    codes = list(wanted)
    found: dict[str, int] = {}
    for start in range(0, len(codes), 10_000):
        found.update(CreditAccount.objects.filter(code__in=codes[start : start + 10_000]).values_list("code", "pk"))
    return found
