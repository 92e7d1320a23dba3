"""Pages with one form: a refusal comes back on the fields it names, with its status and what was typed."""

from __future__ import annotations

import pytest
from django import forms

from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.ui import form_pages


class Naming(forms.Form):
    name = forms.CharField(max_length=5)


@pytest.fixture
def ask(rf, monkeypatch):
    """The course of the page; rendering and messages are noted instead of done."""
    said = []
    monkeypatch.setattr(form_pages.messages, "success", lambda request, text: said.append(text))
    monkeypatch.setattr(form_pages, "render", lambda request, template, context, status: (status, context["form"]))

    def go(act, data=None):
        request = rf.post("/", data) if data is not None else rf.get("/")
        form = Naming(request.POST or None if data is not None else None)
        return form_pages.form_page(request, form, "x.html", act, done=lambda made: f"有了{made}", to=lambda made: f"/{made}/")

    go.said = said
    return go


def test_a_form_is_shown_first(ask):
    status, form = ask(lambda given: "甲")
    assert (status, form.is_bound) == (200, False)


def test_what_was_made_is_said_and_led_to(ask):
    response = ask(lambda given: given["name"], {"name": "甲"})
    assert (response.status_code, response["Location"], ask.said) == (302, "/%E7%94%B2/", ["有了甲"])


def test_wrong_input_never_reaches_the_service(ask):
    status, form = ask(lambda given: pytest.fail("acted"), {"name": "六个字的名称"})
    assert (status, list(form.errors)) == (422, ["name"])


@pytest.mark.parametrize(
    ("refusal", "status", "fields"),
    [
        (Refusal("已有甲。", code="taken", fields={"name": "已有甲。"}), 422, ["name"]),
        (Refusal("已有甲。", code="taken", fields={"name": "换一个。"}), 422, ["name", "__all__"]),
        (Conflict("刚才有人改过。", code="stale", fields={"elsewhere": "不在此页"}), 409, ["__all__"]),
    ],
)
def test_a_refusal_comes_back_on_its_fields(ask, refusal, status, fields):
    def act(given):
        raise refusal

    answer, form = ask(act, {"name": "甲"})
    assert (answer, list(form.errors), form["name"].value()) == (status, fields, "甲")
    assert ask.said == []


def press(rf, monkeypatch, act):
    said = []
    monkeypatch.setattr(form_pages.messages, "success", lambda request, text: said.append(text))
    answer = form_pages.button_page(rf.post("/"), act, done="办好了。", to=lambda made: f"/{made}/", show=lambda refusal: refusal.code)
    return answer, said


def test_a_button_does_what_it_says_and_leads_to_what_was_made(rf, monkeypatch):
    response, said = press(rf, monkeypatch, lambda: "a")
    assert (response["Location"], said) == ("/a/", ["办好了。"])


def test_a_refused_button_shows_the_page_with_the_reason_and_says_nothing_was_done(rf, monkeypatch):
    def refused():
        raise Conflict("已办理。", code="done")

    assert press(rf, monkeypatch, refused) == ("done", [])


def test_a_refused_button_without_a_page_of_its_own_says_why_where_it_leads(rf, monkeypatch):
    said = []
    monkeypatch.setattr(form_pages.messages, "error", lambda request, text: said.append(text))

    def refused():
        raise Conflict("已办理。", code="done")

    response = form_pages.button_page(rf.post("/"), refused, done="办好了。", to="/a/")
    assert (response["Location"], said) == ("/a/", ["已办理。"])


def test_a_button_that_is_not_the_persons_is_refused_by_the_middleware(rf, monkeypatch):
    def forbidden():
        raise NotPermitted("不是您的。", code="not_permitted")

    with pytest.raises(NotPermitted):
        press(rf, monkeypatch, forbidden)
