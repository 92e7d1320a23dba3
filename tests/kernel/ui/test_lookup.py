"""One row among very many: typed by name or code, suggested meanwhile, picked from what fits; never a row that may not be chosen."""

from __future__ import annotations

import json
import re

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from baigong.contexts.organisations.models import Organisation
from baigong.kernel.ui import form_pages
from baigong.kernel.ui.lookup import SHOWN, LookupField, suggestions
from tests.builders import a_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies(db):
    codes = {"金川酒业有限公司": "17", "金川酒业（集团）有限公司": "25", "银川粮油有限公司": "33", "远处的公司": "41"}
    for name, ending in codes.items():
        body = a_body(name)
        Organisation.objects.filter(pk=body.pk).update(credit_code=f"91620600MA000000{ending}")  # no check digit
    return {body.name: body for body in Organisation.objects.all()}


class Choosing(forms.Form):
    body = LookupField(label="单位", code="credit_code", also=("short_name",), few=2)
    note = forms.CharField(label="备注")

    def __init__(self, *args, rows=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Organisation.objects.exclude(name="远处的公司") if rows is None else rows


def chosen(text, **more):
    form = Choosing({"body": text, "note": "甲", **more})
    form.is_valid()
    return form.cleaned_data.get("body"), form


def draw(form):
    body = '{% import "ui/components.html" as ui with context %}{{ ui.form(form) }}'
    return engines["jinja2"].from_string(body).render({"form": form}, RequestFactory().get("/"))


def suggested(text, form=None, **query):
    answer = suggestions(RequestFactory().get("/", {"lookup": "body", "text": text, **query}), form or Choosing())
    return json.loads(answer.content) if answer else None


@pytest.mark.parametrize(
    "text",
    [
        "银川粮油有限公司", " 银川粮油有限公司 ", "91620600MA00000033", "91620600ma00000033", "９１６２０６００MA00000033",
        "银川粮油有限公司（91620600MA00000033）",
    ],
)  # fmt: skip
def test_the_whole_name_the_code_or_both_name_the_row(bodies, text):
    assert chosen(text)[0] == bodies["银川粮油有限公司"]


def test_a_name_that_is_part_of_another_is_still_itself_and_brackets_may_be_of_either_width(bodies):
    a_body("金川酒业")
    assert chosen("金川酒业")[0].name == "金川酒业"
    assert chosen("金川酒业(集团)有限公司")[0] == bodies["金川酒业（集团）有限公司"]


def test_a_part_of_a_name_is_never_guessed_what_fits_is_listed_to_pick_from(bodies):
    row, form = chosen("酒业 金川")
    assert row is None
    assert "有2个" in form.errors["body"][0]
    html = draw(form)
    assert 'value="酒业 金川"' in html
    assert len(re.findall(r'type="radio" name="body_picked"', html)) == 2
    row, form = chosen("粮油")
    assert row is None
    assert "有1个" in form.errors["body"][0]


def test_what_was_picked_is_taken_and_shown_by_its_name_when_another_field_is_wrong(bodies):
    meant = bodies["金川酒业有限公司"]
    assert chosen("金川", body_picked=meant.pk, body_listed_for="金川")[0] == meant
    form = Choosing({"body": "金川", "body_picked": meant.pk, "body_listed_for": "金川", "note": ""})
    assert list(form.errors) == ["note"]
    html = draw(form)
    assert f'value="金川酒业有限公司（{meant.credit_code}）"' in html
    assert "body_picked" not in html


@pytest.mark.parametrize("picked", ["", "x", "²", "9" * 30, "-1"])
def test_a_pick_that_is_no_key_is_no_pick(bodies, picked):
    assert chosen("金川", body_picked=picked, body_listed_for="金川")[0] is None


def test_a_pick_does_not_hold_for_another_text(bodies):
    assert chosen("银川粮油有限公司", body_picked=bodies["金川酒业有限公司"].pk, body_listed_for="金川")[0] == bodies["银川粮油有限公司"]


def test_what_fits_nothing_says_what_to_do_and_nothing_typed_is_required(bodies):
    _, form = chosen("没有的公司")
    assert form.errors["body"] == ["没有符合“没有的公司”的。请核对写法，或只写名称中的几个字；仍然没有的，可能还没有登记，或不在可选之列。"]
    assert chosen("")[1].errors["body"] == ["请填写，不能空着。"]
    assert chosen("\x00")[1].errors["body"] == ["请填写，不能空着。"]


def test_rows_that_may_not_be_chosen_are_neither_suggested_nor_taken_by_name_code_or_pick(bodies):
    foreign = bodies["远处的公司"]
    assert suggested("远处") == {"rows": [], "more": False}
    for text in (foreign.name, foreign.credit_code, f"{foreign.name}（{foreign.credit_code}）"):
        assert chosen(text)[0] is None
    assert chosen("金川", body_picked=foreign.pk, body_listed_for="金川")[0] is None
    assert chosen("远处的公司", body_picked=foreign.pk, body_listed_for="远处的公司")[0] is None


def test_suggestions_hold_every_word_begin_with_the_nearest_and_end_with_a_word_that_there_are_more(bodies):
    assert [row.partition("（91")[0] for row in suggested("川 有限")["rows"]] == [
        "金川酒业有限公司",
        "金川酒业（集团）有限公司",
        "银川粮油有限公司",
    ]
    assert suggested("银川")["rows"] == ["银川粮油有限公司（91620600MA00000033）"]
    assert suggested("MA00000033")["rows"] == ["银川粮油有限公司（91620600MA00000033）"]
    for number in range(SHOWN):
        a_body(f"又一家酒业{number}号")
    found = suggested("酒业")
    assert (len(found["rows"]), found["more"]) == (SHOWN, True)


@pytest.mark.parametrize("text", ["金川（集团）", "金川(集团)", "（集团） · 91620600"])
def test_words_copied_with_brackets_and_dots_as_pages_write_them_find_the_row(bodies, text):
    assert suggested(text)["rows"] == ["金川酒业（集团）有限公司（91620600MA00000025）"]


def test_what_is_suggested_is_understood_when_it_comes_back(bodies):
    for text in suggested("")["rows"]:
        assert chosen(text)[0] is not None


def test_only_the_field_that_is_asked_for_answers(bodies, rf):
    assert suggested("银川", lookup="note") is None
    assert suggestions(rf.get("/"), Choosing()) is None
    assert suggestions(rf.post("/?lookup=body&text=x"), Choosing()) is None
    assert suggested("银川", Choosing(prefix="one"), lookup="body") is None
    assert suggested("银川", Choosing(prefix="one"), lookup="one-body")["rows"]


def test_a_page_with_one_form_answers_by_itself(bodies, rf):
    answer = form_pages.form_page(rf.get("/?lookup=body&text=粮油"), Choosing(), "none.html", lambda given: None, done="")
    assert json.loads(answer.content)["rows"] == ["银川粮油有限公司（91620600MA00000033）"]


def test_few_rows_are_a_select(bodies):
    few = Organisation.objects.filter(name__startswith="金川")
    html = draw(Choosing(rows=few))
    assert html.count("<option") == 3
    assert "data-lookup" not in html
    assert suggested("金川", Choosing(rows=few)) is None
    form = Choosing({"body": bodies["金川酒业有限公司"].pk, "note": "甲"}, rows=few)
    assert form.is_valid()
    assert not Choosing({"body": bodies["银川粮油有限公司"].pk, "note": "甲"}, rows=few).is_valid()


def test_a_form_that_is_changed_shows_the_row_by_its_name(bodies):
    meant = bodies["银川粮油有限公司"]
    for initial in (meant, meant.pk):
        assert 'value="银川粮油有限公司（91620600MA00000033）"' in draw(Choosing(initial={"body": initial}))
    form = Choosing({"body": "银川粮油有限公司（91620600MA00000033）", "note": "乙"}, initial={"body": meant, "note": "甲"})
    assert form.changed_data == ["note"]


def test_a_row_that_may_be_chosen_no_longer_leaves_the_field_empty_and_is_asked_for(bodies):
    foreign = bodies["远处的公司"]
    html = draw(Choosing(initial={"body": foreign.pk}))
    assert 'name="body" value=""' in html
    assert "请填写，不能空着。" in Choosing({"body": "", "note": "甲"}, initial={"body": foreign.pk}).errors["body"]


def test_the_rows_are_never_all_loaded(bodies, django_assert_num_queries):
    for number in range(40):
        a_body(f"很多{number}")
    with django_assert_num_queries(1):
        html = draw(Choosing())
    assert "很多" not in html
    assert 'aria-describedby="id_body_helptext"' in html
