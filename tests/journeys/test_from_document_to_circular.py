"""The whole way in one city, each step by the person whose it is: a document read and confirmed, handed down, reported, returned,
reported again, accepted; the light turns green and says why; a post changes hands and the next meeting knows; the circular leaves.

The stories of this module build on one another.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from baigong.kernel.documents.extract import extract_text
from tests.journeys.test_a_plan_at_work import PAPER, press

KEY = "jn-2022"
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


@pytest.fixture(scope="module")
def places():
    """Addresses that a later story goes back to."""
    return {}


def take(page, step: str) -> None:
    """Take a step by its button, through the question it asks first."""
    page.locator("summary", has_text=step).or_(page.get_by_role("button", name=step, exact=True)).first.click()
    asked = page.locator("dialog[open] form, details[open] > form.action-sheet")
    if asked.count():
        asked.last.locator("[type=submit]").first.click()
    page.wait_for_load_state()


def settle(page, **fields: str) -> None:
    """Fill a form by the names of its fields and send it."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").first.fill(value)
    page.locator(f"main form:has([name={next(iter(fields))}]) [type=submit]").first.click()
    page.wait_for_load_state()


def test_a_document_is_checked_sentence_by_sentence_and_confirmed(visit):
    page = visit("/plans/documents/", user="zhuanban")
    page.locator("input[type=file]").set_input_files({"name": "方案.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()})
    press(page, "读取")
    page.wait_for_load_state()
    while page.locator(".found-item.state-proposed").count():
        page.locator(".found-item.state-proposed").first.get_by_role("button", name="采用", exact=True).click()
        page.wait_for_load_state()
        if "#i" in page.url:
            page.locator(".document-text mark.is-here").wait_for()
    assert "都核对过了" in page.content()
    page.get_by_role("link", name="确认", exact=True).click()
    page.get_by_label("简称").fill("技能人才方案")
    page.get_by_label("标识").fill(KEY)
    page.get_by_label("发文机关").select_option(label="市政府")
    page.get_by_label("工作专班所在单位").select_option(label="市教育局")
    press(page, "确认，进入台账")
    page.wait_for_url("**/ledger/")
    assert "建设公共实训基地" in page.content()


def test_tasks_are_handed_down_and_a_reporting_cycle_opened(visit):
    page = visit(f"/plans/p/{KEY}/ledger/", user="zhuanban")
    take(page, "下达全部2项")
    assert page.locator("tbody").inner_text().count("已下达") == 2
    page.goto(f"/plans/cycles/add/?plan={KEY}")
    days = {"period_from": "2022-06-01", "period_until": "2022-06-30", "opens_on": "2022-06-20", "closes_on": "2022-07-05"}
    settle(page, name="2022年6月", **days)
    take(page, "开放报送")
    assert "没有经办账号" in page.content()  # the team sees whom nobody can report for


def test_a_report_without_evidence_is_kept_but_not_taken(visit, places):
    page = visit(f"/plans/dues/?plan={KEY}", user="caizheng")
    take(page, "填报")
    page.get_by_label("进展情况").fill("完成选址，资金已拨付，建成基地12个。")
    page.locator("[name^=value_]").first.fill("12")
    press(page, "保存并报送")
    assert "有数值而没有佐证" in page.locator(".alert").first.inner_text()
    page.locator("input[type=file]").set_input_files(PAPER)
    page.get_by_label("名称").fill("基地名单")
    press(page, "保存并报送")
    page.wait_for_url(lambda address: "write" not in address)
    assert "已报送" in page.content()
    places["report"] = page.url


def test_it_is_returned_reported_again_and_accepted(visit, places):
    team = visit(places["report"], user="zhuanban")
    team.locator("form.decide textarea").fill("请附验收意见。")
    take(team, "退回")
    page = visit(places["report"] + "write/", user="caizheng")
    assert "请附验收意见。" in page.locator(".alert").first.inner_text()
    page.get_by_label("进展情况").fill("完成选址，资金已拨付，建成基地12个，均已验收。")
    press(page, "保存并报送")
    page.wait_for_url(lambda address: "write" not in address)
    team.goto(places["report"])
    take(team, "采用")
    team.goto(places["report"])
    assert "已采用" in team.content()


def test_the_light_turns_green_and_says_which_number_and_which_report_made_it(visit, places):
    page = visit(f"/plans/p/{KEY}/targets/", user="lingdao")
    page.get_by_role("link", name="公共实训基地").first.click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    assert "2022年6月27日为12个，已达标。" in said
    assert "LIGHT-MET" in said
    assert "还没有数据" in said  # what it said before
    page.get_by_role("link", name="市财政局 2022年6月").click()
    page.wait_for_load_state()
    assert page.url == places["report"]


def test_a_post_changes_hands_and_the_next_meeting_knows_with_no_document(visit):
    page = visit("/organisations/?q=武威市财政局", user="xitong")
    page.locator("tbody a[data-main]").first.click()
    page.locator("main table a", has_text="局长").first.click()
    page.get_by_role("link", name="登记任职").click()
    settle(page, person="严新任", on="2022-06-20", basis="示例任〔2022〕3号")
    assert "严新任" in page.content()
    team = visit("/plans/p/wuwei-2020/meetings/add/", user="zhuanban")
    team.locator("select[name=body]").select_option(label="“技能甘肃”武威市工作领导小组")
    settle(team, held_on="2022-06-27", title="领导小组半年会")
    team.get_by_role("link", name="增加议题").first.click()
    settle(team, title="听取上半年进展")
    take(team, "发出通知")
    member = team.locator("tr", has_text="市财政局局长")
    assert "严新任" in member.inner_text()
    assert "一票" in member.inner_text()


def test_the_circular_is_composed_of_records_issued_and_leaves_as_pdf_and_word(visit, tmp_path):
    page = visit("/plans/cycles/?q=2022年第一季度", user="zhuanban")
    page.locator("tbody a", has_text="2022年第一季度").first.click()
    page.wait_for_load_state()
    take(page, "拟通报")
    settle(page, agency="示例专班", remarks="总体进展平稳。", requirements="抓紧补报。")
    take(page, "印发")
    for ending in ("PDF", "Word"):
        with page.expect_download() as downloaded:
            page.locator(".page-actions a", has_text=ending).click()
        path = tmp_path / downloaded.value.suggested_filename
        downloaded.value.save_as(path)
        assert "抓紧补报。" in "".join(extract_text(Path(path).read_bytes(), path.name).text.split())
