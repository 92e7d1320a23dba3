"""What the ledger's triggers ask, as SQL about a row called ``new``: one wording for both databases."""
# ruff: noqa: S608 - SQL made of constants of this module

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models import Expression, Q
from django.db.models.sql import Query

from baigong.contexts.credit_bank.models.checking import CheckedWhenBooked

POSTING, ACCOUNT, EPOCH, BLOCK = (f"credit_bank_{name}" for name in ("posting", "creditaccount", "ledgerepoch", "ledgerblock"))
LOCK = 0x6C656467  # "ledg": the first half of the advisory locks; the second is the epoch

OWN = "('learner', 'used', 'expired')"
SEALED = f"(SELECT coalesce(max(b.epoch), 0) FROM {BLOCK} b)"
FLOOR = f"coalesce((SELECT e.after FROM {EPOCH} e WHERE e.number = {SEALED} + 1), 0)"
"""Every posting of a span that is not sealed has a greater number."""


def since(account: str, until: str = "") -> str:
    """What came into an account less what went out of it since the last seal; ``until``: the last span that is looked at.

    The account's own index leads to these few rows. That of spans would be taken for a third of the ledger beside it, hence the sum.
    """
    fresh = f"p.id > {FLOOR} AND p.epoch + 0 > {SEALED}" + (f" AND p.epoch + 0 <= {until}" if until else "")
    came, went = (
        f"(SELECT coalesce(sum(p.amount), 0) FROM {POSTING} p WHERE p.{side}_id = {account} AND {fresh})" for side in ("credit", "debit")
    )
    return f"({came} - {went})"


def overdrawn(new: str) -> str:
    """Whether the account that gives, a learner's own, falls below zero: now, or once the span of ``new`` is sealed and no later one."""
    moments = " OR ".join(f"a.balance + {moved} < 0" for moved in (since("a.id"), since("a.id", f"{new}.epoch")))
    return f"EXISTS (SELECT 1 FROM {ACCOUNT} a WHERE a.id = {new}.debit_id AND a.kind IN {OWN} AND ({moments}))"


def over_ceiling(new: str) -> str:
    """Whether the account that takes rises above its ceiling."""
    return f"EXISTS (SELECT 1 FROM {ACCOUNT} a WHERE a.id = {new}.credit_id AND a.balance + {since('a.id')} > a.ceiling)"


def suits(new: str) -> str:
    """Whether accounts d and c suit the posting ``new``; nothing suits an unknown kind."""
    return f"""CASE {new}.kind
      WHEN 'deposit' THEN d.kind = 'source' AND c.kind = 'learner'
      WHEN 'transfer' THEN d.kind = c.kind AND c.kind IN ('learner', 'used') AND d.id <> c.id
      WHEN 'use' THEN d.kind = 'target' AND c.kind = 'used' AND d.target = {new}.target AND c.target = {new}.target
      WHEN 'expire' THEN d.kind = 'learner' AND c.kind = 'expired' AND d.learner_id = c.learner_id
      END"""


def undoes(new: str) -> str:
    """Whether ``new`` reverses what it names: the same the other way round, no reversal itself, and of no later span."""
    return f"""EXISTS (SELECT 1 FROM {POSTING} o WHERE o.id = {new}.reverses_id AND o.kind <> 'reverse'
      AND o.debit_id = {new}.credit_id AND o.credit_id = {new}.debit_id AND o.amount = {new}.amount
      AND o.outcome = {new}.outcome AND o.target = {new}.target AND o.series = {new}.series AND o.epoch <= {new}.epoch)"""


def freed(new: str) -> str:
    """How often the outcome was set free at this target."""
    return f"""(SELECT count(*) FROM {POSTING} p JOIN {POSTING} r ON r.reverses_id = p.id
      WHERE p.outcome = {new}.outcome AND p.target = {new}.target AND p.turn IS NOT NULL)"""


def levels_added(new: str) -> str:
    """Two levels of one series used at one target."""
    return f"""{new}.kind = 'use' AND {new}.series <> '' AND EXISTS (SELECT 1 FROM {POSTING} p WHERE p.credit_id = {new}.credit_id
      AND p.kind = 'use' AND p.series = {new}.series AND p.id <> {new}.id
      AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id))"""


def though_revoked(new: str) -> str:
    """Used, although it was deposited once and no deposit stands."""
    deposits = f"{POSTING} p WHERE p.outcome = {new}.outcome AND p.target = '' AND p.turn IS NOT NULL"
    return f"""{new}.kind = 'use' AND EXISTS (SELECT 1 FROM {deposits})
      AND NOT EXISTS (SELECT 1 FROM {deposits} AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id))"""


def still_used(new: str) -> str:
    """A deposit is reversed while a use of the outcome stands."""
    return f"""{new}.kind = 'reverse' AND {new}.outcome <> '' AND {new}.target = ''
      AND EXISTS (SELECT 1 FROM {POSTING} d WHERE d.id = {new}.reverses_id AND d.kind = 'deposit')
      AND EXISTS (SELECT 1 FROM {POSTING} p WHERE p.outcome = {new}.outcome AND p.target > '' AND p.turn IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id))"""


def forward(new: str) -> str:
    """Bring the balances forward by what a new block holds."""
    held = f"WHERE p.epoch = {new}.epoch AND p.id BETWEEN {new}.first_id AND {new}.last_id"
    moved = f"""SELECT account, sum(amount) AS moved FROM (
      SELECT p.credit_id AS account, p.amount FROM {POSTING} p {held}
      UNION ALL SELECT p.debit_id, -p.amount FROM {POSTING} p {held}) l GROUP BY account"""
    return f"""UPDATE {ACCOUNT} SET balance = balance + m.moved FROM ({moved}) m
    WHERE {ACCOUNT}.id = m.account"""


def broken(model: type[models.Model], new: str) -> str:
    """The name of the declared rule that the row breaks, or NULL (PostgreSQL; a rule of which nothing is known passes, as in a check)."""
    rules = [each for each in model._meta.constraints if isinstance(each, CheckedWhenBooked)]
    return first_of((f"({_written(model, rule, new)}) IS FALSE", rule.name) for rule in rules)


def first_of(conditions: Iterable[tuple[str, str]]) -> str:
    """The code of the first condition that holds, or NULL."""
    cases = " ".join(f"WHEN {condition} THEN '{code}'" for condition, code in conditions)
    return f"CASE {cases} END"


def _written(model: type[models.Model], rule: CheckedWhenBooked, new: str) -> str:
    query, condition = Query(model=model, alias_cols=False), rule.condition
    assert isinstance(condition, Expression | Q)
    sql, values = query.get_compiler(connection=connection).compile(query.build_where(condition))
    operations: Any = connection.ops
    quoted: str = operations.compose_sql(sql, values)
    for field in model._meta.local_concrete_fields:
        quoted = quoted.replace(f'"{field.column}"', f"{new}.{field.column}")
    return quoted
