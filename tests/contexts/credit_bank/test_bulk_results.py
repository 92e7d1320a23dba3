"""Results of a school's register: held against roster, accounts and catalogue, posted once each, opening to the row they come from."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.contexts.credit_bank.exchange.register_courses import CourseSheet, CourseWriter
from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import Learner, Outcome, OutcomeBatch, Posting, RegisterCourse
from baigong.contexts.credit_bank.selectors.register_results import courses_without_entry, list_returns, source_of
from baigong.contexts.credit_bank.services.accounts_from_roster import open_from_roster
from baigong.contexts.credit_bank.services.register_planning import ALREADY, FAILED, NO_ACCOUNT, NO_ENTRY, READY, UNFIT, plan_return
from baigong.contexts.credit_bank.services.register_results import post_return, set_courses
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import execute, export
from tests.contexts.credit_bank.test_bulk_accounts import pupil, returned
from tests.credit_city import a_type, an_account, make_city

pytestmark = pytest.mark.django_db
COURSES = {"K1": ("基础护理", "KC-1"), "K2": ("老年护理", "KC-2")}


@pytest.fixture
def city(db, now):
    city = make_city()
    for code, title in (("KC-1", "基础护理"), ("KC-2", "老年护理")):
        a_type(city, code, kind="course", title=title, family="", level="", credits=None, hours=32, issuer_body=city.school_body)
    returned(city, now, [pupil(1), pupil(2), pupil(3)])
    open_from_roster(actor=city.school, now=now, body=city.school_body, numbers=["20210001", "20210002"])
    return city


def result(serial, course="K1", title="基础护理", passed="1", **facts):
    own = {
        "XH": f"2021{serial:04d}", "XM": f"学生{serial}", "XN": "2020-2021", "XQM": "1", "KCH": course,
        "KCMC": title, "XS": "64", "CJ": "86", "SFHG": passed, "KSXZ": "1", "PDRQ": "20210114",
    }  # fmt: skip
    return own | facts


def mapped(city, now, courses=COURSES, actor="school"):
    return set_courses(actor=getattr(city, actor), now=now, body=city.school_body, courses=courses)


def post(city, now, batch, **facts):
    return post_return(actor=city.school, now=now, batch=batch, decision="成绩册", **facts)


def sent(city, now, *rows):
    return returned(city, now, list(rows), "MCKCCJ")


def test_a_plan_says_what_is_posted_and_why_the_rest_is_not(city, now):
    mapped(city, now, {"K1": COURSES["K1"]})
    batch = sent(
        city, now, result(1), result(2, passed="0"), result(3), result(9), result(2, "K2", "老年护理"), result(2, "K3", "?"),
        result(1, XQM="2"), result(2, XM="别人", XQM="2"),
    )  # fmt: skip
    planned = plan_return(batch, now.date())
    assert planned.counts == {READY: 1, NO_ACCOUNT: 2, NO_ENTRY: 2, UNFIT: 2, FAILED: 1}
    assert [(one.row, one.verdict, one.why) for one in planned.to_mend] == [
        (3, NO_ACCOUNT, "no_account"), (4, NO_ACCOUNT, "not_on_roster"), (5, NO_ENTRY, ""), (6, NO_ENTRY, ""), (7, UNFIT, "twice"),
        (8, UNFIT, "name"),
    ]  # fmt: skip


def test_a_return_is_posted_once_and_each_outcome_opens_to_its_row(city, now):
    mapped(city, now)
    batch = sent(city, now, result(1, passed="0"), result(2), result(1, "K2", "老年护理"))
    (receipt,) = post(city, now, batch, seen=plan_return(batch, now.date()).digest)
    assert (receipt.batch.key, receipt.batch.count, receipt.batch.register_batch) == (f"register:{batch.pk}:1", 2, batch)
    rows = Outcome.objects.select_related("learner", "batch__register_batch").order_by("pk")
    assert [(row.learner.name, row.grade, row.hours, row.attained_on, row.source_row) for row in rows] == [
        ("学生2", "86", 64, date(2021, 1, 14), 2), ("学生1", "86", 64, date(2021, 1, 14), 3)
    ]  # fmt: skip
    assert source_of(city.school, rows[0]) == (batch.pk, 2)
    assert source_of(city.pupil, rows[0]) is None
    assert balance_of(learner_account(rows[0].learner).code) == rows[0].credits > 0
    assert plan_return(batch, now.date()).counts == {ALREADY: 2, FAILED: 1}
    with pytest.raises(Refusal, match="没有可以存入的"):
        post(city, now, batch)
    assert (Outcome.objects.count(), Posting.objects.count(), list_returns([city.school_body]).get().posted) == (2, 2, 2)


def test_what_could_not_be_posted_at_first_is_posted_later_and_nothing_twice(city, now):
    mapped(city, now)
    batch = sent(city, now, result(1), result(3))
    post(city, now, batch)
    open_from_roster(actor=city.school, now=now, body=city.school_body, numbers=["20210003"])
    assert post(city, now, batch)[0].batch.key == f"register:{batch.pk}:2"
    assert sorted(Outcome.objects.values_list("learner__name", flat=True)) == ["学生1", "学生3"]


def test_a_course_taken_again_counts_once(city, now):
    mapped(city, now)
    post(city, now, sent(city, now, result(1)))
    again = sent(city, now, result(1, XQM="2", PDRQ="20210310", KSXZ="3"))
    assert plan_return(again, now.date()).counts == {ALREADY: 1}


def test_of_a_row_that_a_later_return_replaced_the_later_one_tells(city, now):
    mapped(city, now)
    first, second = sent(city, now, result(1), result(2)), sent(city, now, result(1, passed="0"))
    assert [line.name for line in plan_return(first, now.date()).lines] == ["学生2"]
    assert plan_return(second, now.date()).counts == {FAILED: 1}


def test_the_account_of_somebody_opened_elsewhere_gets_its_results_and_stays_there(city, now):
    mapped(city, now)
    elsewhere = an_account(city, now, "学生4", at="other", serial=4, born=date(2000, 3, 4))
    returned(city, now, [pupil(4)])
    post(city, now, sent(city, now, result(4)))
    assert Outcome.objects.get().learner == elsewhere
    assert Learner.objects.get(pk=elsewhere.pk).home == city.other_body


def test_what_changed_since_it_was_shown_and_what_was_withdrawn_is_not_posted(city, now):
    mapped(city, now)
    batch = sent(city, now, result(1))
    with pytest.raises(Conflict, match="有变化"):
        post(city, now, batch, seen="other")
    type(batch).objects.filter(pk=batch.pk).update(withdrawn_at=now)
    with pytest.raises(Conflict, match="撤回"):
        post(city, now, batch)
    assert OutcomeBatch.objects.count() == 0


def test_a_school_posts_its_own_returns_and_maps_its_own_courses(city, now):
    mapped(city, now)
    batch = sent(city, now, result(1))
    with pytest.raises(NotPermitted):
        post_return(actor=city.other, now=now, batch=batch, decision="成绩册")
    with pytest.raises(NotPermitted):
        mapped(city, now, actor="other")
    with pytest.raises(Refusal, match="没有由"):
        mapped(city, now, {"K1": ("基础护理", "X-9")})


def test_courses_are_proposed_by_code_or_name_and_come_back_as_a_table(city, now):
    sent(city, now, result(1), result(2, "KC-2", "护理（二）"), result(2, "K9", "体育"))
    found = {one.number: one.proposed.code if one.proposed else None for one in courses_without_entry(city.school_body)}
    assert found == {"K1": "KC-1", "KC-2": "KC-2", "K9": None}
    sheet = CourseSheet(city.school, now, city.school_body)
    filled = [row for row in sheet.to_fill() if row["code"]]
    plan = sheet.plan_of(export(sheet.table, filled), "courses.xlsx")
    execute(plan, CourseWriter(sheet), digest=plan.digest)
    assert dict(RegisterCourse.objects.values_list("number", "type__code")) == {"K1": "KC-1", "KC-2": "KC-2"}
    changed = sheet.plan_of(export(sheet.table, [{"number": "K1", "title": "基础护理", "code": "KC-2"}]), "courses.xlsx")
    execute(changed, CourseWriter(sheet), digest=changed.digest)
    assert RegisterCourse.objects.get(number="K1").type.code == "KC-2"


def test_of_a_return_posted_whole_counts_tell_and_no_outcome_is_looked_at(city, now):
    mapped(city, now)
    batch = sent(city, now, result(1), result(2), result(1, "K2", "老年护理", passed="0"))
    assert plan_return(batch, now.date()).counts == {READY: 2, FAILED: 1}
    post(city, now, batch)
    with CaptureQueriesContext(connection) as asked:
        assert plan_return(batch, now.date()).counts == {ALREADY: 2, FAILED: 1}
    assert not any("source_row" in query["sql"] for query in asked.captured_queries)


def test_what_was_reopened_and_given_up_is_not_taken_for_posted_because_the_counts_agree(city, now):
    mapped(city, now)
    batch = sent(city, now, result(1), result(2))
    post(city, now, batch)
    Outcome.objects.filter(learner__name="学生1").update(state="rejected")
    assert [line.name for line in plan_return(batch, now.date()).lines] == ["学生1"]


def test_a_row_that_was_replaced_after_it_was_posted_does_not_stand_for_one_that_never_was(city, now):
    mapped(city, now)
    first = sent(city, now, result(1), result(3))
    post(city, now, first)  # the third has no account yet: one row of two
    sent(city, now, result(1, passed="0"))
    open_from_roster(actor=city.school, now=now, body=city.school_body, numbers=["20210003"])
    assert [line.name for line in plan_return(first, now.date()).lines] == ["学生3"]
