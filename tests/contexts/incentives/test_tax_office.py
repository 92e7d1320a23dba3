"""The tax office does the statement again from the downloaded workbook alone, by a program of its own that knows the rule and not us.

It reads the lines as a clerk would (what it is, what it is about, how it comes about, the amount) and works with exact fen. It imports
nothing of the project but what makes the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from baigong.contexts.incentives.services import ledger
from tests import incentive_city as c

pytestmark = pytest.mark.django_db
EDUCATION, LOCAL = "教育费附加", "地方教育附加"


# -- the clerk's program -------------------------------------------------------------------------------------------------


def fen(cell):
    """An amount of a cell, or of the words of a line."""
    return round(Fraction(str(cell).replace(",", "")) * 100) if cell not in ("", None) else 0


def numbers(words):
    return [fen(one) for one in re.findall(r"\d[\d,]*\.\d\d", words)]


def lines_of(book):
    found = defaultdict(list)
    for year, what, about, how, _rule, _clause, amount in book.get_sheet_by_name("逐行计算").to_python()[1:]:
        found[int(year)].append((what, about, how, fen(amount)))
    return found


def rate_of(lines):
    (share,) = {share_in(how) for what, _about, how, _amount in lines if what == "本年新增可抵免额"}
    return share


def share_in(how):
    return Fraction(re.search(r"× (\d+)%", how)[1]) / 100


def recomputed(book):
    """Each year again, from the investments and what is payable: what stands in the summary, and where a line says otherwise."""
    order = next(row[1] for row in book.get_sheet_by_name("说明").to_python() if row[0] == "抵免顺序").split("、")
    carried, pools, years, faults = 0, {}, {}, []
    for year, lines in sorted(lines_of(book).items()):
        is_of = {what: [line for line in lines if line[0] == what] for what in {line[0] for line in lines}}
        invested = sum(amount for *_words, amount in is_of.get("计入的投资", []))
        new = int(invested * rate_of(lines)) if invested else 0
        pools[year] = new
        payable = {about: amount for _what, about, _how, amount in is_of.get("应缴", [])}
        available, used = carried + new, {}
        for which in order:
            used[which] = min(available, payable.get(which, 0))
            available -= used[which]
        spent = sum(used.values())
        for pool in sorted(pools):  # the oldest first
            taken = min(pools[pool], spent)
            pools[pool], spent = pools[pool] - taken, spent - taken
        cancelled = again = 0
        of_pool = [about for what, about, _how, _amount in lines if what in ("注销未抵免部分", "退缴已抵免部分")]
        for (_what, _about, how, gone), about in zip(is_of.get("撤回投资对应的抵免额", []), dict.fromkeys(of_pool), strict=True):
            share, (net, rest, _gone), pool = share_in(how), numbers(how), int(about[:4])
            faults += [] if gone == int(net * share) - int(rest * share) else [f"{year}：撤回 {gone}"]
            live = min(pools[pool], gone)
            pools[pool] -= live
            cancelled, again = cancelled + live, again + gone - live
        closing = carried + new - sum(used.values()) - cancelled
        said = dict(zip(("opening", "new", "used", "cancelled", "lapsed", "closing"), numbers(is_of["结转下年"][0][2]), strict=True))
        mine = {"opening": carried, "new": new, "used": sum(used.values()), "cancelled": cancelled, "lapsed": 0, "closing": closing}
        faults += [f"{year}：{name} {said[name]} ≠ {mine[name]}" for name in mine if said[name] != mine[name]]
        due = [payable.get(EDUCATION, 0), payable.get(LOCAL, 0)]
        years[year] = [carried, new, *due, used[EDUCATION], used[LOCAL], cancelled, again, 0, closing]
        carried = closing
    return years, faults


def summary(book):
    rows = book.get_sheet_by_name("分年汇总").to_python()[1:]
    return {int(row[0]): [fen(cell) for cell in row[1:11]] for row in rows}


# -- what it finds -------------------------------------------------------------------------------------------------------


@pytest.fixture
def city(db, settings):
    settings.DEMONSTRATION_TODAY = date(2024, 6, 27)
    made = c.make_city()
    made.row = c.cultivated(made)
    spent = (c.spending(1, on="2021-03-14"), c.spending(2, amount=33_333_333), c.spending(3, amount=66_666_667))
    made.entries = c.invested(made, *spent, c.spending(4, on="2022-05-01"))
    c.owes(made, 2021, 10_800_000, 7_200_001)
    c.owes(made, 2022, 9_000_000, 6_000_000, education_exempt=500_000)
    return made


def downloaded(city, sign_in, user="winery"):
    answer = sign_in(getattr(city.users, user)).get(f"/incentives/enterprises/{city.winery_firm.pk}/statement.xlsx")
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))


def test_the_tax_office_comes_to_the_same_amounts_line_by_line(city, sign_in):
    book = downloaded(city, sign_in, "tax")
    years, faults = recomputed(book)
    assert faults == []
    assert years == summary(book)
    assert years[2021][1] == 30_000_000  # 30 % of 1,000,000.00, in two vouchers; what was spent before the list is not among it


def test_a_withdrawal_is_done_again_too(city, sign_in):
    entry = next(row for row in city.entries if row.amount == 33_333_333)
    ledger.withdraw(
        actor=city.team, now=c.at(city, "2023-05-01"), entry=entry, on=date(2023, 5, 1), amount=entry.amount, reason="撤资", number="决议1"
    )
    book = downloaded(city, sign_in)
    years, faults = recomputed(book)
    assert faults == []
    assert years == summary(book)
    assert years[2023][6:8] == [0, 10_000_000]  # of 2021 everything was used: 100,000.00 is paid back


def test_a_changed_amount_is_found_out(city, sign_in):
    book = downloaded(city, sign_in)
    years, _faults = recomputed(book)
    forged = {year: [*values] for year, values in summary(book).items()}
    forged[2022][4] += 1
    assert years != forged


def test_another_enterprise_downloads_no_statement(city, sign_in):
    address = f"/incentives/enterprises/{city.winery_firm.pk}/statement.xlsx"
    assert sign_in(city.users.dairy).get(address).status_code == 404
