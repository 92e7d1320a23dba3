"""Form fields: tied to their help and errors, legible after a mistake."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from baigong.kernel.ui.fields import SeenField, visible_errors
from baigong.kernel.ui.gallery import SampleForm


def draw(form, source="{{ ui.form(form) }}"):
    body = '{% import "ui/components.html" as ui with context %}' + source
    return engines["jinja2"].from_string(body).render({"form": form}, RequestFactory().get("/"))


def test_every_label_leads_to_its_input_and_every_help_and_error_is_tied_to_it():
    html = draw(SampleForm({"title": "", "count": "0"}))
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert set(re.findall(r'\sfor="([^"]+)"', html)) <= ids
    described = {one for value in re.findall(r'aria-describedby="([^"]+)"', html) for one in value.split()}
    assert described <= ids
    assert {"id_title_helptext", "id_title_error", "id_bodies_error"} <= described


def test_the_summary_names_every_error_once_and_links_to_its_field():
    form = SampleForm({"title": ""})
    assert [label for _id, label, _message in visible_errors(form)] == ["会议名称", "召开日期", "会议类别", "参会单位"]
    assert 'href="#id_title"' in draw(form)


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in draw(SampleForm())


def test_a_date_has_the_browsers_calendar_and_a_mistyped_one_stays_legible():
    assert 'type="date"' in draw(SampleForm(initial={"held_on": "2026-11-20"}))
    wrong = draw(SampleForm({"held_on": "昨天"}))
    assert 'value="昨天"' in wrong
    late = SampleForm({"held_on": "2026-11-20"})
    late.add_error("held_on", "还没有到。")
    assert 'type="date"' in draw(late)  # a date that cannot be is chosen anew in the calendar


def test_a_form_with_a_file_is_sent_as_one():
    assert 'enctype="multipart/form-data"' in draw(SampleForm())


@pytest.mark.parametrize("name", ["title", "held_on", "kind", "count", "bodies", "way", "minutes", "paper", "is_open"])
def test_a_required_field_says_so_in_words(name):
    html = draw(SampleForm(), "{{ ui.field(form['" + name + "']) }}")
    assert ("必填" in html) is SampleForm().fields[name].required


class Seen(forms.Form):
    seen = SeenField()


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        ("2022-06-27T09:00:00.000001+08:00", datetime(2022, 6, 27, 1, 0, 0, 1, tzinfo=UTC)),
        ("2022-06-27T09:00:00", None),  # no zone: no moment
        ("昨天", None),
        ("", None),
    ],
)
def test_when_a_row_was_seen_is_a_moment_to_the_last_digit_or_nothing(sent, moment):
    form = Seen({"seen": sent})
    assert form.is_valid()
    assert form.cleaned_data["seen"] == moment


def test_what_was_seen_comes_back_as_it_was_shown():
    moment = datetime(2022, 6, 27, 1, 0, 0, 1, tzinfo=UTC)
    (value,) = re.findall(r'value="([^"]+)"', str(Seen(initial={"seen": moment})["seen"]))
    assert Seen({"seen": value}).fields["seen"].clean(value) == moment


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(), "", "请填写，不能空着。"),
        (forms.IntegerField(), "一千二百", "请写阿拉伯数字，整数，不带单位，如120。"),
        (forms.IntegerField(max_value=9), "10", "最大为9，请核对是否多写了位数。"),
        (forms.DecimalField(decimal_places=2), "1.005", "小数最多2位。"),
        (forms.CharField(max_length=4), "9999x", "最多4个字，现有5个。"),
        (forms.TimeField(), "早八点", "时间请写成时:分，24小时制，如08:30。"),
        (forms.DateField(), "6月底", "日期请写成年-月-日，如2022-06-27。"),
    ],
)
def test_what_django_refuses_is_said_in_the_words_of_this_house(field, typed, said):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [said]


def test_an_english_reader_gets_djangos_english():
    with translation.override("en"):
        with pytest.raises(forms.ValidationError) as refused:
            forms.CharField().clean("")
        assert refused.value.messages == ["This field is required."]


def test_numbers_and_days_are_short_fields_that_stand_beside_each_other():
    html = draw(SampleForm())
    assert re.search(r'class="field field-short">\s*<label[^>]* for="id_count"', html)
    assert re.search(r'class="field">\s*<label[^>]* for="id_title"', html)
