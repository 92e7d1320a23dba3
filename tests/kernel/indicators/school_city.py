"""A city of its own for tests of indicators: learners of schools in two counties, and what is asked of them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from baigong.kernel.access import Reach, Role
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
    declaration,
    declare_slice_kind,
    declare_table,
    indicator,
    tables,
)

TEAM = Role("t-team", "专班", Reach.EVERYWHERE)
SCHOOL = Role("t-school", "学校")
COUNTY = Role("t-county", "县区", Reach.SUBTREE)

LEARNERS: list[dict] = []
"""What the learners' table holds just now; tests fill it."""


def learner(person, school, county="A", year="2021", trained=False, hours=0, fee="0", path=""):
    """A row; ``path`` is made up from county and school unless given."""
    own = path or f"1.{county}.{school}."
    return {
        "person": person, "name": f"学生{person}", "school": school, "county": county, "year": year, "is_trained": trained, "hours": hours,
        "fee": fee, "path": own, "born": date(2004, 1, 1),
    }  # fmt: skip


def learners_table(rows=None):
    """Rows as Arrow, as a context produces them."""
    from decimal import Decimal

    given = LEARNERS if rows is None else rows
    made = {column.name: [row.get(column.name) for row in given] for column in COLUMNS}
    made["fee"] = pa.array([None if v is None else Decimal(v) for v in made["fee"]], pa.decimal128(12, 2))
    made["hours"], made["is_trained"] = pa.array(made["hours"], pa.int64()), pa.array(made["is_trained"], pa.bool_())
    made["born"] = pa.array(made["born"], pa.date32())
    return pa.table({k: v if isinstance(v, pa.Array) else pa.array(v, pa.string()) for k, v in made.items()})


COLUMNS = (
    TableColumn("person", "身份", is_hidden=True),
    TableColumn("name", "姓名", is_personal=True),
    TableColumn("school", "学校"),
    TableColumn("county", "县区"),
    TableColumn("year", "学年"),
    TableColumn("is_trained", "是否受训", "boolean"),
    TableColumn("hours", "学时", "int64"),
    TableColumn("fee", "费用", "decimal(12,2)"),
    TableColumn("born", "出生日期", "date"),
    TableColumn("path", "单位", is_hidden=True),
)
SLICES = {"school": "school", "county": "county", "year": "year"}


@pytest.fixture
def city(monkeypatch):
    """Nothing is declared but the tables and indicators of this city."""
    monkeypatch.setattr(declaration, "_indicators", {})
    monkeypatch.setattr(tables, "_tables", {})
    monkeypatch.setattr(tables, "_slice_kinds", {})
    LEARNERS.clear()
    for key, label in (("school", "学校"), ("county", "县区"), ("year", "学年")):
        declare_slice_kind(SliceKind(key, label))
    declare_table(
        SnapshotTable(
            name="learners", label="学员", columns=COLUMNS, owner="path", readers=frozenset({TEAM, SCHOOL, COUNTY}), slices=SLICES,
            produce=lambda now: learners_table(), record_url=lambda row: f"/learners/{row['person']}/",
        )
    )  # fmt: skip
    declare_table(
        Derived(
            name="persons", label="不重复的学员", owner="path", readers=frozenset({TEAM}), slices={"county": "county"},
            columns=(*COLUMNS[:1], COLUMNS[3], COLUMNS[6], COLUMNS[9]),
            build=lambda t: t["learners"].group_by("person", "county").aggregate(
                hours=t["learners"].hours.sum(), path=t["learners"].path.min()
            ),
        )
    )  # fmt: skip
    ways = ("county", "school", "school+year")
    declared = [
        Indicator(
            "L-01", "受训比例", "受训人次除以全部人次", "%", Kind.RATIO, "示例", slices=ways, disclosure=Disclosure(True, 3),
            numerator=Measure("learners", where=lambda t: t.is_trained), denominator=Measure("learners"),
            worked=(
                Case("三人中两人受训", {"learners": [*(learner(p, "s", trained=True) for p in "ab"), learner("c", "s")]}, "2/3"),
                Case("没有人", {"learners": []}, None),
            ),
        ),
        Indicator(
            "L-02", "费用合计", "费用之和", "元", Kind.SUM, "示例", slices=ways,
            numerator=Measure("learners", where=lambda t: t.born < t.as_of, amount=lambda t: t.fee),
            worked=(Case("两笔", {"learners": [learner("a", "s", fee="0.10"), learner("b", "s", fee="0.20")]}, "0.3"),),
        ),
        Indicator(
            "L-03", "人均学时", "学时之和除以不重复人数", "学时", Kind.RATIO, "示例", slices=("county",),
            numerator=Measure("learners", amount=lambda t: t.hours), denominator=Measure("persons"),
            worked=(Case("一人两行", {"learners": [learner("a", "s", hours=3), learner("a", "s2", hours=4)]}, "7"),),
        ),
    ]  # fmt: skip
    for each in declared:
        indicator(each)
    return declared
