"""Postings of the credit ledger as values: what a posting is, when it is right, and the bytes that are sealed.

Amounts are integers in the smallest unit (one credit is 100). An account's kind is what stands before the colon of its code: ``source:…``
gives, ``learner:…`` keeps, ``target:…`` recognises, ``used:…`` counts at one target, ``expired:…`` takes what lapsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter

FORMAT = "baigong-posting-1"
MOST = 10**12
PERSONAL = frozenset({"learner", "used", "expired"})
"""Kinds of account whose balance never falls below zero; that of the others never rises above it, so no credit comes from nothing."""

SHAPES: dict[str, frozenset[tuple[str, str]]] = {
    "deposit": frozenset({("source", "learner")}),
    "transfer": frozenset({("learner", "learner"), ("used", "used")}),
    "use": frozenset({("target", "used")}),
    "expire": frozenset({("learner", "expired")}),
}
"""What each kind of posting takes from and gives to. A reversal does the opposite of the posting that it names."""

KINDS = (*SHAPES, "reverse")
_A_DAY = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOT_PLAIN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\\]")


class Faulty(ValueError):
    """A posting that may not be written. ``code`` is stable and meant for programs; ``field`` names the place."""

    def __init__(self, code: str, field: str):
        super().__init__(f"{field}: {code}")
        self.code, self.field = code, field


class Unbalanced(Faulty):
    """The lines of a posting do not sum to zero."""


@dataclass(frozen=True, slots=True)
class Line:
    """``amount`` goes to ``account`` (above zero) or comes from it (below)."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting. ``key`` is the sender's: the same key twice is the same posting. ``outcome`` names what was attained, ``target`` the
    qualification at which it is used, ``series`` what its levels have in common (of one series one level counts). ``decision``, ``rule``
    and ``evidence`` say who decided, by which version of which rule, and the SHA-256 of what was seen."""

    id: int
    key: str
    kind: str
    occurred_on: date
    recorded_at: datetime
    lines: tuple[Line, ...]
    decision: str
    rule: str
    evidence: str
    outcome: str = ""
    target: str = ""
    series: str = ""
    purpose: str = ""
    reason: str = ""
    reverses: int | None = None
    recorded_by: int | None = None


TEXTS = ("key", "outcome", "target", "series", "purpose", "decision", "rule", "reason")
_texts = attrgetter(*TEXTS)


def kind_of(account: str) -> str:
    """The kind of an account, from its code."""
    return account.partition(":")[0]


def is_plain(text: str) -> bool:
    """Whether a text can be sealed as it is: no control character, no backslash, no half of a surrogate pair.

    So the fields of a posting can be joined by tabs and nothing needs escaping: a database writes the sealed bytes by itself.
    """
    return not _NOT_PLAIN.search(text)


def check_entry(entry: Entry, reversed_entry: Entry | None = None) -> None:
    """Check one posting by itself; of a reversal also that it undoes ``reversed_entry``.

    Raises ``Unbalanced`` when its lines do not sum to zero and ``Faulty`` for everything else.
    """
    if entry.kind not in KINDS:
        raise Faulty("unknown_kind", "kind")
    _check_lines(entry.lines)
    if not is_plain("".join(_texts(entry))):
        raise Faulty("not_plain", next(name for name, text in zip(TEXTS, _texts(entry), strict=True) if not is_plain(text)))
    if not (entry.key and entry.decision and entry.rule):
        raise Faulty("required", next(name for name in ("key", "decision", "rule") if not getattr(entry, name)))
    if not _DIGEST.fullmatch(entry.evidence):
        raise Faulty("not_a_digest", "evidence")
    if entry.recorded_at.tzinfo is None:
        raise Faulty("no_time_zone", "recorded_at")
    if entry.occurred_on > entry.recorded_at.date() + _A_DAY:  # the sealed moment is in UTC, a day may have turned
        raise Faulty("in_the_future", "occurred_on")
    if entry.kind == "reverse":
        _check_reversal(entry, reversed_entry)
        return
    if entry.reverses is not None:
        raise Faulty("not_a_reversal", "reverses")
    _check_shape(entry)


def _check_lines(lines: tuple[Line, ...]) -> None:
    if len(lines) < 2:
        raise Unbalanced("too_few_lines", "lines")
    total = 0
    for line in lines:
        if type(line.amount) is not int:  # neither a fraction nor True
            raise Faulty("not_an_integer", "amount")
        if not 0 < abs(line.amount) <= MOST:
            raise Faulty("amount_out_of_range", "amount")
        if not line.account.partition(":")[2] or not is_plain(line.account):
            raise Faulty("not_an_account", "account")
        total += line.amount
    if total:
        raise Unbalanced("unbalanced", "lines")
    if len({line.account for line in lines}) != len(lines):
        raise Faulty("account_twice", "lines")


def _check_shape(entry: Entry) -> None:
    takes = [kind_of(line.account) for line in entry.lines if line.amount < 0]
    gives = [kind_of(line.account) for line in entry.lines if line.amount > 0]
    if not SHAPES[entry.kind].issuperset([(a, b) for a in takes for b in gives]):
        raise Faulty("wrong_accounts", "lines")
    if entry.kind in {"deposit", "use"} and not entry.outcome:
        raise Faulty("required", "outcome")
    if (entry.kind == "use") != bool(entry.target):
        raise Faulty("required" if entry.kind == "use" else "no_target_here", "target")
    if entry.kind == "use" and not all(line.account.endswith(("@", ":")[line.amount < 0] + entry.target) for line in entry.lines):
        raise Faulty("wrong_accounts", "lines")


def _check_reversal(entry: Entry, reversed_entry: Entry | None) -> None:
    if entry.reverses is None:
        raise Faulty("required", "reverses")
    if not entry.reason:
        raise Faulty("required", "reason")
    if reversed_entry is None:
        return
    if reversed_entry.kind == "reverse":
        raise Faulty("reverses_a_reversal", "reverses")
    same = (entry.outcome, entry.target, entry.series) == (reversed_entry.outcome, reversed_entry.target, reversed_entry.series)
    undone = {line.account: -line.amount for line in reversed_entry.lines} == {line.account: line.amount for line in entry.lines}
    if entry.reverses != reversed_entry.id or not same or not undone:
        raise Faulty("does_not_undo", "reverses")


def canonical(entry: Entry) -> bytes:
    """The bytes of a posting that are sealed: its fields in a fixed order, joined by tabs, in UTF-8. ``read`` is the way back."""
    lines = [part for line in entry.lines for part in (line.account, str(line.amount))]
    return "\t".join(
        [
            FORMAT, str(entry.id), entry.key, entry.kind, entry.occurred_on.isoformat(), moment(entry.recorded_at),
            str(len(entry.lines)), *lines, entry.outcome, entry.target, entry.series, entry.purpose, entry.decision, entry.rule,
            entry.evidence, _number(entry.reverses), entry.reason, _number(entry.recorded_by),
        ]
    ).encode()  # fmt: skip


def moment(at: datetime) -> str:
    """An instant in UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def read(sealed: bytes) -> Entry:
    """The posting that ``canonical`` wrote. Raises ``Faulty`` for bytes that are none."""
    parts = sealed.decode("utf-8").split("\t")
    try:
        head, count, rest = parts[:6], int(parts[6]), parts[7:]
        pairs, tail = rest[: 2 * count], rest[2 * count :]
        outcome, target, series, purpose, decision, rule, evidence, reverses, reason, by = tail
        entry = Entry(
            id=int(head[1]), key=head[2], kind=head[3], occurred_on=date.fromisoformat(head[4]),
            recorded_at=datetime.strptime(head[5], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC),
            lines=tuple(Line(account, int(amount)) for account, amount in zip(pairs[::2], pairs[1::2], strict=True)),
            outcome=outcome, target=target, series=series, purpose=purpose, decision=decision, rule=rule, evidence=evidence,
            reverses=int(reverses) if reverses else None, reason=reason, recorded_by=int(by) if by else None,
        )  # fmt: skip
    except (ValueError, IndexError):
        raise Faulty("unreadable", "posting") from None
    if head[0] != FORMAT or canonical(entry) != sealed:
        raise Faulty("unreadable", "posting")
    return entry


def balances(entries: Iterable[Entry]) -> dict[str, int]:
    """What stands on each account."""
    sums: dict[str, int] = {}
    for entry in entries:
        for line in entry.lines:
            sums[line.account] = sums.get(line.account, 0) + line.amount
    return sums
