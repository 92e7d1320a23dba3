"""Whole small documents, one for each layout the reader must hold."""

import pytest

from baigong.engines.plan_text import read_plan

WRAPPED = """甲市人民政府办公室关于印发《甲市技能提升行动方案（2023—2025年）》的通知

甲政办发〔2023〕12号

各县（市、区）人民政府，市政府各部门：

《甲市技能提升行动方案（2023—2025年）》已经市政府同意，现印发给你们，请认真贯彻执行。

甲市人民政府办公室

2023年5月6日

（此件公开发布）

甲市技能提升行动方案（2023—2025年）

为落实《关于技能工作的意见》（省发〔2022〕3号），制定本方案。

一、总体要求

（一）指导思想。坚持就业导向。

（二）主要目标。到2025年，培训5000人次。

二、重点任务

（三）完善培训体系。建设3个基地。（责任单位：市教育局、市人社局）

（四）扩大培训规模。面向企业职工开展培训。（牵头单位：市人社局；配合单位：市总工会，各县区）

三、保障措施

（五）加强组织领导。建立协调机制。

附件：1．任务分工表
2．领导小组名单
"""


def test_a_notice_that_wraps_a_plan_gives_both_titles_and_the_facts_of_the_notice():
    reading = read_plan(WRAPPED)
    assert reading.title == "甲市技能提升行动方案（2023—2025年）"
    assert reading.notice_title == "甲市人民政府办公室关于印发《甲市技能提升行动方案（2023—2025年）》的通知"
    assert (reading.doc_number, reading.issuer, reading.date) == ("甲政办发〔2023〕12号", "甲市人民政府办公室", "2023-05-06")


def test_a_series_that_runs_on_over_the_chapters_is_taken_whole():
    reading = read_plan(WRAPPED)
    assert [measure.number for measure in reading.measures] == ["（一）", "（二）", "（三）", "（四）", "（五）"]
    assert [measure.title for measure in reading.measures][2:4] == ["完善培训体系", "扩大培训规模"]
    assert [chapter.title for chapter in reading.chapters] == ["总体要求", "重点任务", "保障措施"]


def test_annexes_that_are_only_listed_are_reported():
    reading = read_plan(WRAPPED)
    assert [(annex.number, annex.title, annex.span) for annex in reading.annexes] == [
        ("1", "任务分工表", None),
        ("2", "领导小组名单", None),
    ]
    assert sum(remark.code == "annex-missing" for remark in reading.warnings) == 2


def test_items_that_run_on_are_the_measures_and_lists_at_other_levels_are_not():
    text = """甲市产业行动方案

一、重点产品

（一）影像产品。加快升级。

（二）手术系统。加快研发。

二、重点任务

（一）提升能级

1.加强研究。开展攻关。（责任单位：市科委）

2.加快开发。推进应用。（责任单位：市科委、市数据局）

（二）优化服务

3.强化能力。提升效率。（责任单位：市药监局）

4.深化改革。先行先试。（责任单位：市药监局）
"""
    reading = read_plan(text)
    assert [(m.number, m.title, m.chapter, m.section) for m in reading.measures] == [
        ("1", "加强研究", "二", "（一）"),
        ("2", "加快开发", "二", "（一）"),
        ("3", "强化能力", "二", "（二）"),
        ("4", "深化改革", "二", "（二）"),
    ]
    assert [task.number for task in reading.tasks] == ["1", "2", "3", "4"]


def test_where_numbering_restarts_the_general_chapter_holds_no_measures():
    text = """甲县实施意见

一、总体要求

（一）指导思想

坚持立德树人。

（二）基本原则

坚持统筹推进。

二、主要任务

（一）优化布局

调整学校布局。

（二）强化师资

加强教师培训。

三、保障措施

（一）加强领导

健全机制。
"""
    assert [(m.chapter, m.number, m.title) for m in read_plan(text).measures] == [
        ("二", "（一）", "优化布局"),
        ("二", "（二）", "强化师资"),
        ("三", "（一）", "加强领导"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("1、加强领导。健全机制。", "2、保障投入。落实资金。", ["1", "2"]),
        ("１．加强领导。健全机制。", "２．保障投入。落实资金。", ["1", "2"]),
        ("第一条 加强领导。健全机制。", "第二条 保障投入。落实资金。", ["第一条", "第二条"]),
        ("（一）加强领导。健全机制。", "（二）保障投入。落实资金。", ["（一）", "（二）"]),
        ("(一)加强领导。健全机制。", "(二)保障投入。落实资金。", ["（一）", "（二）"]),
        ("（1）加强领导。健全机制。", "（2）保障投入。落实资金。", ["（1）", "（2）"]),
        ("**（一）加强领导。**健全机制。", "**（二）保障投入。**落实资金。", ["（一）", "（二）"]),
    ],
)
def test_every_style_of_number_is_read_and_titles_lose_their_full_stop(first, second, numbers):
    reading = read_plan(f"甲市工作方案\n\n一、任务\n\n{first}\n\n{second}\n")
    assert [measure.number for measure in reading.measures] == numbers
    assert [measure.title for measure in reading.measures] == ["加强领导", "保障投入"]


