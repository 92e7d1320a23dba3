"""Wuwei's pack: everything its plan names, loaded by services, twice without a difference."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.organisations.models import LeadingBody, Organisation, Person, Seat
from baigong.contexts.organisations.public import (
    Flag,
    expand_collective,
    load_bodies,
    members_of,
    name_on,
    resolve_name,
    resolve_names,
)
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal
from baigong.packs import pack_names, read_pack

PLAN_DAY = date(2020, 12, 1)
# As the 27 rows of the task list write them.
DEPARTMENTS = [
    *("市教育局", "市委组织部", "市人社局", "市教育考试院", "市财政局", "市发委", "市发展改革委", "市退役军人局", "市农业农村局"),
    *("市工信局", "市科技局", "武威市大数据服务中心", "市政府国资委", "武威职业学院", "市市场监管局", "市税务局", "市自然资源局"),
    *("市政府金融办", "中国人民银行武威分行", "武威银保监分局", "市委编办", "市政府外事办", "市文体广电旅游局", "市扶贫办"),
    *("市总工会", "市委农办", "市卫生健康委"),
]


@pytest.fixture
def wuwei(db, now):
    return load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=now)


def test_every_department_of_the_task_list_is_found(wuwei):
    answers = resolve_names(DEPARTMENTS, PLAN_DAY)
    assert answers.unresolved == []
    assert answers.organisation("市发委") == answers.organisation("市发展改革委")


def test_the_collectives_mean_what_the_plan_means(wuwei):
    assert [str(body) for body in expand_collective("各县区", PLAN_DAY)] == ["凉州区", "民勤县", "古浪县", "天祝县"]
    schools = expand_collective("各职业院校", PLAN_DAY)
    assert len(schools) == 5
    assert "甘肃畜牧工程职业技术学院" not in {school.name for school in schools}


def test_the_three_bodies_have_the_seats_of_the_annexes(wuwei):
    counts = {
        body.name: {role: body.seats.filter(role=role).count() for role in ("chair", "deputy", "member")}
        for body in LeadingBody.objects.all()
    }
    # The first annex names twelve members, one of them with three posts.
    assert list(counts.values()) == [
        {"chair": 1, "deputy": 1, "member": 14},
        {"chair": 1, "deputy": 2, "member": 16},
        {"chair": 1, "deputy": 3, "member": 11},
    ]


def test_the_pack_names_nobody(wuwei):
    assert Person.objects.count() == 0
    conference = LeadingBody.objects.get(short_name="部门联席会议")
    by_rank = [member for member in members_of(conference, PLAN_DAY) if Flag.BY_RANK_ALONE in member.flags]
    assert [(str(m.organisation), m.title, m.person) for m in by_rank] == [("市农业农村局", "三级调研员", None)]


def test_the_poverty_office_became_the_revival_bureau(wuwei):
    assert str(resolve_name("市扶贫办", PLAN_DAY)) == "市扶贫办"
    assert str(resolve_name("市扶贫办", date(2022, 1, 1))) == "市乡村振兴局"


def test_loading_again_changes_nothing(wuwei, now):
    again = load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=now)
    assert not again.added
    assert again.present["bodies"] == Organisation.objects.count()
    assert again.present["seats"] == Seat.objects.count()


def test_what_people_changed_since_stays(wuwei, now):
    Organisation.objects.filter(short_name="市教育局").update(note="改过")
    load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=now)
    assert Organisation.objects.get(short_name="市教育局").note == "改过"


def test_plain_data_may_carry_former_names_holders_and_texts_for_days(db, now):
    data = {
        "bodies": [{"name": "新城区教育局", "kind": "county_bureau", "former": [{"name": "新城区教委", "until_on": "2015-12-31"}]}],
        "posts": [{"at": "新城区教育局", "title": "局长", "head": True}],
        "holders": [{"post": ["新城区教育局", "局长"], "person": "甲", "from_on": "2019-01-01"}],
    }
    assert load_bodies(data, actor=SYSTEM, now=now).added == {"bodies": 1, "posts": 1, "holders": 1}
    assert not load_bodies(data, actor=SYSTEM, now=now).added
    body = Organisation.objects.get()
    assert [name_on(body, day) for day in (date(2015, 12, 31), date(2016, 1, 1))] == ["新城区教委", "新城区教育局"]


def test_a_pack_that_names_a_body_it_does_not_hold_loads_nothing(db, now):
    with pytest.raises(Refusal, match="不存在的局"):
        load_bodies(
            {"bodies": [{"name": "甲局", "kind": "department"}], "posts": [{"at": "不存在的局", "title": "局长"}]}, actor=SYSTEM, now=now
        )
    assert not Organisation.objects.exists()


def test_an_unknown_pack_is_told_with_those_there_are():
    assert "wuwei" in pack_names()
    with pytest.raises(LookupError, match="wuwei"):
        read_pack("atlantis", "bodies")
