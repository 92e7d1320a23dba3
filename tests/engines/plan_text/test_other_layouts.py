"""Layouts met in plans of other cities, ministries and years, each in a small document of our own."""

import textwrap

import pytest

from baigong.engines.plan_text import read_plan
from baigong.engines.plan_text.unwrapping import unwrap


def departments(text):
    return [(task.number, [unit.name for unit in task.departments], list(task.lead), list(task.support)) for task in read_plan(text).tasks]


def numbers_and_titles(text):
    return [(measure.number, measure.title) for measure in read_plan(text).measures]


def facts(text):
    return [(target["value"], target["unit"], target["comparator"]) for target in read_plan(text).as_json()["targets"]]


PLAN = "甲市方案\n\n一、任务\n\n1．完善体系。健全制度。{}\n\n2．强化保障。落实资金。{}\n"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("（责任单位：省教育厅，各市州、县市区人民政府）", (["省教育厅", "各市州、县市区人民政府"], [], [])),
        ("（市财政局、各县〔市、区〕人民政府按职责分工负责）", (["市财政局", "各县〔市、区〕人民政府"], [], [])),
        (
            "〔市环境局牵头，市财政局参与，各县、区人民政府（管委会）负责落实。以下各项均需各县区落实，不再列出。〕",
            (["市环境局", "市财政局", "各县、区人民政府（管委会）"], ["市环境局"], ["市财政局"]),
        ),
        ("（市环境局、市工信局牵头督导，市财政局参与）", (["市环境局", "市工信局", "市财政局"], ["市环境局", "市工信局"], ["市财政局"])),
        ("（省科技厅按职责分工负责，各市人民政府结合实际落实）", (["省科技厅", "各市人民政府"], [], [])),
        (
            "〔责任单位：市教育局；各区（市）县政府（含高新区），列在首位的为牵头单位，下同〕",
            (["市教育局", "各区（市）县政府（含高新区）"], [], []),
        ),
    ],
)
def test_units_in_the_wordings_of_other_governments(note, expected):
    assert departments(PLAN.format(note, note)) == [("1", *expected), ("2", *expected)]


def test_units_in_italics_after_the_sentence_are_found():
    assert departments(PLAN.format("*责任单位：市工信局*", "*责任单位：市财政局*"))[0] == ("1", ["市工信局"], [], [])


def test_labels_set_apart_by_wide_gaps_on_one_line():
    line = "\n牵头领导：张某某　　牵头单位：县人社局　　责任单位：县财政局、各乡镇人民政府"
    assert departments(PLAN.format(line, line))[0] == ("1", ["县人社局", "县财政局", "各乡镇人民政府"], ["县人社局"], [])


def test_units_in_the_middle_of_a_paragraph_belong_to_the_sentences_before_them():
    text = PLAN.format("（市教育局牵头，市财政局参与）按时完成清理。（市人社局负责）", "（市财政局负责）")
    assert [units for _, units, _, _ in departments(text)] == [["市教育局", "市财政局"], ["市人社局"], ["市财政局"]]


CHAPTERS = """乙市“十四五”交通规划

目  录

第一章 现状\t1
第一节 发展基础\t1
第二章 任务\t3
第一节 完善网络\t3
第二节 优化服务\t5

第一章 现状
第一节 发展基础
公路里程达到1200公里。
第二章 任务
第一节 完善网络
新建公路300公里。
第二节 优化服务
新增公交车50辆。
"""


def test_a_table_of_contents_is_not_read_a_second_time_and_parts_are_divided_by_jie():
    reading = read_plan(CHAPTERS)
    assert [(m.chapter, m.number, m.title) for m in reading.measures][-2:] == [
        ("第二章", "第一节", "完善网络"),
        ("第二章", "第二节", "优化服务"),
    ]
    assert len(reading.chapters) == 2


def test_the_chapter_on_what_there_is_holds_no_target():
    assert facts(CHAPTERS) == [(300, "公里", "="), (50, "辆", "=")]


def test_a_period_before_the_plan_is_background_though_the_plan_bears_no_date():
    text = "乙市“十四五”规划\n\n“十三五”期间，完成投资320亿元。\n\n一、目标\n\n完成投资450亿元。\n\n二、保障\n\n加强管理。\n"
    assert facts(text) == [(450, "亿元", "=")]


def test_numbers_inside_a_box_are_no_measures_but_its_targets_count():
    text = (
        "丙省规划\n\n一、任务\n\n（一）优化布局\n\n1.做强高职。新设2所学校。\n\n2.做优中职。改善条件。\n\n"
        "专栏1 布局工程\n\n1.高职工程。建设10所学校。\n\n2.中职工程。支持50所学校。\n\n（二）深化融合\n\n"
        "3.建设载体。打造5个联合体。\n\n4.推行学徒制。扩大试点。\n"
    )
    assert [number for number, _ in numbers_and_titles(text)] == ["1", "2", "3", "4"]
    assert facts(text) == [(2, "所", "="), (10, "所", "="), (50, "所", "="), (5, "个", "=")]


