"""The choice among very many in a real browser: by keys, by pointer, on a telephone, without script; readable by machines."""

from __future__ import annotations

import pytest
from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from baigong.contexts.organisations.models import Organisation
from baigong.kernel.access import public
from baigong.kernel.ui.lookup import LookupField, suggestions
from tests.browser import browser  # noqa: F401
from tests.builders import a_body

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGE = """{% extends "ui/shell_plain.html" %}{% import "ui/components.html" as ui with context %}
{% block title %}选择{% endblock %}
{% block content %}<h1>选择</h1>{% if made %}<p id="made">{{ made }}</p>{% endif %}{{ ui.form(form, guard=False) }}{% endblock %}"""


class Choosing(forms.Form):
    body = LookupField(label="单位", code="credit_code", few=2)
    note = forms.CharField(label="备注", required=False)


@public
def choose(request):
    form = Choosing(request.POST or None)
    form.fields["body"].queryset = Organisation.objects.all()
    if (found := suggestions(request, form)) is not None:
        return found
    made = form.cleaned_data["body"].name if form.is_bound and form.is_valid() else ""
    return HttpResponse(engines["jinja2"].from_string(PAGE).render({"form": form, "made": made}, request))


urlpatterns = [path("choose/", choose)]
pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_page(browser, live_server):
    for name in ("金川酒业有限公司", "金川粮油有限公司", "银川纺织有限公司"):
        a_body(name)
    contexts = []

    def go(**options):
        context = browser.new_context(locale="zh-CN", reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.goto(live_server.url + "/choose/?kept=1")
        return page

    yield go
    for context in contexts:
        context.close()


def test_arrows_walk_what_fits_enter_takes_it_and_escape_leaves_it(open_page):
    page = open_page()
    field = page.get_by_role("combobox", name="单位")
    field.press_sequentially("金川")
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").all_text_contents() == sorted(["金川粮油有限公司", "金川酒业有限公司"])
    assert "2" in page.get_by_role("status").text_content()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    assert page.locator(f"#{field.get_attribute('aria-activedescendant')}").get_attribute("aria-selected") == "true"
    field.press("Enter")
    assert field.input_value() == "金川酒业有限公司"
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("银")
    page.get_by_role("option").first.wait_for()
    field.press("Escape")
    assert (page.get_by_role("option").count(), field.input_value()) == (0, "银")
    field.fill("没有这家")
    page.get_by_text("没有符合的").wait_for()
    assert page.get_by_role("option").count() == 0
    assert page.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_telephone_a_touch_takes_and_machines_can_read_it(open_page, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=theme)
    page.get_by_role("combobox", name="单位").press_sequentially("川")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    violations = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("option", name="银川纺织有限公司").tap()
    page.get_by_role("button", name="保存").click()
    assert page.text_content("#made") == "银川纺织有限公司"
    assert page.complaints == []


def test_without_script_what_fits_is_picked_from_the_answer(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.fill("input[name=body]", "金川")
    page.fill("input[name=note]", "留着")
    page.click("form button")
    assert page.input_value("input[name=note]") == "留着"
    page.get_by_label("金川酒业有限公司").check()
    page.click("form button")
    assert page.text_content("#made") == "金川酒业有限公司"