@pytest.mark.parametrize(
    "note",
    [
        "（责任单位：市教育局、市财政局）",
        "(责任单位:市教育局、市财政局)",
        "【责任单位：市教育局、市财政局】",
        "[责任单位：市教育局、市财政局]",
        "（市教育局、市财政局）",
        "（市教育局、市财政局按职责分工负责）",
        "\n责任单位：市教育局、市财政局",
        "\n责任部门：市教育局，市财政局",
        "\n（责任单位：市教育局、市财政局）",
        "责任单位：市教育局、市财政局。",
    ],
)
def test_responsible_units_are_found_in_every_bracket_and_on_lines_of_their_own(note):
    text = f"甲市工作方案\n\n一、任务\n\n1．完善体系。健全制度。{note}\n\n2．强化保障。落实资金。{note}\n"
    reading = read_plan(text)
    assert [(task.number, [u.name for u in task.departments]) for task in reading.tasks] == [
        ("1", ["市教育局", "市财政局"]),
        ("2", ["市教育局", "市财政局"]),
    ]
    assert reading.tasks[0].text.startswith("完善体系。健全制度")
    assert "责任" not in reading.tasks[0].text


def test_several_notes_in_one_measure_are_several_tasks_of_it():
    text = "甲市方案\n\n一、任务\n\n1．完善体系。健全制度。（市教育局负责）开展培训。（市人社局负责）\n\n2．强化保障。（市财政局负责）\n"
    assert [(t.number, t.text) for t in read_plan(text).tasks] == [
        ("1", "完善体系。健全制度"),
        ("1", "开展培训"),
        ("2", "强化保障。"),
    ]


def test_a_bracket_inside_a_sentence_that_explains_is_no_task():
    text = "甲市方案\n\n一、任务\n\n1．推行证书。证书由院校实施（技工院校内由人社部门负责），按标准开发。\n\n2．强化保障。落实资金。\n"
    assert read_plan(text).tasks == ()


TABLE = """甲市人民政府关于印发《甲市方案》的通知

各县区人民政府：

现将方案印发给你们。

甲市人民政府

2021年3月4日

甲市方案

一、任务

（一）完善体系。

（二）强化保障。

附件

甲市任务清单

序号

工作任务

责任单位

完成时限

1

建设2所学校

市教育局，各县区

2021年12月底前

2

落实资金
并按季拨付

市财政局
市教育局

每年

3

开展督导

市教育局

持续推进
"""


def test_a_flattened_task_table_is_put_back_into_rows():
    tasks = read_plan(TABLE).tasks
    assert [(t.number, t.text, [u.name for u in t.departments], t.deadline) for t in tasks] == [
        ("1", "建设2所学校", ["市教育局", "各县区"], "2021-12-31"),
        ("2", "落实资金并按季拨付", ["市财政局", "市教育局"], "yearly"),
        ("3", "开展督导", ["市教育局"], None),
    ]


def test_numbers_of_an_annexed_task_list_are_not_counted_a_second_time():
    assert read_plan(TABLE).targets == ()


def test_a_typed_table_with_lead_and_support_columns_is_read():
    text = (
        "甲县任务分工表\n\n| 序号 | 重点任务 | 牵头单位 | 配合单位 |\n| --- | --- | --- | --- |\n"
        "| 1 | 建设2所学校 | 县教育局 | 县财政局、各乡镇 |\n| 2 | 培训300人 | 县人社局 |  |\n"
    )
    assert [(t.number, t.text, t.lead, t.support) for t in read_plan(text).tasks] == [
        ("1", "建设2所学校", ("县教育局",), ("县财政局", "各乡镇")),
        ("2", "培训300人", ("县人社局",), ()),
    ]


