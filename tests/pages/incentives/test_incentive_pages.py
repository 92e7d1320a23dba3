"""Incentives in the browser: enterprises apply, book, ask and read their statement; departments decide; everybody reads the catalogue."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baigong.contexts.incentives.exchange.investments import InvestmentSheet
from baigong.contexts.incentives.models import Candidacy, CreditTrial, Entitlement, Incentive, LedgerEntry, Suspension, YearlyReport
from baigong.contexts.incentives.services import candidacies, entitlements
from baigong.kernel.exchange import export
from tests import incentive_city as c

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 27)


@pytest.fixture(autouse=True)
def on_a_day(settings):
    settings.DEMONSTRATION_TODAY = DAY


@pytest.fixture
def city(db):
    return c.make_city()


@pytest.fixture
def as_(city):
    """``as_("team")`` gives a browser in which that account is signed in."""

    def enter(name):
        browser = Client()
        browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


def to(name, *args):
    return reverse(f"incentives:{name}", args=args)


def read(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def press(browser, row, step, **facts):
    label = row._meta.label_lower
    answer = browser.post(reverse("workflow:fire", args=[label, row.pk, step]), facts, follow=True)
    row.refresh_from_db()
    return answer.content.decode()


def test_an_enterprise_goes_from_application_to_the_public_catalogue(city, as_, client):
    own, reform, firm = as_("winery"), as_("reform"), city.winery_firm
    assert own.get(to("own")).headers["Location"] == to("package", firm.pk)
    assert "还没有申报产教融合型企业" in read(own, to("package", firm.pk))
    answer = own.post(to("candidacy-add", firm.pk), {"statement": "共建实训基地"})
    row = Candidacy.objects.get()
    assert answer.headers["Location"] == row.get_absolute_url()
    assert "六项条件至少要符合一项" in read(own, row.get_absolute_url())
    assert own.post(to("candidacy-claims", row.pk), {"certificates": "1+X试点"}).status_code == 302
    own.post(to("candidacy-attach", row.pk), {"kind": "certificates", "file": c.a_file()})
    assert "已申报" in press(own, row, "submit")
    assert "待审核的产教融合型企业申报" in read(reform, reverse("console:home"))
    press(reform, row, "recommend")
    assert "文号" in press(reform, row, "list")
    press(reform, row, "list", document="甘发改〔2022〕1号", on="2022-06-20")
    assert row.plan_due_on == date(2022, 9, 20)
    own.post(to("candidacy-attach", row.pk), {"kind": "plan", "title": "三年规划", "file": c.a_file(b"%PDF-1.7 plan")})
    press(own, row, "publish_plan")
    catalogue = read(client, to("public-catalogue"))
    assert firm.name in catalogue
    page = read(client, to("public-enterprise", row.pk))
    assert "下载三年规划" in page
    assert client.get(to("candidacy-paper", row.evidence.get(kind="plan").pk)).status_code == 200
    assert client.get(to("candidacy-paper", row.evidence.get(kind="certificates").pk)).status_code in (302, 404)
    assert client.get(to("public-catalogue") + "?export=xlsx").status_code == 200


def test_strangers_see_nothing_of_a_draft_and_schools_nothing_of_money(city, as_):
    row = c.drafted(city)
    c.invested(city)
    for name in ("dairy", "reform", "school"):
        assert as_(name).get(row.get_absolute_url()).status_code in (403, 404)
    for name in ("dairy", "school", "other_county"):
        assert as_(name).get(to("statement", city.winery_firm.pk)).status_code in (403, 404)
        assert as_(name).get(to("package", city.winery_firm.pk)).status_code in (403, 404)
    assert as_("tax").get(to("statement", city.winery_firm.pk)).status_code == 200
    assert as_("dairy").get(to("entry-add", city.winery_firm.pk)).status_code in (403, 404)


def test_what_stands_in_the_ledger_without_a_scan_is_said_until_there_is_one(city, as_):
    c.cultivated(city)
    (row,) = c.invested(city)
    own, firm = as_("winery"), city.winery_firm
    shown = read(own, to("package", firm.pk))
    assert "1笔投资共" in shown
    assert "没有凭证扫描件" in shown
    ledger = to("ledger") + f"?enterprise={firm.pk}&kind=investment&has_scan="
    assert row.title in read(own, ledger + "0")
    own.post(to("entry-attach", row.pk), {"kind": "invoice", "file": c.a_file()})
    assert "没有凭证扫描件" not in read(own, to("package", firm.pk))
    assert row.get_absolute_url() not in read(own, ledger + "0")
    assert row.get_absolute_url() in read(own, ledger + "1")


def test_investments_are_entered_one_by_one_and_by_table_and_a_used_voucher_is_said_on_its_field(city, as_):
    c.cultivated(city)
    own, firm = as_("winery"), city.winery_firm
    line = {
        "spending": "base", "title": "设备", "on": "2021-06-01", "amount": "1000000", "voucher_kind": "invoice",
        "voucher_number": c.INVOICE + "0001", "partner": "",
    }  # fmt: skip
    assert own.post(to("entry-add", firm.pk), line).status_code == 302
    again = own.post(to("entry-add", firm.pk), line)
    assert again.status_code == 409
    assert "一张凭证只记一次" in again.content.decode()
    row = LedgerEntry.objects.get()
    assert "1,000,000.00" in read(own, row.get_absolute_url())
    own.post(to("entry-attach", row.pk), {"kind": "invoice", "file": c.a_file()})
    sheet = InvestmentSheet(city.winery, c.at(city, DAY), firm)
    given = {"spending": "base", "title": "二期", "on": date(2021, 7, 1), "amount": 5, "voucher_kind": "payment", "partner": None}
    content = export(sheet.table, [given | {"voucher_number": "付1"}, given | {"voucher_number": "付2"}], "xlsx")
    page = own.post(to("ledger-import", firm.pk), {"file": SimpleUploadedFile("投资.xlsx", content)}).content.decode()
    assert "付1" in page
    plan, digest = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("plan", "digest"))
    own.post(to("ledger-import", firm.pk), {"plan": plan, "digest": digest})
    assert LedgerEntry.objects.count() == 3
    assert own.get(to("ledger-template", firm.pk)).status_code == 200
    assert "付1" in read(own, to("ledger") + f"?enterprise={firm.pk}")
    assert own.get(to("ledger") + "?export=xlsx").status_code == 200
    own.post(to("entry-withdraw", row.pk), {"on": "2022-03-01", "amount": "1", "reason": "撤资", "number": "决议1"})
    back = LedgerEntry.objects.get(kind="withdrawal")
    own.post(to("entry-reverse", back.pk), {"reason": "记错"})
    assert "已冲正" in read(own, back.get_absolute_url())


def test_the_statement_is_read_and_taken_and_the_tax_office_enters_what_is_owed(city, as_):
    c.cultivated(city)
    c.invested(city)
    firm, tax = city.winery_firm, as_("tax")
    answer = tax.post(to("surcharge-add", firm.pk), {"year": 2021, "education": "108000", "local": "72000", "tax": "1000000"}, follow=True)
    assert "教育费附加按实缴税额计为30,000.00元" in answer.content.decode()
    page = read(tax, to("statement", firm.pk))
    for words in ("以税务部门的决定为准", "1,000,000.00 × 30% = 300,000.00", "120,000.00", "税务部门提供"):
        assert words in page, words
    for ending in ("pdf", "docx", "xlsx"):
        assert tax.get(to("statement-file", firm.pk, ending)).status_code == 200
    assert as_("labour").get(to("surcharge-add", firm.pk)).status_code == 403


def test_the_package_is_offered_asked_for_granted_suspended_and_resumed(city, as_):
    c.cultivated(city)
    labour, own, team, firm = as_("labour"), as_("winery"), as_("team"), city.winery_firm
    line = {"pillar": "fiscal", "title": "补助", "owner": city.labour_body.pk, "summary": "给予补助", "basis": "示例办法"}
    labour.post(to("incentive-add"), line)
    offered = Incentive.objects.get()
    labour.post(to("incentive-edit", offered.pk), line | {"summary": "给予一次性补助"})
    press(labour, offered, "open")
    assert "补助" in read(own, to("package", firm.pk))
    own.post(to("entitlement-add", firm.pk, offered.pk), {"request": "二期"})
    row = Entitlement.objects.get()
    press(labour, row, "grant", document="示例函〔2022〕1号")
    assert "享受中" in read(own, row.get_absolute_url())
    entitlements.suspend_entitlements(actor=city.team, now=c.at(city, DAY), enterprise=firm, reason="未达到2%", basis="措施14")
    assert "激励暂停" in read(own, to("package", firm.pk))
    standing = Suspension.objects.get()
    assert own.post(to("suspension-lift", standing.pk), {"reason": "自行恢复"}).status_code == 403
    team.post(to("suspension-lift", standing.pk), {"reason": "已达到"})
    row.refresh_from_db()
    assert row.state == "granted"
    for name in ("incentives", "entitlements", "candidacies", "reports", "ledger", "trials"):
        read(team, to(name))
        assert team.get(to(name) + "?export=xlsx").status_code == 200
    read(labour, offered.get_absolute_url())


def test_a_report_is_written_and_submitted(city, as_):
    c.cultivated(city)
    candidacies.open_reports(2021, c.at(city, "2022-01-02"))
    report, own = YearlyReport.objects.get(), as_("winery")
    assert "已过2022-03-31的报送期限" in read(own, report.get_absolute_url())
    own.post(to("report-edit", report.pk), {"done": "完成", "problems": "", "interns": "12"})
    press(own, report, "submit")
    assert report.state == "submitted"
    press(as_("reform"), report, "accept")
    assert "已接收" in read(own, report.get_absolute_url())


def test_the_bureau_tries_another_rate_and_reads_who_loses(city, as_):
    c.cultivated(city)
    c.invested(city)
    c.owes(city, 2021, 18_000_000, 12_000_000)
    team = as_("team")
    team.post(to("trial-add"), {"rate": "25", "since": "2019-01-01", "last": "2022"})
    row = CreditTrial.objects.get()
    page = read(team, row.get_absolute_url())
    assert city.winery_firm.name in page
    assert "-50,000.00" in page
    assert as_("winery").get(row.get_absolute_url()).status_code in (403, 404)
    team.post(to("trial-drop", row.pk))
    assert not CreditTrial.objects.exists()


def test_programs_read_the_catalogue_and_the_lines_and_enter_vouchers_once(city, as_, client):
    c.cultivated(city)
    firm, own = city.winery_firm, as_("winery")
    assert [one["name"] for one in client.get("/api/incentives/enterprises").json()] == [firm.name]
    line = {
        "spending": "base", "title": "设备", "on": "2021-06-01", "amount": 100_000_000, "voucher_kind": "invoice",
        "voucher_number": c.INVOICE + "0001",
    }  # fmt: skip
    address = f"/api/incentives/enterprises/{firm.pk}/investments"
    assert own.post(address, [line], content_type="application/json").status_code == 200
    again = own.post(address, [line], content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "voucher_used")
    said = own.post(
        f"/api/incentives/enterprises/{firm.pk}/surcharges", {"year": 2021, "education": 1, "local": 1}, content_type="application/json"
    )
    assert said.json()["source"] == "enterprise"
    found = own.get(f"/api/incentives/enterprises/{firm.pk}/statement").json()
    year = next(year for year in found["years"] if year["year"] == 2021)
    line = next(line for line in year["lines"] if line["what"] == "credit")
    assert line["facts"]["net"] * line["facts"]["numerator"] // line["facts"]["denominator"] == line["amount"] == 30_000_000
    assert as_("school").get(f"/api/incentives/enterprises/{firm.pk}/statement").status_code in (403, 404)


def test_lists_ask_the_database_as_often_for_many_as_for_few(city, as_, django_assert_max_num_queries):
    c.cultivated(city)
    c.invested(city, *[c.spending(number) for number in range(1, 31)])
    team = as_("team")
    read(team, to("ledger"))
    for name in ("ledger", "candidacies"):
        with django_assert_max_num_queries(20):
            read(team, to(name))
