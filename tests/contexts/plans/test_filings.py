"""Filing: receipt and not approval; form check, supplement, register numbers, what is not covered."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from python_calamine import load_workbook

from baigong.contexts.accounts.public import COUNTY_OFFICER, WORKING_TEAM
from baigong.contexts.plans.models import Filing, NumberSeries, next_number
from baigong.contexts.plans.outputs.filing_sheets import filings_workbook
from baigong.contexts.plans.outputs.receipt import receipt, receipt_document
from baigong.contexts.plans.public import load_plan
from baigong.contexts.plans.selectors.filings import coverage, filer_rows, uncovered, who_has_not_filed
from baigong.contexts.plans.services.filings import (
    FilingContent,
    attach_to_filing,
    check_form,
    comment_on_filing,
    remind_filers,
    start_filing,
    write_filing,
)
from baigong.contexts.plans.services.plans import set_filing_date
from baigong.contexts.plans.workflow.filings import form_items
from baigong.contexts.plans.workflow.submissions import submission_mark
from baigong.kernel import audit, workflow
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.builders import a_user
from tests.contexts.plans.sample import PACK, cast, city, plan, running_plan  # noqa: F401

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
    check_form(actor=cast.team, now=now, filing=filing, met={item: (item not in missing, "") for item in form_items()})
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
    again = workflow.fire(filing, "resubmit", actor=cast.east, now=now + timedelta(days=3))
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
    found = coverage(running_plan, filer_rows(running_plan, now.date()))
    assert [(m.number, n) for m, n in found.rows] == [("2", 0), ("1", 1)]
    assert [m.number for m in found.nobody] == ["2"]
    assert [row.organisation for row in found.filers] == [city.east]
    assert found.filers[0].covered == {one.pk}


def test_a_form_check_comes_too_late_for_a_filing_that_moved_on(running_plan, city, cast, now):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now)
    workflow.fire(filing, "register", actor=cast.team, now=now)
    with pytest.raises(Conflict):
        passed(filing, cast, now)


# -- what is asked for, and by when ---------------------------------------------------------------------------------


@pytest.mark.parametrize("due_on", ["", "下周", "2021-03-14"])
def test_a_supplement_is_asked_for_with_a_day_that_has_not_passed(running_plan, city, cast, now, due_on):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now, missing={"加盖公章"})
    with pytest.raises(Refusal, match="补正期限"):
        workflow.fire(filing, "ask_supplement", actor=cast.team, now=now, reason="请补盖公章", due_on=due_on)
    filing.refresh_from_db()
    assert filing.state == "submitted"


def test_no_supplement_is_asked_of_a_plan_that_is_whole_in_form(running_plan, city, cast, now):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now)
    with pytest.raises(Refusal, match="各项都符合"):
        workflow.fire(filing, "ask_supplement", actor=cast.team, now=now, reason="目标偏低", due_on="2021-04-01")


def test_a_form_check_marks_every_declared_item_and_nothing_else(running_plan, city, cast, now):
    filing = filed(running_plan, city.east, cast, now)
    items = form_items()
    for met in ({items[0]: (True, "")}, dict.fromkeys(items, (True, "")) | {"内容优秀": (True, "")}):
        with pytest.raises(Refusal, match="逐项"):
            check_form(actor=cast.team, now=now, filing=filing, met=met)
    assert not filing.checks.exists()


def test_a_form_check_is_kept_in_chinese_and_read_by_an_english_clerk(running_plan, city, cast, now):
    filing = filed(running_plan, city.east, cast, now)
    with translation.override("en"):
        passed(filing, cast, now, missing={"加盖公章"})
        check = filing.checks.get(is_met=False)
        assert (check.item, check.label != check.item) == ("加盖公章", True)


# -- versions -------------------------------------------------------------------------------------------------------


def test_a_draft_of_a_new_plan_changes_nothing_for_others(running_plan, city, cast, now):
    set_filing_date(actor=cast.team, now=now, plan=running_plan, due_on=now.date() - timedelta(days=1))
    one = running_plan.measures.get(number="1")
    first = filed(running_plan, city.east, cast, now, measures=[one])
    first = workflow.fire(passed(first, cast, now), "register", actor=cast.team, now=now)
    draft = start_filing(actor=cast.east, now=now, plan=running_plan, organisation=city.east)
    of_team = filer_rows(running_plan, now.date(), actor=cast.team)[0]
    assert (of_team.filing, of_team.in_force, of_team.is_overdue, of_team.covered) == (first, first, False, {one.pk})
    of_body = filer_rows(running_plan, now.date(), actor=cast.east)[0]
    assert (of_body.filing, of_body.in_force) == (draft, first)


def test_what_was_handed_in_is_filed_also_while_a_supplement_is_awaited(running_plan, city, cast, now):
    set_filing_date(actor=cast.team, now=now, plan=running_plan, due_on=now.date())
    filing = passed(filed(running_plan, city.east, cast, now), cast, now, missing={"加盖公章"})
    workflow.fire(filing, "ask_supplement", actor=cast.team, now=now, reason="请补盖公章", due_on="2021-03-20")
    assert city.east not in who_has_not_filed(running_plan, date(2021, 4, 1))
    before, after = (filer_rows(running_plan, day)[0] for day in (date(2021, 3, 20), date(2021, 3, 21)))
    assert (before.is_overdue, before.is_late) == (False, False)
    assert (after.is_overdue, after.is_late) == (False, True)


def test_registers_of_two_plans_begin_at_one_each(running_plan, city, cast, now):
    other = load_plan(PACK | {"plan": PACK["plan"] | {"key": "other", "title": "另一方案"}}, actor=SYSTEM, now=now).plan
    for each in (running_plan, other):
        filing = passed(filed(each, city.east, cast, now), cast, now)
        assert filing.receipt_number == "收〔2021〕1号"
        assert workflow.fire(filing, "register", actor=cast.team, now=now).register_number == "备〔2021〕1号"


def test_a_refused_registration_takes_no_number(running_plan, city, cast, now):
    first = filed(running_plan, city.east, cast, now)
    with pytest.raises(Refusal):
        workflow.fire(first, "register", actor=cast.team, now=now)
    assert workflow.fire(passed(first, cast, now), "register", actor=cast.team, now=now).register_number == "备〔2021〕1号"


def test_only_the_registration_of_the_next_plan_supersedes_one(running_plan, city, cast, now):
    filing = workflow.fire(passed(filed(running_plan, city.east, cast, now), cast, now), "register", actor=cast.team, now=now)
    assert not [a.step.name for a in workflow.available(filing, cast.team)]


# -- who is told ----------------------------------------------------------------------------------------------------


def test_team_and_body_are_told_of_what_waits_for_them_and_no_longer(running_plan, city, cast, now):
    clerk, reviewer = a_user(COUNTY_OFFICER, city.east), a_user(WORKING_TEAM, city.bureau)

    def unread(user):
        return list(Notice.objects.filter(recipient=user, read_at=None).values_list("kind", flat=True))

    filing = filed(running_plan, city.east, cast, now)
    assert unread(reviewer) == ["plans.filing.submitted"]
    passed(filing, cast, now, missing={"加盖公章"})
    workflow.fire(filing, "ask_supplement", actor=cast.team, now=now, reason="请补盖公章", due_on="2021-04-01")
    assert (unread(reviewer), unread(clerk)) == ([], ["plans.filing.supplement_asked"])
    workflow.fire(filing, "resubmit", actor=cast.east, now=now)
    assert (unread(reviewer), unread(clerk)) == (["plans.filing.submitted"], [])
    comment_on_filing(actor=cast.team, now=now, filing=filing, comment="目标可再具体。")
    workflow.fire(passed(filing, cast, now), "register", actor=cast.team, now=now)
    assert (unread(reviewer), sorted(unread(clerk))) == ([], ["plans.filing.commented", "plans.filing.registered"])


def test_those_who_have_not_filed_are_reminded_once_a_day_and_bodies_without_an_officer_are_named(running_plan, city, cast, now):
    a_user(COUNTY_OFFICER, city.east)
    done = remind_filers(actor=cast.team, now=now, plan=running_plan)
    assert (done.people, done.bodies, done.without_officer) == (1, 3, ("西县", "示例职业学校"))
    assert remind_filers(actor=cast.team, now=now, plan=running_plan).people == 0
    assert remind_filers(actor=cast.team, now=now + timedelta(days=1), plan=running_plan).people == 1
    with pytest.raises(NotPermitted):
        remind_filers(actor=cast.east, now=now, plan=running_plan)


def test_guidance_is_given_on_what_was_handed_in_and_the_log_keeps_each_wording(running_plan, city, cast, now):
    draft = start_filing(actor=cast.east, now=now, plan=running_plan, organisation=city.east)
    with pytest.raises(NotPermitted):
        comment_on_filing(actor=cast.team, now=now, filing=draft, comment="看看")
    filing = filed(running_plan, city.east, cast, now)
    for words in ("目标偏低", "目标偏低，请研究"):
        comment_on_filing(actor=cast.team, now=now, filing=filing, comment=words)
    kept = [e.detail["comment"] for e in audit.events_of(filing) if e.action == "plans.filing.commented"]
    assert sorted(kept) == ["目标偏低", "目标偏低，请研究"]


# -- papers ---------------------------------------------------------------------------------------------------------


def test_the_receipt_says_that_it_is_no_approval(running_plan, city, cast, now):
    filing = filed(running_plan, city.east, cast, now)
    said = str(receipt_document(filing).blocks)
    assert "收〔2021〕1号" in said
    assert "备案不是审批" in said
    for form, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert receipt(filing, form).content.startswith(head)


def test_the_workbook_holds_standing_register_and_matrix(running_plan, city, cast, now):
    one = running_plan.measures.get(number="1")
    filing = filed(running_plan, city.east, cast, now, measures=[one])
    workflow.fire(passed(filing, cast, now), "register", actor=cast.team, now=now)
    assert filed(running_plan, city.east, cast, now, name="新.pdf").version == 2
    rows = filer_rows(running_plan, now.date(), actor=cast.team)
    book = load_workbook(BytesIO(filings_workbook(cast.team, running_plan, rows)))
    standing, register, matrix = (book.get_sheet_by_index(n).to_python() for n in range(3))
    assert [row[:2] for row in standing[1:]] == [["东县", "待形式审查"], ["西县", "未报送"], ["示例职业学校", "未报送"]]
    assert [row[0] for row in register[1:]] == ["备〔2021〕1号"]
    assert matrix[1][:3] == ["东县", "✓", ""]
    assert matrix[2][:3] == ["覆盖单位数", 1, 0]


def test_the_rows_of_bodies_ask_no_more_for_many_filings(running_plan, city, cast, now, django_assert_max_num_queries):
    for body, actor in ((city.east, cast.east), (city.west, cast.west), (city.school, cast.school)):
        filing = written(running_plan, body, actor, now, name=f"{body}.pdf", measures=running_plan.measures.all())
        workflow.fire(filing, "submit", actor=actor, now=now)
    with django_assert_max_num_queries(8):
        assert len(filer_rows(running_plan, now.date(), actor=cast.team)) == 3


# -- decided as it was read -----------------------------------------------------------------------------------------


def come_again(filing, cast, now):
    """The body supplements its filing and hands it in anew an hour later."""
    workflow.fire(filing, "ask_supplement", actor=cast.team, now=now, reason="请补盖公章", due_on=now.date())
    return workflow.fire(filing, "resubmit", actor=cast.east, now=now + timedelta(hours=1))


def test_the_form_of_what_was_handed_in_anew_is_not_checked_unread(running_plan, city, cast, now):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now, missing={"加盖公章"})
    read = submission_mark(filing)
    filing = come_again(filing, cast, now)
    met = dict.fromkeys(form_items(), (True, ""))
    with pytest.raises(Conflict, match="重新报送") as refused:
        check_form(actor=cast.team, now=now, filing=filing, met=met, seen=read)
    assert refused.value.code == "changed_meanwhile"
    assert not filing.checks.exists()
    check_form(actor=cast.team, now=now, filing=filing, met=met, seen=submission_mark(filing))
    assert filing.checks.count() == len(met)


@pytest.mark.parametrize(("step", "missing"), [("register", set()), ("ask_supplement", {"加盖公章"})])
def test_what_was_handed_in_anew_is_not_decided_on_unread(running_plan, city, cast, now, step, missing):
    filing = passed(filed(running_plan, city.east, cast, now), cast, now, missing={"加盖公章"})
    read = submission_mark(filing)
    filing = passed(come_again(filing, cast, now), cast, now, missing=missing)  # a colleague checked the new one
    facts = {"actor": cast.team, "now": now, "reason": "请补盖公章"} | ({"due_on": now.date()} if missing else {})
    with pytest.raises(Conflict, match="重新报送"):
        workflow.fire(filing, step, seen=read, **facts)
    filing.refresh_from_db()
    assert filing.state == "submitted"
    assert workflow.fire(filing, step, seen=submission_mark(filing), **facts).state != "submitted"
