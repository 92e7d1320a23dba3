"""Head-counts: what is striking is explained, what stands is corrected by a version, others reckon with what was submitted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from baigong.contexts.enterprises.events import StaffCorrected
from baigong.contexts.enterprises.models import Period, PostKind, Source, StaffBatch, StaffReturn
from baigong.contexts.enterprises.selectors.staff import average_staff, definition_on, periods_due, staff_by_kind_of_post, staff_on
from baigong.contexts.enterprises.services.insured import enter_insured
from baigong.contexts.enterprises.services.staff import StaffHead, correct_return, draft_return, edit_return
from baigong.contexts.enterprises.services.staff_posting import StaffLine, check_lines, post_returns
from baigong.contexts.enterprises.workflow.remarks import remarks_on
from baigong.kernel import events, rules
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.enterprise_city import a_firm, fire, make_city, on, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


def drafted(city, headcount, period="2020", actor=None, explanation=""):
    head = StaffHead(Period.parse(period), headcount, None, explanation)
    return draft_return(actor=actor or city.winery, now=city.now, enterprise=city.winery_firm, head=head)


# -- one return ------------------------------------------------------------------------------------------------------------


def test_a_head_count_of_zero_goes_in_once_it_is_explained(city):
    row = drafted(city, 0)
    with pytest.raises(Refusal, match="职工人数为0"):
        fire(row, "submit", city.winery, city.now)
    edit_return(actor=city.winery, now=city.now, staff_return=row, head=StaffHead(row.when, 0, None, "全年停业"))
    assert fire(row, "submit", city.winery, city.now).state == "submitted"
    assert average_staff([city.winery_firm.pk], 2020)[city.winery_firm.pk].value == 0


def test_a_head_count_of_a_million_is_asked_about_and_one_of_ten_million_is_none(city):
    row = drafted(city, 1_000_000)
    with pytest.raises(Refusal, match="看看是否多写了位数"):
        fire(row, "submit", city.winery, city.now)
    with pytest.raises(Refusal, match="应在0和9999999之间"):
        edit_return(actor=city.winery, now=city.now, staff_return=row, head=StaffHead(row.when, 10_000_000))


def test_what_differs_much_from_last_year_or_from_the_insured_is_asked_about_and_what_does_not_is_only_said(city):
    returned(city, city.winery_firm, "2019", 100)
    enter_insured(actor=city.labour, now=city.now, body=city.labour_body, year=2020, counts={city.winery_firm.pk: 125})
    row = drafted(city, 150)
    said = {remark.words: remark.asks for remark in remarks_on([row])[row.pk]}
    assert said == {"比上年同期100人多50人（50.0%）。": False, "比参保人数125人多25人（20.0%）。": False}, (
        "the bounds themselves are not exceeded"
    )
    edit_return(actor=city.winery, now=city.now, staff_return=row, head=StaffHead(row.when, 151))
    assert all(remark.asks for remark in remarks_on([StaffReturn.objects.get(pk=row.pk)])[row.pk])


def test_nothing_to_compare_with_is_said_and_not_counted_as_none(city):
    row = drafted(city, 50)
    assert [one.words for one in remarks_on([row])[row.pk]] == ["没有上年同期数，无从比较。", "人社部门没有提供该年参保人数。"]


def test_a_period_that_is_not_over_is_not_submitted(city):
    row = drafted(city, 50, "2021-Q1", explanation="x")
    with pytest.raises(Refusal, match="还没有到"):
        fire(row, "submit", city.winery, city.now)


def test_only_what_has_ended_and_has_no_return_is_due_and_the_average_of_the_last_year_comes_first(city):
    codes = [one.code for one in periods_due(city.winery_firm, city.now.date())]
    assert codes[:3] == ["2020", "2019", "2020-Q4"]
    assert "2021-02" in codes
    assert not {"2021", "2021-Q1", "2021-03"} & set(codes), "they have not ended on 2021-03-15"
    returned(city, city.winery_firm, "2020", 100)
    drafted(city, 90, "2020-Q4")
    codes = [one.code for one in periods_due(city.winery_firm, city.now.date())]
    assert codes[0] == "2019"
    assert not {"2020", "2020-Q4"} & set(codes)


def test_who_returns_a_period_again_is_told_whether_a_draft_or_a_return_is_to_be_opened(city):
    drafted(city, 90, "2020-Q4")
    with pytest.raises(Conflict, match="已有一份草稿（90人）"):
        drafted(city, 91, "2020-Q4")
    returned(city, city.winery_firm, "2020", 100)
    with pytest.raises(Conflict, match="打开那一份更正"):
        drafted(city, 101, "2020")


@pytest.mark.parametrize(
    ("text", "code"), [("2022年5月", "2022-05"), ("2022 年 5 月末", "2022-05"), ("2021年第3季度末", "2021-Q3"), ("2021年", "2021")]
)
def test_a_period_may_be_written_as_pages_name_it(text, code):
    assert Period.parse(text).code == code


def test_what_was_submitted_is_locked_and_the_next_version_counts_once_it_is_in(city, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setitem(events._subscribers, StaffCorrected, [heard.append])
    first = returned(city, city.winery_firm, "2020", 100)
    with pytest.raises(Conflict, match="已锁定"):
        edit_return(actor=city.winery, now=city.now, staff_return=first, head=StaffHead(first.when, 1))
    with pytest.raises(Conflict, match="打开那一份更正"):
        drafted(city, 120)
    with pytest.raises(Refusal, match="更正理由"):
        correct_return(actor=city.winery, now=city.now, staff_return=first, head=StaffHead(first.when, 120), correction=" ")
    second = correct_return(actor=city.winery, now=city.now, staff_return=first, head=StaffHead(first.when, 120), correction="漏报")
    assert average_staff([city.winery_firm.pk], 2020)[city.winery_firm.pk].value == 100
    with django_capture_on_commit_callbacks(execute=True):
        fire(second, "submit", city.winery, city.now)
    assert average_staff([city.winery_firm.pk], 2020)[city.winery_firm.pk].value == 120
    assert StaffReturn.objects.get(pk=first.pk).state == "superseded"
    assert heard == [StaffCorrected(city.winery_firm.pk, "2020")]


def test_a_correction_that_was_dropped_leaves_the_way_to_another(city):
    first = returned(city, city.winery_firm, "2020", 100)
    head = StaffHead(first.when, 120)
    dropped = correct_return(actor=city.winery, now=city.now, staff_return=first, head=head, correction="漏报")
    with pytest.raises(Conflict, match="更正在起草"):
        correct_return(actor=city.county, now=city.now, staff_return=first, head=head, correction="漏报")
    fire(dropped, "drop", city.winery, city.now)
    again = correct_return(actor=city.winery, now=city.now, staff_return=first, head=head, correction="又核了一遍")
    assert (again.version, fire(again, "submit", city.winery, city.now).state) == (3, "submitted")


def test_a_firm_returns_nothing_for_a_time_in_which_it_was_not(city):
    firm = a_firm(city, "示例新公司", opened_on=date(2020, 6, 1))
    head = StaffHead(Period.parse("2019"), 5)
    with pytest.raises(Refusal, match="才成立"):
        draft_return(actor=SYSTEM, now=city.now, enterprise=firm, head=head)
    fire(firm, "close", city.team, city.now, on="2020-12-31", document="1号")
    with pytest.raises(Refusal, match="已关闭"):
        draft_return(actor=SYSTEM, now=city.now, enterprise=firm, head=StaffHead(Period.parse("2021-01"), 5))
    assert draft_return(actor=SYSTEM, now=city.now, enterprise=firm, head=StaffHead(Period.parse("2020"), 5)).pk


def test_kinds_of_posts_together_are_no_more_than_all(city):
    kind = PostKind.objects.create(enterprise=city.winery_firm, name="酿酒工")
    with pytest.raises(Refusal, match="超过职工人数"):
        draft_return(
            actor=city.winery, now=city.now, enterprise=city.winery_firm, head=StaffHead(Period.parse("2020"), 10, {kind.pk: 11})
        )  # fmt: skip


def test_only_who_may_returns_for_a_firm(city):
    for actor in (city.dairy, city.school, city.labour, city.other_county):
        with pytest.raises(NotPermitted):
            drafted(city, 5, actor=actor)


# -- what others reckon with -----------------------------------------------------------------------------------------------


def test_an_average_is_what_was_returned_else_of_all_months_else_of_all_quarters_and_never_of_some(city):
    firm, other, third = city.winery_firm, city.dairy_firm, a_firm(city, "示例三公司")
    for n in range(1, 5):
        returned(city, firm, f"2020-Q{n}", 10 + n)
    for n in range(1, 12):
        returned(city, firm, f"2020-{n:02d}", 100)
    keys = [firm.pk, other.pk, third.pk]
    found = average_staff(keys, 2020)
    assert (found[firm.pk].value, found[firm.pk].how, len(found[firm.pk].returns)) == (Fraction(25, 2), "quarters", 4)
    assert found[other.pk] is None
    returned(city, firm, "2020-12", 112)
    assert (average_staff(keys, 2020)[firm.pk].value, average_staff(keys, 2020)[firm.pk].how) == (Fraction(101), "months")
    returned(city, firm, "2020", 77)
    assert (average_staff(keys, 2020)[firm.pk].value, average_staff(keys, 2020)[firm.pk].how) == (Fraction(77), "yearly")
    assert average_staff(keys, 2019)[firm.pk] is None


def test_the_staff_on_a_day_is_the_last_count_by_then_and_a_fall_shows_from_its_day(city):
    firm = city.winery_firm
    returned(city, firm, "2020", 50)
    returned(city, firm, "2020-12", 48)
    returned(city, firm, "2021-01", 20)
    assert staff_on([firm.pk], on("2020-12-30"))[firm.pk] is None
    assert staff_on([firm.pk], on("2020-12-31"))[firm.pk].value == 48, "of two that end on one day the finer"
    assert staff_on([firm.pk], on("2021-01-30"))[firm.pk].value == 48
    assert staff_on([firm.pk], on("2021-01-31"))[firm.pk].value == 20


def test_staff_of_a_kind_of_post_is_the_last_that_names_it(city):
    firm = city.winery_firm
    first, second = (PostKind.objects.create(enterprise=firm, name=name) for name in ("酿酒工", "灌装工"))
    returned(city, firm, "2020-06", 50, by_post={first.pk: 30, second.pk: 5})
    returned(city, firm, "2020-12", 50, by_post={first.pk: 25})
    found = staff_by_kind_of_post([firm.pk, city.dairy_firm.pk], on("2021-01-01"))
    assert {pk: count.value for pk, count in found[firm.pk].items()} == {first.pk: 25, second.pk: 5}
    assert found[city.dairy_firm.pk] == {}


def test_the_definition_in_force_is_a_setting_and_a_return_keeps_the_one_it_was_made_under(city, settings, tmp_path):
    old = returned(city, city.winery_firm, "2019", 100)
    own = """
