"""Enterprises in the browser: the bureau enters, the enterprise returns for itself, departments mark, everybody reads what is open."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from baigong.contexts.enterprises.exchange.register import EnterpriseSheet
from baigong.contexts.enterprises.exchange.staff import InsuredSheet, StaffSheet
from baigong.contexts.enterprises.models import (
    Alliance,
    AllianceRecord,
    Cooperation,
    Enterprise,
    Flag,
    InsuredCount,
    PostKind,
    Site,
    StaffReturn,
)
from baigong.contexts.enterprises.panels import Panel, PanelContent, PanelFigure, PanelLine, register_panel
from baigong.kernel.exchange import export
from tests.enterprise_city import ABOUT, a_code, a_firm, fire, make_city, returned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now, monkeypatch):
    settings.DEMONSTRATION_TODAY = now.date()
    monkeypatch.setattr("baigong.contexts.enterprises.panels._panels", {})  # what other contexts show is theirs to test


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def as_(city):
    """``as_("team")`` gives a browser in which that account is signed in."""

    def enter(name):
        browser = Client()
        browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


def at(name, *args):
    return reverse(f"enterprises:{name}", args=args)


def page(browser, name, *args, query=""):
    return browser.get(at(name, *args) + query).content.decode()


def step(browser, label, row, name, **facts):
    return browser.post(reverse("workflow:fire", args=[f"enterprises.{label}", row.pk, name]), facts, follow=True).content.decode()


def upload(browser, name, content, **more):
    """Bring a table, and confirm what it shows; the page before and the page after."""
    file = SimpleUploadedFile("table.xlsx", content)
    shown = browser.post(at(name), {"file": file, **more})
    said = shown.content.decode()
    if 'name="plan"' not in said:
        return said, ""
    held = {one: said.split(f'name="{one}" value="')[1].split('"')[0] for one in ("plan", "digest")}
    return said, browser.post(at(name), {**held, **more}, follow=True).content.decode()


# -- the register ----------------------------------------------------------------------------------------------------------


def test_a_county_enters_a_firm_and_finds_it_in_the_register(city, as_):
    browser = as_("county")
    given = {"name": "示例粮油有限公司", "credit_code": a_code(700), "county": str(city.near.pk), "address": "一号路", **ABOUT}
    assert "已登记。" in browser.post(at("enterprise-add"), given, follow=True).content.decode()
    row = Enterprise.objects.get(organisation__name="示例粮油有限公司")
    shown = page(browser, "enterprises", query="?q=粮油&county=620621")
    assert row.credit_code in shown
    assert "示例winery" not in shown
    again = browser.post(at("enterprise-add"), {**given, "name": "示例另一公司"})
    assert again.status_code == 422
    assert "一个代码只对应一家企业" in again.content.decode()


def test_the_register_is_told_apart_by_who_reads_it(city, as_):
    returned(city, city.winery_firm, "2020", 1234)
    assert "1,234" in page(as_("team"), "enterprises")
    looking = page(as_("school"), "enterprises")
    assert "示例winery" in looking
    assert "1,234" not in looking, "a school looks for partners; head-counts are not its business"
    assert as_("winery").get(at("enterprises")).status_code == 403
    assert Client().get(at("enterprises")).status_code == 302
    assert "示例winery" not in page(as_("other_county"), "enterprises")
    assert as_("other_county").get(at("enterprise", city.winery_firm.pk)).status_code == 404


def test_the_list_asks_the_same_number_of_questions_whatever_its_length(city, as_):
    browser = as_("team")
    browser.get(at("enterprises"))
    with CaptureQueriesContext(connection) as few:
        browser.get(at("enterprises"))
    for number in range(6):
        a_firm(city, f"示例多家{number}公司")
    with CaptureQueriesContext(connection) as many:
        browser.get(at("enterprises"))
    assert len(many) == len(few)


def test_the_register_goes_out_and_comes_back_by_excel(city, as_):
    browser = as_("county")
    sheet = EnterpriseSheet(city.county, city.now)
    rows = [sheet.values_of(row) for row in sheet._rows()]
    rows[0] |= {"size": "large"}
    rows.append({"credit_code": a_code(710), "name": "示例新厂有限公司", "county": "620621", **ABOUT})
    said, done = upload(browser, "enterprise-import", export(sheet.table, rows))
    assert "示例新厂有限公司" in said
    assert "已登记1家，改写1家" in done
    assert Enterprise.objects.filter(organisation__name="示例新厂有限公司").exists()
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(at("enterprise-sheet")).content))
    assert any("示例新厂有限公司" in row for row in book.get_sheet_by_index(0).to_python())


def test_two_rows_with_one_code_are_both_told_and_nothing_is_written(city, as_):
    sheet = EnterpriseSheet(city.county, city.now)
    rows = [
        {"credit_code": a_code(711), "name": "示例甲厂", "county": "620621", **ABOUT},
        {"credit_code": city.labour_body.credit_code or a_code(712), "name": city.winery_firm.name, "county": "620621", **ABOUT},
    ]
    said, done = upload(as_("county"), "enterprise-import", export(sheet.table, rows))
    assert "已有“示例winery有限公司”" in said
    assert not done
    assert not Enterprise.objects.filter(organisation__name="示例甲厂").exists()
    back = as_("county").post(at("enterprise-import"), {"file": SimpleUploadedFile("a.xlsx", export(sheet.table, rows)), "marked": "1"})
    assert back["Content-Type"].startswith("application/vnd.openxmlformats")


def test_a_table_does_not_rename_a_firm(city, as_):
    sheet = EnterpriseSheet(city.county, city.now)
    rows = [sheet.values_of(sheet._rows()[0]) | {"name": "示例改名公司"}]
    said, done = upload(as_("county"), "enterprise-import", export(sheet.table, rows))
    assert "页面上改" in said
    assert not done


# -- the enterprise itself -------------------------------------------------------------------------------------------------


def test_an_enterprise_has_its_own_first_screen_with_what_others_show_there(city, as_):
    content = PanelContent(
        [PanelFigure("应接纳", 3, "人", tone="bad")], [PanelLine("岗位甲", "/x/", "机电", "开放", "good")], [("发布岗位", "/posts/")]
    )
    register_panel(Panel("quota", "2%责任", 10, lambda actor, firm, day: content))
    register_panel(Panel("hidden", "没有", 20, lambda actor, firm, day: None))
    shown = page(as_("winery"), "mine")
    for words in ("示例winery有限公司", "2%责任", "应接纳", "岗位甲", "发布岗位", "还没有报送职工人数", "经营场所"):
        assert words in shown
    assert "没有</h2>" not in shown
    assert as_("county").get(at("mine")).status_code == 403
    with pytest.raises(ValueError, match="twice"):
        register_panel(Panel("quota", "x", 1, lambda actor, firm, day: None))


def test_the_workbench_of_an_enterprise_leads_to_it(city, as_):
    shown = as_("winery").get(reverse("console:home")).content.decode()
    assert at("mine") in shown


def test_an_enterprise_changes_itself_its_places_and_its_kinds_of_posts(city, as_):
    browser, firm = as_("winery"), city.winery_firm
    assert "已保存" in browser.post(at("enterprise-edit", firm.pk), {**ABOUT, "business": "白酒"}, follow=True).content.decode()
    assert browser.get(at("enterprise-identify", firm.pk)).status_code == 403
    site = {"name": "二号厂区", "division_code": "620621", "address": "二号路"}
    assert "二号厂区" in browser.post(at("site-add", firm.pk), site, follow=True).content.decode()
    row = Site.objects.get(enterprise=firm)
    browser.post(at("site-edit", firm.pk, row.pk), {**site, "until": "2021-03-01"})
    row.refresh_from_db()
    assert row.until == date(2021, 3, 1)
    assert "酿酒工" in browser.post(at("post-kind-add", firm.pk), {"name": "酿酒工"}, follow=True).content.decode()
    kind = PostKind.objects.get(enterprise=firm)
    assert browser.get(at("post-kind-edit", firm.pk, kind.pk)).status_code == 200
    assert as_("dairy").get(at("site-edit", firm.pk, row.pk)).status_code == 404


def test_a_head_count_is_drafted_explained_submitted_locked_and_corrected(city, as_):
    browser, firm = as_("winery"), city.winery_firm
    kind = PostKind.objects.create(enterprise=firm, name="酿酒工")
    given = {"period": "2020", "headcount": "0", f"kind_{kind.pk}": ""}
    drafted = browser.post(at("staff-add", firm.pk), given, follow=True).content.decode()
    assert "职工人数为0" in drafted
    row = StaffReturn.objects.get()
    assert "不能“报送”" in drafted
    assert "确实如此的，写明情况再报送" in step(browser, "staffreturn", row, "submit")
    browser.post(at("staff-edit", row.pk), {"headcount": "120", f"kind_{kind.pk}": "30", "explanation": ""})
    assert "已办理" in step(browser, "staffreturn", row, "submit")
    assert browser.post(at("staff-edit", row.pk), {"headcount": "1"}).status_code == 409
    without = browser.post(at("staff-correct", row.pk), {"headcount": "125"})
    assert without.status_code == 422
    browser.post(at("staff-correct", row.pk), {"headcount": "125", "correction": "漏报5人"})
    newer = StaffReturn.objects.get(version=2)
    shown = step(browser, "staffreturn", newer, "submit")
    assert "第1版" in shown
    row.refresh_from_db()
    assert row.state == "superseded"
    assert as_("dairy").get(at("staff-return", row.pk)).status_code == 404
    assert at("staff-correct", newer.pk) in page(browser, "staff-return", newer.pk)
    assert at("staff-correct", newer.pk) not in page(as_("leader"), "staff-return", newer.pk)


def test_the_form_of_a_head_count_offers_what_is_due_leads_to_what_stands_and_keeps_what_was_typed(city, as_):
    browser, firm = as_("winery"), city.winery_firm
    row = returned(city, firm, "2020", 100)
    shown = page(browser, "staff-add", firm.pk)
    assert 'value="2020-Q4"' in shown
    assert 'value="2020"' not in shown
    assert row.get_absolute_url() in shown
    again = browser.post(at("staff-add", firm.pk), {"period": "2020", "headcount": "101"})
    assert again.status_code == 422
    assert "已有的在下面打开" in again.content.decode()
    words = browser.post(at("staff-add", firm.pk), {"period": "2019", "headcount": "一千二百"}).content.decode()
    assert 'value="一千二百"' in words
    assert StaffReturn.objects.count() == 1


def test_a_period_written_as_the_page_names_it_goes_in_by_excel(city, as_):
    sheet = StaffSheet(city.county, city.now)
    rows = [{"credit_code": city.winery_firm.credit_code, "period": "2020年12月末", "headcount": 110, "explanation": "首次报送"}]
    upload(as_("county"), "staff-import", export(sheet.table, rows), body=str(city.near.pk))
    assert StaffReturn.objects.get().period == "2020-12"


def test_the_workbench_of_an_enterprise_shows_its_people_and_what_others_say_of_it_at_a_constant_price(city, as_):
    register_panel(
        Panel("quota", "实习岗位责任", 10, lambda actor, firm, day: PanelContent([PanelFigure("应接纳", firm.pk * 1000, "人")]), "scale")
    )
    returned(city, city.winery_firm, "2020", 120)
    browser = as_("winery")
    with CaptureQueriesContext(connection) as few:
        shown = browser.get(reverse("console:home")).content.decode()
    assert shown.index("应接纳") < shown.index("2020年平均") < shown.index(at("staff-add", city.winery_firm.pk))
    assert f"{city.winery_firm.pk * 1000}" in shown
    for period in ("2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"):
        browser.post(at("staff-add", city.winery_firm.pk), {"period": period, "headcount": "120"})
    with CaptureQueriesContext(connection) as many:
        shown = browser.get(reverse("console:home")).content.decode()
    assert shown.count("季度末") >= 4
    assert len(many) <= len(few) + 2
    assert "2020年平均" not in as_("leader").get(reverse("console:home")).content.decode()
    other = as_("dairy").get(reverse("console:home")).content.decode()
    assert f"{city.winery_firm.pk * 1000}" not in other


def test_counts_of_many_come_by_excel_with_what_is_striking_beside_each(city, as_):
    returned(city, city.winery_firm, "2019", 100)
    sheet = StaffSheet(city.county, city.now)
    rows = [
        {"credit_code": city.winery_firm.credit_code, "period": "2020", "headcount": 110},
        {"credit_code": city.dairy_firm.credit_code, "period": "2020", "headcount": 40},
    ]
    body = {"body": str(city.near.pk)}
    said, done = upload(as_("county"), "staff-import", export(sheet.table, rows), **body)
    assert "比上年同期100人多10人（10.0%）" in said
    assert "已报送2条，更正0条，0条没有变化" in done
    wrong, _none = upload(as_("county"), "staff-import", export(sheet.table, [rows[0] | {"headcount": 111}]), **body)
    assert "请填更正理由" in wrong
    _said, corrected = upload(
        as_("county"), "staff-import", export(sheet.table, [rows[0] | {"headcount": 111, "correction": "漏报"}, rows[1]]), **body
    )
    assert "已报送0条，更正1条，1条没有变化" in corrected
    taken = CalamineWorkbook.from_filelike(io.BytesIO(as_("county").get(at("staff-sheet") + "?year=2020").content))
    assert [row[3] for row in taken.get_sheet_by_index(0).to_python() if row[2] == "2020"] == [111, 40]


def test_insured_numbers_come_from_the_department_that_keeps_them(city, as_):
    sheet = InsuredSheet(city.labour, city.now, 2020)
    content = export(sheet.table, [{"credit_code": city.winery_firm.credit_code, "headcount": 90}])
    body = {"body": str(city.labour_body.pk), "year": "2020"}
    _said, done = upload(as_("labour"), "insured-import", content, **body)
    assert "已登记1家" in done
    assert InsuredCount.objects.get().headcount == 90
    assert as_("tax").get(at("insured-import")).status_code == 404
    row = returned(city, city.winery_firm, "2020", 120)
    assert "比参保人数90人多30人（33.3%）" in page(as_("winery"), "staff-return", row.pk)


# -- flags -----------------------------------------------------------------------------------------------------------------


def test_a_department_marks_a_firm_and_the_firm_sees_what_it_loses(city, as_):
    firm = city.winery_firm
    given = {"kind": "tax_breach", "body": str(city.tax_body.pk), "since": "2021-03-01", "document": "税〔2021〕1号", "facts": "偷税"}
    assert "已登记，并告知企业" in as_("tax").post(at("flag-add", firm.pk), given, follow=True).content.decode()
    flag = Flag.objects.get()
    own = page(as_("winery"), "mine")
    assert "暂停享受激励" in own
    assert "税〔2021〕1号" in own
    assert "示例winery" in page(as_("team"), "enterprises", query="?flagged=1")
    assert "示例dairy" not in page(as_("team"), "enterprises", query="?flagged=1")
    offered = page(as_("tax"), "flag-add", firm.pk)
    assert "涉税违法" in offered
    assert "拖欠工资" not in offered, "each department sees the kinds it owns"
    assert "已办理" in step(as_("tax"), "flag", flag, "lift", on="2021-03-10", document="税〔2021〕2号")
    assert "暂停享受激励</p>" not in page(as_("winery"), "mine")
    assert as_("winery").get(at("flags")).status_code == 403
    assert as_("school").get(at("flag", flag.pk)).status_code == 403


# -- alliances and co-operation --------------------------------------------------------------------------------------------


def test_a_school_proposes_a_firm_confirms_and_everybody_reads_it(city, as_):
    given = {
        "proposer": str(city.school_body.pk), "other": city.winery_firm.name, "kind": "order_class", "title": "酿酒订单班",
        "programme_code": "660301", "places": "40", "since": "2021-03-01", "until": "2024-02-28",
    }  # fmt: skip
    as_("school").post(at("cooperation-add"), given)
    row = Cooperation.objects.get()
    assert "酿酒订单班" not in Client().get(at("public-cooperations")).content.decode()
    step(as_("school"), "cooperation", row, "propose")
    assert "待确认的校企合作" in as_("winery").get(reverse("console:home")).content.decode()
    assert "请填写依据的文号" in step(as_("winery"), "cooperation", row, "confirm", document="")
    step(as_("winery"), "cooperation", row, "confirm", document="校企〔2021〕1号")
    shown = Client().get(at("public-cooperations")).content.decode()
    assert "酿酒订单班" in shown
    assert "机电技术应用" in shown
    assert as_("dairy").get(at("cooperation", row.pk)).status_code == 200, "what is in force is open"
    wrong = as_("school").post(at("cooperation-add"), {**given, "other": "没有的公司"})
    assert "没有叫“没有的公司”的单位" in wrong.content.decode()


def test_an_alliance_is_formed_founded_keeps_its_years_and_is_public(city, as_):
    browser = as_("team")
    given = {"name": "示例酿造职教集团", "kind": "education_group", "level": "city", "lead": city.school_body.name}
    browser.post(at("alliance-add"), given)
    row = Alliance.objects.get()
    assert "还没有成员" in page(browser, "alliance", row.pk)
    unknown = browser.post(
        at("members-add", row.pk), {"names": f"{city.winery_firm.name}\n没有的公司", "role": "member", "since": "2021-03-01"}
    )
    assert "没有登记：没有的公司" in unknown.content.decode()
    assert row.members.count() == 1
    lines = f"{city.winery_firm.name}\n{city.dairy_firm.name}\n"
    browser.post(at("members-add", row.pk), {"names": lines, "role": "member", "since": "2021-03-01"})
    assert row.members.count() == 3
    step(browser, "alliance", row, "found", on="2021-03-02", document="教职成〔2021〕1号")
    asset = {"kind": "asset", "title": "发酵罐", "on": "2021-03-03", "amount": "120000.00", "body": city.winery_firm.name}
    assert "资产请填" in browser.post(at("record-add", row.pk), {**asset, "amount": ""}).content.decode()
    browser.post(at("record-add", row.pk), asset)
    browser.post(at("record-add", row.pk), {"kind": "activity", "title": "技能大赛", "on": "2020-11-03", "people": "60"})
    shown = Client().get(at("public-alliance", row.pk)).content.decode()
    for words in ("2021年", "2020年", "120,000.00", "60人次", "技能大赛"):
        assert words in shown
    member = row.members.get(organisation=city.dairy_firm.organisation)
    browser.post(at("member-end", row.pk, member.pk), {"until": "2021-03-14"})
    record = AllianceRecord.objects.get(title="技能大赛")
    assert "请写明删除理由" in browser.post(at("record-strike", row.pk, record.pk), {"reason": ""}, follow=True).content.decode()
    browser.post(at("record-strike", row.pk, record.pk), {"reason": "记错了"})
    assert not AllianceRecord.objects.filter(pk=record.pk).exists()
    assert "示例酿造职教集团" in page(as_("winery"), "mine")
    assert as_("winery").post(at("record-add", row.pk), asset).status_code == 403


def test_a_closed_firm_says_so_and_takes_nothing_more(city, as_):
    browser, firm = as_("county"), city.dairy_firm
    assert "已办理" in step(browser, "enterprise", firm, "close", on="2021-03-10", document="注销〔2021〕3号")
    shown = page(browser, "enterprise", firm.pk)
    assert "2021-03-10关闭" in shown
    fire(firm, "reopen", city.team, city.now, "登错了")
    assert "已关闭" not in page(browser, "enterprise", firm.pk).split("page-actions")[0]
