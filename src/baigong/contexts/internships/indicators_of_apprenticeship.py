"""What apprenticeship counts: who is in training, who finished with a certificate, how many classes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, WORKING_TEAM
from baigong.contexts.internships.models import Apprentice, ApprenticeshipKind, ApprenticeState, CohortState
from baigong.kernel.indicators import (
    Case,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SliceKind,
    SnapshotTable,
    TableColumn,
    declare_slice_kind,
    declare_table,
    indicator,
)
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    TableColumn("cohort", _("编号"), "int64", is_hidden=True),
    TableColumn("cohort_name", _("学徒班")),
    TableColumn("enterprise_name", _("企业")),
    TableColumn("kind_name", _("类型")),
    TableColumn("level", _("培养等级")),
    TableColumn("year", _("开始年度"), "int64", form="year"),
    TableColumn("state_name", _("状态")),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("is_running", _("在培班级"), "boolean", is_hidden=True),
    TableColumn("apprentice_kind", _("类型代码"), is_hidden=True),
    TableColumn("county", _("县区"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
RUNNING = (CohortState.FILED, CohortState.RUNNING, CohortState.ASSESSING)
OVER = (ApprenticeState.CERTIFIED, ApprenticeState.FINISHED, ApprenticeState.FAILED)


def produce(now: datetime) -> pa.Table:
    """Every apprentice of a class that was filed. One query."""

    rows = Apprentice.objects.exclude(cohort__state__in=[CohortState.DRAFT, CohortState.SUBMITTED, CohortState.CANCELLED])
    with as_recorded():
        given = [_row(one) for one in rows.select_related("cohort__enterprise__organisation").order_by("pk")]
    return arrow_table(COLUMNS, given)


def _row(one: Apprentice) -> dict[str, Any]:
    cohort, body = one.cohort, one.cohort.enterprise.organisation
    return {
        "cohort": cohort.pk, "cohort_name": cohort.title, "enterprise_name": body.name, "kind_name": cohort.get_kind_display(),
        "level": cohort.get_level_display(), "year": cohort.starts_on.year, "state_name": one.get_state_display(), "state": one.state,
        "is_running": cohort.state in RUNNING, "apprentice_kind": cohort.kind, "county": body.division_code, "path": body.path,
    }  # fmt: skip


def _kinds(keys: Any) -> Mapping[str, str]:
    return {key: str(ApprenticeshipKind(key).label) for key in keys if key in ApprenticeshipKind.values}


def _address(row: Mapping[str, Any]) -> str:
    return reverse("internships:cohort", args=[row["cohort"]])


declare_slice_kind(SliceKind("apprentice_kind", _("学徒制类型"), _kinds))
declare_table(
    SnapshotTable(
        name="apprentices", label=_("学徒"), columns=COLUMNS, owner="path", is_own_register=True, record_url=_address,
        readers=frozenset({WORKING_TEAM, LEADER, COUNTY_OFFICER, ENTERPRISE_OFFICER}),
        slices={"county": "county", "apprentice_kind": "apprentice_kind", "year": "year"}, produce=produce,
    )
)  # fmt: skip
SHARED: dict[str, Any] = {
    "basis": _("武政发〔2020〕81号 措施12；人社部发〔2018〕66号；教职成厅函〔2019〕12号"), "records_from": _("学徒班登记"),
    "slices": ("county", "apprentice_kind", "year"), "disclosure": Disclosure(is_public=True),
}  # fmt: skip
_ROWS = {
    "apprentices": [
        {"cohort": 1, "year": 2021, "apprentice_kind": "new_type", "state": state, "is_running": running}
        for state, running in (("certified", False), ("certified", False), ("failed", False), ("left", False), ("enrolled", True),
                               ("enrolled", False))
    ]
}  # fmt: skip
indicator(
    Indicator(
        code="APP-01", name=_("在培学徒"), unit=_("人"), kind=Kind.COUNT,
        definition=_("统计日在已备案、培养中或结业考核的学徒班里在培的学徒；现代学徒制和企业新型学徒制合计，可分类型看。"),
        numerator=Measure("apprentices", where=lambda t: (t.state == ApprenticeState.ENROLLED.value) & t.is_running),
        worked=(Case(_("一人在培；班级已中止的不计"), _ROWS, "1"),), **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="APP-02", name=_("学徒取证率"), unit="%", kind=Kind.RATIO,
        definition=_("有考核结果的学徒（结业并取证、结业未取证、考核未通过）中，结业并取证的比例；退出的不计。按学徒班的开始年度分组。"),
        numerator=Measure("apprentices", where=lambda t: t.state == ApprenticeState.CERTIFIED.value),
        denominator=Measure("apprentices", where=lambda t: t.state.isin([state.value for state in OVER])),
        worked=(Case(_("三人有结果，两人取证；退出的不计"), _ROWS, "2/3"), Case(_("还没有考核"), {}, None)), **SHARED,
    )
)  # fmt: skip
