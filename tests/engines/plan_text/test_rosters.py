"""Rosters of leading groups and the like."""

import pytest

from baigong.engines.plan_text import Span, TableHint, read_plan

ROSTER = """甲市人民政府关于成立领导小组的通知

附件1

甲市技能工作领导小组成员名单

组　　长：张三丰　　市委副书记、市长

副 组 长：李 四　　副市长

成　　员：王 五　　市教育局局长

　　　　　赵六七　　市财政局三级调研员

　　　　　钱 八　　市扶贫办主任（兼）

领导小组办公室设在市教育局，王五同志兼任办公室主任。成员如有变动，由接任者自然替补，不另行文。
"""


def test_a_roster_keeps_roles_posts_and_names_without_inner_blanks():
    (body,) = read_plan(ROSTER).bodies
    assert body.name == "甲市技能工作领导小组"
    assert [(m.role, m.name, m.post) for m in body.members] == [
        ("组长", "张三丰", "市委副书记、市长"),
        ("副组长", "李四", "副市长"),
        ("成员", "王五", "市教育局局长"),
        ("成员", "赵六七", "市财政局三级调研员"),
        ("成员", "钱八", "市扶贫办主任（兼）"),
    ]


def test_a_member_listed_by_rank_is_flagged_since_no_successor_can_be_inferred():
    reading = read_plan(ROSTER)
    assert [m.name for m in reading.bodies[0].members if m.is_listed_by_rank] == ["赵六七"]
    assert [m.name for m in reading.bodies[0].members if m.is_concurrent] == ["钱八"]
    assert any(remark.code == "listed-by-rank" for remark in reading.warnings)


def test_the_office_of_a_body_and_the_rule_of_succession_are_kept():
    (body,) = read_plan(ROSTER).bodies
    assert body.office is not None
    assert (body.office.seat, body.office.holders) == ("市教育局", (("王五", "办公室主任"),))
    assert body.succession is not None
    assert "自然替补" in body.succession


def test_a_text_that_is_no_plan_gives_an_empty_reading_with_remarks():
    reading = read_plan("今天天气很好。")
    assert (reading.measures, reading.tasks, reading.targets, reading.bodies) == ((), (), (), ())
    assert {remark.code for remark in reading.warnings} == {"no-measures", "no-tasks"}


def test_posts_may_stand_in_brackets_after_the_names():
    text = (
        "决定成立甲县职业教育工作领导小组，组成人员如下：\n\n组　长：李　明（县委副书记、县长）\n"
        "成　员：赵　云（县教育局局长）\n　　　　钱多多（县财政局局长）\n\n"
        "领导小组办公室设在县教育局，办公室主任由赵云同志兼任。\n"
    )
    (body,) = read_plan(text).bodies
    assert body.name == "甲县职业教育工作领导小组"
    assert [(m.role, m.name, m.post) for m in body.members] == [
        ("组长", "李明", "县委副书记、县长"),
        ("成员", "赵云", "县教育局局长"),
        ("成员", "钱多多", "县财政局局长"),
    ]
    assert body.office is not None
    assert body.office.holders == (("赵云", "办公室主任"),)


def test_seats_without_names_are_kept_as_posts():
    text = "甲市工作专班\n\n组长：市教育局局长\n成员：市财政局、市人社局分管负责同志\n"
    (body,) = read_plan(text).bodies
    assert [(m.role, m.name, m.post) for m in body.members] == [
        ("组长", None, "市教育局局长"),
        ("成员", None, "市财政局"),
        ("成员", None, "市人社局分管负责同志"),
    ]


def table_of(rows, above="甲市推进工作领导小组组成人员", below="领导小组办公室设在市教育局，钱进兼任办公室主任。"):
    """A text with a table of one cell a line, and the grid the file format would give; None repeats the cell above."""
    text = f"甲市方案\n一、任务\n（一）完善体系。\n附件\n{above}\n"
    grid = []
    for row in rows:
        cells = []
        for column, words in enumerate(row):
            if words is None:
                cells.append(grid[-1][column])
                continue
            cells.append(Span(len(text), len(text) + len(words)))
            text += words + "\n"
        grid.append(tuple(cells))
    return text + below + "\n", (TableHint(tuple(grid)),)


def seats(text, tables):
    return [(body.name, [(member.role, member.name, member.post) for member in body.members]) for body in read_plan(text, tables).bodies]


@pytest.mark.parametrize(
    "rows",
    [
        [("序号", "姓名", "单位及职务", "组内职务"), ("1", "王大明", "市长", "组长"), ("2", "赵 红", "市教育局局长", "成员")],
        [("组　长", "王大明", "市长"), ("成　员", "赵红", "市教育局局长")],
    ],
)
def test_a_roster_set_as_a_table_is_read(rows):
    assert seats(*table_of(rows)) == [("甲市推进工作领导小组", [("组长", "王大明", "市长"), ("成员", "赵红", "市教育局局长")])]


def test_a_role_merged_over_rows_holds_for_each_of_them_and_the_office_below_is_read():
    text, tables = table_of([("组长", "王大明", "市长"), ("成员", "赵红", "市教育局局长"), (None, "钱进", "市财政局局长")])
    assert [role for role, _, _ in seats(text, tables)[0][1]] == ["组长", "成员", "成员"]
    assert read_plan(text, tables).bodies[0].office.seat == "市教育局"


def test_a_list_of_names_that_no_body_stands_over_is_no_roster():
    assert seats(*table_of([("姓名", "职务"), ("王大明", "校长"), ("赵红", "教授")], above="评审专家名单", below="完")) == []
