"""Interns out of a school's roster: identity numbers stay encrypted as they lie there, accounts are found by the keyed digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import LEVELS, find_code
from baigong.contexts.credit_bank.public import Learner, known_by_hash
from baigong.contexts.internships.access import INTERN_POLICY
from baigong.contexts.internships.models import Hazard, Intern
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import HASH, MASK, current, find_table
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.errors import Conflict, Refusal, at_field

if TYPE_CHECKING:
    import polars as pl

ROSTER = ("WW-ROSTERS-2021", "MCXS")
"""The roster of students."""
CLASSES = ("WW-ROSTERS-2021", "MCBJ")
"""The roster of classes, which has their names."""
NUMBERS = ("SFZH", "QTZJH")
KINDS = {"1": "citizen", "6": "residence", "7": "foreigner", "A": "passport"}
"""Kinds of documents as the roster codes them."""
AT_SCHOOL = ("1",)
SEXES = ("1", "2")
FIELDS = ("XH", "XM", "XBM", "CSRQ", "SFZJLX", "HKXZQH", "ZYDM", "NJ", "BH", "XSZT", "LXRQ",
          *NUMBERS, *(name + ending for name in NUMBERS for ending in (HASH, MASK)))  # fmt: skip
FOLLOWED = ("name", "sex", "birth_on", "programme_code", "programme_name", "entered", "class_name", "class_code", "home_division",
            "learner_id", "left_on")  # fmt: skip
"""What follows the roster when it is taken again."""
ROWS = 1000


@dataclass(frozen=True)
class Taken:
    """What taking came to: new ones, those whose facts changed, those who left, and who could not be taken, with the reason."""

    new: Sequence[Intern]
    changed: Sequence[Intern]
    left: Sequence[Intern]
    refused: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Care:
    """What has to be heeded of a student, as the school enters it."""

    avoids: tuple[str, ...] = ()
    is_minority: bool = False
    home_division: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""


def roster_rows(school: Organisation, entered: int | None = None) -> list[dict[str, Any]]:
    """The students of the roster in force, of a year of entry or all, who left too. Raises ``LookupError`` where no roster is declared."""
    import polars as pl

    table = find_table(*ROSTER)
    if table is None:
        raise LookupError("no roster of students is declared")
    frame: pl.DataFrame = current(table, organisations=[school.pk], fields=FIELDS)
    frame = frame.with_columns(pl.lit("").alias(name) for name in FIELDS if name not in frame.columns)
    if entered is not None:
        frame = frame.filter(pl.col("NJ") == str(entered))
    return frame.select(FIELDS).fill_null("").sort("NJ", "BH", "XH").rows(named=True)


@transaction.atomic
def take_from_roster(
    *, actor: Actor, now: datetime, school: Organisation, entered: int | None = None, numbers: Collection[str] | None = None
) -> Taken:
    """Take students of the roster as interns, those of a year of entry or by their numbers; who is one already follows the roster.

    Who has left the school by the roster is its intern no longer, so that another school can take the student.
    Nobody's number is read: it is taken over encrypted, with its digest and mask. Raises ``Refusal`` (``empty``), ``Conflict``.
    """
    INTERN_POLICY.require(actor, "take", Intern(school=school))
    listed = [row for row in roster_rows(school, entered) if numbers is None or row["XH"] in numbers]
    rows = [row for row in listed if row["XSZT"] in AT_SCHOOL]
    if not listed:
        raise Refusal(_("%(school)s的学生名册里没有这些学生；先报送学生名册。") % {"school": school}, code="empty")
    known = {one.student_number: one for one in Intern.objects.filter(school=school)}
    hashes = {_hashed(row): row for row in rows if _hashed(row)}
    elsewhere = _elsewhere(school, hashes)
    learners = known_by_hash(set(hashes))
    names, classes = _programmes(sorted({row["ZYDM"] for row in rows}), now.date()), _class_names(school)
    new, changed, refused, seen = [], [], list[tuple[str, str]](), set[str]()
    for row in rows:
        if why := _why_not(row, elsewhere, seen):
            refused.append((row["XH"], why))
            continue
        seen.add(_hashed(row))
        made = _intern(row, school, names, classes, learners, actor, now)
        before = known.get(made.student_number)
        if before is None:
            new.append(made)
        elif any(getattr(before, name) != getattr(made, name) for name in FOLLOWED):
            for name in FOLLOWED:
                setattr(before, name, getattr(made, name) or (getattr(before, name) if name != "left_on" else None))
            changed.append(before)
    left = _left(listed, known)
    try:
        with transaction.atomic():
            Intern.objects.bulk_create(new, batch_size=ROWS)
    except IntegrityError:
        raise Conflict(_("有学生刚被登记，一个也没有写入；请重新办理。"), code="raced") from None
    Intern.objects.bulk_update([*changed, *left], [name.removesuffix("_id") for name in FOLLOWED], batch_size=ROWS)
    detail = {"new": len(new), "changed": len(changed), "left": len(left), "refused": len(refused), "entered": entered}
    audit.record(actor, "internships.intern.taken", school, now=now, detail=detail)
    return Taken(new, changed, left, refused)


@transaction.atomic
def take_care(*, actor: Actor, now: datetime, intern: Intern, care: Care) -> Intern:
    """Enter what has to be heeded: health, minority, home, guardian. Raises ``Refusal`` for a condition that there is not."""
    row = Intern.objects.select_for_update(no_key=True, of=("self",)).get(pk=intern.pk)
    INTERN_POLICY.require(actor, "edit", row)
    if wrong := [code for code in care.avoids if code not in Hazard.values]:
        raise at_field("avoids", _("没有“%(code)s”这种作业条件。") % {"code": wrong[0]})
    row.avoids, row.is_minority, row.home_division = sorted(care.avoids), care.is_minority, care.home_division.strip()
    row.guardian_name, row.guardian_relation = " ".join(care.guardian_name.split()), " ".join(care.guardian_relation.split())
    row.guardian_phone = care.guardian_phone.strip()
    row.save(update_fields=["avoids", "is_minority", "home_division", "guardian_name", "guardian_relation", "guardian_phone"])
    audit.record(actor, "internships.intern.edited", row, now=now)
    return row


def _left(listed: Sequence[Mapping[str, Any]], known: Mapping[str, Intern]) -> list[Intern]:
    """The interns who have left by the roster, with the day."""
    found = []
    for row in listed:
        one = known.get(row["XH"])
        if one is not None and row["XSZT"] not in AT_SCHOOL and (day := _day(row["LXRQ"])) and one.left_on != day:
            one.left_on = day
            found.append(one)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:8])
    except ValueError:
        return None


def _hashed(row: Mapping[str, Any]) -> str:
    return str(row["SFZH" + HASH] if row["SFZJLX"] == "1" else row["QTZJH" + HASH])


def _elsewhere(school: Organisation, hashes: Collection[str]) -> dict[str, str]:
    """The school of whoever of these is somebody else's intern."""
    found: dict[str, str] = {}
    for piece in pieces(hashes, ROWS):
        rows = Intern.objects.filter(number_hash__in=piece, left_on=None).exclude(school=school)
        found |= {one.number_hash: str(one.school) for one in rows.select_related("school")}
    return found


