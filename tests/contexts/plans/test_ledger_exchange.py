"""The ledger leaves as a table and comes back: what the team decides is changed, what is computed is not."""

from __future__ import annotations

import io
from datetime import date

import pytest
from python_calamine import load_workbook

from baigong.contexts.organisations.services.reorganising import reorganise
from baigong.contexts.plans.exchange.ledger import LedgerSheet
from baigong.contexts.plans.models import Duty
from baigong.contexts.plans.outputs.ledger_sheet import import_ledger, ledger_workbook, read_ledger
from baigong.contexts.plans.services.tasks import edit_task
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import Sheet, write_xlsx
from tests.builders import a_body, a_task
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

pytestmark = pytest.mark.django_db


def changed(data: bytes, **cells: object) -> bytes:
    """The workbook as somebody changed and saved it: ``row2_期限=…`` is the cell in row 2 under that header."""
    grid = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    labels = [str(label).rstrip("*") for label in grid[0]]
    for place, value in cells.items():
        row, label = place.split("_", 1)
        grid[int(row[3:]) - 1][labels.index(label)] = value
    return write_xlsx([Sheet("台账", labels, grid[1:])])


@pytest.fixture
def workbook(running_plan, cast, now):
    return ledger_workbook(actor=cast.team, now=now, plan=running_plan)


def test_what_goes_out_comes_back_without_a_change(running_plan, cast, now, workbook):
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=workbook, filename="台账.xlsx")
    assert made.counts["same"] == 3
    assert (made.counts["change"], made.counts["errors"], made.counts["missing"]) == (0, 0, 0)
    assert not made.notices


def test_dates_and_bodies_are_changed_through_the_services_all_at_once(running_plan, cast, city, now, workbook):
    data = changed(workbook, row2_期限=date(2021, 9, 30), row2_责任单位="教育局、各县区、示例市财政局", row3_成果形式="建设方案")
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=data, filename="台账.xlsx")
    assert made.counts["change"] == 2
    import_ledger(actor=cast.team, now=now, plan=running_plan, stored=made.to_json(), digest=made.digest, reason="专班会议")
    task = running_plan.tasks.get(number="1")
    assert (task.due_on, task.due_source) == (date(2021, 9, 30), "team")
    duties = {r.organisation: (r.duty, r.collective) for r in task.responsibilities.select_related("organisation")}
    assert duties[city.finance] == (Duty.RESPONSIBLE, "")
    assert duties[city.east] == (Duty.RESPONSIBLE, "各县区")
    assert running_plan.tasks.get(number="2").deliverable == "建设方案"


def test_a_computed_column_is_noted_and_not_read(running_plan, cast, now, workbook):
    data = changed(workbook, row2_灯色="正常得很", row3_任务="改个名字")
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=data, filename="台账.xlsx")
    assert made.counts["change"] == 0
    assert "灯色" in made.notices[0]
    assert "任务" in made.notices[0]


@pytest.mark.parametrize(
    ("cells", "column", "word"),
    [
        ({"row4_期限": date(2022, 1, 1)}, "期限", "文件规定"),
        ({"row2_责任单位": "示例市教育局、市飞碟局"}, "责任单位", "市飞碟局"),
        ({"row3_责任单位": "示例市教育局"}, "配合单位", "两种职责"),
        ({"row2_责任单位": ""}, "责任单位", "至少"),
        ({"row2_序号": "99"}, "序号", "99"),
        ({"row2_期限": "明年"}, "期限", "明年"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place_and_nothing_is_written(running_plan, cast, now, workbook, cells, column, word):
    if column == "配合单位":
        cells = {"row3_配合单位": "示例市教育局"}
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=changed(workbook, **cells), filename="台账.xlsx")
    assert any(issue.cell and issue.column == column and word in f"{issue}" for issue in made.issues), [str(i) for i in made.issues]
    with pytest.raises(Refusal):
        import_ledger(actor=cast.team, now=now, plan=running_plan, stored=made.to_json(), digest=made.digest, reason="试")


def test_who_changed_a_task_meanwhile_is_not_overwritten(running_plan, cast, now, workbook):
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=changed(workbook, row2_成果形式="甲"), filename="台账.xlsx")
    task = running_plan.tasks.get(number="1")
    edit_task(actor=cast.team, now=now, task=task, title=task.title, statement="", deliverable="乙", note="")
    with pytest.raises(Conflict):
        import_ledger(actor=cast.team, now=now, plan=running_plan, stored=made.to_json(), digest=made.digest, reason="专班会议")
    task.refresh_from_db()
    assert task.deliverable == "乙"


def test_only_the_team_brings_the_ledger_back(running_plan, cast, now, workbook):
    with pytest.raises(NotPermitted):
        read_ledger(actor=cast.finance, now=now, plan=running_plan, data=workbook, filename="台账.xlsx")
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=changed(workbook, row2_成果形式="甲"), filename="台账.xlsx")
    with pytest.raises(Refusal, match="理由"):
        import_ledger(actor=cast.team, now=now, plan=running_plan, stored=made.to_json(), digest=made.digest, reason=" ")


def test_reading_asks_the_database_no_more_for_more_tasks(running_plan, cast, now, django_assert_max_num_queries):
    for number in range(30):
        a_task(running_plan, running_plan.team, number=f"再{number}")
    with django_assert_max_num_queries(25):
        LedgerSheet(cast.team, running_plan, now).workbook()


def test_a_body_that_was_succeeded_since_comes_back_without_a_change(running_plan, cast, city, now):
    heir = a_body("示例市产教局", parent=city.government)
    reorganise(actor=SYSTEM, now=now, organisation=city.finance, successor=heir, on=now.date())
    made = read_ledger(
        actor=cast.team, now=now, plan=running_plan, data=ledger_workbook(actor=cast.team, now=now, plan=running_plan), filename="台账.xlsx"
    )
    assert (made.counts["same"], made.counts["change"], made.counts["errors"]) == (3, 0, 0)


def test_an_unknown_body_is_one_finding_with_its_cell_and_not_two(running_plan, cast, now, workbook):
    data = changed(workbook, row4_责任单位="市不存在局")
    made = read_ledger(actor=cast.team, now=now, plan=running_plan, data=data, filename="台账.xlsx")
    assert [(issue.cell, "市不存在局" in issue.message) for issue in made.issues] == [("E4", True)]
