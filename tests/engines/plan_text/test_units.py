"""Lists of responsible units and the wordings that give them duties."""

import pytest

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.departments import is_collective, looks_like_units, split_units
from baigong.engines.plan_text.duties import read_duties


def names(words):
    return [unit.name for unit in split_units(words, 0, len(words)).units]


def duties(words):
    found = read_duties(words, Span(0, len(words)), "plain")
    assert found is not None, words
    return [(unit.name, unit.duty) for unit in found.departments]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("市教育局、市人社局，各县区", ["市教育局", "市人社局", "各县区"]),
        ("市教育局,市财政局;市人社局", ["市教育局", "市财政局", "市人社局"]),
        ("各区、县级市政府", ["各区、县级市政府"]),
        ("市农业局，各区、县级市政府", ["市农业局", "各区、县级市政府"]),
        ("市教育局，各县（市、区）人民政府", ["市教育局", "各县（市、区）人民政府"]),
        ("各区、县（市）人民政府", ["各区、县（市）人民政府"]),
        ("各乡镇、街道", ["各乡镇、街道"]),
        ("市农业局，各有关区、县级市", ["市农业局", "各有关区、县级市"]),
        ("省教育厅，各市州、县市区人民政府", ["省教育厅", "各市州、县市区人民政府"]),
        ("各镇（街道）、市教育局", ["各镇（街道）", "市教育局"]),
        ("市教育局 市财政局", ["市教育局", "市财政局"]),
        ("县水务局\n县住建局", ["县水务局", "县住建局"]),
        ("市人社局市财政局", ["市人社局", "市财政局"]),
        ("市教育局和市财政局", ["市教育局", "市财政局"]),
        ("省发展改革委、能源局等省有关部门和各市人民政府", ["省发展改革委", "能源局", "各市人民政府"]),
        ("市发展和改革委员会、市住房和城乡建设局", ["市发展和改革委员会", "市住房和城乡建设局"]),
        ("市委市政府督查室", ["市委市政府督查室"]),
        ("市卫生健康委（排名第一的为牵头单位，下同）", ["市卫生健康委"]),
    ],
)
def test_a_list_of_units_is_split_as_it_is_written(words, expected):
    assert names(words) == expected


def test_a_missing_separator_is_reported():
    listed = split_units("市人社局市财政局", 0, 8)
    assert listed.repaired == ("市人社局市财政局",)


def test_a_list_that_ends_in_deng_is_open():
    assert split_units("市教育局、市财政局等", 0, 10).is_open
    assert not split_units("市教育局、市财政局", 0, 9).is_open


@pytest.mark.parametrize("name", ["各县区", "各职业院校", "有关部门", "各县（市、区）人民政府", "各镇（街道）"])
def test_names_that_stand_for_many_bodies_are_collective(name):
    assert is_collective(name)


@pytest.mark.parametrize("name", ["市教育局", "甲市职业学院", "国家税务总局甲市税务局"])
def test_names_of_single_bodies_are_not_collective(name):
    assert not is_collective(name)


@pytest.mark.parametrize("words", ["鼓励学校将资源统一纳入实训中心", "依托职业学院，建设体验馆", "完善评价机制。", "12月底前"])
def test_wording_of_a_task_is_not_taken_for_a_list_of_units(words):
    assert not looks_like_units(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("责任单位：市教育局、市财政局", [("市教育局", None), ("市财政局", None)]),
        ("牵头单位：市教育局；配合单位：市财政局", [("市教育局", "lead"), ("市财政局", "support")]),
        ("牵头部门：市教育局，配合部门：市财政局、各县区", [("市教育局", "lead"), ("市财政局", "support"), ("各县区", "support")]),
        (
            "主责单位：市教育局；协办单位：市财政局；参加单位：市工会",
            [("市教育局", "lead"), ("市财政局", "support"), ("市工会", "support")],
        ),
        ("市教育局牵头，市财政局、市人社局配合", [("市教育局", "lead"), ("市财政局", "support"), ("市人社局", "support")]),
        ("市教育局牵头,市财政局、市人社局按职责分工负责", [("市教育局", "lead"), ("市财政局", None), ("市人社局", None)]),
        ("市教育局、市发展改革委等按职责分工负责", [("市教育局", None), ("市发展改革委", None)]),
        ("由市教育局牵头负责，各县区配合", [("市教育局", "lead"), ("各县区", "support")]),
        ("市教育局负责", [("市教育局", None)]),
        ("责任单位：市教育局（牵头）、市财政局、市人社局（配合）", [("市教育局", "lead"), ("市财政局", None), ("市人社局", "support")]),
        ("市教育局牵头、市财政局、市人社局配合", [("市教育局", "lead"), ("市财政局", "support"), ("市人社局", "support")]),
        ("市教育局、市科技局牵头、市财政局配合", [("市教育局", "lead"), ("市科技局", "lead"), ("市财政局", "support")]),
        ("责任单位：市教育局牵头，市财政局配合", [("市教育局", "lead"), ("市财政局", "support")]),
        ("责任单位：市人社局、市教育局分别牵头", [("市人社局", "lead"), ("市教育局", "lead")]),
        ("市教育局、市财政局，各县区", [("市教育局", None), ("市财政局", None), ("各县区", None)]),
        ("责任单位：市教育局；完成时限：2023年12月底前", [("市教育局", None)]),
        ("责任单位：市教育局，2022年6月底前完成", [("市教育局", None)]),
        ("2023年12月底前完成，市教育局牵头", [("市教育局", "lead")]),
        ("市教育局牵头，市财政局配合，长期坚持", [("市教育局", "lead"), ("市财政局", "support")]),
        ("长期实施，市教育局、市财政局负责", [("市教育局", None), ("市财政局", None)]),
        ("市教育局、市财政局，2022年12月底前", [("市教育局", None), ("市财政局", None)]),
        ("教育部会同有关部门负责", [("教育部", None), ("有关部门", None)]),
        (
            "市级牵头单位：市教育局；市级配合单位：市财政局；责任主体：各区县政府",
            [("市教育局", "lead"), ("市财政局", "support"), ("各区县政府", None)],
        ),
        ("【责任单位】市教育局、市财政局", [("市教育局", None), ("市财政局", None)]),
        ("市教育局为责任单位", [("市教育局", None)]),
        ("市教育局负责指导，各县区负责实施", [("市教育局", None), ("各县区", None)]),
        ("市教育局负责统筹，市财政局负责资金保障", [("市教育局", None), ("市财政局", None)]),
        ("此项工作由市教育局牵头，市财政局配合", [("市教育局", "lead"), ("市财政局", "support")]),
    ],
)
def test_duties_follow_the_wording(words, expected):
    assert duties(words) == expected


def test_a_time_limit_beside_the_units_is_kept():
    words = "责任单位：市教育局；完成时限：2023年12月底前"
    found = read_duties(words, Span(0, len(words)))
    assert found is not None
    assert found.time_span is not None
    assert found.time_span.of(words) == "2023年12月底前"


def test_a_time_limit_without_a_label_is_kept():
    words = "市教育局、市财政局，2022年12月底前"
    found = read_duties(words, Span(0, len(words)), "plain")
    assert found is not None
    assert found.time_span is not None
    assert found.time_span.of(words) == "2022年12月底前"
