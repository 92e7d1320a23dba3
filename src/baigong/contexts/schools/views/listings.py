"""The lists of projects: those one works with, one's own, one's cases, and what the public finds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.schools.models import Project, ProjectLevel, ProjectState, ReviewRound, ReviewState, kind_choices
from baigong.contexts.schools.selectors.projects import list_counties, list_project_hosts
from baigong.kernel.access import ANONYMOUS, Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

S = ProjectState
TONES = {
    S.DRAFT: "neutral", S.APPLIED: "info", S.RETURNED: "warn", S.RECOMMENDED: "info", S.REVIEW: "info", S.DECLINED: "neutral",
    S.LISTED: "info", S.BUILDING: "info", S.CHECKED: "info", S.ACCEPTANCE: "info", S.DEFERRED: "warn", S.FAILED: "bad", S.ACCEPTED: "good",
    S.WITHDRAWN: "bad", S.CANCELLED: "neutral",
}  # fmt: skip
REVIEW_TONES = {ReviewState.ASSIGNED: "warn", ReviewState.SUBMITTED: "good", ReviewState.RECUSED: "neutral"}


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return kind_choices()


def _counties(request: Request) -> list[tuple[str, str]]:
    return [(str(body.pk), str(body)) for body in list_counties()]


def _hosts(request: Request) -> list[tuple[str, str]]:
    return [(str(body.pk), str(body)) for body in list_project_hosts(request.actor)]


def _public_hosts(request: Request) -> list[tuple[str, str]]:
    return [(str(body.pk), str(body)) for body in list_project_hosts(ANONYMOUS)]


def _kind(row: Project) -> str:
    return str(row.get_kind_display())


def _programme(row: Project) -> str:
    return f"{row.programme_code} {row.programme_name}".strip()


COMMON = [
    Column("title", _("项目名称"), sort="title", width="wide", sub=_kind, main=True),
    Column("kind", _("项目类别"), value=_kind, only_export=True),
    Column("level", pgettext_lazy("项目", "级别"), value=lambda row: row.get_level_display(), sort="level", priority=2),
    Column("host", _("申报单位"), sort="host__order"),
    Column("county", _("县区"), sort="county__order", only_export=True),
    Column("partners", _("共建企业"), only_export=True),
    Column("programme", _("专业"), value=_programme, only_export=True),
    Column("course", _("课程名称"), only_export=True),
    Column("state", _("状态"), kind="badge", labels=ProjectState, tones=TONES, sort="state"),
    Column("listed_on", _("立项日期"), kind="date", sort="listed_on", priority=2, sub="listing_number"),
    Column("listing_number", _("立项文号"), only_export=True),
    Column("accepted_on", _("验收日期"), kind="date", sort="accepted_on", priority=3),
    Column("acceptance_number", _("验收文号"), only_export=True),
    Column("title_until", _("称号有效期止"), kind="date", only_export=True),
]
INSIDE = [
    Column("applied_on", _("申报日期"), kind="date", sort="applied_on", only_export=True),
    Column("build_until", _("建设期止"), kind="date", sort="build_until", priority=3),
    Column("leader", _("项目负责人"), only_export=True),
    Column("budget", _("预算（元）"), kind="money", only_export=True),
    Column("withdrawn_on", _("撤销日期"), kind="date", only_export=True),
    Column("withdrawal_number", _("撤销文号"), only_export=True),
]
FILTERS = [
    ChoiceFilter("kind", _("项目类别"), choices=_kinds),
    ChoiceFilter("level", pgettext_lazy("项目", "级别"), choices=ProjectLevel),
]
SEARCHED = ["title", "host__name", "host__short_name", "partners", "programme_name", "course", "listing_number", "acceptance_number"]

PROJECTS = Listing(
    name="projects",
    caption=_("建设项目名册"),
    columns=[*COMMON, *INSIDE],
    filters=[
        *FILTERS,
        ChoiceFilter("state", _("状态"), choices=ProjectState, many=True),
        ChoiceFilter("county", _("县区"), choices=_counties),
        ChoiceFilter("host", _("申报单位"), choices=_hosts),
        DateFilter("listed_on", _("立项日期")),
    ],
    search=[*SEARCHED, "leader"],
    default_sort=("kind", "-listed_on", "-pk"),
    row_link="schools:project",
    empty=EmptyState(_("还没有建设项目"), _("申报单位提交申报以后，或导入已有名册以后，列在这里。"), "award"),
)
OWN = Listing(
    name="own-projects",
    caption=_("我的申报"),
    columns=[*COMMON, *INSIDE],
    filters=[*FILTERS, ChoiceFilter("state", _("状态"), choices=ProjectState, many=True)],
    search=SEARCHED,
    default_sort=("-updated_at", "-pk"),
    row_link="schools:project",
    empty=EmptyState(_("还没有申报过项目"), _("先选项目类别，再填写申报。"), "award", _("申报项目"), "schools:project-kinds"),
)
PUBLIC = Listing(
    name="public-projects",
    caption=_("建设项目公示名册"),
    columns=COMMON,
    filters=[*FILTERS, ChoiceFilter("county", _("县区"), choices=_counties), ChoiceFilter("host", _("申报单位"), choices=_public_hosts)],
    search=SEARCHED,
    default_sort=("kind", "-listed_on", "-pk"),
    row_link=lambda row: row.public_url,
    empty=EmptyState(_("还没有立项的项目"), _("立项和验收的项目，列在这里。"), "award"),
)


def _of_project(name: str) -> Any:
    return lambda row: getattr(row.project, name)


REVIEWS = Listing(
    name="reviews",
    caption=_("我的评审"),
    columns=[
        Column("project", _("项目名称"), width="wide", sub=lambda row: _kind(row.project), main=True),
        Column("host", _("申报单位"), value=_of_project("host"), priority=2),
        Column("round", _("评审环节"), labels=ReviewRound, priority=2),
        Column("state", _("状态"), kind="badge", labels=ReviewState, tones=REVIEW_TONES, sort="state"),
        Column("due_on", _("评审期限"), kind="date", sort="due_on"),
        Column("score", _("评分"), kind="number", places=2, priority=3),
        Column("said_at", _("评审时间"), kind="datetime", sort="said_at", priority=3),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=ReviewState), ChoiceFilter("round", _("评审环节"), choices=ReviewRound)],
    search=["project__title", "project__host__name"],
    default_sort=("state", "due_on", "pk"),
    row_link="schools:review",
    empty=EmptyState(_("没有请您评审的项目"), _("专班指派以后，列在这里，并有通知。"), "checklist"),
)