def test_a_table_that_is_the_plan_gives_its_targets():
    cells = "序号 项目名称 主要内容 牵头单位 配合单位 1 增加学位 新增学位5000个 教育局 各街道 2 稳定就业 城镇新增就业1.5万人 人社局 各街道"
    text = "丁区民生实事任务分解表\n\n" + "\n\n".join(cells.split()) + "\n"
    assert facts(text) == [(5000, "个", "="), (1.5, "万人", "=")]
    assert departments(text) == [("1", ["教育局", "各街道"], ["教育局"], ["各街道"]), ("2", ["人社局", "各街道"], ["人社局"], ["各街道"])]


def test_a_title_ends_at_its_colon_and_a_number_may_stand_before_a_year():
    text = (
        "戊区方案\n\n一、任务\n\n1、建立制度:由分管领导召集,每季度研究一次,解决问题.\n\n2.2022年起扩大招生,稳定规模.\n\n"
        "3、搭建平台:组织专家进企业,解决难题.\n"
    )
    assert [number for number, _ in numbers_and_titles(text)] == ["1", "2", "3"]
    assert numbers_and_titles(text)[0][1] == "建立制度"


def test_where_only_the_general_chapter_has_sections_the_chapters_are_the_measures():
    text = (
        "己市措施\n\n一、总体要求\n\n（一）指导思想\n\n坚持改革。\n\n（二）基本原则\n\n坚持统筹。\n\n"
        "二、优化布局\n\n调整学校。\n\n三、强化师资\n\n加强培训。\n"
    )
    assert [title for _, title in numbers_and_titles(text)] == ["优化布局", "强化师资"]


def test_the_demands_at_the_end_are_measures_like_any_safeguard():
    text = (
        "庚州方案\n\n一、措施\n\n（一）提升培训。扩大规模。\n\n（二）提升评价。完善机制。\n\n二、工作要求\n\n（一）加强领导。健全机制。\n"
    )
    assert [title for _, title in numbers_and_titles(text)] == ["提升培训", "提升评价", "加强领导"]


def test_the_years_a_title_bears_above_the_plan_belong_to_it():
    text = (
        "辛市办公室关于印发辛市学前教育行动计划的通知\n\n各县区人民政府：\n\n现印发给你们。\n\n辛市办公室\n\n2014年3月4日\n\n"
        "辛市学前教育行动计划（2014—2016年）\n\n一、目标\n\n新建幼儿园20所。\n\n二、保障\n\n加强管理。\n"
    )
    assert read_plan(text).title == "辛市学前教育行动计划（2014—2016年）"


PARAGRAPHS = (
    "辛市学前教育行动计划",
    "为加快发展，制定本计划。",
    "一、主要目标",
    "到2016年，全市毛入园率达到80%以上，公办园和普惠性民办园占比达到70%以上，"
    "新建、改扩建幼儿园120所，新增学位2.4万个，每个乡镇至少建成1所中心幼儿园。",
    "二、主要措施",
    "（一）扩大资源。三年内新建公办幼儿园45所，扶持普惠性民办园60所，小区配套园移交率达到100%。（市教育局牵头，"
    "市财政局、市发展改革委配合）",
    "（二）健全机制。新增教育经费向学前教育倾斜，所占同级财政性教育经费的比例不低于5%，"
    "并且逐年稳步提高，切实保障运转。（市财政局、市教育局）",
)
WRAPPED = "\n".join("\n".join(textwrap.wrap("　　" + words, 24, drop_whitespace=False)) for words in PARAGRAPHS) + "\n"


def test_lines_broken_at_a_fixed_width_are_read_as_paragraphs():
    assert numbers_and_titles(WRAPPED) == [("（一）", "扩大资源"), ("（二）", "健全机制")]
    assert departments(WRAPPED)[0][1] == ["市教育局", "市财政局", "市发展改革委"]
    assert facts(WRAPPED) == [
        (80, "%", ">="),
        (70, "%", ">="),
        (120, "所", "="),
        (2.4, "万个", "="),
        (1, "所", ">="),
        (45, "所", "="),
        (60, "所", "="),
        (100, "%", ">="),
        (5, "%", ">="),
    ]


def test_spans_of_a_text_with_broken_lines_are_offsets_into_the_text_itself():
    reading = read_plan(WRAPPED)
    for target in reading.targets:
        assert "".join(target.span.of(WRAPPED).split()) == target.quote
    assert [target.number_span.of(WRAPPED) for target in reading.targets][3:5] == ["2.4万个", "1所"]
    assert [unit.span.of(WRAPPED) for unit in reading.tasks[1].departments] == ["市财政局", "市教育局"]


def test_a_text_of_whole_paragraphs_is_left_as_it_is():
    assert unwrap(CHAPTERS) is None
    assert unwrap("甲市方案\n\n" + "一段很长的话，写到最后才结束，这里没有在固定的宽度折行。\n\n" * 20) is None


