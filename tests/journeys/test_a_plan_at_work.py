"""From a document to a green light, in the browser, by the people whom the plan names. The stories of this module build on one another."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import PHONE

DOCUMENT = """武威市人民政府关于印发《武威市技能人才培养示例方案》的通知

示例政发〔2022〕9号

各县区人民政府，市政府各部门：

现将方案印发给你们，请执行。

武威市人民政府

2022年6月1日

武威市技能人才培养示例方案

一、重点任务

（一）建设公共实训基地。到2024年，建成公共实训基地12个以上。（责任单位：市教育局、市财政局）

（二）培养技能人才。每年培养技能人才500名左右。（责任单位：市人社局，各县区）
"""
PAPER = {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"}


def press(page, name: str, nth: int = 0) -> None:
    """Press a button, through the short form it opens where it asks first."""
    page.get_by_role("button", name=name, exact=True).nth(nth).click()


def test_a_document_is_imported_settled_and_confirmed(visit):
    page = visit("/plans/documents/", user="zhuanban")
    page.locator("input[type=file]").set_input_files({"name": "方案.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()})
    press(page, "读取")
    assert page.locator("mark.found-target", has_text="12个以上").count()
    for kind in ("measure", "task", "target"):
        page.locator(f"form:has(input[name=all][value={kind}]) button").click()
        page.wait_for_load_state()
    page.get_by_role("link", name="确认", exact=True).click()
    page.get_by_label("简称").fill("技能人才方案")
    page.get_by_label("标识").fill("jn-2022")
    page.get_by_label("发文机关").select_option(label="市政府")
    page.get_by_label("工作专班所在单位").select_option(label="市教育局")
    press(page, "确认，进入台账")
    page.wait_for_url("**/ledger/")
    assert "建设公共实训基地" in page.content()
    assert "市人社局" in page.content()


def first_due(visit):
    page = visit("/plans/dues/", user="caizheng")
    page.get_by_role("button", name="填报").or_(page.get_by_role("link", name="填报")).first.click()
    page.wait_for_load_state()
    return page


def test_a_department_reports_is_returned_reports_again_and_is_accepted(visit):
    page = first_due(visit)
    address = page.url
    page.get_by_label("进展情况").fill("召开了专题会。")
    press(page, "保存并报送")
    page.wait_for_load_state()
    assert "已报送" in page.content()

    team = visit(address.replace("/write/", "/"), user="zhuanban")
    team.locator("form.decide textarea").fill("请写明完成了哪些。")
    press(team, "退回")
    team.goto(address.replace("/write/", "/"))
    assert "请写明完成了哪些。" in team.content()

    page = visit(address, user="caizheng")
    assert "请写明完成了哪些。" in page.content()
    page.get_by_label("进展情况").fill("召开了专题会，拨付了首批资金。")
    press(page, "保存并报送")
    page.wait_for_load_state()

    team.goto(address.replace("/write/", "/"))
    press(team, "采用")
    team.goto(address.replace("/write/", "/"))
    assert "已采用" in team.content()


def test_a_light_says_which_number_made_it_and_what_turns_it_green(visit):
    page = visit("/plans/ledger/?colour=red", user="lingdao")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    said = page.content()
    assert "怎样转绿" in said
    assert "规则" in said


def test_a_county_files_a_new_plan_and_the_team_registers_it(visit):
    page = visit("/plans/filings/", user="liangzhou", viewport=PHONE)
    press(page, "报送新方案")
    page.wait_for_load_state()
    page.locator("input[type=file]").set_input_files(PAPER)
    page.locator("input[name=measures]").first.check()
    press(page, "保存")
    page.wait_for_load_state()
    press(page, "报送备案")
    page.wait_for_load_state()
    assert "收〔2022〕" in page.content()
    address = page.url

    team = visit(address, user="zhuanban")
    for group in range(5):
        team.locator(f"input[name=met_{group}][value=yes]").check()
    press(team, "记录审查结果")
    team.wait_for_load_state()
    press(team, "予以备案")
    team.wait_for_load_state()
    assert "备〔2022〕1号" in team.content()


def test_a_meeting_is_attended_by_whoever_holds_the_post_on_its_day(visit):
    page = visit("/plans/p/wuwei-2020/meetings/add/", user="zhuanban")
    page.get_by_label("会议名称").fill("领导小组半年会")
    page.locator("select[name=body]").select_option(index=1)
    page.locator("input[name=held_on]").fill("2022-06-27")
    page.locator("form").last.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    page.get_by_role("link", name="增加议题").first.click()
    page.get_by_label("议题").first.fill("听取上半年进展")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.locator("summary, button", has_text="发出通知").first.click()
    if page.locator("dialog[open], details[open]").count():
        page.locator("dialog[open], details[open]").last.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    assert "财政局" in page.content()


PAGES = [
    ("zhuanban", "/console/"), ("zhuanban", "/plans/overview/"), ("zhuanban", "/plans/ledger/"), ("zhuanban", "/plans/targets/"),
    ("zhuanban", "/plans/measures/"), ("zhuanban", "/plans/filings/"), ("zhuanban", "/plans/meetings/"), ("zhuanban", "/plans/reviews/"),
    ("zhuanban", "/plans/documents/"), ("zhuanban", "/plans/p/wuwei-2020/settings/"), ("caizheng", "/plans/dues/"),
    ("caizheng", "/notices/"), ("lingdao", "/plans/tasks/11/"), ("lingdao", "/plans/targets/6/"), ("xitong", "/organisations/"),
    ("anquan", "/console/accounts/"), ("", "/"), ("", "/codes/"),
]  # fmt: skip


@pytest.mark.parametrize(("user", "path"), PAGES, ids=[f"{user or 'public'}{path}" for user, path in PAGES])
def test_a_page_is_accessible_and_fits_a_desk_and_a_phone(visit, is_accessible, fits, user, path):
    desk = visit(path, user=user)
    is_accessible(desk)
    fits(desk)
    fits(visit(path, user=user, viewport=PHONE))
