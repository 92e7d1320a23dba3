"""Filing: receipt and not approval; form check, supplement, register numbers, what is not covered."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.plans.models import Filing, NumberSeries, next_number
from baigong.contexts.plans.selectors.filings import coverage, filer_rows, uncovered, who_has_not_filed
from baigong.contexts.plans.services.filings import (
    FORM_ITEMS,
    FilingContent,
    attach_to_filing,
    check_form,
    comment_on_filing,
    start_filing,
    write_filing,
)
from baigong.contexts.plans.services.plans import set_filing_date
from baigong.kernel import workflow
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def written(plan, body, actor, now, name="方案.pdf", measures=()):
    filing = start_filing(actor=actor, now=now, plan=plan, organisation=body)
    content = FilingContent("东县实施方案", "东政发〔2021〕3号", date(2021, 2, 1), "张三", "0935-1", "", tuple(measures))
    write_filing(actor=actor, now=now, filing=filing, content=content)
    attach_to_filing(actor=actor, now=now, filing=filing, upload=SimpleUploadedFile(name, PDF + name.encode()))
    return filing


def filed(plan, body, cast, now, **more):
    return workflow.fire(written(plan, body, cast.east, now, **more), "submit", actor=cast.east, now=now)


def passed(filing, cast, now, missing=()):
    check_form(actor=cast.team, now=now, filing=filing, met={str(i): (str(i) not in missing, "") for i in FORM_ITEMS})
    return filing


def test_a_receipt_is_given_at_once_and_a_register_number_after_the_form_check(running_plan, city, cast, now):
    filing = filed(running_plan, city.east, cast, now)
    assert filing.receipt_number == "收〔2021〕1号"
    assert filing.register_number == ""
    done = workflow.fire(passed(filing, cast, now), "register", actor=cast.team, now=now)
    assert done.register_number == "备〔2021〕1号"


def test_nothing_is_registered_before_its_form_was_checked(running_plan, city, cast, now):
    with pytest.raises(Refusal, match="形式审查"):
        workflow.fire(filed(running_plan, city.east, cast, now), "register", actor=cast.team, now=now)


def test_what_is_not_in_form_is_supplemented_and_comes_again_with_the_same_receipt(running_plan, city, cast, now):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now, missing={"加盖公章"})
    with pytest.raises(Refusal, match="加盖公章"):
        workflow.fire(filing, "register", actor=cast.team, now=now)
    workflow.fire(filing, "ask_supplement", actor=cast.team, now=now, reason="请补盖公章", due_on="2021-04-01")
    filing.refresh_from_db()
    assert (filing.state, filing.supplement_due_on) == ("supplement", date(2021, 4, 1))
    attach_to_filing(actor=cast.east, now=now, filing=filing, upload=SimpleUploadedFile("盖章.pdf", PDF + b"2"))
    again = workflow.fire(filing, "submit", actor=cast.east, now=now + timedelta(days=3))
    assert again.receipt_number == "收〔2021〕1号"
    assert not again.checks.exists()


def test_a_plan_is_never_refused_on_its_merits(running_plan, city, cast, now):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now)
    comment_on_filing(actor=cast.team, now=now, filing=filing, comment="目标偏低，请研究。")
    assert workflow.fire(filing, "register", actor=cast.team, now=now).state == "registered"
    assert not any("reject" in t.name or "refuse" in t.name for t in workflow.machine_of(Filing).transitions)


def test_a_filing_without_the_plan_itself_or_a_contact_does_not_leave(running_plan, city, cast, now):
    filing = start_filing(actor=cast.east, now=now, plan=running_plan, organisation=city.east)
    with pytest.raises(Refusal, match="联系人"):
        workflow.fire(filing, "submit", actor=cast.east, now=now)
    write_filing(actor=cast.east, now=now, filing=filing, content=FilingContent("方案", contact_name="张三", contact_phone="1"))
    with pytest.raises(Refusal, match="附上方案"):
        workflow.fire(filing, "submit", actor=cast.east, now=now)


def test_a_submitted_filing_is_not_written_to(running_plan, city, cast, now):
    filing = filed(running_plan, city.east, cast, now)
    with pytest.raises(Refusal, match="不再修改"):
        write_filing(actor=cast.east, now=now, filing=filing, content=FilingContent("别的"))
    with pytest.raises(Refusal, match="不再修改"):
        attach_to_filing(actor=cast.east, now=now, filing=filing, upload=SimpleUploadedFile("晚.pdf", PDF + b"3"))


def test_only_its_own_officer_files_for_a_body_and_only_who_must(running_plan, city, cast, now):
    with pytest.raises(NotPermitted):
        start_filing(actor=cast.west, now=now, plan=running_plan, organisation=city.east)
    with pytest.raises(NotPermitted):
        start_filing(actor=cast.finance, now=now, plan=running_plan, organisation=city.finance)


def test_a_second_click_finds_the_first_ones_filing(running_plan, city, cast, now):
    first = start_filing(actor=cast.east, now=now, plan=running_plan, organisation=city.east)
    assert start_filing(actor=cast.east, now=now, plan=running_plan, organisation=city.east) == first


def test_a_later_plan_supersedes_the_registered_one_when_it_is_registered(running_plan, city, cast, now):
    first = workflow.fire(passed(filed(running_plan, city.east, cast, now), cast, now), "register", actor=cast.team, now=now)
    second = filed(running_plan, city.east, cast, now, name="新.pdf")
    assert (second.version, second.supersedes) == (2, first)
    first.refresh_from_db()
    assert first.state == "registered"
    second = workflow.fire(passed(second, cast, now), "register", actor=cast.team, now=now)
    first.refresh_from_db()
    assert (first.state, second.register_number) == ("superseded", "备〔2021〕2号")


def test_numbers_have_no_gap_when_a_taking_is_undone(db):
    from django.db import transaction

    assert next_number("x") == 1

    def undone():
        with transaction.atomic():
            next_number("x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert next_number("x") == 2
    assert NumberSeries.objects.get(key="x").last == 2


def test_nobody_is_overdue_before_the_team_has_set_a_day(running_plan, city, cast, now):
    assert [b.name for b in who_has_not_filed(running_plan, now.date())] == ["东县", "西县", "示例职业学校"]
    assert not any(row.is_overdue for row in filer_rows(running_plan, now.date()))
    set_filing_date(actor=cast.team, now=now, plan=running_plan, due_on=now.date() - timedelta(days=1))
    filed(running_plan, city.east, cast, now)
    overdue = {row.organisation.name for row in filer_rows(running_plan, now.date()) if row.is_overdue}
    assert overdue == {"西县", "示例职业学校"}


def test_measures_that_a_plan_does_not_cover_are_named_and_counted(running_plan, city, cast, now):
    one = running_plan.measures.get(number="1")
    filing = filed(running_plan, city.east, cast, now, measures=[one])
    assert [m.number for m in uncovered(filing)] == ["2"]
    counted = coverage(running_plan, filer_rows(running_plan, now.date()))
    assert [(m.number, n) for m, n in counted] == [("2", 0), ("1", 1)]


def test_a_form_check_comes_too_late_for_a_filing_that_moved_on(running_plan, city, cast, now):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now)
    workflow.fire(filing, "register", actor=cast.team, now=now)
    with pytest.raises(Conflict):
        passed(filing, cast, now)