def test_units_on_the_line_of_a_title_are_no_part_of_it():
    text = (
        "壬市方案\n\n一、任务\n\n（一）加强统筹（市教育局、市财政局）\n\n建立机制。\n\n"
        "（二）优化布局（市教育局牵头）\n\n新建学校。\n\n（三）强化保障。（市财政局）\n"
    )
    assert [title for _, title in numbers_and_titles(text)] == ["加强统筹", "优化布局", "强化保障"]
    assert [units for _, units, _, _ in departments(text)] == [["市教育局", "市财政局"], ["市教育局"], ["市财政局"]]


def test_tasks_are_read_from_an_annex_when_only_it_names_units():
    text = (
        "癸市意见\n\n一、任务\n\n（一）完善体系。建设学校。\n\n（二）强化师资。引进人才。\n\n"
        "附件\n\n重点任务分工\n\n1.建设学校。（市教育局、市财政局）\n\n2.引进人才。（市人社局）\n"
    )
    assert [(number, units) for number, units, _, _ in departments(text)] == [("1", ["市教育局", "市财政局"]), ("2", ["市人社局"])]


def test_a_title_of_a_measure_may_begin_with_a_figure():
    text = (
        "子市方案\n\n一、任务\n\n1.名家项目。引进人才。\n\n2.365梯队项目。培养人才。\n\n"
        "二、保障\n\n3.5G项目。建设基站。\n\n4.组织领导。健全机制。\n"
    )
    assert numbers_and_titles(text) == [("1", "名家项目"), ("2", "365梯队项目"), ("3", "5G项目"), ("4", "组织领导")]


def test_what_is_said_of_the_present_state_and_of_the_meaning_is_neither_measure_nor_target():
    text = (
        "丑省意见\n\n一、充分认识发展产业的重要意义\n\n（一）产业是支柱。约占收入的50%以上。\n\n（二）产业是基础。关系民生。\n\n"
        "二、区域布局\n\n（一）北部\n\n1.基本情况：年降水量一般在380毫米以下。\n\n2.主攻方向：新建水库3座。\n\n（二）南部\n\n1.基本情况：海拔3000米以上。\n\n2.主攻方向：修复草原。\n"
    )
    assert [title for _, title in numbers_and_titles(text)] == ["北部", "南部"]
    assert facts(text) == [(3, "座", "=")]


CELLS = (
    "序号 重点任务 工作内容 牵头单位 配合单位 完成时间 "
    "1 强化算力 研发芯片。 省发改委 省经信厅、省科技厅 2026年12月 2 培育数商。 省经信厅、省科技厅按职责分工负责 省发改委 持续推进 "
    "5 有序推进布局。 研究可行性。 省发改委 省经信厅，杭市政府 2026年9月 6 开放数据 健全政策。 省数据局 无 2026年6月"
)


def test_a_flattened_table_may_leave_out_numbers_and_say_that_nobody_supports():
    text = "寅省任务清单\n\n" + "\n".join(CELLS.split()) + "\n"
    assert departments(text) == [
        ("1", ["省发改委", "省经信厅", "省科技厅"], ["省发改委"], ["省经信厅", "省科技厅"]),
        ("2", ["省经信厅", "省科技厅", "省发改委"], ["省经信厅", "省科技厅"], ["省发改委"]),
        ("5", ["省发改委", "省经信厅", "杭市政府"], ["省发改委"], ["省经信厅", "杭市政府"]),
        ("6", ["省数据局"], ["省数据局"], []),
    ]


def test_a_flattened_table_may_count_from_one_again_in_each_part():
    cells = "序号 工作任务 责任单位 一、学校 1 建校 县教育局 2 扩班 县教育局 二、师资 1 招聘 县人社局 2 培训 县教育局"
    text = "卯县任务分工\n\n" + "\n".join(cells.split()) + "\n"
    assert [(number, units) for number, units, _, _ in departments(text)] == [
        ("1", ["县教育局"]),
        ("2", ["县教育局"]),
        ("1", ["县人社局"]),
        ("2", ["县教育局"]),
    ]


def test_a_header_divided_in_a_second_row_keeps_its_columns_when_flattened():
    cells = "序号 工作任务 责任分工 时限 牵头单位 配合单位 1 建校 县教育局 县财政局 2023年底 2 招聘 县人社局 县教育局 2024年底"
    tasks = read_plan("辰县任务分工\n\n" + "\n".join(cells.split()) + "\n").tasks
    assert [(t.number, t.lead, t.support, t.deadline) for t in tasks] == [
        ("1", ("县教育局",), ("县财政局",), "2023"),
        ("2", ("县人社局",), ("县教育局",), "2024"),
    ]


def test_a_repeated_first_cell_is_a_category_and_a_number_may_stand_in_the_wording():
    rows = "一、机制 1.建立联席会议 县教育局 一、机制 2.完善考核 县委组织部 二、投入 3.安排资金 县财政局"
    text = "巳县任务分工\n\n" + "\n".join(["重点任务", "工作举措", "责任单位", *rows.split()]) + "\n"
    assert [(t.number, t.category, t.text) for t in read_plan(text).tasks] == [
        ("1", "一、机制", "1.建立联席会议"),
        ("2", "一、机制", "2.完善考核"),
        ("3", "二、投入", "3.安排资金"),
    ]
