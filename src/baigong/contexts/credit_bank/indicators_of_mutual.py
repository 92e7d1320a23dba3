"""What mutual recognition counts: agreements that hold, courses and places, who was admitted, credits that were recognised at home."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.indicators import READERS
from baigong.contexts.credit_bank.models import (
    HOLDING,
    UNITS_A_CREDIT,
    AgreementState,
    CourseEnrolment,
    EnrolmentState,
    OutcomeState,
    RecognitionAgreement,
    SharedCourse,
    SharedCourseState,
)
from baigong.kernel.indicators import (
    Case,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SnapshotTable,
    TableColumn,
    declare_table,
    indicator,
)
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

AGREEMENTS = (
    TableColumn("agreement", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("协议名称")),
    TableColumn("kind_name", _("互认类型")),
    TableColumn("document", _("协议文号")),
    TableColumn("since", _("协议起"), "date"),
    TableColumn("until", _("协议止"), "date"),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
COURSES = (
    TableColumn("course", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("课程")),
    TableColumn("school_name", _("开课单位")),
    TableColumn("term", _("学期")),
    TableColumn("places", _("名额"), "int64"),
    TableColumn("starts_on", _("开课日期"), "date"),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("school", _("学校"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
ENROLMENTS = (
    TableColumn("enrolment", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("课程")),
    TableColumn("school_name", _("开课单位")),
    TableColumn("home_name", _("学籍学校")),
    TableColumn("credits", _("互认学分"), "decimal(15,2)"),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("school", _("学籍学校代号"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
SIGNED = (AgreementState.IN_FORCE, AgreementState.ENDED, AgreementState.TERMINATED)
PUBLIC = (SharedCourseState.PUBLISHED, SharedCourseState.FINISHED)


def produce_agreements(now: datetime) -> pa.Table:
    """Every agreement that was signed, as it stands. One query."""
    rows = RecognitionAgreement.objects.filter(state__in=SIGNED).select_related("proposer").order_by("pk")
    with as_recorded():
        given = [
            {
                "agreement": row.pk, "title": row.title, "kind_name": row.get_kind_display(), "document": row.document,
                "since": row.since, "until": row.until, "state": row.state, "path": row.proposer.path,
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(AGREEMENTS, given)


def produce_courses(now: datetime) -> pa.Table:
    """Every course that was made public, as it stands. One query."""
    rows = SharedCourse.objects.filter(state__in=PUBLIC).select_related("type", "school").order_by("pk")
    with as_recorded():
        given = [
            {
                "course": row.pk, "title": row.type.title, "school_name": row.school.name, "term": row.term_text, "places": row.places,
                "starts_on": row.starts_on, "state": row.state, "school": str(row.school_id), "path": row.school.path,
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(COURSES, given)


def produce_enrolments(now: datetime) -> pa.Table:
    """Everybody who was admitted, and nobody's name. A recognition whose outcome was revoked gives nothing. One query."""
    rows = CourseEnrolment.objects.filter(state__in=HOLDING).select_related("course__type", "course__school", "home", "outcome")
    with as_recorded():
        given = [
            {
                "enrolment": row.pk, "title": row.course.type.title, "school_name": row.course.school.name, "home_name": row.home.name,
                "credits": _credits(row), "state": row.state, "school": str(row.home_id), "path": row.home.path,
            }
            for row in rows.order_by("pk")
        ]  # fmt: skip
    return arrow_table(ENROLMENTS, given)


def _credits(row: CourseEnrolment) -> Decimal:
    stands = row.state == EnrolmentState.RECOGNISED and row.outcome is not None and row.outcome.state == OutcomeState.RECOGNISED
    return Decimal(row.credits or 0) / UNITS_A_CREDIT if stands else Decimal(0)


declare_table(
    SnapshotTable(
        name="recognition_agreements", label=_("互认协议"), columns=AGREEMENTS, owner="path", readers=READERS, is_own_register=True,
        record_url=lambda row: reverse("credit_bank:agreement", args=[row["agreement"]]), produce=produce_agreements,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="shared_courses", label=_("互选课程"), columns=COURSES, owner="path", readers=READERS, is_own_register=True,
        slices={"school": "school"}, record_url=lambda row: reverse("credit_bank:shared-course", args=[row["course"]]),
        produce=produce_courses,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="course_enrolments", label=_("跨校选课"), columns=ENROLMENTS, owner="path", readers=READERS, is_own_register=True,
        slices={"school": "school"}, record_url=lambda row: reverse("credit_bank:enrolment", args=[row["enrolment"]]),
        produce=produce_enrolments,
    )
)  # fmt: skip


