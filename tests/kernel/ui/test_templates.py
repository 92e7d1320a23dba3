"""What holds for every template and style sheet of the product."""

import re
from pathlib import Path

import jinja2
import pytest
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone

import baigong
from baigong.kernel.access import ANONYMOUS

SOURCE = Path(baigong.__file__).parent
UI = SOURCE / "kernel" / "ui"
JINJA = sorted(p for p in SOURCE.rglob("templates/**/*.html"))
ALL = [*JINJA, *sorted((UI / "django_templates").rglob("*.html"))]
SHEETS = sorted((UI / "static" / "ui").glob("*.css"))
CODE = [*UI.rglob("*.py"), *UI.rglob("*.html"), *SHEETS, *(UI / "static" / "ui" / "js").glob("*.js")]


def name_of(path):
    return str(path.relative_to(SOURCE))


def request_for(path="/", **query):
    request = RequestFactory().get(path, query)
    request.actor = ANONYMOUS
    request.now = timezone.localtime()
    request.htmx = False
    request._messages = []
    return request


def draw(source, **context):
    body = '{% import "ui/components.html" as ui with context %}' + source
    return engines["jinja2"].from_string(body).render(context, request_for())


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_no_template_carries_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son(?:click|change|load|submit|input|error)\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"""(?:src|href|action)=["']https?://""", text)


@pytest.mark.parametrize("path", JINJA, ids=name_of)
def test_every_template_compiles(path):
    get_template(str(path).partition("/templates/")[2])


@pytest.mark.parametrize("path", [p for p in JINJA if UI in p.parents and "gallery" not in p.name], ids=name_of)
def test_chinese_wording_of_the_toolkit_is_wrapped_for_translation(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"""\b_\("[^"]*"|gettext\("[^"]*"(?:, "[^"]*")*""", "", text)
    text = text.replace('"中文"', "")  # a language is named in itself
    assert not re.findall(r"[\u4e00-\u9fff]+", text)


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_file_of_the_toolkit_passes_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_an_undefined_name_is_an_error_and_not_an_empty_place():
    with pytest.raises(jinja2.UndefinedError):
        draw("{{ nothing_of_the_kind }}")


def test_what_people_typed_is_escaped_in_every_macro():
    evil = '<script>"x"'
    drawn = draw(
        "{{ ui.badge(v) }}{{ ui.alert(v) }}{{ ui.empty(v, v) }}{{ ui.figure(v, v) }}{{ ui.tabs([(v, v, true)]) }}"
        "{{ ui.data_table([v], [[v]]) }}{{ ui.definitions([(v, v)]) }}{{ ui.diff([(v, v, v)]) }}{{ ui.card(v, v) }}"
        "{{ ui.light('green', v) }}{{ ui.copy_button(v) }}{{ ui.breadcrumb([(v, v)]) }}",
        v=evil,
    )
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") >= 20


def test_a_light_says_in_a_word_and_a_shape_what_its_colour_says():
    drawn = draw("{{ ui.light('red') }}{{ ui.light('grey') }}")
    assert "滞后" in drawn
    assert "待定" in drawn
    assert "<rect" in drawn


def test_a_figure_without_a_value_says_no_data_and_never_zero():
    drawn = draw("{{ ui.figure('就业率', none, '%') }}")
    assert "无数据" in drawn
    assert "%" not in drawn


def test_an_action_that_asks_works_without_script():
    drawn = draw("{{ ui.action_form('/x/', '退回', confirm='退回?', reason='required', hidden={'v': 3}) }}")
    assert "<details" in drawn
    assert 'method="post"' in drawn
    assert "csrfmiddlewaretoken" in drawn
    assert re.search(r"<textarea[^>]*required", drawn)
    assert 'name="v" value="3"' in drawn


def test_an_action_without_a_question_is_one_button():
    drawn = draw("{{ ui.action_form('/x/', '接受') }}")
    assert "<details" not in drawn
    assert drawn.count("<button") == 1


def test_a_steps_or_timeline_entry_may_leave_out_what_it_does_not_have():
    drawn = draw("{{ ui.steps([{'label': '甲', 'state': 'done'}]) }}{{ ui.timeline([{'at': at, 'title': '乙'}]) }}", at=timezone.now())
    assert "甲" in drawn
    assert "乙" in drawn


def test_a_chart_comes_with_the_table_of_its_numbers():
    from baigong.kernel.ui.charts import Chart, Series

    chart = Chart("c", "报送率", ["甲县", "乙县"], [Series("率", [98, None])])
    drawn = draw("{{ ui.chart(chart) }}", chart=chart)
    assert 'type="application/json"' in drawn
    assert "<td" in drawn
    assert "98" in drawn
    assert "—" in drawn


def test_a_script_end_inside_chart_data_cannot_break_out():
    from baigong.kernel.ui.charts import Chart, Series

    drawn = draw("{{ ui.chart(chart) }}", chart=Chart("c", "x", ["</script><b>"], [Series("y", [1])]))
    assert "</script><b>" not in drawn


def test_messages_are_shown_in_the_shell_with_their_tone():
    from django.contrib import messages as levels

    request = request_for()
    request._messages = [Message(levels.ERROR, "没有保存")]
    drawn = get_template("ui/gallery_plain.html").render({}, request)
    assert "alert-bad" in drawn
    assert "没有保存" in drawn


def test_the_sign_in_pages_load_what_our_own_shell_loads():
    ours = (UI / "templates/ui/shell_base.html").read_text(encoding="utf-8")
    sheets = re.search(r"for sheet in \(([^)]*)\)", ours)
    twin = (UI / "django_templates/allauth/layouts/base.html").read_text(encoding="utf-8")
    wanted = [*re.findall(r'"(\w+)"', sheets.group(1)), "print"]
    assert re.findall(r'static "ui/(\w+)\.css"', twin) == wanted
