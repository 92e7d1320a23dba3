"""What holds for every text, checked on texts stitched together from the pieces plans are made of."""

import json
import textwrap

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from baigong.engines.plan_text import read_plan
from baigong.engines.plan_text.lines import normalise
from baigong.engines.plan_text.unwrapping import unwrap

PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1．",
        "1、",
        "（1）",
        "①",
        "第一章 ",
        "第三条 ",
        "加强领导",
        "完善体系。",
        "建设",
        "3所",
        "10个",
        "50%以上",
        "2—3所",
        "到2025年，",
        "2023年6月底前",
        "每年",
        "不少于",
        "达到",
        "由800元提高到",
        "（责任单位：",
        "市教育局",
        "、",
        "，",
        "；",
        "。",
        "）",
        "【",
        "】",
        "牵头",
        "配合",
        "各县（市、区）",
        "等",
        "序号\n",
        "工作任务\n",
        "责任单位\n",
        "1\n",
        "2\n",
        "附件1\n",
        "附件：",
        "成员：",
        "组长：",
        "周 伟 ",
        "局长",
        "\n",
        "\n\n",
        " ",
        "　",
        "| ",
        "指标\n",
        "2020年\n",
        "2025年\n",
        "属性\n",
        "预期性\n",
        "甲政发〔2020〕8号",
        "关于印发《甲方案》的通知",
        "2020年12月1日",
        "“",
        "”",
        "《",
        "》",
        "一半",
        "翻一番",
        "三个",
        "万",
        "亿元",
        "1+X",
        "24小时",
        "各县区人民政府：",
    ]
)
PARAGRAPHS = (
    "一、重点任务",
    "（一）扩大资源。三年内新建公办幼儿园45所，扶持普惠性民办园60所，小区配套园移交率达到100%，服务半径更加合理。（市教育局牵头，市财政局、市发展改革委配合）",
    "（二）健全机制。新增教育经费向学前教育倾斜，学前教育经费占同级财政性教育经费的比例不低于5%，并且逐年稳步提高，切实保障运转。（市财政局、市教育局）",
    "（三）建强队伍。到2025年，补充公办园教师1500名，每名教师每年培训不少于72学时，遴选骨干教师2—3批，建设名师工作室10个左右。（责任单位：市教育局、市人社局）",
    "到2025年，全市学前三年毛入园率达到95%以上，普惠性幼儿园覆盖率提高到90%，每个乡镇至少建成1所中心幼儿园，新增学位2.4万个，总投资突破10亿元。",
    "各级各部门要提高认识、压实责任，把学前教育摆在更加突出的位置，统筹推进各项工作，定期研究解决困难和问题，确保各项任务落到实处、取得实效。",
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))
COMMON = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@COMMON
@given(TEXTS)
def test_no_text_makes_the_reader_fail_and_every_reading_is_json(text):
    json.dumps(read_plan(text).as_json(), ensure_ascii=False)


@COMMON
@given(TEXTS)
def test_normalising_never_moves_a_character(text):
    assert len(normalise(text)) == len(text)


@COMMON
@given(TEXTS)
def test_spans_lie_within_the_text_and_slice_to_what_they_stand_for(text):
    reading = read_plan(text)
    for target in reading.targets:
        assert 0 <= target.span.start < target.span.end <= len(text)
        assert target.span.of(text) == target.quote
        assert target.span.covers(target.number_span)
    for measure in reading.measures:
        assert 0 <= measure.span.start <= measure.span.end <= len(text)
        assert measure.title_span.of(text) == measure.title
    for task in reading.tasks:
        assert 0 <= task.span.start <= task.span.end <= len(text)
        for unit in task.departments:
            assert 0 <= unit.span.start < unit.span.end <= len(text)


@COMMON
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=3, max_size=8), st.integers(min_value=20, max_value=44))
def test_breaking_the_lines_of_a_text_at_a_fixed_width_changes_no_fact(paragraphs, width):
    whole = "甲市行动方案\n" + "\n".join("　　" + words for words in paragraphs) + "\n"
    broken = "\n".join("\n".join(textwrap.wrap(line, width, drop_whitespace=False)) for line in whole.split("\n")) + "\n"
    reading = read_plan(broken)
    assume(unwrap(broken) is not None)
    expected = read_plan(whole)
    assert [(t.value, t.unit, t.comparator, t.quote) for t in reading.targets] == [
        (t.value, t.unit, t.comparator, t.quote) for t in expected.targets
    ]
    assert [(m.number, m.title) for m in reading.measures] == [(m.number, m.title) for m in expected.measures]
    assert [[u.name for u in t.departments] for t in reading.tasks] == [[u.name for u in t.departments] for t in expected.tasks]
    for target in reading.targets:
        assert "".join(target.span.of(broken).split()) == "".join(target.quote.split())


@COMMON
@given(TEXTS)
def test_targets_come_in_order_and_no_number_is_counted_twice(text):
    spans = [target.number_span for target in read_plan(text).targets]
    starts = [target.span for target in read_plan(text).targets]
    assert starts == sorted(starts)
    assert len(set(spans)) == len(spans)


@COMMON
@given(TEXTS)
def test_comparator_value_and_deadline_keep_their_forms(text):
    for target in read_plan(text).as_json()["targets"]:
        assert target["comparator"] in {"=", ">=", ">", "<=", "<", "~", "range"}
        if target["comparator"] == "range":
            low, high = target["value"]
            assert low < high
        else:
            assert isinstance(target["value"], int | float)
        deadline = target["deadline"]
        assert deadline in (None, "yearly") or len(deadline) in (4, 10)


@COMMON
@given(TEXTS)
def test_lead_and_support_are_among_the_departments_and_none_is_named_twice(text):
    for task in read_plan(text).as_json()["tasks"]:
        assert set(task["lead"]) <= set(task["departments"])
        assert set(task["support"]) <= set(task["departments"])
        assert not set(task["lead"]) & set(task["support"])
        assert len(set(task["departments"])) == len(task["departments"])
