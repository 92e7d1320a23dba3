"""HTTP operations of conversion: exemptions for timetable systems, adopted rules for anybody."""

from __future__ import annotations

from datetime import date

from ninja import Field, Query, Router, Schema

from baigong.contexts.credit_bank.access import CONVERSION_POLICY
from baigong.contexts.credit_bank.models import ConversionLine, ConversionRule
from baigong.contexts.credit_bank.selectors.conversion import list_public_rules, standing_exemptions
from baigong.kernel.access import Request, public, requires

router = Router(tags=["conversion"])
MOST = 1000


class ExemptionOut(Schema):
    """A course that a learner need not take."""

    id: int
    learner_number: str
    learner_name: str
    school: str
    programme_code: str
    entry_year: int
    course_code: str
    course_title: str
    credits: int = Field(description="In hundredths of a credit")
    grade: str = Field(description="Empty: recorded as exempted")
    rule: str = Field(description="Code and version of the rule")
    decided_on: date

    @staticmethod
    def of(line: ConversionLine) -> ExemptionOut:
        """From a line."""
        row, programme = line.conversion, line.conversion.programme
        assert line.course is not None
        assert row.decided_on is not None
        return ExemptionOut(
            id=line.pk, learner_number=row.learner.number, learner_name=row.learner.name, school=programme.school.name,
            programme_code=programme.code, entry_year=programme.year, course_code=line.course.code, course_title=line.course.title,
            credits=line.credits, grade=line.grade, rule=f"{line.rule.code}/{line.rule.version}", decided_on=row.decided_on,
        )  # fmt: skip


class ExemptionsOut(Schema):
    """A page of exemptions; ``next`` is the cursor of the following page, null at the end."""

    items: list[ExemptionOut]
    next: int | None


class ExemptionsIn(Schema):
    """Which exemptions."""

    programme_code: str = Field("", description="Only of this programme")
    entry_year: int | None = Field(None, description="Only of those who entered in this year")
    after: int = Field(0, ge=0, description="The cursor of the page before")
    limit: int = Field(200, ge=1, le=MOST)


class RuleOut(Schema):
    """An adopted version of a rule."""

    school: str
    code: str
    version: int
    title: str
    since: date
    until: date | None
    needs: list[str]
    courses: list[str]
    gives: list[str]
    cap: int | None = Field(description="In hundredths of a credit")
    programmes: list[str]
    document: str
    clause: str

    @staticmethod
    def of(row: ConversionRule) -> RuleOut:
        """From a row."""
        return RuleOut(
            school=row.school.name, code=row.code, version=row.version, title=row.title, since=row.since, until=row.until,
            needs=[str(need) for need in row.needs.all()], courses=row.courses, gives=row.gives, cap=row.cap, programmes=row.programmes,
            document=row.document, clause=row.clause,
        )  # fmt: skip


@router.get("/exemptions", url_name="exemptions", response=ExemptionsOut, summary="Exemptions that stand now")
@requires(CONVERSION_POLICY, "work")
def exemptions(request: Request, asked: Query[ExemptionsIn]) -> ExemptionsOut:
    """Those in the caller's sight, in the order in which they were granted; what was reversed or revoked is gone from the list."""
    lines = standing_exemptions(request.actor).filter(pk__gt=asked.after)
    if asked.programme_code:
        lines = lines.filter(conversion__programme__code=asked.programme_code)
    if asked.entry_year is not None:
        lines = lines.filter(conversion__programme__year=asked.entry_year)
    found = list(lines[: asked.limit + 1])
    more = len(found) > asked.limit
    items = found[: asked.limit]
    return ExemptionsOut(items=[ExemptionOut.of(line) for line in items], next=items[-1].pk if more else None)


@router.get("/rules", url_name="conversion-rules", response=list[RuleOut], summary="Adopted conversion rules of all schools")
@public
def rules(request: Request) -> list[RuleOut]:
    """Every adopted version, ended ones too: what was decided by them stays explained."""
    return [RuleOut.of(row) for row in list_public_rules()]
