"""Conversion: applied for, decided by the rules with every reason, in the ledger, reversed there; nothing is used twice."""

from __future__ import annotations

import pytest

from baigong.contexts.credit_bank.conversion.deciding import decide_for
from baigong.contexts.credit_bank.conversion.routing import route_to
from baigong.contexts.credit_bank.ledger.accounts import used_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import Conversion, ConversionState, Posting, PostingKind, SchoolCreditSettings
from baigong.contexts.credit_bank.pages_of_conversion import conversion_page, preview_of
from baigong.contexts.credit_bank.selectors.conversion import standing_exemptions
from baigong.contexts.credit_bank.services import conversions, programmes
from baigong.contexts.credit_bank.services.rules import NeedHead
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.conversion_city import a_programme, adopted, banked, make_college, some_settings
from tests.credit_city import a_type, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


def applied(city, **facts):
    return conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme, **facts)


def granted(city, **facts):
    return fire(applied(city, **facts), "approve", city.other, city.now, decision="示例院教〔2021〕5号")


def used(city):
    return balance_of(used_account(city.learner, city.programme.target).code)


def test_a_certificate_becomes_an_exemption_with_rule_clause_and_facts_and_stands_in_the_ledger(city):
    rule, outcome = adopted(city), banked(city)
    row = granted(city)
    line = row.lines.get()
    assert (line.course.code, line.credits, line.rule, list(line.outcomes.all())) == ("LN", 400, rule, [outcome])
    assert (row.state, row.credits, used(city)) == (ConversionState.APPROVED, 400, 400)
    posting = Posting.objects.get(kind=PostingKind.USE)
    assert (posting.rule, posting.decision, posting.outcome) == ("R-1/1", "示例院教〔2021〕5号", f"outcome:{outcome.pk}")
    given = conversion_page(city.other, row).preview.given[0]
    assert given.rule.clause == "第三条"
    assert "级别达到要求" in given.facts


def test_hours_of_a_training_become_credits_cut_at_the_cap_of_the_rule(city):
    adopted(city, "R-H", needs=(NeedHead(kind="farmer_training"),), courses=(), hours_per_credit=16, cap=300)
    banked(city, city.farming_type, number="", hours=80)
    preview = preview_of(decide_for(city.learner, city.programme, city.now.date()))
    assert [(given.credits, given.cut, given.is_exemption) for given in preview.given] == [("3", "2", False)]
    assert "上限" in preview.refused[0].what
    assert granted(city).credits == 300


def test_work_is_counted_in_months_and_what_is_short_is_said_in_months(city):
    work = a_type(city, "GZ", kind="work", family="", level="")
    adopted(city, needs=(NeedHead(work, minimum_hours=24),))
    outcome = banked(city, work, number="", months=18)
    said = preview_of(decide_for(city.learner, city.programme, city.now.date())).refused
    assert [(one.what, one.how) for one in said] == [("规则要求不少于24个月，这项成果是18个月。", "再有6个月后可以转换。")]
    outcome.months = 24
    outcome.save()
    given = preview_of(decide_for(city.learner, city.programme, city.now.date())).given
    assert "24个月，不少于24个月" in given[0].facts


def test_without_settings_nothing_is_decided_since_no_national_number_stands_in(city):
    adopted(city)
    banked(city)
    SchoolCreditSettings.objects.all().delete()
    with pytest.raises(Refusal, match="还没有登记") as refused:
        applied(city)
    assert refused.value.code == "no_settings"


def test_an_application_that_gives_nothing_is_refused_with_the_reasons_on_the_page(city):
    banked(city)
    with pytest.raises(Refusal, match="没有可以转换"):
        applied(city)
    preview = preview_of(decide_for(city.learner, city.programme, city.now.date()))
    assert preview.given == []
    assert "还没有关于这项成果的转换规则" in preview.refused[0].what


def test_a_course_that_the_programme_has_not_is_refused_by_its_name(city):
    adopted(city)
    banked(city)
    elsewhere = a_programme(city, code="410303", title="畜牧兽医")
    elsewhere.courses.get(code="LN").delete()
    refused = preview_of(decide_for(city.learner, elsewhere, city.now.date())).refused
    assert "老年护理" in [one.subject for one in refused if "不在这个专业的培养方案里" in one.what]


def test_one_application_waits_at_a_programme_at_a_time(city):
    adopted(city)
    banked(city)
    applied(city)
    with pytest.raises(Conflict, match="等待审批"):
        applied(city)


def test_an_outcome_serves_a_programme_once_and_is_free_again_after_a_reversal(city):
    adopted(city)
    banked(city)
    row = granted(city)
    with pytest.raises(Refusal, match="没有可以转换"):
        applied(city)
    with pytest.raises(Refusal, match="理由"):
        fire(row, "reverse", city.other, city.now)
    fire(row, "reverse", city.other, city.now, reason="录入有误", document="示例院教〔2021〕6号")
    assert (used(city), standing_exemptions(city.other).count()) == (0, 0)
    assert granted(city).credits == 400


