"""Accounts of many as a table: with documents, or by the student numbers of the school's roster with who answers for minors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.identity import identity_of
from baigong.contexts.credit_bank.models import CheckedBy, DocumentKind
from baigong.contexts.credit_bank.selectors.known import Known
from baigong.contexts.credit_bank.selectors.rosters import Pupil, roster_of
from baigong.contexts.credit_bank.services.accounts_from_roster import Answers, open_from_roster
from baigong.contexts.credit_bank.services.accounts_in_bulk import MOST, Person, check_people, open_accounts
from baigong.contexts.credit_bank.services.people import Opening
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, key_of, plan, read
from baigong.kernel.exchange.table import Key, Row

TEXTS = ("name", "document_kind", "document_number", "phone", "guardian", "guardian_relation", "guardian_phone")


def _guardian_columns(needed: bool) -> list[Column]:
    return [
        Column("guardian", _("监护人姓名"), required=needed, width=12, max_length=80, help=_("未成年人必填。")),
        Column("guardian_relation", _("与本人的关系"), required=needed, width=12, max_length=20, example=_("母亲")),
        Column("guardian_phone", _("监护人电话"), "code", width=14, max_length=20),
    ]


class AccountSheet:
    """The table with documents as one body fills it. ``how``: how the documents were seen; by roster only who stands there is."""

    def __init__(self, actor: Actor, now: datetime, body: Organisation, how: str = "") -> None:
        self.actor, self.now, self.body, self.how = actor, now, body, how
        self.known: dict[Key, Known] = {}

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        return Table(
            name="credit_bank.accounts",
            title=_("批量开户表"),
            columns=[
                Column("name", _("姓名"), required=True, width=12, max_length=80, help=_("与证件一致；少数民族姓名中的间隔号写“·”。")),
                Column("document_kind", _("证件类型"), "choice", choices=DocumentKind.choices, width=18),
                Column("document_number", _("证件号"), "code", width=22, max_length=30, help=_("加密保存，页面上只显示头尾。")),
                Column("birth_on", _("出生日期"), "date", width=12, maximum=self.now.date(), help=_("居民身份证里已有，不必填写。")),
                Column("phone", _("手机号码"), "code", width=14, max_length=20),
                *_guardian_columns(False),
            ],
            key=("document_kind", "document_number"),
            checks=[self._check],
            notes=[
                _("一行一人。先显示哪些是新开户、哪些已有账户，确认后才开户，要么全部开户，要么一个也不开。"),
                _("已有账户的不重复开户，也不改变办理单位；未成年人须填监护人。"),
            ],
            max_rows=MOST,
        )

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would open; who has an account stays the same. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        parsed = read(table, data, filename)
        rows = {key_of(table, row.values): row.values for row in parsed.rows if row.is_sound}
        return plan(table, parsed, {key: values for key, values in rows.items() if key in self.known})

    def person(self, row: Row) -> Person:
        """A row for the service."""
        texts = {name: str(row.get(name) or "") for name in TEXTS}
        return Person(Opening(**texts, birth_on=row.get("birth_on")), self.how if self.how != CheckedBy.ROSTER else "")

    def people(self, rows: Sequence[Row]) -> list[Person]:
        """Rows for the service, with how each document was seen."""
        people = [self.person(row) for row in rows]
        if self.how != CheckedBy.ROSTER:
            return people
        standing = {(one.kind, one.hashed, one.name) for one in roster_of(self.body, self.now).pupils}
        return [Person(one.opening, CheckedBy.ROSTER if _mark(one.opening) in standing else "") for one in people]

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        table, sound = self.table, [row for row in rows if row.is_sound]
        found = check_people([self.person(row.values) for row in sound], self.now.date())
        self.known = {key_of(table, sound[place].values): known for place, known in found.known.items()}
        for wrong in found.wrong:
            yield Finding(sound[wrong.line].number, wrong.message, wrong.column)


def _mark(opening: Opening) -> tuple[str, str, str]:
    identity = identity_of(opening.document_kind, opening.document_number)
    return identity.kind, identity.hashed, " ".join(opening.name.split())


@dataclass(frozen=True)
class AccountWriter(Writer):
    """Opens the accounts of a confirmed plan together."""

    sheet: AccountSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """Those of the new ones who have been opened since."""
        people = [self.sheet.person({"document_kind": kind, "document_number": number}) for kind, number in keys]
        names = self.sheet.table.key
        found = check_people(people, self.sheet.now.date()).known
        return {key: dict(zip(names, key, strict=True)) for place, key in enumerate(keys) if place in found}

    def add(self, rows: Sequence[Row]) -> None:
        """Open them."""
        sheet = self.sheet
        open_accounts(actor=sheet.actor, now=sheet.now, home=sheet.body, people=sheet.people(rows))


@dataclass
class GuardianSheet:
    """Who answers for the minors of a roster: by student numbers, without any identity number."""

    actor: Actor
    now: datetime
    body: Organisation
    grade: str = ""
    group: str = ""
    pupils: dict[str, Pupil] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The declaration."""
        return Table(
            name="credit_bank.guardians",
            title=_("监护人登记表"),
            columns=[
                Column("number", _("学号"), "code", width=16, max_length=20),
                Column("name", _("姓名"), required=True, width=12, max_length=80, help=_("与学生名册一致，用来核对学号。")),
                *_guardian_columns(True),
            ],
            key=("number",),
            checks=[self._check],
            notes=[
                _("列出学生名册里还没有账户的未成年学生；填好监护人传回，就按名册为他们开户。证件号从名册读取，不必填写。"),
                _("监护人须已同意开户，同意书由学校留存。可以只传一部分学生，其余的以后再办。"),
            ],
            max_rows=MOST,
        )

    def rows(self) -> list[dict[str, Any]]:
        """The minors without an account, guardians to be filled in."""
        roster = roster_of(self.body, self.now, grade=self.grade, group=self.group)
        return [{"number": one.number, "name": one.name} for one in roster.minors]

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would open; who has an account by now stays the same."""
        table = self.table
        parsed = read(table, data, filename)
        rows = {key_of(table, row.values): row.values for row in parsed.rows if row.is_sound}
        return plan(table, parsed, {key: row for key, row in rows.items() if self.pupils[str(key[0])].account is not None})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        sound = [row for row in rows if row.is_sound]
        found = roster_of(self.body, self.now, numbers={row.values["number"] for row in sound})
        self.pupils = {one.number: one for one in found.pupils}
        for row in sound:
            pupil = self.pupils.get(row.values["number"])
            if pupil is None:
                yield Finding(row.number, _("本校学生名册里没有这个学号。"), "number")
            elif not same_name(pupil.name, row.values["name"]):
                yield Finding(row.number, _("与学生名册的姓名不符，请核对学号和姓名。"), "name")
            elif not pupil.kind and pupil.account is None:
                yield Finding(row.number, _("这名学生的证件须到柜台查验后开户。"), "number")


@dataclass(frozen=True)
class GuardianWriter(Writer):
    """Opens the accounts of a confirmed plan from the roster."""

    sheet: GuardianSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """Those who have been opened since."""
        sheet = self.sheet
        found = roster_of(sheet.body, sheet.now, numbers={str(key[0]) for key in keys})
        return {(one.number,): {"number": one.number} for one in found.pupils if one.account is not None}

    def add(self, rows: Sequence[Row]) -> None:
        """Open them."""
        sheet = self.sheet
        guardians = {
            row["number"]: Answers(row["guardian"], row["guardian_relation"], row.get("guardian_phone") or "") for row in rows
        }  # fmt: skip
        open_from_roster(actor=sheet.actor, now=sheet.now, body=sheet.body, numbers=list(guardians), guardians=guardians)
