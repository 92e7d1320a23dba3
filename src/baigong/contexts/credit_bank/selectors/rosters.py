"""A school's own roster beside the accounts: which of its pupils have one, found by the keyed digest of the identity number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.models import DocumentKind, Learner
from baigong.contexts.credit_bank.selectors.known import Known, adult_age, homes_by_hash, known_by_hash
from baigong.contexts.credit_bank.selectors.people import homes_of
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import HASH, StandardTable, current, find_table
from baigong.kernel.access import Actor

if TYPE_CHECKING:
    import polars as pl

ROSTER = ("WW-ROSTERS-2021", "MCXS")
"""The roster of students."""
KINDS = {"1": DocumentKind.CITIZEN, "6": DocumentKind.RESIDENCE, "7": DocumentKind.FOREIGNER, "A": DocumentKind.PASSPORT}
"""Kinds of documents as the roster codes them; others are opened at the desk."""
NUMBERS = ("SFZH", "QTZJH")
AT_SCHOOL = ("1", "2")
"""At school, or suspended: who has left is opened at a desk."""
FIELDS = ("XH", "XM", "CSRQ", "SFZJLX", "NJ", "BH", "XSZT", *NUMBERS, *(name + HASH for name in NUMBERS))


@dataclass(frozen=True)
class Pupil:
    """One of the roster, and the account, if there is one. ``kind`` is empty for a document that is not opened from a roster."""

    number: str
    name: str
    born: date
    kind: str
    hashed: str
    grade: str
    group: str
    is_minor: bool
    account: Known | None


@dataclass(frozen=True)
class Roster:
    """Pupils of one body, as chosen."""

    body: Organisation
    pupils: Sequence[Pupil]

    @cached_property
    def fresh(self) -> list[Pupil]:
        """Those without an account."""
        return [one for one in self.pupils if one.account is None and one.kind]

    @cached_property
    def grown(self) -> list[Pupil]:
        """Of those the ones of age: opened without more ado."""
        return [one for one in self.fresh if not one.is_minor]

    @cached_property
    def minors(self) -> list[Pupil]:
        """Of those the ones not of age: opened with who answers for them."""
        return [one for one in self.fresh if one.is_minor]

    @cached_property
    def here(self) -> list[Pupil]:
        """Those whose account the body keeps."""
        return [one for one in self.pupils if one.account is not None and one.account.home == self.body.pk]

    @cached_property
    def elsewhere(self) -> list[Pupil]:
        """Those whose account another one keeps; it stays there."""
        return [one for one in self.pupils if one.account is not None and one.account.home != self.body.pk]

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Pupils, accounts here, elsewhere, to open, of those not of age."""
        return len(self.pupils), len(self.here), len(self.elsewhere), len(self.fresh), len(self.minors)

    @cached_property
    def unreadable(self) -> list[Pupil]:
        """Those with a document that is seen at the desk only, and without an account."""
        return [one for one in self.pupils if one.account is None and not one.kind]


@dataclass(frozen=True)
class Group:
    """A class: how many pupils, how many with an account here or elsewhere, how many to open, of those not of age."""

    grade: str
    name: str
    pupils: int
    here: int
    elsewhere: int
    fresh: int
    minors: int


@dataclass(frozen=True)
class Overview:
    """The classes of a body, and the student numbers of those whose account can be opened without more ado."""

    body: Organisation
    groups: Sequence[Group]
    grown: Sequence[str]

    def total(self, name: str) -> int:
        """A count over all classes."""
        return sum(getattr(group, name) for group in self.groups)


def bodies_with_roster(actor: Actor, on: date) -> list[Organisation]:
    """The schools for which an actor enrols whoever is on their roster."""
    return [body for body in homes_of(actor, on) if LEARNER_POLICY.decide(actor, "enrol", Learner(home=body))]


def roster_table() -> StandardTable:
    """The declared table. Raises ``LookupError`` where this installation has none."""
    table = find_table(*ROSTER)
    if table is None:
        raise LookupError("no roster of students is declared")
    return table


