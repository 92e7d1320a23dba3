"""Sample postings, and postings drawn by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from baigong.engines.ledger.entries import Entry, Line

AT = datetime(2021, 3, 15, 2, 0, tzinfo=UTC)
DIGEST = "ab" * 32


def an_entry(number: int, kind: str, source: str, goal: str, amount: int, **more) -> Entry:
    """A posting of two lines."""
    plain = Entry(
        id=number, key=f"k{number}", kind=kind, occurred_on=date(2021, 3, 15), recorded_at=AT,
        lines=(Line(source, -amount), Line(goal, amount)), decision="学分认定〔2021〕3号", rule="RR-7/2", evidence=DIGEST,
    )  # fmt: skip
    return replace(plain, **more)


def deposit(number: int, outcome: str = "o1", amount: int = 300, learner: str = "7", **more) -> Entry:
    return an_entry(number, "deposit", "source:school:3", f"learner:{learner}", amount, outcome=outcome, **more)


def use(number: int, outcome: str = "o1", target: str = "college:5:nursing", amount: int = 200, learner: str = "7", **more) -> Entry:
    return an_entry(number, "use", f"target:{target}", f"used:{learner}@{target}", amount, outcome=outcome, target=target, **more)


def reversal(number: int, of: Entry, **more) -> Entry:
    lines = tuple(Line(line.account, -line.amount) for line in of.lines)
    wanted = {"kind": "reverse", "reverses": of.id, "reason": "证书被撤销", "outcome": of.outcome, "target": of.target, "series": of.series}
    return replace(of, id=number, key=f"k{number}", lines=lines, **(wanted | more))


plain_texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\"), max_size=12)
named_texts = plain_texts.filter(bool)
entries = st.builds(
    an_entry,
    st.integers(1, 10**9),
    st.sampled_from(["deposit", "use", "transfer", "expire", "reverse"]),
    named_texts.map("source:".__add__),
    named_texts.map("learner:".__add__),
    st.integers(1, 10**12),
    key=named_texts, occurred_on=st.dates(date(1900, 1, 1)), outcome=plain_texts, target=plain_texts, series=plain_texts,
    purpose=plain_texts, decision=named_texts, rule=named_texts, reason=plain_texts, reverses=st.none() | st.integers(1, 10**9),
    recorded_by=st.none() | st.integers(1, 10**9), recorded_at=st.datetimes(AT.replace(tzinfo=None), timezones=st.just(UTC)),
)  # fmt: skip
