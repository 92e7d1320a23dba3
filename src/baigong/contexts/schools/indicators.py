"""What the register of projects counts: of each kind those that passed acceptance, and those that are listed.

The table holds every project that was ever handed in; what counts is derived in the snapshot from its states, days and levels, so that
an old snapshot is counted by the rule of its own day and a value opens down to the projects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.schools.models import OPEN_STATES, RANK, UNSENT, Project, ProjectKind, ProjectLevel, ProjectState, all_kinds, kind_of
from baigong.contexts.schools.rosters import READERS, SLICES
from baigong.kernel.indicators import (
    Case,
    Derived,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SliceKind,
    SnapshotTable,
    TableColumn,
    Tables,
    declare_slice_kind,
    declare_table,
    indicator,
)
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

COLUMNS = (
    TableColumn("project", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("项目名称")),
    TableColumn("kind_name", _("项目类别")),
    TableColumn("level_name", pgettext_lazy("项目", "级别")),
    TableColumn("host", _("申报单位")),
    TableColumn("state_name", _("状态")),
    TableColumn("listing_number", _("立项文号")),
    TableColumn("listed_on", _("立项日期"), "date"),
    TableColumn("acceptance_number", _("验收文号")),
    TableColumn("accepted_on", _("验收日期"), "date"),
    TableColumn("title_until", _("称号有效期止"), "date"),
    TableColumn("kind", _("类别代码"), is_hidden=True),
    TableColumn("subject", _("计数对象"), is_hidden=True),
    TableColumn("rank", _("级别次序"), "int64", is_hidden=True),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("county", _("县区"), is_hidden=True),
    TableColumn("school", _("学校"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)


def produce(now: datetime) -> pa.Table:
    """Every project that was handed in, as it stands. One query."""

    rows = Project.objects.exclude(state__in=UNSENT).select_related("host", "county").order_by("pk")
    with as_recorded():
        given = [_row(project) for project in rows]
    return arrow_table(COLUMNS, given)


def _row(project: Project) -> dict[str, Any]:
    county = project.county
    return {
        "project": project.pk, "title": project.title, "kind_name": kind_of(project.kind).name, "level_name": project.get_level_display(),
        "host": project.host.name, "state_name": project.get_state_display(), "listing_number": project.listing_number,
        "listed_on": project.listed_on, "acceptance_number": project.acceptance_number, "accepted_on": project.accepted_on,
        "title_until": project.title_until, "kind": project.kind, "subject": project.subject_key, "rank": RANK[ProjectLevel(project.level)],
        "state": project.state, "county": county.division_code if county else "", "school": str(project.host_id),
        "path": project.host.path,
    }  # fmt: skip


def counted(tables: Tables) -> ir.Table:
    """Which projects count on the day of the snapshot: of one subject the highest level, and a title only while it is valid."""
    import ibis

    rows = tables["projects"]
    as_of = ibis.literal(tables.as_of, "date")
    holds = (rows.accepted_on <= as_of) & (rows.title_until.isnull() | (rows.title_until >= as_of))
    accepted = ((rows.state == ProjectState.ACCEPTED.value) & holds).fill_null(False)
    building = rows.state.isin([s.value for s in sorted(OPEN_STATES) if s != ProjectState.ACCEPTED]).fill_null(False)
    marked = rows.mutate(_listed=(accepted | building).cast("int64"), _accepted=accepted.cast("int64"))

    def first(mark: str) -> ir.Column:
        place = ibis.window(
            group_by=["kind", "subject"], order_by=[marked[mark].desc(), marked["rank"].desc(), marked["project"].asc()]
        )  # fmt: skip
        return (marked[mark] == 1) & (ibis.row_number().over(place) == 0)

    return marked.mutate(
        is_listed=first("_listed"), is_accepted=first("_accepted"), year_listed=marked.listed_on.year().cast("int64"),
        year_accepted=marked.accepted_on.year().cast("int64"),
    )  # fmt: skip


def record_url(row: Mapping[str, Any]) -> str:
    """The page of a project."""
    return reverse("schools:project", args=[row["project"]])


def _counties(keys: Collection[str]) -> Mapping[str, str]:
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY, division_code__in=keys)
    return {"": str(_("市直")), **{body.division_code: str(body) for body in counties}}


def _schools(keys: Collection[str]) -> Mapping[str, str]:
    return {str(body.pk): str(body) for body in Organisation.objects.filter(pk__in=[int(k) for k in keys if k.isdigit()])}


YEARS = {
    "is_listed": SliceKind("year_listed", _("立项年度"), is_time=True),
    "is_accepted": SliceKind("year_accepted", _("验收年度"), is_time=True),
}
for _kind in (SliceKind("county", _("县区"), _counties), SliceKind("school", _("学校"), _schools, is_local=True), *YEARS.values()):
    declare_slice_kind(_kind)

declare_table(
    SnapshotTable(
        name="projects", label=_("建设项目"), columns=COLUMNS, owner="path", readers=READERS, slices=SLICES, record_url=record_url,
        produce=produce,
    )
)  # fmt: skip
declare_table(
    Derived(
        name="projects_counted", label=_("计数的建设项目"), is_own_register=True, owner="path", readers=READERS,
        slices=SLICES | {kind.key: kind.key for kind in YEARS.values()},
        record_url=record_url,
        columns=(*COLUMNS, TableColumn("is_listed", _("计入立项"), "boolean", is_hidden=True),
                 TableColumn("is_accepted", _("计入验收"), "boolean", is_hidden=True),
                 *(TableColumn(kind.key, kind.label, "int64", is_hidden=True) for kind in YEARS.values())),
        build=counted,
    )
)  # fmt: skip


def _of(kind: ProjectKind, mark: str) -> Callable[[Any], Any]:
    return lambda t: (t.kind == kind.code) & t[mark]


def _case_rows(kind: ProjectKind) -> list[dict[str, Any]]:
    """One subject at two levels, one under way, one whose title has run out, one withdrawn, and one of another kind."""
    day = date(2022, 1, 10)
    common = {"kind": kind.code, "rank": 1, "county": "620622", "school": "7", "listed_on": day}
    return [
        common | {"project": 1, "subject": "a", "state": "accepted", "accepted_on": day},
        common | {"project": 2, "subject": "a", "state": "accepted", "accepted_on": day, "rank": 2},
        common | {"project": 3, "subject": "b", "state": "building"},
        common | {"project": 4, "subject": "c", "state": "accepted", "accepted_on": day, "title_until": date(2022, 6, 26)},
        common | {"project": 5, "subject": "d", "state": "withdrawn", "accepted_on": day},
        common | {"project": 6, "subject": "e", "state": "review"},
        common | {"project": 7, "subject": "f", "state": "accepted", "accepted_on": day, "title_until": date(2022, 6, 27), "county": ""},
        common | {"project": 8, "subject": "g", "state": "accepted", "accepted_on": day, "kind": "another"},
    ]


def _declare(kind: ProjectKind) -> None:
    name, rows = lazystr(kind), {"projects": _case_rows(kind)}
    shared: dict[str, Any] = {
        "unit": kind.unit, "kind": Kind.COUNT, "basis": "；".join(str(c) for c in kind.citations), "records_from": _("建设项目名册"),
        "disclosure": Disclosure(is_public=True, minimum_cell=0),
    }  # fmt: skip
    indicator(
        Indicator(
            code=kind.indicator, name=format_lazy(_("{kind}（{what}）"), kind=name, what=_("已验收")),
            definition=_("验收通过、统计日称号仍有效的项目数；同一对象只计一次，取最高级别。撤销、验收不通过和称号到期的不计。"),
            numerator=Measure("projects_counted", where=_of(kind, "is_accepted")), slices=(*SLICES, YEARS["is_accepted"].key),
            cases=((_("同一对象省级、市级各一项，另有一项在建、一项到期、一项撤销、一项有效"), "2"),),
            worked=(
                Case(_("同一对象两级只计一次，到期、撤销、在建的不计"), rows, "2"),
                Case(_("按县区：市直的不在内"), rows, "1", slice=("county", "620622")),
                Case(_("按验收年度"), rows, "2", slice=("year_accepted", "2022")),
                Case(_("称号到期的次日不再计入"), rows, "1", as_of=date(2022, 6, 28)),
            ),
            **shared,
        )
    )  # fmt: skip
    indicator(
        Indicator(
            code=kind.indicator_listed, name=format_lazy(_("{kind}（{what}）"), kind=name, what=_("已立项")),
            definition=_("已立项的项目数，含在建、待验收和已验收且称号有效的；同一对象只计一次，取最高级别。"),
            numerator=Measure("projects_counted", where=_of(kind, "is_listed")), slices=(*SLICES, YEARS["is_listed"].key),
            cases=((_("同一对象省级、市级各一项，另有一项在建、一项到期、一项撤销、一项有效"), "3"),),
            worked=(Case(_("在建的计入立项数，评审中和到期的不计"), rows, "3"),),
            **shared,
        )
    )  # fmt: skip


for _declared in all_kinds().values():
    _declare(_declared)
