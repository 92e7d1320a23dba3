"""The lists of interns, rounds and the students of a round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models import EntryStanding, RoundState
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing

ROUND_TONES = {
    RoundState.OPEN: "neutral", RoundState.CHOOSING: "info", RoundState.SOLVING: "info", RoundState.REVIEW: "warn",
    RoundState.PUBLISHED: "good", RoundState.CLOSED: "neutral", RoundState.CANCELLED: "bad",
}  # fmt: skip
ENTRY_TONES = {
    EntryStanding.WAITING: "neutral", EntryStanding.PLACED: "good", EntryStanding.UNPLACED: "bad", EntryStanding.WITHDRAWN: "neutral",
}  # fmt: skip


def _years(request: Request) -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(request.now.year, 2015, -1)]


INTERNS = Listing(
    name="interns",
    caption=_("实习生"),
    columns=[
        Column("name", _("姓名"), sort="name", main=True, sub=lambda row: row.student_number),
        Column("student_number", _("学号"), only_export=True),
        Column("school", _("学校"), sort="school__order", priority=3),
        Column("entered", _("入学年份"), value=lambda row: str(row.entered), sort="entered"),
        Column("class_name", _("班级"), sort="class_name", priority=2),
        Column("programme_name", _("专业名称"), sort="programme_name", sub=lambda row: row.programme_code),
        Column("birth_on", _("出生日期"), kind="date", sort="birth_on", priority=3),
    ],
    filters=[ChoiceFilter("entered", _("入学年份"), choices=_years)],
    search=["name", "student_number", "class_name", "programme_name"],
    default_sort=("-entered", "class_name", "student_number"),
    row_link="internships:intern",
    empty=EmptyState(_("还没有实习生"), _("从学校报送的学生名册里取；证件号码加密带过来，不用重填。"), "users-group"),
)
ROUNDS = Listing(
    name="placement-rounds",
    caption=_("实习安排轮次"),
    columns=[
        Column("title", _("轮次名称"), sort="title", main=True, sub=lambda row: str(row.school)),
        Column("school", _("组织单位"), only_export=True),
        Column("starts_on", _("实习开始日期"), kind="date", sort="starts_on"),
        Column("ends_on", _("实习结束日期"), kind="date", sort="ends_on", priority=3),
        Column("students", _("学生"), kind="number", sort="students"),
        Column("placed", _("已安排"), kind="number", sort="placed"),
        Column("state", _("状态"), kind="badge", labels=RoundState, tones=ROUND_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=RoundState, many=True)],
    search=["title", "school__name"],
    default_sort=("-starts_on", "-pk"),
    row_link="internships:round",
    empty=EmptyState(_("还没有安排轮次"), _("学校开一个轮次：选学生、选岗位、填志愿、计算、核对、公布。"), "sitemap"),
)
ENTRIES = Listing(
    name="round-entries",
    caption=_("轮次学生"),
    columns=[
        Column("intern", _("姓名"), value=lambda row: row.intern.name, sort="intern__name", main=True,
               sub=lambda row: row.intern.student_number),
        Column("number", _("学号"), value=lambda row: row.intern.student_number, only_export=True),
        Column("school", _("学校"), value=lambda row: row.intern.school, sort="intern__school__order", priority=3),
        Column("class_name", _("班级"), value=lambda row: row.intern.class_name, sort="intern__class_name", priority=2),
        Column("programme", _("专业名称"), value=lambda row: row.intern.programme_name, sort="intern__programme_name", priority=2),
        Column("choices", _("志愿数"), value=lambda row: len(row.choices), kind="number", priority=3),
        Column("companion", _("同行者"), value=lambda row: row.companion.intern.name if row.companion else "", priority=3),
        Column("post", _("安排的岗位"), sort="post__title", sub=lambda row: str(row.post.enterprise) if row.post else ""),
        Column("enterprise", _("企业"), value=lambda row: row.post.enterprise if row.post else "", only_export=True),
        Column("override", _("人工调整理由"), only_export=True),
        Column("standing", _("情况"), kind="badge", labels=EntryStanding, tones=ENTRY_TONES, sort="standing"),
    ],
    filters=[ChoiceFilter("standing", _("情况"), choices=EntryStanding, many=True)],
    search=[
        "intern__name", "intern__student_number", "intern__class_name", "intern__school__name", "post__title",
        "post__enterprise__organisation__name",
    ],
    default_sort=("intern__school__order", "intern__class_name", "intern__student_number"),
    row_link="internships:entry",
    empty=EmptyState(_("本轮还没有学生"), _("按入学年份和专业从实习生里加入。"), "users-group"),
)  # fmt: skip