def _why_not(row: Mapping[str, Any], elsewhere: Mapping[str, str], seen: Collection[str]) -> str:
    hashed = _hashed(row)
    if not hashed or row["SFZJLX"] not in KINDS:
        return _("名册里没有可用的证件号码。")
    if hashed in elsewhere:
        return _("同一证件号已是%(school)s的实习生。") % {"school": elsewhere[hashed]}
    if row["XBM"] not in SEXES:
        return _("名册里没有性别，无法核对法律禁忌从事的劳动；请更正学生名册。")
    if not _is_dated(row):
        return _("名册里的出生日期或年级读不出来；请更正学生名册。")
    return _("同一证件号在名册里出现两次。") if hashed in seen else ""


def _is_dated(row: Mapping[str, Any]) -> bool:
    try:
        return _day(row["CSRQ"]) is not None and int(row["NJ"] or 0) >= 0
    except ValueError:
        return False


def _programmes(codes: Sequence[str], on: date) -> dict[str, str]:
    found = {}
    for code in codes:
        entry = next((one for part in LEVELS if (one := find_code("programmes", code, on=on, part=part))), None)
        found[code] = entry.name[:60] if entry else code
    return found


def _intern(
    row: Mapping[str, Any],
    school: Organisation,
    names: Mapping[str, str],
    classes: Mapping[str, str],
    learners: Mapping[tuple[str, str], Any],
    actor: Actor,
    now: datetime,
) -> Intern:
    own = "SFZH" if row["SFZJLX"] == "1" else "QTZJH"
    kind = KINDS[row["SFZJLX"]]
    account = learners.get((kind, row[own + HASH]))
    return Intern(
        school=school, student_number=row["XH"], name=row["XM"], sex=row["XBM"],
        birth_on=date.fromisoformat(row["CSRQ"][:8]), document_kind=kind, number_hash=row[own + HASH],
        number_sealed=row[own], masked=row[own + MASK], programme_code=row["ZYDM"], programme_name=names[row["ZYDM"]],
        entered=int(row["NJ"] or 0), class_name=classes.get(row["BH"], row["BH"]), class_code=row["BH"], home_division=row["HKXZQH"],
        learner_id=account.pk if account else None,
        entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip


def _class_names(school: Organisation) -> dict[str, str]:
    """What the classes of a school are called, by their number, as far as its roster of classes says."""
    table = find_table(*CLASSES)
    if table is None:
        return {}
    frame: pl.DataFrame = current(table, organisations=[school.pk], fields=("BH", "BJMC"))
    return {row["BH"]: row["BJMC"] for row in frame.iter_rows(named=True) if row["BH"] and row["BJMC"]}


@dataclass(frozen=True)
class InternHead:
    """A student whom the roster does not have yet (moved in during the term)."""

    school: Organisation
    student_number: str
    sex: str
    programme_code: str
    entered: int
    class_name: str = ""
    home_division: str = ""


@transaction.atomic
def take_from_account(*, actor: Actor, now: datetime, learner: Learner, head: InternHead) -> Intern:
    """Take a student in by a credit account whose document was seen. Raises ``Refusal`` without one, ``Conflict`` for an intern."""
    document = learner.documents.exclude(checked_at=None).first()
    row = Intern(
        school=head.school, student_number=head.student_number.strip(), name=learner.name, sex=head.sex,
        programme_code=head.programme_code, entered=head.entered, class_name=head.class_name, home_division=head.home_division,
        learner=learner, entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    INTERN_POLICY.require(actor, "take", row)
    if document is None or learner.birth_on is None:
        raise Refusal(_("“%(learner)s”的证件还没有核验；核验后再登记为实习生。") % {"learner": learner}, code="document")
    row.birth_on, row.document_kind, row.masked = learner.birth_on, document.kind, document.masked
    row.number_hash, row.number_sealed = document.number_hash, document.number_sealed
    row.programme_name = _programmes([head.programme_code], now.date())[head.programme_code]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        other = Intern.objects.filter(school=row.school, student_number=row.student_number).exclude(number_hash=row.number_hash).first()
        if other is not None:
            words = _("学号“%(number)s”是“%(name)s”的；请核对后再登记。") % {"number": row.student_number, "name": other.name}
            raise Conflict(words, code="student_number_taken") from None
        raise Conflict(_("“%(learner)s”已是实习生，没有重复登记。") % {"learner": learner}, code="intern_known") from None
    audit.record(actor, "internships.intern.taken", row, now=now, detail={"account": learner.number})
    return row