parameters:
  - id: ENT-STAFF-DEFINITION
    label: 口径
    versions:
      - {since: 2019-01-01, until: 2019-12-31, codes: ["on_post"], verification: param, citation: {title: 本市规定}}
      - {since: 2020-01-01, codes: ["employed"], verification: param, citation: {title: 本市规定}}
"""
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    settings.RULEBOOK_DIR = str(tmp_path)
    rules.all_parameters.cache_clear()
    try:
        assert (definition_on(on("2019-12-31")), definition_on(on("2020-01-01"))) == ("on_post", "employed")
        assert (old.definition, drafted(city, 100).definition) == ("on_post", "employed")
    finally:
        settings.RULEBOOK_DIR = ""
        rules.all_parameters.cache_clear()


# -- many at once ----------------------------------------------------------------------------------------------------------


def lines_of(city, first=100, second=40, **more):
    return [
        StaffLine(city.winery_firm.credit_code, "2020", first, **more),
        StaffLine(f" {city.dairy_firm.credit_code.lower()} ", "2020", second),
    ]


def post(city, lines, key="k1", actor=None, body=None):
    return post_returns(
        actor=actor or city.county, now=city.now, body=body or city.near, key=key, lines=lines, source=Source.API
    )  # fmt: skip


def test_a_batch_is_posted_once_under_its_key(city):
    receipt = post(city, lines_of(city))
    assert (receipt.is_new, receipt.added, receipt.same) == (True, 2, 0)
    assert not post(city, lines_of(city)).is_new
    with pytest.raises(Conflict, match="已用于另一批"):
        post(city, lines_of(city, first=101))
    again = post(city, lines_of(city), key="k2")
    assert (again.added, again.same) == (0, 2)
    assert StaffReturn.objects.count() == 2


def test_one_wrong_line_posts_none_and_every_wrong_one_is_named(city):
    other = a_firm(city, "示例外县厂", county=city.far)
    lines = [
        *lines_of(city), StaffLine("91620602MA9XXXXXXX", "2020", 1), StaffLine(other.credit_code, "2020", 1),
        StaffLine(city.dairy_firm.credit_code, "去年", 1), StaffLine(city.dairy_firm.credit_code, "2021", 1),
        StaffLine(city.winery_firm.credit_code, "2020", 9), StaffLine(city.winery_firm.credit_code, "2018", 0),
    ]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        post(city, lines)
    for words in ("没有登记这家企业", "不由您报送", "所属期应写成", "还没有结束", "与第1条是同一家企业、同一期", "情况说明"):
        assert words in refused.value.message
    assert StaffReturn.objects.count() == 0
    assert StaffBatch.objects.count() == 0


def test_another_number_is_a_correction_with_its_reason(city):
    post(city, lines_of(city))
    with pytest.raises(Refusal, match="请填更正理由"):
        post(city, lines_of(city, first=110), key="k2")
    receipt = post(city, lines_of(city, first=110, correction="漏报"), key="k3")
    assert (receipt.added, receipt.corrected, receipt.same) == (0, 1, 1)
    newest = StaffReturn.objects.get(enterprise=city.winery_firm, state="submitted")
    assert (newest.headcount, newest.version, newest.supersedes.headcount) == (110, 2, 100)


def test_a_draft_on_the_page_is_not_run_over_by_a_table(city):
    drafted(city, 5)
    wrong = check_lines(city.county, lines_of(city), city.now).wrong
    assert [(one.line, one.column) for one in wrong] == [(0, "period")]


def test_an_enterprise_posts_for_itself_alone(city):
    own = [StaffLine(city.winery_firm.credit_code, "2020", 5)]
    assert post(city, own, actor=city.winery, body=city.winery_firm.organisation).added == 1
    with pytest.raises(NotPermitted):
        post(city, own, key="x", actor=city.winery, body=city.near)
    with pytest.raises(Refusal, match="不由您报送"):
        post(city, lines_of(city), key="y", actor=city.winery, body=city.winery_firm.organisation)


def test_numbers_of_the_insured_come_from_their_owner_and_are_written_anew(city):
    given = {"year": 2020, "counts": {city.winery_firm.pk: 90}}
    with pytest.raises(NotPermitted, match="市人社局"):
        enter_insured(actor=city.tax, now=city.now, body=city.tax_body, **given)
    assert enter_insured(actor=city.labour, now=city.now, body=city.labour_body, **given) == 1
    assert enter_insured(actor=city.labour, now=city.now, body=city.labour_body, **given) == 0
    assert enter_insured(actor=city.team, now=city.now, body=city.labour_body, year=2020, counts={city.winery_firm.pk: 91}) == 1
    with pytest.raises(Refusal, match="还没有到"):
        enter_insured(actor=city.labour, now=city.now, body=city.labour_body, year=2022, counts={})


@pytest.mark.parametrize("text", ["2021-Q5", "2021-13", "21", "", "2021-00", "二〇二一", "2021年13月", "2021年5季度末"])
def test_what_writes_no_period_is_none(text):
    with pytest.raises(ValueError):  # noqa: PT011  (the text itself is the message)
        Period.parse(text)