def test_a_revoked_certificate_takes_its_exemption_with_it(city):
    adopted(city)
    outcome = banked(city)
    row = granted(city)
    assert standing_exemptions(city.other).count() == 1
    fire(outcome, "revoke", city.school, city.now, reason="证书作废")
    assert (used(city), standing_exemptions(city.other).count()) == (0, 0)
    assert conversion_page(city.other, Conversion.objects.get(pk=row.pk)).preview.given[0].is_void


def test_a_certificate_revoked_between_application_and_decision_gives_nothing(city):
    adopted(city)
    outcome = banked(city)
    row = applied(city)
    fire(outcome, "revoke", city.school, city.now, reason="证书作废")
    with pytest.raises(Refusal, match="没有可以转换"):
        fire(row, "approve", city.other, city.now)
    assert not Posting.objects.filter(kind=PostingKind.USE).exists()
    fire(row, "refuse", city.other, city.now, reason="证书已作废")


def test_the_cap_of_the_programme_holds_over_several_applications(city):
    some_settings(city, cap_permille=100)
    adopted(city)
    banked(city)
    assert granted(city).credits == 400
    adopted(city, "R-2", needs=(NeedHead(kind="farmer_training"),), courses=(), hours_per_credit=16)
    banked(city, city.farming_type, number="", hours=80)
    with pytest.raises(Refusal, match="没有可以转换"):
        applied(city)
    refused = preview_of(decide_for(city.learner, city.programme, city.now.date())).refused
    assert any("总上限只剩0" in said.what for said in refused)


def test_credits_that_two_outcomes_gave_together_are_split_between_them(city):
    adopted(city, needs=(NeedHead(city.web), NeedHead(city.farming_type)), courses=("XX",))
    banked(city)
    banked(city, city.farming_type, number="", hours=80)
    granted(city)
    assert sorted(Posting.objects.filter(kind=PostingKind.USE).values_list("amount", flat=True)) == [150, 150]


def test_wishes_decide_between_courses_of_equal_credits(city):
    programmes.save_courses(
        actor=city.other, now=city.now, programme=city.programme,
        courses=[programmes.CourseHead("A", "甲", "elective", 200, 32), programmes.CourseHead("B", "乙", "elective", 200, 32)],
    )  # fmt: skip
    adopted(city, courses=("A", "B"), most_courses=1)
    banked(city)
    assert [g.title for g in preview_of(decide_for(city.learner, city.programme, city.now.date())).given] == ["甲"]
    assert [line.course.title for line in granted(city, wishes=["B"]).lines.all()] == ["乙"]


def test_only_the_programmes_school_decides_and_nobody_on_his_own(city):
    adopted(city)
    banked(city)
    row = applied(city)
    with pytest.raises(NotPermitted):
        fire(row, "approve", city.school, city.now)
    city.learner.user = city.users.other
    city.learner.save()
    with pytest.raises(NotPermitted, match="自己的申请"):
        fire(row, "approve", city.other, city.now)


def test_settings_by_which_something_was_decided_do_not_change(city):
    adopted(city)
    banked(city)
    assert some_settings(city, valid_years=4).valid_years == 4
    granted(city)
    with pytest.raises(Conflict, match="不能再改"):
        some_settings(city)


def test_a_course_somebody_is_exempted_from_keeps_its_credits(city):
    adopted(city)
    banked(city)
    granted(city)
    head = programmes.CourseHead("LN", "老年护理", "major", 500, 64)
    with pytest.raises(Conflict, match="已有人免修"):
        programmes.save_courses(actor=city.other, now=city.now, programme=city.programme, courses=[head])


def test_a_school_does_not_write_a_programme_of_another(city):
    head = programmes.ProgrammeHead(city.school_body, "520201", "护理", 2020, 13000, "文号")
    with pytest.raises(NotPermitted):
        programmes.save_programme(actor=city.other, now=city.now, programme=city.programme, head=head)
    city.programme.refresh_from_db()
    assert city.programme.school == city.other_body


def test_the_shortest_way_names_what_to_convert_and_what_to_study(city):
    programmes.save_programme(
        actor=city.other, now=city.now, programme=city.programme,
        head=programmes.ProgrammeHead(city.other_body, "520201", "护理", 2020, 1300, "文号"),
    )  # fmt: skip
    rule = adopted(city)
    banked(city)
    page = route_to(city.learner, city.programme, decide_for(city.learner, city.programme, city.now.date()))
    assert not page.route.is_reachable
    city.programme.refresh_from_db()
    page = route_to(city.learner, city.programme, decide_for(city.learner, city.programme, city.now.date()))
    assert (page.route.is_reachable, page.route.is_proven, page.route.cost) == (True, True, 144)
    assert [(one.title, one.rule) for one in page.convert] == [("老年护理", rule)]
    assert (page.saved, page.later) == (64, [])
    assert {one.title for one in page.study} == {"基础护理", "信息技术"}
    assert (page.held, page.held_total) == ([], "0")
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    fire(row, "approve", city.other, city.now)
    page = route_to(city.learner, city.programme, decide_for(city.learner, city.programme, city.now.date()))
    assert [(one.title, one.rule, one.credits) for one in page.held] == [("老年护理", rule, page.held_total)]
    assert (page.convert, page.route.cost) == ([], 144)
