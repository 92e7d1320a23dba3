"""In a real browser: accessibility, the strict policy, filtering without a reload, asking in a dialog, living without script."""

import pytest
from django.urls import include, path

import baigong.delivery.library_routes  # noqa: F401  (the sign-in pages are open to all)
from baigong.kernel.ui.gallery import gallery
from tests.browser import browser  # noqa: F401

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "/ui/gallery/?message=1",
    "/ui/gallery/list/?q=培训&page=9&foo=1",
    "/ui/gallery/empty/",
    "/ui/gallery/portal/",
    "/ui/gallery/404/",
    "/account/login/",
]

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("ui/gallery/", gallery, name="gallery"),
    path("ui/gallery/<str:shell>/", gallery, name="gallery-shell"),
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls(__name__),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def open_page(browser, live_server):
    contexts = []

    def go(address, **options):
        context = browser.new_context(locale="zh-CN", reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" and "status of 404" not in m.text else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing_and_the_policy_stops_nothing(open_page, theme, width):
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    for address in PAGES:
        page = open_page(address, viewport={"width": width, "height": 800}, color_scheme=theme)
        violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        found[address] = [(v["id"], v["nodes"][0]["html"]) for v in violations]
        assert page.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert {address: problems for address, problems in found.items() if problems} == {}


def test_a_filter_changes_the_list_and_the_address_without_a_reload(open_page):
    page = open_page("/ui/gallery/list/")
    page.evaluate("window.stayed = true")
    page.fill(".filters input[name=q]", "培训")
    page.wait_for_url("**q=**")
    page.wait_for_selector("[id$=-live]:has-text('19')", state="attached")
    page.hover("thead .sort >> nth=0")
    page.mouse.down()  # leaving the search field asks nothing anew: the list must not be exchanged under a slow finger
    page.wait_for_timeout(400)
    page.mouse.up()
    page.wait_for_selector("th[aria-sort=ascending]")
    assert page.evaluate("window.stayed")
    page.go_back()
    page.wait_for_selector("header.bar")
    assert page.locator("header.bar").count() == 1


def test_rows_are_walked_by_keyboard(open_page):
    page = open_page("/ui/gallery/list/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1


def test_an_action_asks_in_a_dialog_keeps_what_was_typed_and_gives_the_focus_back(open_page):
    page = open_page("/ui/gallery/")
    page.click("details[data-dialog] summary >> nth=0")
    page.fill("dialog textarea", "缺名册")
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.click("details[data-dialog] summary >> nth=0")
    assert page.input_value("dialog textarea") == "缺名册"


def test_the_chosen_theme_survives_a_reload(open_page):
    page = open_page("/ui/gallery/", color_scheme="light")
    page.click("[data-theme-switch]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"


def test_without_script_filters_menu_and_questions_still_work(open_page):
    page = open_page("/ui/gallery/list/", java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.click("label.bar-menu")
    page.keyboard.press("Escape")
    page = open_page("/ui/gallery/list/", java_script_enabled=False)
    page.fill(".filters input[name=q]", "培训")
    page.click(".filters button[type=submit]")
    assert "19" in page.inner_text(".listing-count")
    page = open_page("/ui/gallery/", java_script_enabled=False)
    page.click("details[data-dialog] summary >> nth=0")
    assert page.locator(".action-sheet textarea").first.is_visible()
