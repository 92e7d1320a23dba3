"""A plan at work in the browser: why a light is red, a county files from its phone, every page accessible at both widths."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument

from tests.journeys.conftest import PHONE

PAPER = {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"}


def press(page, name: str, nth: int = 0) -> None:
    """Press a button, through the short form it opens where it asks first."""
    page.get_by_role("button", name=name, exact=True).nth(nth).click()


def test_a_light_says_which_number_made_it_and_what_turns_it_green(visit):
    page = visit("/plans/ledger/?colour=red", user="lingdao")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    said = page.content()
    assert "怎样转绿" in said
    assert "规则" in said


def test_the_overview_prints_on_one_sheet_of_paper(visit):
    sheet = visit("/plans/p/wuwei-2020/print/", user="lingdao").pdf(prefer_css_page_size=True)
    assert len(PdfDocument(sheet)) == 1


def test_a_leader_sees_at_most_three_matters_and_opens_the_first(visit):
    page = visit("/console/", user="lingdao")
    assert 1 <= page.locator(".matter").count() <= 3
    page.locator(".matter a").first.click()
    page.wait_for_load_state()
    assert "怎样转绿" in page.content()


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


PAGES = [
    ("zhuanban", "/console/"), ("zhuanban", "/plans/overview/"), ("zhuanban", "/plans/ledger/"), ("zhuanban", "/plans/targets/"),
    ("zhuanban", "/plans/measures/"), ("zhuanban", "/plans/filings/"), ("zhuanban", "/plans/meetings/"), ("zhuanban", "/plans/reviews/"),
    ("zhuanban", "/plans/documents/"), ("zhuanban", "/plans/documents/6/confirm/"), ("zhuanban", "/plans/meetings/7/attendance/"),
    ("zhuanban", "/plans/p/wuwei-2020/settings/"), ("caizheng", "/plans/dues/"),
    ("caizheng", "/notices/"), ("lingdao", "/plans/tasks/11/"), ("lingdao", "/plans/targets/6/"), ("xitong", "/organisations/"),
    ("anquan", "/console/accounts/"), ("", "/"), ("", "/codes/"),
    ("gongkai", "/publications/preparing/"), ("gongkai", "/publications/preparing/1/"), ("gongkai", "/publications/preparing/add/"),
    ("", "/publications/"), ("", "/publications/1/"), ("", "/promises/"), ("", "/promises/wuwei-2020/tasks/27/"),
    ("", "/promises/wuwei-2020/targets/T6/"),
    ("", "/open-data/"), ("", "/about/"),
]  # fmt: skip


@pytest.mark.parametrize(("user", "path"), PAGES, ids=[f"{user or 'public'}{path}" for user, path in PAGES])
def test_a_page_is_accessible_and_fits_a_desk_and_a_phone(visit, is_accessible, fits, user, path):
    desk = visit(path, user=user)
    is_accessible(desk)
    fits(desk)
    fits(visit(path, user=user, viewport=PHONE))


def test_what_belongs_on_one_line_stays_there(visit):
    home = visit("/console/", user="zhuanban", viewport=PHONE)
    rows = home.locator(".table-grouped tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.querySelectorAll('td')].map(d => Math.round(d.getBoundingClientRect().top)))"
    )
    assert len(rows) > 10
    assert all(matter == due for matter, due in rows)
    roll = visit("/plans/meetings/7/attendance/", user="zhuanban", viewport=PHONE)
    assert roll.locator("caption").bounding_box()["height"] < 40
    roll.goto("/plans/meetings/7/")
    icon = roll.locator(".cell-sub .icon").first
    assert icon.evaluate("i => getComputedStyle(i).marginRight") != "0px"
    desk = visit("/console/", user="zhuanban")
    desk.get_by_text("English").first.click()
    desk.wait_for_load_state("networkidle")
    lights = desk.locator(".panel .standing-counts li").evaluate_all("ls => ls.map(l => Math.round(l.getBoundingClientRect().top))")
    assert len(lights) == 4
    assert [lights.count(top) for top in sorted(set(lights))] == [2, 2]


def test_every_choice_of_a_filter_bar_looks_alike(visit):
    ledger = visit("/plans/ledger/", user="zhuanban")
    assert ledger.locator(".filter-summary .icon").count() >= 2
    looks = ledger.locator(".filters select").evaluate_all(
        "all => all.map(s => { const c = getComputedStyle(s); return [c.appearance, c.backgroundImage.includes('gradient')] })"
    )
    assert len(looks) >= 2
    assert all(look == ["none", True] for look in looks)