def roster_frame(body: Organisation, *, fields: Collection[str] = FIELDS, all_states: bool = False) -> pl.DataFrame:
    """The roster in force; without those who have left, unless ``all_states``."""
    import polars as pl

    frame = current(roster_table(), organisations=[body.pk], fields=fields)
    for name in FIELDS:
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit("").alias(name))
    return frame if all_states else frame.filter(pl.col("XSZT").is_in(AT_SCHOOL))


def roster_of(body: Organisation, now: datetime, *, grade: str = "", group: str = "", numbers: Collection[str] | None = None) -> Roster:
    """The pupils of a body, of a grade or class, or by their student numbers, in the order of class and number."""
    import polars as pl

    frame = roster_frame(body)
    for name, value in (("NJ", grade), ("BH", group)):
        if value:
            frame = frame.filter(pl.col(name) == value)
    if numbers is not None:
        frame = frame.filter(pl.col("XH").is_in(list(numbers)))
    rows = frame.sort("NJ", "BH", "XH").rows(named=True)
    hashes = [_hash(row) for row in rows]
    known = known_by_hash({one for one in hashes if one})
    age, today = adult_age(now.date()), now.date()
    return Roster(body, [_pupil(row, hashed, known, today, age) for row, hashed in zip(rows, hashes, strict=True)])


def overview_of(body: Organisation, now: datetime) -> Overview:
    """The classes of a body in the order of the roster, counted without looking at anybody singly."""
    import polars as pl

    today = now.date()
    born_after = f"{today.year - adult_age(today)}{today:%m%d}"
    kinds = {code: kind.value for code, kind in KINDS.items()}
    own = pl.col("SFZJLX") == "1"
    frame = roster_frame(body).select(
        "XH",
        pl.col("NJ").fill_null("").alias("grade"),
        pl.col("BH").fill_null("").alias("name"),
        (pl.col("CSRQ") > born_after).alias("is_minor"),
        pl.col("SFZJLX").replace_strict(kinds, default="").alias("kind"),
        pl.when(own).then(pl.col("SFZH" + HASH)).otherwise(pl.col("QTZJH" + HASH)).fill_null("").alias("hashed"),
    )
    homes = homes_by_hash(frame.select("kind", "hashed").rows(), body)
    schema = {"kind": pl.String(), "hashed": pl.String(), "home": pl.Int64()}
    known = pl.DataFrame([(*key, home or 0) for key, home in homes.items()], schema=schema, orient="row")
    frame = frame.join(known, on=["kind", "hashed"], how="left", maintain_order="left")
    fresh = pl.col("home").is_null() & (pl.col("kind") != "") & (pl.col("hashed") != "")
    counted = frame.group_by("grade", "name").agg(
        pl.len().alias("pupils"),
        (pl.col("home") == body.pk).sum().alias("here"),
        (pl.col("home") != body.pk).sum().alias("elsewhere"),
        fresh.sum().alias("fresh"),
        (fresh & pl.col("is_minor")).sum().alias("minors"),
    )
    grown = frame.filter(fresh & ~pl.col("is_minor"))["XH"].to_list()
    return Overview(body, [Group(*row) for row in counted.sort("grade", "name").rows()], grown)


def standing_of(pupil: Pupil, body: Organisation) -> str:
    """How a pupil stands with the bank, in words."""
    if pupil.account is not None:
        return _("已有账户") if pupil.account.home == body.pk else _("已在别处开户")
    if not pupil.kind:
        return _("证件须到柜台办理")
    return _("待开户（须有监护人）") if pupil.is_minor else _("待开户")


def _hash(row: dict[str, Any]) -> str:
    return (row["SFZH" + HASH] if row["SFZJLX"] == "1" else row["QTZJH" + HASH]) or ""


def _pupil(row: dict[str, Any], hashed: str, known: dict[tuple[str, str], Known], today: date, age: int) -> Pupil:
    kind = KINDS.get(row["SFZJLX"] or "")
    born = row["CSRQ"]
    day = date(int(born[:4]), int(born[4:6]), int(born[6:8]))
    account = known.get((kind.value, hashed)) if kind and hashed else None
    young = today.year - day.year - ((today.month, today.day) < (day.month, day.day)) < age
    return Pupil(row["XH"], row["XM"], day, kind.value if kind and hashed else "", hashed, row["NJ"] or "", row["BH"] or "", young, account)
