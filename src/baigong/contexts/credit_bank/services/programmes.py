"""Programmes with their courses, and what a school fixes about conversion for a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import CREDIT_SETTINGS_POLICY, PROGRAMME_POLICY
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionLine,
    ConversionState,
    CreditProgramme,
    OutcomeType,
    ProgrammeCourse,
    SchoolCreditSettings,
)
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field


@dataclass(frozen=True)
class ProgrammeHead:
    """What a programme says. Amounts in units."""

    school: Organisation
    code: str
    title: str
    year: int
    credits: int
    document: str
    general: int | None = None
    major: int | None = None
    is_open: bool = True


@dataclass(frozen=True)
class CourseHead:
    """What a course of a programme says. ``credits`` in units."""

    code: str
    title: str
    category: str
    credits: int
    hours: int
    is_required: bool = True
    order: int = 100
    outcome_type: OutcomeType | None = None


@dataclass(frozen=True)
class SettingsHead:
    """What a school fixed for the school year that begins in ``year``; nothing has a default. ``source_caps``: kind → units."""

    school: Organisation
    year: int
    cap_permille: int
    valid_years: int
    same_outcome_once: bool
    document: str
    adopted_on: date
    source_caps: Mapping[str, int]


@transaction.atomic
def save_programme(*, actor: Actor, now: datetime, head: ProgrammeHead, programme: CreditProgramme | None = None) -> CreditProgramme:
    """Enter a programme, or write it anew. Raises ``Conflict`` where the school has another of that code and year, or where
    somebody applied towards it: then these do not change.
    """
    if programme is None:
        row = CreditProgramme(**_values(head))
        PROGRAMME_POLICY.require(actor, "create", row)
    else:
        row = CreditProgramme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        PROGRAMME_POLICY.require(actor, "edit", row)
        fixed = (row.school_id, row.code, row.year)
        for name, value in _values(head).items():
            setattr(row, name, value)
        PROGRAMME_POLICY.require(actor, "edit", row)  # nor is it given to another school
        if fixed != (row.school_id, row.code, row.year) and Conversion.objects.filter(programme=row.pk).exists():
            words = _("“%(title)s”已有学分转换申请，学校、专业代码和入学年份不能再改；请另立一项。") % {"title": row}
            raise Conflict(words, code="programme_in_use")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("%(school)s已登记过%(year)s年入学的专业%(code)s。") % {"school": row.school, "year": row.year, "code": row.code}
        raise Conflict(words, code="programme_known", fields={"code": words}) from None
    audit.record(actor, "credit_bank.creditprogramme.saved", row, now=now, detail={"code": row.code, "year": row.year})
    return row


def _values(head: ProgrammeHead) -> dict[str, object]:
    found = {f.name: getattr(head, f.name) for f in fields(head)}
    for name in ("general", "major"):
        if found[name] is not None and found[name] > head.credits:
            raise at_field(name, _("不能多于毕业总学分。"), code="more_than_all")
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@transaction.atomic
def save_courses(*, actor: Actor, now: datetime, programme: CreditProgramme, courses: Sequence[CourseHead]) -> int:
    """Write courses of a programme, by their codes; those not named stay. Raises ``Conflict`` for credits of a course already exempted."""
    row = CreditProgramme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    PROGRAMME_POLICY.require(actor, "edit", row)
    known = {course.code: course for course in row.courses.all()}
    granted = exempted_courses(row)
    for head in courses:
        course = known.get(head.code) or ProgrammeCourse(programme=row, code=head.code)
        if head.code in granted and course.credits != head.credits:
            raise Conflict(_("课程“%(title)s”已有人免修，学分不能再改；请另立课程代码。") % {"title": course}, code="course_in_use")
        for name, value in asdict(head).items():
            if name not in ("code", "outcome_type"):
                setattr(course, name, value)
        course.outcome_type = head.outcome_type
        course.save()
    audit.record(actor, "credit_bank.creditprogramme.courses_saved", row, now=now, detail={"courses": len(courses)})
    return len(courses)


def exempted_courses(programme: CreditProgramme) -> set[str]:
    """Codes of the courses that somebody was exempted from: their credits do not change any more."""
    lines = ConversionLine.objects.filter(conversion__programme=programme, conversion__state=ConversionState.APPROVED, course__isnull=False)
    return set(lines.values_list("course__code", flat=True))


@transaction.atomic
def set_settings(*, actor: Actor, now: datetime, head: SettingsHead) -> SchoolCreditSettings:
    """What the school adopted for a year. Raises ``Conflict`` once something was decided by it: a decision's ground does not move."""
    values = {f.name: getattr(head, f.name) for f in fields(head)} | {"source_caps": dict(head.source_caps)}
    Organisation.objects.select_for_update(no_key=True).get(pk=head.school.pk)
    row = SchoolCreditSettings.objects.select_for_update(no_key=True).filter(school=head.school, year=head.year).first()
    made = row or SchoolCreditSettings(school=head.school, year=head.year)
    CREDIT_SETTINGS_POLICY.require(actor, "set", made)
    if not head.document.strip():
        raise at_field("document", _("请填写通过转换规定的文件文号；按这项规定作的每份决定都以它为依据。"), code="document_required")
    if head.adopted_on > now.date():
        raise at_field("adopted_on", _("通过日期还没有到。"))
    if row is not None and decided_by(row):
        raise Conflict(_("%(row)s学年已按这项规定办理过学分转换，不能再改；下一学年另行规定。") % {"row": row}, code="settings_in_use")
    for name, value in values.items():
        setattr(made, name, value.strip() if isinstance(value, str) else value)
    made.adopted_by_id = actor.user_id
    made.save()
    audit.record(actor, "credit_bank.schoolcreditsettings.set", made, now=now, detail={"document": made.document, "cap": made.cap_permille})
    return made


def decided_by(row: SchoolCreditSettings) -> bool:
    """Whether anything was decided by the settings."""
    span = (date(row.year, 9, 1), date(row.year + 1, 8, 31))
    return Conversion.objects.filter(programme__school=row.school_id, applied_on__range=span, decided_on__isnull=False).exists()
