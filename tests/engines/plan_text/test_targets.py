"""Which numbers are promises, and what they say."""

import pytest

from baigong.engines.plan_text import read_plan

FRAME = "甲市技能提升行动方案\n\n一、重点任务\n\n（一）完善体系\n\n1．第一项。{}\n\n2．第二项。加强管理。\n"


def read(sentence):
    return read_plan(FRAME.format(sentence)).as_json()["targets"]


def facts(sentence):
    return [(t["value"], t["unit"], t["comparator"], t["deadline"]) for t in read(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2025年，建设3所示范学校。", [(3, "所", "=", "2025")]),
        ("建设3所示范学校和10个优质专业。", [(3, "所", "=", None), (10, "个", "=", None)]),
        ("年均开发2万个以上的岗位。", [(2, "万个", ">=", "yearly")]),
        ("打造2—3所标杆学校。", [([2, 3], "所", "range", None)]),
        ("打造2～3所标杆学校。", [([2, 3], "所", "range", None)]),
        ("打造2至3所标杆学校。", [([2, 3], "所", "range", None)]),
        ("“双师型”教师占比达到50%以上。", [(50, "%", ">=", None)]),
        ("专业课教师中“双师型”教师超过一半。", [(50, "%", ">", None)]),
        ("实践课时占总课时一半以上。", [(50, "%", ">=", None)]),
        ("年培训人次达到在校生规模的2倍以上。", [(2, "倍", ">=", "yearly")]),
        ("城镇登记失业率控制在3.5%以内。", [(3.5, "%", "<=", None)]),
        ("到2025年底，单位能耗比2020年下降14%左右。", [(14, "%", "~", "2025")]),
        ("生产总值年均增长6%以上。", [(6, "%", ">=", "yearly")]),
        ("毛入园率提高3个百分点。", [(3, "个百分点", "=", None)]),
        ("总产值突破100亿元。", [(100, "亿元", ">", None)]),
        ("财政拨款水平不低于每生12000元。", [(12000, "元", ">=", None)]),
        ("新增校舍面积20000平方米。", [(20000, "平方米", "=", None)]),
        ("新建绿道120公里。", [(120, "公里", "=", None)]),
        ("平均办理时间压缩至30分钟以内。", [(30, "分钟", "<=", None)]),
        ("培训高技能人才5000名。", [(5000, "名", "=", None)]),
        ("每年组织督导不少于4次。", [(4, "次", ">=", "yearly")]),
        ("每年召开两次会议。", [(2, "次", "=", "yearly")]),
        ("每个县区至少建设1所公办学校。", [(1, "所", ">=", None)]),
        ("到2022年，80%的学校达到标准。", [(80, "%", "=", "2022")]),
        ("培育年产值超50亿元的龙头企业2家。", [(2, "家", "=", None)]),
        ("将补助标准由每生800元提高到1000元以上。", [(1000, "元", ">=", None)]),
        ("力争到“十四五”末，建成五个实训基地。", [(5, "个", "=", "2025")]),
        ("2025年12月31日前建成1个数据中心。", [(1, "个", "=", "2025-12-31")]),
        ("2023年6月底前完成10个项目。", [(10, "个", "=", "2023-06-30")]),
        ("建设 20 个工作站。", [(20, "个", "=", None)]),
        ("建设２０个工作站。", [(20, "个", "=", None)]),
        ("建成三个产业集聚区。", [(3, "个", "=", None)]),
        ("受理后5个工作日内办结。", [(5, "个工作日", "<=", None)]),
        ("三年内引进100名教师。", [(100, "名", "=", None)]),
        ("到2024年，投入资金1.2亿元，新增学位3000个。", [(1.2, "亿元", "=", "2024"), (3000, "个", "=", "2024")]),
        ("覆盖率达到90％以上。", [(90, "%", ">=", None)]),
        ("培养学员12,000人次。", [(12000, "人次", "=", None)]),
        ("压减审批事项30%。", [(30, "%", "=", None)]),
        ("保持就业率在95%以上。", [(95, "%", ">=", None)]),
        ("全市产值翻一番。", [(2, "倍", "=", None)]),
        ("入园率、巩固率分别达到95%、98%、93%以上。", [(95, "%", ">=", None), (98, "%", ">=", None), (93, "%", ">=", None)]),
        ("对300户困难家庭进行改造。", [(300, "户", "=", None)]),
        ("到2025年，首批100个社区全面建成。", [(100, "个", "=", "2025")]),
        ("实现“总量达到300万人、贡献率达到40%”的目标。", [(300, "万人", ">=", None), (40, "%", ">=", None)]),
        ("力争引进投资超10亿元项目5个以上。", [(5, "个", ">=", None)]),
        ("引进团队20个（名）。", [(20, "个（名）", "=", None)]),
    ],
)
def test_a_promised_number_is_read_with_unit_comparison_and_date(sentence, expected):
    assert facts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "从具有3年以上企业工作经历的人员中招聘。",
        "推进1+X证书制度试点。",
        "实施“3+2”衔接培养。",
        "依托“6G+AI”技术开展远程实训。",
        "落实国发〔2019〕4号文件精神。",
        "注重0～3岁幼儿家庭教育。",
        "做到“发现1户、解决1户”。",
        "把好入口和出口两个关口。",
        "按规定投资额30%的比例，抵免该企业当年应缴教育费附加。",
        "对获奖学校给予10万元奖励。",
        "2020年全市共有职业学校6所。",
        "目前已建成实训基地12个。",
        "咨询电话：0935-2212345。",
        "每天8:30开始办理。",
        "提供24小时服务。",
        "落实第十二条规定。",
        "实施三大行动。",
        "打造15分钟便民生活圈。",
        "符合条件的企业，注册资本不少于500万元。",
        "全面消除56人以上大班额。",
        "创新区主要分为策源区、承载区两个功能区，面积约8.5平方公里。",
        "市人大会议票决确定了今年的10件实事。",
        "联合12个部门印发通知。",
        "坚持两手抓。",
        "增强“四个意识”。",
        "建立一批示范基地。",
        "近年来，累计培训学员5000人。",
        "全面建成小康社会。",
        "在2019年的基础上继续推进。",
        "年满18周岁的学员可以报名。",
    ],
)
def test_other_numbers_are_not_taken_for_promises(sentence):
    assert facts(sentence) == []


