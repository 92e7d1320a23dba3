"""Excel in and out: what is exported can be read back, changes are planned by cell, and all rows are written or none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baigong.contexts.organisations.exchange import IMPORTS_BY_NAME, confirm_import, discard_import, plan_of, prepare_import
from baigong.contexts.organisations.models import ImportDraft, Organisation
from baigong.contexts.organisations.public import (
    LIAISON,
    WORKING_TEAM,
    add_alias,
    add_seat,
    form_leading_body,
    holder_of,
    load_bodies,
    resolve_name,
)
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import export, write_csv
from baigong.packs import read_pack
from tests.builders import a_body, a_post, an_actor, appointed


def sheet(table, *rows):
    """A CSV file with the columns that the rows name."""
    item = IMPORTS_BY_NAME[table].table
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return write_csv([str(item.by_key[key].label) for key in keys], [[row.get(key) for key in keys] for row in rows])


@pytest.fixture
def take(team, now):
    """Read a file; confirm it where it is clean."""

    def go(table, *rows, confirm=True):
        draft = prepare_import(actor=team, now=now, table=table, data=sheet(table, *rows), filename="表.csv")
        plan = plan_of(draft)
        if confirm:
            assert plan.issues == ()
            confirm_import(actor=team, now=now, draft=draft, digest=plan.digest)
        return plan

    return go


@pytest.mark.parametrize("table", ["bodies", "posts", "seats"])
def test_what_is_exported_reads_back_without_a_change(table, db, team, now):
    load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=now)
    item = IMPORTS_BY_NAME[table]
    data = export(item.table, item.rows(now.date()))
    plan = plan_of(prepare_import(actor=team, now=now, table=table, data=data, filename="导出.xlsx"))
    assert plan.issues == ()
    assert plan.counts["same"] == len(plan.actions) > 10


def test_new_bodies_may_name_one_another_in_any_order(city, take):
    take(
        "bodies",
        {"name": "东河一职", "kind": "中等职业学校", "parent": "东河职教集团", "aliases": "一职、东河职专"},
        {"name": "东河职教集团", "kind": "社会组织", "parent": "东河区"},
    )
    school = Organisation.objects.get(name="东河一职")
    assert school.parent.name == "东河职教集团"
    assert school.path.startswith(city.east.path)
    assert resolve_name("东河职专", date(2021, 3, 15)) == school


def test_a_change_is_planned_against_what_there_is(city, take):
    plan = take("bodies", {"name": "云中市教育局", "kind": "政府部门", "short_name": "市教育局", "note": "新楼", "aliases": "市教委"})
    assert [(change.column, change.new) for change in plan.actions[0].changes] == [("note", "新楼"), ("aliases", "市教委")]
    take("bodies", {"name": "云中市教育局", "kind": "政府部门", "aliases": None})
    assert resolve_name("市教委", date(2021, 3, 15)) is None


def test_every_wrong_cell_is_told_with_its_place(city, team, now, take):
    add_alias(actor=team, now=now, organisation=city.finance, name="市财委")
    plan = take(
        "bodies",
        {"name": "甲局", "kind": "政府部门", "parent": "市教肓局", "credit_code": None, "aliases": None},
        {"name": "乙局", "kind": "帝国", "parent": None, "credit_code": None, "aliases": None},
        {"name": "丙局", "kind": "政府部门", "parent": None, "credit_code": "11622300013930944C", "aliases": None},
        {"name": "丁局", "kind": "政府部门", "parent": None, "credit_code": None, "aliases": "市财委"},
        {"name": "戊局", "kind": "政府部门", "parent": "己局", "credit_code": None, "aliases": None},
        {"name": "己局", "kind": "政府部门", "parent": "戊局", "credit_code": None, "aliases": None},
        confirm=False,
    )
    assert [issue.cell for issue in plan.issues] == ["C2", "B3", "D4", "E5", "C6", "C7"]
    assert "市教育局" in plan.issues[0].message
    with pytest.raises(Refusal, match="6"):
        confirm_import(actor=team, now=now, draft=ImportDraft.objects.get(), digest=plan.digest)
    assert not Organisation.objects.filter(name="甲局").exists()


def test_a_change_of_hands_in_a_file_is_an_appointment(city, take):
    post = a_post(city.education, "局长", is_head=True)
    old = appointed(post, "马某", date(2019, 1, 1))
    take("posts", {"unit": "市教育局", "title": "局长", "holder": "李某", "since": "2021-03-01", "basis": "云任〔2021〕1号"})
    assert holder_of(post, date(2021, 2, 28)) == old
    assert holder_of(post, date(2021, 3, 1)).name == "李某"
    take("posts", {"unit": "市教育局", "title": "局长", "holder": None, "since": "2021-03-10"})
    assert holder_of(post, date(2021, 3, 10)) is None


def test_a_change_of_hands_needs_its_day(city, take):
    appointed(a_post(city.education), "马某", date(2019, 1, 1))
    plan = take("posts", {"unit": "市教育局", "title": "局长", "holder": "李某", "since": "2019-01-01"}, confirm=False)
    assert [(issue.cell, issue.column) for issue in plan.issues] == [("D2", "任职日期")]


def test_two_writings_of_one_unit_are_one_row_twice(city, take):
    a_post(city.education)
    plan = take("posts", {"unit": "市教育局", "title": "局长"}, {"unit": "云中市教育局", "title": "局长"}, confirm=False)
    assert "第 2 行" in plan.issues[0].message


def test_new_posts_come_with_their_remit_and_holder(city, take):
    take("posts", {"unit": "市教育局", "title": "副局长(分管职教)", "holder": "李某", "since": None, "is_head": "否"})
    post = city.education.posts.get()
    assert (post.title, post.remit, holder_of(post, date(2021, 3, 15)).name) == ("副局长", "分管职教", "李某")


def test_seats_are_added_for_posts_and_ranks_that_exist(city, team, now, take):
    group = form_leading_body(actor=team, now=now, name="技能云中工作领导小组", short_name="领导小组")
    add_seat(actor=team, now=now, body=group, role="chair", post=a_post(city.government, "市长"))
    a_post(city.education)
    plan = take("seats", {"body": "领导小组", "role": "成员", "unit": "市财政局", "title": "局长"}, confirm=False)
    assert plan.issues[0].column == "职务或职级"
    take(
        "seats",
        {"body": "领导小组", "role": "组长", "unit": "市政府", "title": "市长", "by_rank": "否", "order": 5},
        {"body": "领导小组", "role": "成员", "unit": "市教育局", "title": "局长", "by_rank": "否", "order": 10},
        {"body": "领导小组", "role": "成员", "unit": "市财政局", "title": "三级调研员", "by_rank": "是", "order": 20},
    )
    assert [(seat.order, str(seat), seat.is_by_rank) for seat in group.seats.all()] == [
        (5, "市政府市长", False),
        (10, "市教育局局长", False),
        (20, "市财政局三级调研员", True),
    ]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(city, team, now):
    row = {"name": "云中市教育局", "kind": "政府部门", "note": "新楼"}
    draft = prepare_import(actor=team, now=now, table="bodies", data=sheet("bodies", row), filename="表.csv")
    Organisation.objects.filter(pk=city.education.pk).update(note="老楼")
    with pytest.raises(Conflict):
        confirm_import(actor=team, now=now, draft=draft, digest=plan_of(draft).digest)
    assert Organisation.objects.get(pk=city.education.pk).note == "老楼"


def test_one_refused_row_writes_none(city, team, now):
    rows = [{"name": "甲局", "kind": "政府部门"}, {"name": "乙局", "kind": "政府部门"}]
    draft = prepare_import(actor=team, now=now, table="bodies", data=sheet("bodies", *rows), filename="表.csv")
    a_body("乙局")
    with pytest.raises(Refusal):
        confirm_import(actor=team, now=now, draft=draft, digest=plan_of(draft).digest)
    assert not Organisation.objects.filter(name="甲局").exists()


def test_a_draft_is_its_uploaders_own_and_goes_when_done(city, team, now):
    data = sheet("bodies", {"name": "甲局", "kind": "政府部门"})
    draft = prepare_import(actor=team, now=now, table="bodies", data=data, filename="表.csv")
    stranger = an_actor(WORKING_TEAM, city.education, user_id=2)
    with pytest.raises(NotPermitted):
        confirm_import(actor=stranger, now=now, draft=draft, digest=plan_of(draft).digest)
    discard_import(actor=team, now=now, draft=draft)
    assert not ImportDraft.objects.exists()
    assert AuditEvent.objects.filter(action="organisations.importdraft.discarded").exists()
    with pytest.raises(NotPermitted):
        prepare_import(actor=an_actor(LIAISON, city.finance), now=now, table="bodies", data=data, filename="表.csv")


def test_a_writing_that_is_another_bodys_name_is_refused_at_its_cell(db, team, now, take):
    a_body("云中市水务局", short_name="市水务局")
    plan = take("bodies", {"name": "云中市教研室", "kind": "事业单位", "aliases": "市水务局"}, confirm=False)
    (issue,) = plan.issues
    assert issue.cell == "C2"
    assert "云中市水务局" in issue.message
    body = a_body("云中市教研室")
    with pytest.raises(Refusal) as caught:
        add_alias(actor=team, now=now, organisation=body, name="市水务局")
    assert caught.value.code == "alias_is_a_name"
    assert add_alias(actor=team, now=now, organisation=body, name="市教研室").name == "市教研室"


def test_a_seat_whose_unit_has_ended_reads_back_without_a_change_and_a_new_one_goes_to_the_heir(db, team, now):
    later = now + timedelta(days=2000)
    load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=now)
    item = IMPORTS_BY_NAME["seats"]
    rows = item.rows(later.date())
    ended = next(row for row in rows if row["unit"] == "武威市扶贫开发办公室")
    assert not Organisation.objects.get(name=ended["unit"]).exists_on(later.date())
    plan = plan_of(prepare_import(actor=team, now=later, table="seats", data=export(item.table, rows), filename="导出.xlsx"))
    assert plan.issues == ()
    assert plan.counts["same"] == len(rows)
    new = sheet("seats", {"body": ended["body"], "role": "成员", "unit": "武威市扶贫开发办公室", "title": "局长"})
    plan = plan_of(prepare_import(actor=team, now=later, table="seats", data=new, filename="新.csv"))
    assert plan.issues == ()
    assert plan.actions[0].values["unit"] == "武威市乡村振兴局"


@pytest.mark.parametrize("table", ["bodies", "posts", "seats"])
def test_a_blank_place_in_the_order_takes_nothing_away(table, db, team, now):
    load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=now)
    item = IMPORTS_BY_NAME[table]
    rows = [{**row, "order": None} for row in item.rows(now.date())]
    plan = plan_of(prepare_import(actor=team, now=now, table=table, data=export(item.table, rows), filename="导出.xlsx"))
    assert (plan.counts["change"], plan.issues) == (0, ())
