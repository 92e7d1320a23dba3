"""Reports by table: dues prefilled, the plan shown first, drafts written through the same doors, errors with their cells."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from python_calamine import load_workbook

from baigong.contexts.plans.exchange.reporting import DraftWriter, DuesSheet
from baigong.contexts.plans.models import Report, ReportState
from baigong.contexts.plans.selectors.reporting import my_dues
from baigong.contexts.plans.services import reports
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.exchange import execute
from tests.builders import a_target, a_task


@pytest.fixture
def sheet(cast, now):
    """The sheet of the leading department, which has a second task without targets."""
    cast.plain = a_task(cast.plan, cast.finance)

    def make(at=now):
        return DuesSheet.of(my_dues(cast.liaison_actor, cast.cycle, at.date()), at)

    return make


def filled(sheet, rows):
    """A file as somebody would send it back: the sheet's heads, and rows by key."""
    columns = sheet.table.columns
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(c.label) for c in columns])
    writer.writerows([row.get(c.key, "") for c in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write(cast, sheet, plan, now):
    return execute(plan, DraftWriter(sheet, cast.liaison_actor, now), digest=plan.digest)


def test_the_workbook_holds_what_is_owed_with_drafts_and_a_column_a_target(cast, sheet, written):
    written("40")
    book = load_workbook(io.BytesIO(sheet().workbook()))
    rows = book.get_sheet_by_index(0).to_python()
    assert [str(h).rstrip("*") for h in rows[0]][:3] == ["任务序号", "单位", "任务"]
    assert cast.target.name in str(rows[0][6])
    said = {str(row[0]): row for row in rows[1:]}
    assert said[cast.task.number][3] == "开展了摸底。"
    assert said[cast.task.number][6] == 40
    assert said[cast.plain.number][3] == ""


def test_what_is_in_the_teams_hands_is_left_out(cast, sheet, submitted):
    numbers = [row[0] for row in load_workbook(io.BytesIO(sheet().workbook())).get_sheet_by_index(0).to_python()[1:]]
    assert numbers == [cast.plain.number]


def test_filled_rows_become_drafts_and_blank_ones_nothing(cast, sheet, now):
    s = sheet()
    body = cast.finance.name
    rows = [
        {"number": cast.task.number, "body": body, "title": "别的字", "narrative": "做了", f"value_{cast.target.pk}": "41.5"},
        {"number": cast.plain.number, "body": body, "title": "任务"},
    ]
    plan = s.plan_of(filled(s, rows), "报送.csv")
    assert (plan.is_clean, plan.counts["add"]) == (True, 1)
    assert not Report.objects.exists()
    write(cast, s, plan, now)
    report = Report.objects.get()
    assert (report.state, report.narrative, report.values.get().value) == (ReportState.DRAFT, "做了", 41.5)


def test_a_draft_is_changed_and_keeps_what_the_file_does_not_say(cast, sheet, written, now):
    written("40")
    s = sheet()
    plan = s.plan_of(filled(s, [{"number": cast.task.number, "body": cast.finance.name, "narrative": "改过", "problems": "经费未到位。",
                                 "next_steps": "争取专项。", f"value_{cast.target.pk}": "42"}]), "a.csv")  # fmt: skip
    assert plan.counts["change"] == 1
    write(cast, s, plan, now)
    report = Report.objects.get()
    assert (report.narrative, report.values.get().value, report.values.get().explanation) == ("改过", 42, "截至季末")


def test_errors_name_their_cells_and_nothing_is_written(cast, sheet, submitted, now):
    s = sheet()
    foreign = a_target(cast.shared)
    rows = [
        {"number": "999", "body": cast.finance.name, "narrative": "x"},
        {"number": cast.plain.number, "body": cast.finance.name, "narrative": "x", f"value_{cast.target.pk}": "3"},
        {"number": cast.task.number, "body": cast.finance.name, "narrative": "已报的"},
        {"number": cast.plain.number, "body": cast.county.name, "narrative": "别人的"},
    ]
    plan = s.plan_of(filled(s, rows), "a.csv")
    assert {(i.cell, i.row) for i in plan.issues} >= {("A2", 2), ("G3", 3), ("D4", 4), ("A5", 5)}
    assert foreign.pk not in {t.pk for t in s.targets.values()}
    with pytest.raises(Refusal):
        write(cast, s, plan, now)
    assert Report.objects.count() == 1


def test_after_locking_the_rows_say_so(cast, sheet, now):
    cast.cycle.state = "locked"
    cast.cycle.save()
    s = sheet()
    plan = s.plan_of(filled(s, [{"number": cast.plain.number, "body": cast.finance.name, "narrative": "x"}]), "a.csv")
    assert "锁定" in plan.issues[0].message


def test_what_somebody_wrote_meanwhile_is_not_overwritten(cast, sheet, written, now):
    written("40")
    s = sheet()
    plan = s.plan_of(filled(s, [{"number": cast.task.number, "body": cast.finance.name, "narrative": "表里的"}]), "a.csv")
    report = Report.objects.get()
    reports.write_report(actor=cast.liaison_actor, now=now + timedelta(minutes=1), report=report, content=reports.Content("页面上的"))
    with pytest.raises(Conflict):
        write(cast, sheet(), plan, now)
    report.refresh_from_db()
    assert report.narrative == "页面上的"


def test_a_file_without_a_filled_row_or_of_another_table_is_refused(cast, sheet):
    s = sheet()
    with pytest.raises(Refusal) as caught:
        s.plan_of(filled(s, [{"number": cast.task.number, "body": cast.finance.name}]), "a.csv")
    assert caught.value.code == "no_rows"
    with pytest.raises(Refusal):
        s.plan_of("甲,乙\n1,2\n".encode("utf-8-sig"), "b.csv")


def test_many_tasks_are_asked_about_at_once(cast, sheet, now, django_assert_max_num_queries):
    for _ in range(15):
        a_target(a_task(cast.plan, cast.finance))
    with django_assert_max_num_queries(10):
        sheet().workbook()