def test_quotes_are_the_words_of_the_document_and_do_not_overlap():
    text = FRAME.format("建设3所国家、省级示范学校和10个优质专业，培训5000人次。")
    targets = read_plan(text).targets
    assert [target.quote for target in targets] == ["建设3所国家、省级示范学校", "10个优质专业", "培训5000人次"]
    assert all(target.span.of(text) == target.quote for target in targets)


def test_a_target_knows_the_measure_it_stands_in():
    assert [target["measure"] for target in read("建设3所示范学校。")] == ["1"]


def test_scope_is_the_wording_of_whom_the_number_holds_for():
    (target,) = read("各县区至少建设1所公办学校。")
    assert target["scope"] == "各县区"


def test_the_old_level_is_kept_beside_the_new_one():
    (target,) = read("将标准由800元提高到1000元。")
    assert target["baseline"] == "800元"


class TestDeadlines:
    def test_a_date_in_mid_paragraph_ends_with_its_sentence(self):
        assert facts("完善制度。到2022年，建设2所学校。培育10个专业。") == [(2, "所", "=", "2022"), (10, "个", "=", None)]

    def test_a_date_that_opens_a_paragraph_governs_it_until_a_new_one(self):
        text = "甲市方案\n\n到2025年，建设2所学校。培育10个专业。到2030年，建设5所学校。\n\n一、任务\n\n二、保障\n"
        assert [(t.number_span.of(text), t.deadline) for t in read_plan(text).targets] == [
            ("2所", "2025"),
            ("10个", "2025"),
            ("5所", "2030"),
        ]

    def test_a_list_inherits_the_date_that_announces_it(self):
        text = "甲市方案\n\n一、目标\n\n到2027年，实现以下目标：\n——新建2所学校。\n——培训500人。\n\n二、任务\n\n建设3个基地。\n"
        assert [t.deadline for t in read_plan(text).targets] == ["2027", "2027", None]

    def test_a_start_is_no_deadline(self):
        assert facts("从2019年起，在10个左右领域开展培训。") == [(10, "个", "~", None)]

    def test_a_length_of_time_set_by_rule_does_not_fall_due(self):
        text = "甲市方案\n\n到2022年，建设2所学校，顶岗实习时间一般为6个月。\n\n一、任务\n\n二、保障\n"
        assert [(t.unit, t.deadline) for t in read_plan(text).targets] == [("所", "2022"), ("个月", None)]

    def test_a_dated_goal_without_number_is_kept_apart(self):
        reading = read_plan(FRAME.format("到2022年，公办学校全部达标。"))
        assert reading.targets == ()
        assert [goal.deadline for goal in reading.goals] == ["2022"]
