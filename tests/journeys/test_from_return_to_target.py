"""From a school's file to the city's figure in the browser: handed in, mended, confirmed; a figure opened down to its records."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import DESK, PHONE

HEADS = "BH,BJMC,NJ,ZYDM,XSS"


def a_file(*lines: str) -> dict[str, object]:
    return {"name": "MCBJ.csv", "mimeType": "text/csv", "buffer": "\n".join([HEADS, *lines]).encode()}


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def hand_in(page, file) -> None:
    page.locator("select[name=standard]").select_option("WW-ROSTERS-2021")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "读取并核对")


def test_a_school_hands_in_a_file_mends_it_and_confirms_what_it_changes(visit, fits):
    page = visit("/returns/", user="gulangzj", viewport=PHONE)
    assert "古浪县职教中心的数据返回" in page.content()
    page.get_by_role("link", name="上传数据").first.click()
    page.wait_for_load_state()
    hand_in(page, a_file("22示例1,22级示例,2022,720201,四十"))
    said = page.content()
    assert "只填阿拉伯数字" in said
    assert "E2" in said
    assert page.get_by_role("button", name="确认入库").count() == 0
    fits(page)

    page.goto("/returns/upload/")
    hand_in(page, a_file("22示例1,22级示例,2022,720201,40"))
    assert "可以入库" in page.content()
    press(page, "确认入库")
    assert "每一行都通过了检查" in page.content()
    page.goto("/returns/batches/")
    assert "MCBJ" in page.content()


def test_a_value_of_a_target_opens_to_the_snapshot_and_the_records_behind_it(visit):
    page = visit("/plans/p/wuwei-2020/targets/", user="lingdao")
    page.get_by_role("link", name=re.compile("教师企业实践流动站")).first.click()
    page.wait_for_load_state()
    assert "由业务数据计算" in page.content()
    page.get_by_role("link", name=re.compile("^快照 2022-06-27")).first.click()
    page.wait_for_load_state()
    assert "/records/" in page.url
    assert page.locator("tbody tr").count() >= 10
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    assert "/schools/projects/" in page.url


def test_the_team_takes_a_snapshot_and_verifies_it(visit):
    page = visit("/console/snapshots/", user="zhuanban")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    assert "PRJ" in page.content() or "清单" in page.content()


@pytest.mark.parametrize("path", [
    "/returns/", "/returns/batches/", "/returns/upload/", "/returns/standards/", "/returns/interface/", "/console/indicators/",
    "/console/indicators/PRJ-04/", "/console/snapshots/", "/schools/projects/",
])  # fmt: skip
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(visit, is_accessible, fits, path, viewport):
    page = visit(path, user="zhuanban", viewport=viewport)
    is_accessible(page)
    fits(page)
