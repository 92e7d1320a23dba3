"""The lists of mutual recognition: agreements, courses, enrolments, and the table that everybody may read."""

from __future__ import annotations

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import (
    AgreementKind,
    AgreementState,
    EnrolmentState,
    PartyState,
    RecognitionAgreement,
    SharedCourseState,
    Term,
)
from baigong.contexts.credit_bank.views.columns import credits_column
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

AGREEMENT_TONES = {
    AgreementState.DRAFT: "neutral", AgreementState.RETURNED: "warn", AgreementState.PROPOSED: "info", AgreementState.AGREED: "info",
    AgreementState.IN_FORCE: "good", AgreementState.ENDED: "neutral", AgreementState.TERMINATED: "bad", AgreementState.DROPPED: "neutral",
}  # fmt: skip
PARTY_TONES = {PartyState.PENDING: "info", PartyState.AGREED: "good", PartyState.DECLINED: "bad"}
COURSE_TONES = {
    SharedCourseState.DRAFT: "neutral", SharedCourseState.PUBLISHED: "good", SharedCourseState.FINISHED: "neutral",
    SharedCourseState.CANCELLED: "bad",
}  # fmt: skip
ENROLMENT_TONES = {
    EnrolmentState.APPLIED: "info", EnrolmentState.REFUSED: "bad", EnrolmentState.CONFIRMED: "info", EnrolmentState.WAITING: "warn",
    EnrolmentState.ADMITTED: "good", EnrolmentState.DECLINED: "bad", EnrolmentState.WITHDRAWN: "neutral", EnrolmentState.PASSED: "good",
    EnrolmentState.FAILED: "bad", EnrolmentState.RECOGNISED: "good",
}  # fmt: skip


def parties_text(row: RecognitionAgreement) -> str:
    """Who agreed."""
    return "、".join(str(party.organisation) for party in row.parties.all())