def _holds(t: Any) -> Any:
    return (t.state == AgreementState.IN_FORCE.value) & (t.since <= t.as_of) & (t.until >= t.as_of)


SHARED: dict[str, Any] = {
    "basis": _("武政发〔2020〕81号措施3、7"), "records_from": _("学分银行"), "disclosure": Disclosure(is_public=True),
}  # fmt: skip
THINGS: dict[str, Any] = SHARED | {"disclosure": Disclosure(is_public=True, minimum_cell=0)}
_AGREED = {
    "recognition_agreements": [
        {"agreement": 1, "state": "in_force", "since": date(2021, 9, 1), "until": date(2024, 8, 31)},
        {"agreement": 2, "state": "in_force", "since": date(2021, 9, 1), "until": date(2022, 6, 27)},
        {"agreement": 3, "state": "in_force", "since": date(2022, 9, 1), "until": date(2025, 8, 31)},
        {"agreement": 4, "state": "terminated", "since": date(2021, 9, 1), "until": date(2024, 8, 31)},
    ]
}
_OFFERED = {
    "shared_courses": [
        {"course": 1, "state": "published", "places": 30, "school": "7"},
        {"course": 2, "state": "finished", "places": 20, "school": "8"},
    ]
}
_CHOSEN = {
    "course_enrolments": [
        {"enrolment": 1, "state": "recognised", "credits": Decimal("1.50"), "school": "7"},
        {"enrolment": 2, "state": "recognised", "credits": Decimal("2.00"), "school": "8"},
        {"enrolment": 3, "state": "admitted", "credits": Decimal("0.00"), "school": "7"},
    ]
}
indicator(
    Indicator(
        code="MUT-01", name=_("执行中的学分互认协议"), unit=_("份"), kind=Kind.COUNT,
        definition=_("统计日执行中、在协议期内的校际学分互认协议；期满、解除的不计。"),
        numerator=Measure("recognition_agreements", where=_holds),
        worked=(Case(_("协议期最后一天仍计；还没开始的和已解除的不计"), _AGREED, "2"),),
        **THINGS,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="MUT-02", name=_("校际互选课程"), unit=_("门次"), kind=Kind.COUNT,
        definition=_("按互认协议公布的课程，一门课一个学期计一次；停开的不计；按开课单位分列。"),
        numerator=Measure("shared_courses"), slices=("school",),
        worked=(Case(_("公布的和已结课的都计"), _OFFERED, "2"), Case(_("按学校"), _OFFERED, "1", slice=("school", "8"))),
        **THINGS,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="MUT-03", name=_("校际互选课程名额"), unit=_("个"), kind=Kind.SUM,
        definition=_("按互认协议公布的课程向外校学生提供的名额之和；按开课单位分列。"),
        numerator=Measure("shared_courses", amount=lambda t: t.places), slices=("school",),
        worked=(Case(_("两门课30和20个名额"), _OFFERED, "50"),),
        **THINGS,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="MUT-04", name=_("跨校选课录取"), unit=_("人次"), kind=Kind.COUNT,
        definition=_("录取到外校互选课程的学生人次，退选的不计；按学籍学校分列。"),
        numerator=Measure("course_enrolments"), slices=("school",),
        worked=(Case(_("录取的和已互认的都计"), _CHOSEN, "3"), Case(_("按学籍学校"), _CHOSEN, "2", slice=("school", "7"))),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="MUT-05", name=_("校际互认学分"), unit=_("学分"), kind=Kind.SUM,
        definition=_("学籍学校按互认协议认定、没有撤销的学分之和；成果认定撤销的不计；按学籍学校分列。"),
        numerator=Measure("course_enrolments", amount=lambda t: t.credits), slices=("school",),
        worked=(Case(_("1.5学分和2学分；在读的没有学分"), _CHOSEN, "7/2"),),
        **SHARED,
    )
)  # fmt: skip
