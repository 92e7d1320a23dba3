"""Accounts of whole schools from their rosters, and the results that they return as outcomes: the bulk of the bank's postings."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from baigong.contexts.credit_bank import public as credits
from baigong.contexts.registers import public as registers
from baigong.delivery.demonstration.cast import GIVEN, SURNAMES, Cast, Episode, the_body
from baigong.delivery.demonstration.population import HIGHER, SECONDARY, Scale, School, Student, students_of
from baigong.delivery.demonstration.reports import at
from baigong.kernel.workflow import fire

ROSTERS, RESULTS = "WW-ROSTERS-2021", "MCKCCJ"
OPENED, WAITS = date(2021, 10, 26), date(2022, 6, 24)
TERMS = {
    (2019, 1): date(2020, 1, 10), (2019, 2): date(2020, 7, 10), (2020, 1): date(2021, 1, 15), (2020, 2): date(2021, 7, 9),
    (2021, 1): date(2022, 1, 14), (2021, 2): date(2022, 6, 20),
}  # fmt: skip
"""School year, term, and the day on which its results were settled."""
COMMON = ("思想政治", "语文", "数学", "体育与健康")
SPECIAL = ("基础", "概论", "技术", "实务", "标准与规范", "设备与工具", "综合实训", "项目实践")
NUMERALS = "一二三四五六"


@dataclass(frozen=True)
class Part:
    """What of a school the story tells: the pupils who entered in ``years`` (of one programme or of all), how many courses a term."""

    school: School
    years: Sequence[int]
    programme: str
    common: int
    special: int
    terms: Sequence[tuple[int, int]]
    waits: tuple[int, int] | None

    @property
    def pupils(self) -> list[Student]:
        """Those of whom it is told."""
        every = students_of(self.school, range(min(self.years), max(self.years) + 1))
        return [one for one in every if one.entered in self.years and self.programme in ("", one.programme)]

    def courses(self, programme: str, half: int) -> list[tuple[str, str, int]]:
        """Number, title and hours of the courses of a programme in the pupil's term ``half`` (from 0)."""
        name, end = (HIGHER if self.school.is_college else SECONDARY)[programme], f"（{NUMERALS[half]}）"
        common = [(f"GG{place + 1:02d}-{half + 1}", f"{title}{end}", 32) for place, title in enumerate(COMMON[: self.common])]
        special = [
            (f"{programme}-{half + 1}{place + 1:02d}", f"{name}{title}{end}", 32 + 16 * (place % 3))
            for place, title in enumerate(SPECIAL[: self.special])
        ]
        return common + special


def parts_of(scale: Scale) -> list[Part]:
    """At true size every pupil of every school through all terms; else one class of one school and the last terms."""
    if scale.enterprises > 1000:
        return [Part(school, (2019, 2020, 2021), "", 4, 8, [*TERMS][:5], None) for school in scale.schools]
    school = next(one for one in scale.schools if one.name.startswith("古浪"))
    return [Part(school, (2020,), sorted(school.programmes)[0], 3, 4, [(2021, 1)], (2021, 2))]


def accounts_in_bulk(cast: Cast, scale: Scale) -> Iterator[Episode]:
    """What happens with the accounts and results of many, each on its day."""
    for part in parts_of(scale):
        yield date(2021, 10, 25), partial(_enter_courses, cast, part)
        yield OPENED, partial(_open, cast, part)
        for term in part.terms:
            day = max(TERMS[term], OPENED).replace(day=28)
            yield day, partial(_return_and_post, cast, part, term, day)
        if part.waits:
            yield WAITS, partial(_return, cast, part, part.waits, WAITS)


