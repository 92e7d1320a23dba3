"""The ledger of investments: vouchers once, withdrawals and reversals, tables; surcharges by the enterprise and by the tax office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from baigong.contexts.incentives.credit.facts import facts_of_one, surcharges_in_force
from baigong.contexts.incentives.exchange.investments import InvestmentSheet, InvestmentWriter
from baigong.contexts.incentives.models import LedgerEntry, Surcharge
from baigong.contexts.incentives.services import ledger, surcharges
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import execute, write_xlsx
from baigong.kernel.exchange.sheets import Sheet
from tests import incentive_city as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return c.make_city()


def test_a_voucher_is_used_once_and_one_is_told_where(city):
    c.invested(city)
    with pytest.raises(Refusal, match="已用于2021-06-01“实训基地1”") as refused:
        c.invested(city, c.spending(title="又一次"))
    assert (refused.value.code, "voucher_number" in refused.value.fields) == ("voucher_used", True)


def test_an_invoice_of_another_enterprise_is_refused_however_it_is_written_and_nothing_of_it_is_told(city):
    c.invested(city)
    written = c.spending(voucher_number="0440 0210-0104 1234 ００01")
    with pytest.raises(Refusal, match="其他企业的投资台账") as refused:
        c.invested(city, written, firm=city.dairy_firm)
    assert "winery" not in refused.value.message
    assert LedgerEntry.objects.count() == 1


def test_the_database_refuses_one_voucher_twice_when_two_desks_are_as_quick(city, monkeypatch):
    c.invested(city)
    from baigong.contexts.incentives.models import Voucher

    class Blind:
        def filter(self, **_):
            return self

        def select_related(self, *_):
            return self

        def first(self):
            return None

        create = staticmethod(Voucher.objects.create)

    monkeypatch.setattr(ledger, "Voucher", type("V", (), {"objects": Blind()}))
    with pytest.raises(Refusal) as refused:
        c.invested(city, c.spending(), firm=city.dairy_firm)
    assert refused.value.code == "voucher_used"


def test_own_book_numbers_of_two_enterprises_may_be_the_same(city):
    payment = c.spending(voucher_kind="payment", voucher_number="付字12号")
    c.invested(city, payment)
    c.invested(city, payment, firm=city.dairy_firm)
    with pytest.raises(Refusal):
        c.invested(city, replace(payment, title="又一次"))


def test_the_same_scan_behind_another_entry_is_refused(city):
    (mine,), (theirs,) = c.invested(city), c.invested(city, c.spending(2), firm=city.dairy_firm)
    ledger.attach(actor=city.winery, now=city.now, entry=mine, kind="invoice", upload=c.a_file())
    with pytest.raises(Refusal, match="另一笔投资"):
        ledger.attach(actor=city.dairy, now=city.now, entry=theirs, kind="invoice", upload=c.a_file())


def test_a_scan_is_taken_out_on_the_citys_day_on_which_it_came_and_not_after_midnight(city):
    (entry,) = c.invested(city)
    early, late = (c.at(city, "2022-06-27").replace(hour=hour) for hour in (6, 23))
    for hour, number in ((early, 1), (late, 2)):
        ledger.attach(actor=city.winery, now=hour, entry=entry, kind="invoice", upload=c.a_file(c.PDF + str(number).encode()))
    first, second = entry.evidence.order_by("added_at")
    ledger.detach(actor=city.winery, now=early.replace(hour=10), piece=first)
    with pytest.raises(Conflict, match="上传当天"):
        ledger.detach(actor=city.winery, now=late + timedelta(hours=2), piece=second)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 10**14 + 1}, "amount"),
        ({"on": "2022-06-28"}, "on"),
        ({"on": "1999-12-31"}, "on"),
        ({"spending": "lunch"}, "spending"),
        ({"voucher_number": " "}, "voucher_number"),
        ({"voucher_number": "12345678"}, "voucher_number"),
        ({"spending": "donated"}, "partner"),
        ({"spending": "donated", "voucher_kind": "payment"}, "voucher_kind"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(city, facts, field):
    with pytest.raises(Refusal) as refused:
        c.invested(city, c.spending(**facts))
    assert field in refused.value.fields
    assert not LedgerEntry.objects.exists()


def test_a_donation_by_invoice_to_a_school_is_entered(city):
    (row,) = c.invested(city, c.spending(spending="donated", partner=city.school_body))
    assert row.partner == city.school_body


def test_nothing_is_invested_after_an_enterprise_closed(city):
    city.winery_firm.closed_on = date(2021, 5, 31)
    with pytest.raises(Refusal, match="已于2021-05-31关闭"):
        c.invested(city)
    c.invested(city, c.spending(on="2021-05-31"))


def test_all_or_none_are_entered(city):
    with pytest.raises(Refusal):
        c.invested(city, c.spending(1), c.spending(2), c.spending(1))
    assert not LedgerEntry.objects.exists()


def take_back(city, row, amount, day="2022-03-01", reason="撤资"):
    return ledger.withdraw(
        actor=city.winery,
        now=c.at(city, "2022-06-27"),
        entry=row,
        on=date.fromisoformat(day),
        amount=amount,
        reason=reason,
        number=f"决议{amount}",
    )


def test_what_is_taken_back_is_an_entry_of_its_own_and_never_more_than_was_invested(city):
    (row,) = c.invested(city)
    take_back(city, row, 60_000_000)
    with pytest.raises(Refusal, match=r"尚未撤回的400,000.00元"):
        take_back(city, row, 40_000_001)
    with pytest.raises(Refusal, match="投资日期"):
        take_back(city, row, 1, day="2021-05-31")
    take_back(city, row, 40_000_000)
    row.refresh_from_db()
    assert (row.amount, [w.amount for w in facts_of_one(city.winery_firm.pk).withdrawals]) == (100_000_000, [60_000_000, 40_000_000])


def test_a_reversal_takes_an_entry_out_and_sets_its_voucher_free(city):
    (row,) = c.invested(city)
    back = take_back(city, row, 1)
    with pytest.raises(Conflict, match="先冲正撤回"):
        ledger.reverse(actor=city.winery, now=c.at(city, "2022-06-27"), entry=row, reason="记错")
    ledger.reverse(actor=city.winery, now=c.at(city, "2022-06-27"), entry=back, reason="记错")
    ledger.reverse(actor=city.winery, now=c.at(city, "2022-06-27"), entry=row, reason="记错")
    assert facts_of_one(city.winery_firm.pk).investments == ()
    with pytest.raises(Conflict, match="已经冲正"):
        ledger.reverse(actor=city.winery, now=c.at(city, "2022-06-27"), entry=row, reason="又一次")
    c.invested(city)
    assert LedgerEntry.objects.filter(kind="reversal").count() == 2


def test_another_enterprise_and_a_department_write_nothing(city):
    for actor in (city.dairy, city.reform, city.tax):
        with pytest.raises(NotPermitted):
            ledger.enter_investments(actor=actor, now=c.at(city, "2022-06-27"), enterprise=city.winery_firm, heads=[c.spending()])


def brought(city, *rows):
    sheet = InvestmentSheet(city.winery, c.at(city, "2022-06-27"), city.winery_firm)
    headers = [str(column.label) for column in sheet.table.columns]
    return sheet, sheet.plan_of(write_xlsx([Sheet("表", headers, rows)]), "投资.xlsx")


LINE = ["发票", c.INVOICE + "0001", "产教融合实训基地等项目的建设", "设备采购", date(2021, 6, 1), 1234.56, ""]


def test_a_table_is_entered_whole_to_the_fen(city):
    sheet, made = brought(city, LINE, ["付款凭证", "付12", *LINE[2:]])
    assert made.is_clean
    assert execute(made, InvestmentWriter(sheet), digest=made.digest)["add"] == 2
    assert set(LedgerEntry.objects.values_list("amount", flat=True)) == {123_456}


def test_a_table_with_a_used_voucher_is_marked_and_enters_nothing(city):
    c.invested(city)
    _sheet, made = brought(city, LINE, ["发票", c.INVOICE + "0002", *LINE[2:]], ["发票", c.INVOICE + "-0002", *LINE[2:]])
    assert not made.is_clean
    said = "".join(str(issue.message) for issue in made.issues)
    assert "已用于2021-06-01" in said
    assert "同一张凭证" in said


def test_amounts_in_words_are_refused_in_their_cell(city):
    _sheet, made = brought(city, [*LINE[:5], "一百万", ""])
    assert [issue.column for issue in made.issues] == ["金额（元）"]


# -- surcharges ------------------------------------------------------------------------------------------------------


def told(city, actor, body, education=100, now="2022-02-01", **facts):
    head = surcharges.SurchargeHead(2021, education, 50, **facts)
    return surcharges.enter_surcharge(actor=actor, now=c.at(city, now), enterprise=city.winery_firm, body=body, head=head)


def test_the_tax_office_counts_before_the_enterprise_and_the_latest_of_each(city):
    own = city.winery_firm.organisation
    told(city, city.winery, own, 100)
    told(city, city.winery, own, 110, now="2022-02-02")
    assert surcharges_in_force()[city.winery_firm.pk][2021].education == 110
    told(city, city.tax, city.tax_body, 90, now="2022-02-03")
    told(city, city.winery, own, 120, now="2022-02-04")
    assert surcharges_in_force()[city.winery_firm.pk][2021].education == 90
    assert Surcharge.objects.count() == 4


def test_nobody_else_says_what_is_owed(city):
    with pytest.raises(Refusal, match="由企业自己或税务部门"):
        told(city, city.labour, city.labour_body)
    with pytest.raises(NotPermitted):
        told(city, city.labour, city.tax_body)
    with pytest.raises(NotPermitted):
        told(city, city.dairy, city.winery_firm.organisation)


def test_an_exemption_is_not_more_than_what_is_owed_and_what_looks_odd_is_told(city):
    with pytest.raises(Refusal, match="减免不能超过应缴"):
        told(city, city.tax, city.tax_body, 100, education_exempt=101)
    odd = surcharges.remarks_on(surcharges.SurchargeHead(2021, 1_000_000, 60_000, tax=3_000_000))
    assert len(odd) == 1
    assert "90,000.00" not in odd[0]
    assert "900.00" in odd[0]