AGREEMENTS = Listing(
    name="agreements",
    caption=_("互认协议"),
    columns=[
        Column("title", _("协议名称"), sort="title", main=True, width="wide", sub="document"),
        Column("document", _("协议文号"), only_export=True),
        Column("kind", _("互认类型"), value=lambda row: row.get_kind_display(), sort="kind", priority=2),
        Column("parties", _("协议各方"), value=parties_text, priority=2),
        Column("rate", _("认定比例"), value=lambda row: row.rate_text, sort="rate_permille", priority=3),
        Column("ceiling", _("每人认定上限"), value=lambda row: row.ceiling_text, priority=3),
        Column("term_ceiling", _("每人每学期选课上限"), value=lambda row: row.term_ceiling_text, only_export=True),
        Column("courses", _("课程"), value="course_count", kind="number", sort="course_count", priority=3),
        Column("since", _("协议起"), kind="date", sort="since", priority=3),
        Column("until", _("协议止"), kind="date", sort="until", priority=2),
        Column("state", _("状态"), kind="badge", labels=AgreementState, tones=AGREEMENT_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=AgreementState, many=True),
        ChoiceFilter("kind", _("互认类型"), choices=AgreementKind),
        DateFilter("until", _("协议止")),
    ],
    search=["title", "document", "proposer__name"],
    default_sort=("-since", "-pk"),
    row_link="credit_bank:agreement",
    empty=EmptyState(
        _("还没有互认协议"), _("由一方起草，各方同意，凭文号生效；生效后才能公布课程、受理选课。"), "arrows-join", _("起草协议"),
        "credit_bank:agreement-add",
    ),
)  # fmt: skip
COURSE_COLUMNS = [
    Column(
        "title", _("课程"), value=lambda row: row.type.title, sort="type__title", main=True, width="wide", sub=lambda row: row.type.code
    ),
    Column("code", _("成果代码"), value=lambda row: row.type.code, only_export=True),
    Column("school", _("开课单位"), sort="school__order"),
    Column("term", _("学期"), value=lambda row: row.term_text, sort=("year", "term"), priority=2),
    Column("hours", _("学时"), kind="number", sort="hours", priority=3),
    credits_column(_("学分")),
    credits_column(_("互认学分"), key="recognised", text=attrgetter("recognised_text"), priority=2),
    Column("places", _("名额"), kind="number", only_export=True),
    Column("free", _("余额"), kind="number", sort="free", priority=2),
]
COURSES = Listing(
    name="shared-courses",
    caption=_("互选课程"),
    columns=[
        *COURSE_COLUMNS,
        Column("waits", _("待办"), kind="number", sort="waits", priority=2),
        Column("closes_on", _("报名止"), kind="date", sort="closes_on", priority=3),
        Column("schedule", _("上课时间和地点"), only_export=True),
        Column("agreement", _("互认协议"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=SharedCourseState, tones=COURSE_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=SharedCourseState, many=True),
        ChoiceFilter("term", _("学期"), choices=Term),
        DateFilter("closes_on", _("报名止")),
    ],
    search=["type__title", "type__code", "school__name", "agreement__title"],
    default_sort=("-year", "-term", "school__order", "type__title"),
    row_link="credit_bank:shared-course",
    empty=EmptyState(
        _("还没有互选课程"), _("在互认协议的页面登记或导入课程目录，公布以后列在这里。"), "book", _("互认协议"), "credit_bank:agreements"
    ),
)
ENROLMENTS = Listing(
    name="enrolments",
    caption=_("跨校选课"),
    columns=[
        Column("learner", _("学分账户"), value=lambda row: row.learner.name, sort="learner__name", main=True,
               sub=lambda row: row.learner.number),
        Column("home", _("学籍学校"), sort="home__order", priority=2),
        Column("course", _("课程"), value=lambda row: row.course.type.title, sort="course__type__title"),
        Column("school", _("开课单位"), value=lambda row: row.course.school, sort="course__school__order", priority=2),
        Column("term", _("学期"), value=lambda row: row.course.term_text, sort=("course__year", "course__term"), priority=3),
        Column("grade", _("成绩"), priority=3),
        credits_column(_("互认学分"), sort="credits", priority=2),
        Column("applied_at", _("报名时间"), kind="datetime", sort="applied_at", priority=3),
        Column("decided_on", _("互认日期"), kind="date", only_export=True),
        Column("decision", _("互认决定"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=EnrolmentState, tones=ENROLMENT_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=EnrolmentState, many=True),
        ChoiceFilter("term", _("学期"), lookup="course__term", choices=Term),
        DateFilter("applied_at", _("报名时间")),
    ],
    search=["learner__name", "learner__number", "course__type__title", "course__school__name"],
    default_sort=("-applied_at", "-pk"),
    row_link="credit_bank:enrolment",
    empty=EmptyState(_("还没有跨校选课"), _("学生在“我的学分”里选课以后，列在这里。"), "users"),
)  # fmt: skip
PUBLIC_TABLE = Listing(
    name="mutual-table",
    caption=_("校际互认课程"),
    columns=[
        *COURSE_COLUMNS[:3],
        Column("kind", _("互认类型"), value=lambda row: row.agreement.get_kind_display(), sort="agreement__kind", priority=2),
        Column("for_whom", _("互认学校"), value=lambda row: row.takers_text),
        Column("audience", _("招收对象"), only_export=True),
        *COURSE_COLUMNS[3:],
        Column("schedule", _("上课时间和地点"), only_export=True),
        Column("opens_on", _("报名起"), kind="date", only_export=True),
        Column("closes_on", _("报名止"), kind="date", sort="closes_on", priority=3),
        Column("rate", _("认定比例"), value=lambda row: row.agreement.rate_text, only_export=True),
        Column("document", _("协议文号"), value=lambda row: row.agreement.document, only_export=True),
        Column("until", _("协议止"), value=lambda row: row.agreement.until, kind="date", only_export=True),
    ],
    filters=[
        ChoiceFilter("kind", _("互认类型"), lookup="agreement__kind", choices=AgreementKind),
        ChoiceFilter("term", _("学期"), choices=Term),
        DateFilter("closes_on", _("报名止")),
    ],
    search=["type__title", "type__code", "school__name", "agreement__title", "agreement__document"],
    default_sort=("agreement__kind", "school__order", "type__title", "-year", "-term"),
    row_link=None,
    empty=EmptyState(_("现在没有公布的互认课程"), _("学校签订互认协议、公布课程以后，列在这里。"), "arrows-join"),
)
