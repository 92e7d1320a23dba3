"""The lists of work: placements, days, pay, leave, logs, visits, reports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models import (
    DayKind,
    LeaveKind,
    LeaveState,
    LogKind,
    LogState,
    PayState,
    PayVerdict,
    PlacementState,
    ReportState,
    ViolationKind,
)
from baigong.contexts.internships.selectors.work import units_with_interns, vocational_schools
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

S = PlacementState
PLACEMENT_TONES = {
    S.PLANNED: "warn", S.CONSENTED: "warn", S.AGREED: "warn", S.INSURED: "warn", S.TRAINED: "info", S.ACTIVE: "good", S.SUSPENDED: "bad",
    S.CHANGED: "neutral", S.ENDED_EARLY: "neutral", S.WITHDRAWN: "neutral", S.APPRAISED: "info", S.ARCHIVED: "neutral",
}  # fmt: skip
PAY_TONES = {PayState.ENTERED: "info", PayState.CONFIRMED: "good", PayState.DISPUTED: "bad"}
VERDICT_TONES = {PayVerdict.PASSED: "good", PayVerdict.SHORT: "bad", PayVerdict.UNKNOWN: "warn"}
LEAVE_TONES = {LeaveState.ASKED: "warn", LeaveState.GRANTED: "good", LeaveState.REFUSED: "bad", LeaveState.WITHDRAWN: "neutral"}
LOG_TONES = {LogState.SUBMITTED: "warn", LogState.RETURNED: "bad", LogState.READ: "good"}
REPORT_TONES = {
    ReportState.LODGED: "warn", ReportState.TAKEN: "info", ReportState.RAISED: "bad", ReportState.CLOSED: "good",
    ReportState.DISMISSED: "neutral",
}  # fmt: skip


def _schools(request: Request) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in vocational_schools()]


def _units(request: Request) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in units_with_interns(vocational_schools())]


def _who(row: Any) -> str:
    return str(row.placement.intern.name)


def _number(row: Any) -> str:
    return str(row.placement.intern.student_number)


def _people() -> list[Column]:
    """Whose it is, and where."""
    return [
        Column("intern", _("学生"), value=_who, sort="placement__intern__name", main=True, sub=_number),
        Column("enterprise", _("实习单位"), value="placement__enterprise", sort="placement__enterprise__name", priority=2, width="wide"),
        Column("school", _("学校"), value="placement__school", priority=3),
    ]


def _filters() -> list[Any]:
    return [
        ChoiceFilter("placement__school", _("学校"), choices=_schools),
        ChoiceFilter("placement__enterprise", _("实习单位"), choices=_units),
    ]


SEARCH = ["placement__intern__name", "placement__intern__student_number", "placement__enterprise__name", "placement__post__title"]


def _teacher(row: Any) -> str:
    teacher = getattr(row, "teacher", None)
    return teacher.name if teacher is not None else ""


def _appraisal(name: str) -> Any:
    def value(row: Any) -> Any:
        appraisal = getattr(row, "appraisal", None)
        return getattr(appraisal, name) if appraisal is not None else None

    return value


def _phase(request: Request, value: str) -> Q:
    """Formalities, work, over: the three that people ask for."""
    states = {
        "before": [S.PLANNED, S.CONSENTED, S.AGREED, S.INSURED, S.TRAINED], "work": [S.ACTIVE, S.SUSPENDED],
        "over": [S.CHANGED, S.ENDED_EARLY, S.APPRAISED], "archive": [S.ARCHIVED],
    }  # fmt: skip
    return Q(state__in=states.get(value, []))


PLACEMENTS = Listing(
    name="placements",
    caption=_("实习安排"),
    columns=[
        Column("intern", _("学生"), value=lambda row: row.intern.name, sort="intern__name", main=True,
               sub=lambda row: row.intern.student_number),
        Column("class_name", _("班级"), value=lambda row: row.intern.class_name, sort="intern__class_name", priority=3),
        Column("programme", _("专业"), value=lambda row: row.intern.programme_name, only_export=True),
        Column("enterprise", _("实习单位"), sort="enterprise__name", sub=lambda row: row.post.title),
        Column("post", _("岗位"), value=lambda row: row.post.title, only_export=True),
        Column("school", _("学校"), sort="school__order", priority=3),
        Column("starts_on", _("开始"), kind="date", sort="starts_on", priority=2),
        Column("ends_on", _("结束"), kind="date", sort="ends_on", priority=2),
        Column("teacher", _("指导教师"), value=_teacher, priority=3),
        Column("score", _("鉴定成绩"), value=_appraisal("score"), only_export=True),
        Column("hours", _("实习学时"), value=_appraisal("hours"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=PlacementState, tones=PLACEMENT_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("phase", _("阶段"), where=_phase,
                     choices=[("before", _("上岗前手续")), ("work", _("在岗")), ("over", _("已结束待归档")), ("archive", _("归档目录"))]),
        ChoiceFilter("state", _("状态"), choices=PlacementState, many=True),
        ChoiceFilter("school", _("学校"), choices=_schools),
        ChoiceFilter("enterprise", _("实习单位"), choices=_units),
        DateFilter("starts_on", _("开始日期")),
    ],
    search=["intern__name", "intern__student_number", "enterprise__name", "post__title", "intern__class_name"],
    search_hint=_("姓名、学号、单位、岗位或班级"),
    default_sort=("-starts_on", "pk"),
    row_link="internships:placement",
    empty=EmptyState(_("还没有实习安排"), _("学校在轮次里公布安排以后，列在这里办手续、看在岗、做鉴定。"), "briefcase"),
)  # fmt: skip
DAYS = Listing(
    name="internship-days",
    caption=_("实习考勤"),
    columns=[
        *_people(),
        Column("day", _("日期"), kind="date", sort="day"),
        Column("kind", _("考勤"), kind="badge", labels=DayKind,
               tones={DayKind.PRESENT: "good", DayKind.LEAVE: "info", DayKind.ABSENT: "bad"}),
        Column("came_at", _("签到"), kind="datetime", priority=3),
        Column("left_at", _("签退"), kind="datetime", priority=3),
        Column("hours", _("小时"), value=lambda row: row.hours_text, kind="number", sort="minutes"),
        Column("breach", _("违规情形"), value=lambda row: row.breach.partition("。")[0], priority=2, export=lambda row: row.breach),
        Column("reason", _("说明"), only_export=True),
    ],
    filters=[
        ChoiceFilter("kind", _("考勤"), choices=DayKind),
        ChoiceFilter("open", _("核对"), choices=[("waiting", _("签到待单位登记")), ("breach", _("有违规情形"))],
                     where=lambda request, value: ~Q(breach="") if value == "breach" else Q(kind=DayKind.PRESENT, minutes=0)),
        *_filters(),
        DateFilter("day", _("日期")),
    ],
    search=SEARCH,
    default_sort=("-day", "-pk"),
    row_link=lambda row: f"{row.placement.get_absolute_url()}#days",
    empty=EmptyState(_("还没有考勤"), _("学生手机签到、单位登记以后，列在这里。"), "calendar"),
)  # fmt: skip
PAYS = Listing(
    name="internship-pays",
    caption=_("实习报酬"),
    columns=[
        *_people(),
        Column("month", _("月份"), value=lambda row: f"{row.month:%Y-%m}", sort="month"),
        Column("present", _("出勤"), value=lambda row: f"{row.present}/{row.working}", priority=3),
        Column("paid", _("实付（元）"), value=lambda row: row.paid_text, kind="number", sort="paid"),
        Column("least", _("至少应付（元）"), value=lambda row: row.least_text, kind="number", priority=2),
        Column("verdict", _("核对"), kind="badge", labels=PayVerdict, tones=VERDICT_TONES),
        Column("reason", _("原因"), only_export=True),
        Column("objection", _("学生说明"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=PayState, tones=PAY_TONES),
    ],
    filters=[
        ChoiceFilter("verdict", _("核对"), choices=PayVerdict),
        ChoiceFilter("state", _("状态"), choices=PayState),
        *_filters(),
        DateFilter("month", _("月份")),
    ],
    search=SEARCH,
    default_sort=("-month", "-pk"),
    row_link=lambda row: row.get_absolute_url(),
    empty=EmptyState(_("还没有报酬记录"), _("单位按月登记以后，当场核对并请学生确认。"), "wallet"),
)  # fmt: skip
LEAVES = Listing(
    name="internship-leaves",
    caption=_("实习请假"),
    columns=[
        *_people(),
        Column("kind", _("类别"), kind="badge", labels=LeaveKind),
        Column("first", _("起"), kind="date", sort="first"),
        Column("last", _("止"), kind="date"),
        Column("why", _("事由"), priority=3),
        Column("state", _("状态"), kind="badge", labels=LeaveState, tones=LEAVE_TONES),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=LeaveState), *_filters(), DateFilter("first", _("起"))],
    search=SEARCH,
    default_sort=("-first", "-pk"),
    row_link=lambda row: row.get_absolute_url(),
    empty=EmptyState(_("还没有请假"), _("学生在“我的实习”里请假，学校批准后单位会收到通知。"), "calendar-event"),
)
LOGS = Listing(
    name="internship-logs",
    caption=_("实习报告"),
    columns=[
        *_people(),
        Column("kind", _("类别"), kind="badge", labels=LogKind),
        Column("begins", _("起始"), kind="date", sort="begins"),
        Column("submitted_at", _("提交时间"), kind="datetime", sort="submitted_at", priority=3),
        Column("mentor_mark", _("企业导师"), kind="number", priority=2),
        Column("teacher_mark", _("指导教师"), kind="number", priority=2),
        Column("state", _("状态"), kind="badge", labels=LogState, tones=LOG_TONES),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=LogState), ChoiceFilter("kind", _("类别"), choices=LogKind), *_filters(),
        DateFilter("begins", _("起始")),
    ],
    search=SEARCH,
    default_sort=("-begins", "-pk"),
    row_link="internships:log",
    empty=EmptyState(_("还没有实习报告"), _("学生每周在“我的实习”里写，导师和教师批阅。"), "notes"),
)  # fmt: skip
VISITS = Listing(
    name="internship-visits",
    caption=_("实习巡访"),
    columns=[
        Column("enterprise", _("实习单位"), sort="enterprise__name", main=True),
        Column("school", _("学校"), priority=3),
        Column("on", _("日期"), kind="date", sort="on"),
        Column("visitor", _("巡访教师"), sort="visitor"),
        Column("how", _("方式"), value=lambda row: row.get_how_display(), priority=3),
        Column("words", _("情况"), priority=2, width="wide"),
        Column("has_problem", _("发现问题"), value=lambda row: _("是") if row.has_problem else _("否")),
    ],
    filters=[
        ChoiceFilter("school", _("学校"), choices=_schools), ChoiceFilter("enterprise", _("实习单位"), choices=_units),
        DateFilter("on", _("日期")),
    ],
    search=["visitor", "words", "enterprise__name"],
    default_sort=("-on", "-pk"),
    empty=EmptyState(
        _("还没有巡访记录"), _("教师到岗、电话或视频看过学生以后，登记在这里。"), "map-pin", _("登记巡访"), "internships:visit-add"
    ),
)  # fmt: skip
REPORTS = Listing(
    name="violation-reports",
    caption=_("违规举报"),
    columns=[
        Column("number", _("编号"), sort="number", main=True),
        Column("kind", _("类别"), kind="badge", labels=ViolationKind),
        Column("about", _("单位"), value=lambda row: row.enterprise.name if row.enterprise else row.about),
        Column("occurred_on", _("发生日期"), kind="date", sort="occurred_on", priority=2),
        Column("source", _("来源"), value=lambda row: _("核对发现") if row.is_detected else _("举报"), priority=3),
        Column("take_by", _("受理期限"), kind="date", priority=2),
        Column("state", _("状态"), kind="badge", labels=ReportState, tones=REPORT_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=ReportState, many=True), ChoiceFilter("kind", _("类别"), choices=ViolationKind),
        DateFilter("occurred_on", _("发生日期")),
    ],
    search=["number", "about", "enterprise__name"],
    default_sort=("-lodged_at", "-pk"),
    row_link="internships:report",
    empty=EmptyState(_("没有交办给您的举报"), _("学生、家长和公众的举报，以及核对发现后提交的违规，交到指定的经办人手里。"), "shield-lock"),
)  # fmt: skip
