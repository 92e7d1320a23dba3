"""The register in and out of Excel: the same layout both ways, every wrong cell said, all or nothing, decisions not written over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baigong.contexts.schools.exchange.register import RegisterSheet, RegisterWriter
from baigong.contexts.schools.models import Project
from baigong.kernel.errors import Conflict, NotPermitted
from baigong.kernel.exchange import execute, export, read, template
from tests.project_city import at_acceptance, drafted, enlisted

pytestmark = pytest.mark.django_db


def line(**facts: Any) -> dict[str, Any]:
    own = {
        "kind": "teaching_team", "level": "municipal", "host": "甲县职专", "title": "护理教学创新团队", "leader": "李四",
        "listing_number": "示例发〔2020〕9号", "listed_on": date(2020, 12, 20),
    }  # fmt: skip
    return own | facts


def planned(city, now, *lines):
    sheet = RegisterSheet(city.team, now)
    found, _parsed = sheet.plan_of(export(sheet.table, lines), "名册.xlsx")
    return sheet, found


def written(city, now, *lines):
    sheet, found = planned(city, now, *lines)
    assert found.is_clean, [str(issue) for issue in found.issues]
    return execute(found, RegisterWriter(sheet), digest=found.digest)


def test_a_list_becomes_projects_listed_accepted_and_withdrawn_by_their_documents(city, now):
    accepted = {"acceptance_number": "示例验〔2021〕1号", "accepted_on": date(2021, 1, 30)}
    counts = written(
        city, now,
        line(),
        line(title="会计团队", **accepted),
        line(title="汽修团队", **accepted, withdrawal_number="示例撤〔2021〕1号", withdrawn_on=date(2021, 3, 1)),
        line(kind="excellent_school", level="national", title="优质学校", partners=None),
    )  # fmt: skip
    assert counts["add"] == 4
    states = dict(Project.objects.values_list("title", "state"))
    assert states == {"护理教学创新团队": "listed", "会计团队": "accepted", "汽修团队": "withdrawn", "优质学校": "listed"}
    assert Project.objects.get(title="优质学校").county == city.county_body


def test_what_is_taken_away_comes_back_without_a_change(city, now):
    written(city, now, line(), line(title="会计团队", accepted_on=date(2021, 1, 30), acceptance_number="验1号", budget=50_000))
    enlisted(city, now)
    sheet = RegisterSheet(city.team, now)
    found, _parsed = sheet.plan_of(sheet.workbook(), "名册.xlsx")
    assert found.is_clean
    assert (found.counts["same"], found.counts["change"], found.counts["add"]) == (3, 0, 0)


def test_a_later_list_carries_an_entry_on_and_corrects_its_notes(city, now):
    written(city, now, line())
    counts = written(city, now, line(leader="王五", acceptance_number="验1号", accepted_on=date(2021, 3, 1)))
    row = Project.objects.get()
    assert (counts["change"], row.state, row.leader) == (1, "accepted", "王五")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"host": "无名学校"}, "没有叫“无名学校”的机构"),
        ({"host": "甲县纪念馆"}, "不是甲县纪念馆"),
        ({"kind": "practice_station", "level": "national"}, "级别为：市级"),
        ({"accepted_on": date(2020, 12, 1)}, "验收日期早于立项日期"),
        ({"title_until": date(2022, 1, 1)}, "没有验收日期的"),
        ({"acceptance_number": "验1号"}, "请填验收日期"),
        ({"withdrawn_on": date(2021, 1, 1)}, "撤销须有文号"),
        ({"withdrawal_number": "撤1号"}, "请填撤销日期"),
        ({"withdrawal_number": "撤1号", "withdrawn_on": date(2020, 12, 1)}, "撤销日期早于"),
        ({"listed_on": date(2021, 4, 1)}, "2021-03-15"),
        ({"listing_number": None}, "立项文号"),
    ],
)
def test_a_wrong_line_is_said_at_its_cell_and_nothing_is_written(city, now, facts, words):
    _sheet, found = planned(city, now, line(title="对的"), line(**facts))
    assert not found.is_clean
    said = " ".join(str(issue) for issue in found.issues)
    assert words in said
    assert "3" in said, "the row of the file is named"
    assert not Project.objects.exists()


def test_what_a_decision_has_fixed_is_not_changed_by_a_table(city, now):
    written(city, now, line())
    _sheet, found = planned(city, now, line(listing_number="示例发〔2020〕10号"))
    assert "已写定" in str(found.issues[0])
    row = at_acceptance(city, now)
    facts = {"kind": row.kind, "title": row.title, "listing_number": row.listing_number, "listed_on": row.listed_on}
    _sheet, found = planned(city, now, line(**facts, accepted_on=now.date(), acceptance_number="验1号"))
    assert "请在项目页面上办理验收" in str(found.issues[0])


def test_one_subject_stands_once_at_a_level_in_a_file_and_beside_what_is_here(city, now):
    school = {"kind": "excellent_school", "level": "national"}
    _sheet, found = planned(city, now, line(**school), line(**school, title="换个名字", host="甲县职专"))
    assert "与第2行是同一对象" in str(found.issues[0])
    drafted(city, now, "excellent_school", level="national", partners="", title="正在申报")
    _sheet, found = planned(city, now, line(**school))
    assert "“正在申报”（草稿）" in str(found.issues[0])


def test_what_was_withdrawn_makes_room_for_what_came_after(city, now):
    school = {"kind": "excellent_school", "level": "national"}
    written(
        city, now,
        line(**school, title="新一轮"), line(**school, title="旧一轮", withdrawal_number="撤1号", withdrawn_on=date(2021, 1, 20)),
    )  # fmt: skip
    assert dict(Project.objects.values_list("title", "state")) == {"新一轮": "listed", "旧一轮": "withdrawn"}


def test_a_plan_gone_stale_is_refused_whole(city, now):
    sheet, found = planned(city, now, line(), line(title="会计团队"))
    written(city, now, line(title="会计团队"))
    with pytest.raises(Conflict):
        execute(found, RegisterWriter(sheet), digest=found.digest)
    assert Project.objects.count() == 1


def test_only_the_team_enters_lists(city, now):
    sheet = RegisterSheet(city.team, now)
    found, _parsed = sheet.plan_of(export(sheet.table, [line()]), "名册.xlsx")
    other = RegisterSheet(city.school, now)
    with pytest.raises(NotPermitted):
        execute(found, RegisterWriter(other), digest=found.digest)


def test_the_template_reads_back_as_this_table(city, now):
    sheet = RegisterSheet(city.team, now)
    assert template(sheet.table)[:2] == b"PK"
    parsed = read(sheet.table, export(sheet.table, [line()]), "名册.xlsx")
    assert parsed.rows[0].values["kind"] == "teaching_team"