def _enter_courses(cast: Cast, part: Part) -> None:
    """The school's courses are entered in the catalogue and published, and the school says which is which."""
    body, day = the_body(part.school.name, OPENED), date(2021, 10, 25)
    halves = range(len(part.terms) if not part.programme else 4)
    programmes = sorted({one.programme for one in part.pupils})
    courses = {number: (title, hours) for code in programmes for half in halves for number, title, hours in part.courses(code, half)}
    if part.waits:  # of the returns that wait one course is not in the catalogue yet
        courses.pop(part.courses(part.programme, 3)[-1][0], None)
    office = cast.accounts["xuefen"]
    for number, (title, hours) in courses.items():
        head = credits.TypeHead(
            kind="course", code=_code(part.school, number), title=title, issuer=str(body), issuer_body=body, hours=hours,
            credits=hours * 100 // 16, since=date(2019, 9, 1), basis="示例人才培养方案",
        )  # fmt: skip
        fire(credits.draft_type(actor=office, now=at(day), head=head), "publish", actor=office, now=at(day, 15))
    chosen = {number: (title, _code(part.school, number)) for number, (title, _hours) in courses.items()}
    credits.set_courses(actor=cast.officer(body), now=at(day, 16), body=body, courses=chosen)


def _code(school: School, number: str) -> str:
    return f"KC-{school.code[-4:]}-{number}"


def _open(cast: Cast, part: Part) -> None:
    """The accounts of the pupils, from the roster that the school has returned; a parent answers for those not of age."""
    body, dice = the_body(part.school.name, OPENED), random.Random(f"{part.school.code}:guardians")  # noqa: S311
    guardians = {
        one.number: credits.Answers(dice.choice(SURNAMES) + dice.choice(GIVEN), dice.choice(("父亲", "母亲"))) for one in part.pupils
    }
    if part.programme:  # one has brought no consent yet
        guardians.popitem()
    credits.open_from_roster(actor=cast.officer(body), now=at(OPENED), body=body, numbers=list(guardians), guardians=guardians)


def _return_and_post(cast: Cast, part: Part, term: tuple[int, int], day: date) -> None:
    """The results of a term are returned, and what was passed is posted."""
    batch = _return(cast, part, term, day)
    if batch is not None:
        decision = f"{term[0]}—{term[0] + 1}学年第{'一二'[term[1] - 1]}学期成绩册（示例）"
        credits.post_return(actor=cast.officer(batch.organisation), now=at(day, 15), batch=batch, decision=decision, whole=True)


def _return(cast: Cast, part: Part, term: tuple[int, int], day: date) -> registers.Batch | None:
    """The results of a term as the school's own system hands them over."""
    import polars as pl

    body = the_body(part.school.name, day)
    rows = list(_results(part, term))
    if not rows:
        return None
    names = ("XH", "XM", "XN", "XQM", "KCH", "KCMC", "XS", "CJ", "SFHG", "KSXZ", "PDRQ")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    table = registers.find_table(ROSTERS, RESULTS)
    assert table is not None
    name = f"{term[0]}-{term[0] + 1}-{term[1]}课程成绩.csv"
    digest = hashlib.sha256(f"{part.school.code}{name}".encode()).hexdigest()
    source = registers.Source(registers.Channel.UPLOAD, digest, name)
    return registers.receive(actor=cast.officer(body), now=at(day), organisation=body, table=table, frame=frame, source=source).batch


def _results(part: Part, term: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    dice, (year, half_year) = random.Random(f"{part.school.code}:results:{term}"), term  # noqa: S311
    settled = f"{TERMS[term]:%Y%m%d}"
    for one in part.pupils:
        half = (year - one.entered) * 2 + half_year - 1
        if half < 0:
            continue
        for number, title, hours in part.courses(one.programme, half):
            mark = min(99, 60 + int(dice.random() * 38)) if dice.random() < 0.97 else 40 + int(dice.random() * 20)
            passed = "1" if mark >= 60 else "0"
            yield (
                one.number, one.name, f"{year}-{year + 1}", str(half_year), number, title, str(hours), str(mark), passed, "1", settled
            )  # fmt: skip
