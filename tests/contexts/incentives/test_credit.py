"""The statement of an enterprise from its records: from the list on, groups, withdrawal, exit; on paper; and what-if over all."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from baigong.contexts.incentives.credit.statements import statement_for
from baigong.contexts.incentives.outputs.statement import statement_paper, workbook
from baigong.contexts.incentives.services import ledger, trials
from baigong.engines.surcharge_credit import check_statement
from baigong.kernel.documents.extract import extract_text
from baigong.kernel.errors import NotPermitted, Refusal
from tests import incentive_city as c
from tests.enterprise_city import a_firm, fire

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 27)
YUAN = 100


@pytest.fixture
def city(db):
    made = c.make_city()
    made.row = c.cultivated(made)
    return made


def statement(city, firm=None, last=2022):
    return statement_for(firm or city.winery_firm, last, DAY)


def year_of(said, year):
    return next(one for one in said.years if one.year == year)


def test_the_vectors_of_the_rule_come_out_of_the_records(city):
    (row,) = c.invested(city)
    c.owes(city, 2021, 108_000 * YUAN, 72_000 * YUAN)
    c.owes(city, 2022, 90_000 * YUAN, 60_000 * YUAN)
    said = statement(city)
    first, second = year_of(said, 2021), year_of(said, 2022)
    assert (first.used_education + first.used_local, first.closing) == (180_000 * YUAN, 120_000 * YUAN)
    assert (second.used_education + second.used_local, second.closing) == (120_000 * YUAN, 0)
    ledger.withdraw(actor=city.team, now=c.at(city, DAY), entry=row, on=DAY, amount=row.amount, reason="撤资", number="决议1")
    assert year_of(statement(city), 2022).clawback == 300_000 * YUAN
    assert said.faults == []


def test_what_was_spent_before_the_list_is_shown_and_not_counted(city):
    c.invested(city, c.spending(1, on="2021-03-14"), c.spending(2, on="2021-03-15"))
    year = year_of(statement(city), 2021)
    assert year.new == 300_000 * YUAN
    line = next(one for one in year.lines if one.what == "不计入的投资")
    assert "发生时不在产教融合型企业名单上" in line.how
    assert line.url


def test_a_kind_that_the_rule_does_not_know_is_kept_and_not_counted(city):
    c.invested(city, c.spending(spending="mixed"))
    assert year_of(statement(city), 2021).new == 0


def test_a_year_whose_surcharges_nobody_entered_is_named(city):
    c.invested(city)
    c.owes(city, 2022, 1, 1)
    assert statement(city).missing == [2021]


def test_a_credit_larger_than_the_surcharges_is_carried_for_years(city):
    c.invested(city)
    for year in (2021, 2022):
        c.owes(city, year, 6_000 * YUAN, 4_000 * YUAN)
    assert [year.closing for year in statement(city).years if year.year >= 2021] == [290_000 * YUAN, 280_000 * YUAN]


def test_a_held_subsidiary_credits_its_own_and_a_share_does_not(city):
    for stake, new in (("whole", 300_000), ("holding", 300_000), ("share", 0)):
        firm = a_firm(city, f"示例{stake}子公司")
        type(firm).objects.filter(pk=firm.pk).update(parent=city.winery_firm, stake=stake)
        firm.refresh_from_db()
        c.invested(city, c.spending(hash(stake) % 9000), firm=firm)
        said = statement(city, firm)
        assert year_of(said, 2021).new == new * YUAN
        assert said.faults == []
    assert statement(city).used == 0, "members of a group are not pooled"


def test_after_the_exit_nothing_more_is_credited(city):
    c.invested(city, c.spending(1), c.spending(2, on="2022-06-01"))
    c.owes(city, 2021, 60_000 * YUAN, 40_000 * YUAN)
    c.owes(city, 2022, 0, 0)
    fire(city.row, "exit", city.reform, c.at(city, "2022-05-10"), "自愿", document="甘发改〔2022〕9号")
    year = year_of(statement(city), 2022)
    assert (year.new, year.lapsed, year.closing) == (0, 200_000 * YUAN, 0)


def test_the_papers_say_every_line_and_that_the_tax_office_decides(city):
    c.invested(city)
    c.owes(city, 2021, 108_000 * YUAN, 72_000 * YUAN)
    said = statement(city)
    plain = "".join(extract_text(statement_paper(said, DAY, "pdf").content, "statement.pdf").text.split())
    for words in ("108,000.00", "以税务部门的决定为准", "1,000,000.00×30%=300,000.00", "财税〔2019〕46号"):
        assert words in plain, words
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(said, DAY)))
    assert book.sheet_names == ["分年汇总", "逐行计算", "说明"]
    rows = book.get_sheet_by_name("分年汇总").to_python()
    assert [row[0] for row in rows[1:]] == [2021, 2022]
    assert statement_paper(said, DAY, "docx").content[:2] == b"PK"
    assert check_statement(said.result) == []


def test_a_trial_tells_who_loses_by_a_lower_rate_and_decides_nothing(city):
    c.invested(city)
    c.owes(city, 2021, 180_000 * YUAN, 120_000 * YUAN)
    row = trials.start_trial(actor=city.team, now=c.at(city, DAY), rate=2500, since=date(2019, 1, 1), last=2022)
    change = row.changes.get()
    assert (row.winners, row.losers, change.before, change.after) == (0, 1, 300_000 * YUAN, 250_000 * YUAN)
    assert [year["used_after"] for year in row.years if year["year"] == 2021] == [250_000 * YUAN]
    assert statement(city).used == 300_000 * YUAN
    later = trials.start_trial(actor=city.team, now=c.at(city, DAY), rate=2500, since=date(2021, 6, 2), last=2022)
    assert later.changes.count() == 0


def test_many_enterprises_are_tried_by_a_worker(city, monkeypatch):
    monkeypatch.setattr(trials, "AT_ONCE", 0)
    c.invested(city)
    c.owes(city, 2021, 180_000 * YUAN, 120_000 * YUAN)
    row = trials.start_trial(actor=city.team, now=c.at(city, DAY), rate=4000, since=date(2019, 1, 1), last=2022)
    assert row.finished_at is None
    assert row.job is not None
    assert trials.run_trial(row, now=c.at(city, DAY)).finished_at is not None
    with pytest.raises(NotPermitted):
        trials.drop_trial(actor=city.tax, now=city.now, trial=row)


@pytest.mark.parametrize(("rate", "since", "last"), [(10_001, "2019-01-01", 2022), (2500, "2023-01-01", 2022), (2500, "2019-01-01", 2023)])
def test_a_trial_that_cannot_be_is_refused(city, rate, since, last):
    with pytest.raises(Refusal):
        trials.start_trial(actor=city.team, now=c.at(city, DAY), rate=rate, since=date.fromisoformat(since), last=last)