def test_an_indicator_table_gives_the_targets_of_its_last_year():
    cells = "指标 2020年 2025年 属性 毛入园率（%） 95% 98%以上 约束性 平均受教育年限（年） 11 12.3 预期性"
    text = "甲区规划\n\n主要指标表\n\n" + "\n\n".join(cells.split()) + "\n"
    assert [(t.value_as_json(), t.unit, t.comparator, t.deadline) for t in read_plan(text).targets] == [
        (98, "%", ">=", "2025"),
        (12.3, "年", "=", "2025"),
    ]


def test_site_labels_give_the_index_number_and_navigation_is_no_title():
    text = (
        "首页\n>信息公开>政策文件>市政府文件\n索引号: 12345X/2021-00012 公开方式: 主动公开\n"
        "文件编号: 甲政发〔2021〕8号 发文日期: 2021-02-03\n"
        "甲市人民政府关于加快发展的意见\n\n各县区人民政府：\n\n为加快发展，提出如下意见。\n\n一、加强领导\n\n健全机制。\n\n二、保障投入\n\n落实资金。\n"
    )
    reading = read_plan(text)
    assert reading.index_number == "12345X/2021-00012"
    assert reading.doc_number == "甲政发〔2021〕8号"
    assert reading.date == "2021-02-03"
    assert reading.title == "甲市人民政府关于加快发展的意见"
    assert reading.issuer == "甲市人民政府"


def test_a_title_broken_over_two_lines_is_joined():
    text = (
        "国务院关于印发技能教育改革\n 实施方案的通知\n 国发〔2021〕9号\n\n 各省人民政府：\n 现将方案印发给你们。\n"
        " 国务院\n 2021年1月2日\n\n"
        " 技能教育改革实施方案\n\n 一、任务\n 加强管理。\n"
    )
    reading = read_plan(text)
    assert reading.notice_title == "国务院关于印发技能教育改革实施方案的通知"
    assert (reading.title, reading.issuer, reading.doc_number) == ("技能教育改革实施方案", "国务院", "国发〔2021〕9号")


def test_a_number_under_a_year_before_the_document_is_background():
    text = (
        "甲市方案\n\n各县区：\n\n现印发给你们。\n\n甲市人民政府\n\n2021年3月4日\n\n甲市方案\n\n2019年末，有学校6所，在校生3万人。\n\n"
        "一、任务\n\n到2025年，新建学校2所。\n\n二、保障\n\n落实资金。\n"
    )
    assert [target.quote for target in read_plan(text).targets] == ["新建学校2所"]


def test_what_the_document_does_not_say_is_none():
    reading = read_plan("关于推进某项工作的意见\n\n一、目标\n\n加强管理。\n\n二、任务\n\n完善制度。\n")
    assert (reading.doc_number, reading.issuer, reading.date, reading.index_number) == (None, None, None, None)


def test_an_opinion_that_signs_itself_at_the_end_keeps_its_wording():
    text = (
        "甲县人民政府关于加强管理的意见\n\n各乡镇人民政府，县政府各部门：\n\n为加强管理，现就有关事项提出如下意见：\n\n一、加强领导\n\n健全机制。\n\n"
        "二、保障投入\n\n落实资金。\n\n三、强化督导\n\n开展检查。\n\n甲县人民政府\n\n2022年3月1日\n"
    )
    reading = read_plan(text)
    assert [measure.title for measure in reading.measures] == ["加强领导", "保障投入", "强化督导"]
    assert (reading.issuer, reading.date) == ("甲县人民政府", "2022-03-01")


def test_where_only_a_notice_stands_before_the_annex_the_annex_is_the_plan():
    text = (
        "甲市教育局关于印发工作方案的通知\n\n各县区教育局：\n\n现将《甲市工作方案》印发给你们。\n\n附件：甲市工作方案\n\n甲市教育局\n\n2022年3月1日\n\n"
        "附件\n\n甲市工作方案\n\n一、加强领导\n\n建设3所学校。\n\n二、保障投入\n\n落实资金。\n"
    )
    reading = read_plan(text)
    assert reading.title == "甲市工作方案"
    assert [measure.title for measure in reading.measures] == ["加强领导", "保障投入"]
    assert [target.quote for target in reading.targets] == ["建设3所学校"]


def test_units_below_several_items_speak_for_the_section():
    block = "（{}）{}\n\n1.甲项。健全制度。\n\n2.乙项。开展培训。\n\n责任单位：市教育局、市财政局\n\n"
    text = "甲市方案\n\n一、任务\n\n" + "".join(block.format(n, t) for n, t in (("一", "建强学校"), ("二", "建强师资"), ("三", "强化保障")))
    reading = read_plan(text)
    assert [(m.number, m.title) for m in reading.measures] == [("（一）", "建强学校"), ("（二）", "建强师资"), ("（三）", "强化保障")]
    assert [task.number for task in reading.tasks] == ["（一）", "（二）", "（三）"]


