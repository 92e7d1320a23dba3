"""The ledger's workbook in the browser: who takes it, who brings it back, and what the page says before anything is written."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.plans.services.tasks import edit_task
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.exchange import Sheet, write_xlsx
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401
from tests.contexts.plans.test_ledger_exchange import changed, workbook  # noqa: F401


@pytest.fixture(autouse=True)
def today(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def as_(db, sign_in):
    """``as_(role, body)`` gives a browser of its own."""
    return lambda role, body: sign_in(a_user(role, body))


@pytest.fixture
def team(as_, city):
    return as_(WORKING_TEAM, city.bureau)


@pytest.fixture
def page(running_plan):
    return reverse("plans:ledger-import", args=[running_plan.key])


def upload(browser, page, data, name="台账.xlsx"):
    return browser.post(page, {"file": SimpleUploadedFile(name, data)})


def confirmation(answer, reason="专班会议"):
    """The hidden fields of the page that shows the plan, with the reason a person gives."""
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', answer.content.decode()) for name in ("plan", "digest")}
    assert all(found.values())
    return {name: match[1] for name, match in found.items() if match} | {"reason": reason}


def test_everybody_signed_in_takes_the_ledger_and_it_is_audited(as_, city, running_plan):
    address = reverse("plans:ledger-sheet", args=[running_plan.key])
    for role, body in ((WORKING_TEAM, city.bureau), (LEADER, city.government), (LIAISON, city.finance), (COUNTY_OFFICER, city.east)):
        answer = as_(role, body).get(address)
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")
        assert "attachment" in answer.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(action="plans.task.exported").count() == 4
    assert Client().get(address).status_code == 302


def test_an_empty_file_is_refused_by_the_field(team, page):
    answer = upload(team, page, b"")
    assert answer.status_code == 422
    assert "这个文件是空的" in answer.content.decode()


def test_a_changed_ledger_is_shown_and_then_written(team, page, running_plan, workbook):
    shown = upload(team, page, changed(workbook, row2_期限=date(2021, 9, 30), row3_成果形式="建设方案"))
    assert shown.status_code == 200
    assert "2021-09-30" in shown.content.decode()
    assert running_plan.tasks.get(number="1").due_on is None
    answer = team.post(page, confirmation(shown), follow=True)
    assert "已更新2项任务" in answer.content.decode()
    task = running_plan.tasks.get(number="1")
    assert (task.due_on, task.due_source) == (date(2021, 9, 30), "team")
    assert running_plan.tasks.get(number="2").deliverable == "建设方案"


def test_a_wrong_cell_comes_back_with_its_place_and_offers_nothing_to_confirm(team, page, workbook):
    answer = upload(team, page, changed(workbook, row2_期限=date(2021, 9, 30), row4_期限=date(2022, 1, 1)))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "文件规定" in words
    assert 'name="digest"' not in words


def test_tasks_that_the_file_leaves_out_are_named_and_stay(team, page, running_plan, workbook):
    grid = load_workbook(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    short = write_xlsx([Sheet("台账", [str(label) for label in grid[0]], [row for row in grid[1:] if row[0] != "2"])])
    words = upload(team, page, short).content.decode()
    assert "表格里没有的任务保持不变" in words
    assert "2 建设优质学校" in words
    assert "3 落实经费" not in words
    assert running_plan.tasks.count() == 3


def test_without_a_reason_nothing_is_written_and_the_plan_stays_on_the_page(team, page, running_plan, workbook):
    shown = upload(team, page, changed(workbook, row2_成果形式="方案"))
    answer = team.post(page, confirmation(shown, reason=" "))
    assert answer.status_code == 422
    assert confirmation(answer)
    assert running_plan.tasks.get(number="1").deliverable == ""


def test_a_plan_that_somebody_overtook_or_another_persons_is_not_written(team, as_, city, page, running_plan, cast, now, workbook):
    shown = upload(team, page, changed(workbook, row2_成果形式="方案"))
    fields = confirmation(shown)
    other = as_(WORKING_TEAM, city.bureau).post(page, fields)
    assert other.status_code == 422
    task = running_plan.tasks.get(number="1")
    edit_task(actor=cast.team, now=now, task=task, title=task.title, statement="", deliverable="别的", note="")
    assert team.post(page, fields).status_code == 409
    task.refresh_from_db()
    assert task.deliverable == "别的"


def test_what_is_no_ledger_is_refused_in_words(team, page):
    answer = upload(team, page, b"<html></html>")
    assert answer.status_code == 422
    assert "没有写入" in answer.content.decode()


def test_only_the_team_reaches_the_import(as_, city, page):
    for role, body in ((LEADER, city.government), (LIAISON, city.finance), (COUNTY_OFFICER, city.east)):
        assert as_(role, body).get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_a_plan_that_is_not_there_is_404(team):
    assert team.get(reverse("plans:ledger-import", args=["nowhere"])).status_code == 404
    assert team.get(reverse("plans:ledger-sheet", args=["nowhere"])).status_code == 404