def test_a_table_typed_with_tabs_keeps_its_empty_cells():
    text = (
        "甲县任务分工表\n序号\t重点任务\t牵头单位\t配合单位\t完成时限\n1\t建校\t县教育局\t\t2023年12月底\n"
        "2\t培训\t县人社局\t县教育局\t每年\n"
    )
    assert [(t.number, t.text, t.lead, t.support, t.deadline) for t in read_plan(text).tasks] == [
        ("1", "建校", ("县教育局",), (), "2023-12-31"),
        ("2", "培训", ("县人社局",), ("县教育局",), "yearly"),
    ]


def test_a_merged_category_printed_once_holds_for_the_rows_below():
    cells = "重点任务 工作内容 牵头单位 配合单位 建校 新建2所 县教育局 县财政局 改造3所 县教育局 县住建局 师资 培训 县人社局 县教育局"
    text = "甲县任务清单\n\n" + "\n\n".join(cells.split()) + "\n"
    assert [(t.category, t.text, t.lead, t.support) for t in read_plan(text).tasks] == [
        ("建校", "新建2所", ("县教育局",), ("县财政局",)),
        ("建校", "改造3所", ("县教育局",), ("县住建局",)),
        ("师资", "培训", ("县人社局",), ("县教育局",)),
    ]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("（牵头单位：市教育局　责任单位：市财政局）", [("市教育局", "lead"), ("市财政局", None)]),
        ("（市教育局牵头，市财政局等部门配合，各县区政府负责落实）", [("市教育局", "lead"), ("市财政局", "support"), ("各县区政府", None)]),
        ("责任单位：市教育局，各镇（街道）", [("市教育局", None), ("各镇（街道）", None)]),
        ("（市教育局会同市财政局负责）", [("市教育局", None), ("市财政局", None)]),
        ("（责任领导：张三；责任单位：市教育局）", [("市教育局", None)]),
    ],
)
def test_duties_of_mixed_wordings(note, expected):
    text = f"甲市方案\n\n一、任务\n\n1．完善体系。健全制度。{note}\n\n2．强化保障。落实资金。{note}\n"
    assert [(unit.name, unit.duty) for unit in read_plan(text).tasks[0].departments] == expected


def test_the_date_stands_below_the_list_of_annexes_and_an_annex_that_is_the_plan_is_not_reported_missing():
    text = (
        "甲市办公室关于印发责任分解的通知\n\n各县区人民政府：\n\n现将分解印发给你们。\n\n附件：1.重点工作责任分解\n\n2.民生实事责任分解\n\n"
        "甲市办公室\n\n2020年5月22日\n\n附件1\n\n重点工作责任分解\n\n1.支持企业。落实政策。\n\n责任单位：市财政局\n\n2.引进项目。建设园区。\n\n责任单位：市商务局\n\n"
        "附件2\n\n民生实事责任分解\n\n3.新增床位。\n"
    )
    reading = read_plan(text)
    assert reading.date == "2020-05-22"
    assert [annex.title for annex in reading.annexes] == ["民生实事责任分解"]
    assert [remark.code for remark in reading.warnings] == []


def test_an_annex_bears_the_title_of_the_list_as_written_or_of_the_line_below_it():
    plan = "甲市方案\n\n一、任务\n\n建设学校。\n\n二、保障\n\n落实资金。\n\n"
    text = plan + "附件：1．支持政策清单（20条）\n\n附件1\n\n清单\n\n附件2\n\n任务分工表（试行）\n\n建设学校\n"
    assert [(annex.number, annex.title) for annex in read_plan(text).annexes] == [
        ("1", "支持政策清单（20条）"),
        ("2", "任务分工表（试行）"),
    ]


def test_a_notice_of_two_plans_gives_the_first_under_its_own_title():
    text = (
        "乙市教育局关于印发两个方案的通知\n\n各县区教育局：\n\n现将《乙市教师培训方案》和《乙市校园安全方案》印发给你们。\n\n乙市教育局\n\n2021年3月1日\n\n"
        "附件1\n\n乙市教师培训方案\n\n一、分层培训\n\n培训300人。\n\n二、网络研修\n\n开发20门课程。\n\n附件2\n\n乙市校园安全方案\n\n一、人防\n\n配备保安。\n"
    )
    assert read_plan(text).title == "乙市教师培训方案"
