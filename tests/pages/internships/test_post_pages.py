"""Pages of posts and rounds: what a firm, a school, a student and a stranger see and may do there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from baigong.contexts.internships.exchange.posts import PostSheet
from baigong.contexts.internships.models import InternshipPost, Placement, PlacementRound, PostState, RoundState
from baigong.contexts.internships.services import publishing, solving
from baigong.contexts.internships.services.posts import enter_post
from baigong.contexts.organisations.public import OrganisationKind
from baigong.kernel.exchange import export
from baigong.kernel.workflow import fire
from tests.builders import a_body, a_user
from tests.placing_city import a_firm, a_published_post, a_round, an_intern, head_of, make_placing


@pytest.fixture
def city(db, now, settings):
    settings.DEMONSTRATION_TODAY = now.date()
    return make_placing(now)


@pytest.fixture
def as_firm(city, sign_in):
    return sign_in(city.users.firm)


@pytest.fixture
def as_school(city, sign_in):
    return sign_in(city.users.school)


def typed(city, **changes):
    told = {
        "title": "护理助理", "duties": "协助护理", "site": city.firm.sites.get().pk, "kind": city.firm.post_kinds.get().pk,
        "programmes": "720201", "occupation_code": "4-14-01-02", "starts_on": "2021-09-01", "ends_on": "2021-12-30", "capacity": 5,
        "minimum": 1, "minority_seats": 0, "hours_a_day": "8", "hours_a_week": "40", "rest_days": 2, "venue": "ordinary",
        "organiser": "school", "pay": "2400", "trial_wage": "3000", "post_wage": "3000", "pay_form": "money", "pay_days": 30,
        "housing": "none", "mentors": "钱师傅，技师，0935-0000000",
    }  # fmt: skip
    return told | changes


# -- posts ----------------------------------------------------------------------------------------------------------


def test_a_firm_enters_a_post_and_is_told_that_nothing_stands_against_it(city, as_firm):
    answer = as_firm.post(reverse("internships:post-add"), typed(city), follow=True)
    assert answer.status_code == 200
    assert "没有发现不符合规定的地方" in answer.text
    assert InternshipPost.objects.get().mentor == "钱师傅"
    assert "护理 720201" in answer.text, "a programme by its name"


def test_more_hours_than_lie_between_coming_and_going_and_a_time_in_words_are_refused(city, as_firm):
    url = reverse("internships:post-add")
    assert "08:30到17:30只有9小时，每日工时却填了10小时" in as_firm.post(
        url, typed(city, hours_a_day="10", hours_a_week="50", begins_at="08:30", ends_at="17:30")
    ).text  # fmt: skip
    assert "请写成08:30的样子" in as_firm.post(url, typed(city, begins_at="早八点", ends_at="17:30")).text
    assert not InternshipPost.objects.exists()
    as_firm.post(url, typed(city, begins_at="22:00", ends_at="06:00"))
    assert InternshipPost.objects.get().hours_a_day == 8, "a shift that ends next morning"


def test_a_filing_is_asked_for_only_where_one_would_free_from_the_rule(city, as_firm):
    as_firm.post(reverse("internships:post-add"), typed(city))
    assert "特殊实习备案" not in as_firm.get(InternshipPost.objects.get().get_absolute_url()).text
    as_firm.post(reverse("internships:post-add"), typed(city, title="夜间护理", has_overtime="on"))
    post = InternshipPost.objects.get(title="夜间护理")
    shown = as_firm.get(post.get_absolute_url()).text
    assert "特殊实习备案" in shown
    assert 'value="INT-09"' in shown
    assert 'value="INT-07"' not in shown


def test_a_forbidden_post_shows_its_clause_both_values_and_the_lawful_way(city, as_firm):
    page = as_firm.post(reverse("internships:post-add"), typed(city, venue="karaoke", labour_grade="4"), follow=True)
    assert "教职成〔2016〕3号" in page.text
    assert "场所是歌厅" in page.text
    assert "换到一般场所" in page.text
    assert InternshipPost.objects.get().state == PostState.DRAFT


def test_pay_in_words_is_refused_at_its_field(city, as_firm):
    answer = as_firm.post(reverse("internships:post-add"), typed(city, pay="面议"))
    assert answer.status_code == 422
    assert "“面议”不是金额" in answer.text
    assert not InternshipPost.objects.exists()


def test_who_types_a_name_instead_of_a_code_is_told_the_codes(city, as_firm):
    answer = as_firm.post(reverse("internships:post-add"), typed(city, programmes="护理"))
    assert answer.status_code == 422
    assert "名称里有“护理”的是：720201护理" in answer.text
    answer = as_firm.post(reverse("internships:post-add"), typed(city, occupation_code="没有这种"))
    assert "没有代码“没有这种”" in answer.text
    assert "名称里有" not in answer.text


def test_a_reason_is_asked_for_where_one_suffices(city, as_firm):
    as_firm.post(reverse("internships:post-add"), typed(city, pay="2000"))
    post = InternshipPost.objects.get()
    page = as_firm.get(reverse("internships:post-edit", args=[post.pk]))
    assert 'name="reason_INT-11"' in page.text
    as_firm.post(reverse("internships:post-edit", args=[post.pk]), typed(city, pay="2000") | {"reason_INT-11": "包食宿"})
    post.refresh_from_db()
    assert post.reasons == {"INT-11": "包食宿"}


def test_the_bureau_finds_the_firm_by_its_name(city, sign_in):
    client = sign_in(city.users.team)
    assert "示例制造公司" in client.get(reverse("internships:post-add"), {"firm": "制造"}).text
    assert "没有查到这家企业" in client.get(reverse("internships:post-add"), {"firm": "不存在"}).text


def test_a_stranger_sees_no_draft_and_everybody_signed_in_what_is_published(city, sign_in):
    draft = enter_post(actor=city.as_firm, now=city.now, head=head_of(city))
    published = a_published_post(city, title="公布的岗")
    stranger = sign_in(a_user())
    assert stranger.get(draft.get_absolute_url()).status_code == 404
    page = stranger.get(published.get_absolute_url())
    assert page.status_code == 200
    assert "试用期工资" not in page.text, "what students do not need is not shown to them"
    assert stranger.get(reverse("internships:post-add")).status_code == 403


def test_posts_come_by_table_and_what_is_forbidden_is_said_at_its_cell(city, as_firm, now):
    sheet = PostSheet(city.as_firm, now)
    row = {
        "firm": city.firm.credit_code, "site": "厂区", "title": "护理助理", "starts_on": head_of(city).starts_on,
        "ends_on": head_of(city).ends_on, "duties": "协助", "kind": "操作工", "programmes": "720201", "occupation_code": "4-14-01-02",
        "capacity": 5, "pay": 2400, "trial_wage": 3000, "post_wage": 3000, "mentors": "钱师傅",
    }  # fmt: skip
    type(city.firm.organisation).objects.filter(pk=city.firm.organisation_id).update(credit_code="91620690MA900001X4")
    row["firm"] = "91620690MA900001X4"
    assert sheet.plan_of(export(sheet.table, [row]), "a.xlsx").is_clean
    bad = sheet.plan_of(export(sheet.table, [row | {"venue": "karaoke"}]), "a.xlsx")
    assert not bad.is_clean
    assert "教职成〔2016〕3号" in str(bad.issues[0])


# -- rounds ---------------------------------------------------------------------------------------------------------


def test_a_school_runs_a_round_from_the_page(city, as_school):
    post = a_published_post(city)
    facts = {"school": city.school_body.pk, "title": "2019级", "starts_on": "2021-09-01", "ends_on": "2021-12-30"}
    as_school.post(reverse("internships:round-add"), facts)
    row = PlacementRound.objects.get()
    as_school.post(reverse("internships:round-students", args=[row.pk]), {"entered": 2019})
    for name in ("小甲", "小乙"):
        an_intern(city, name, birth_on=city.now.date())
    told = as_school.post(reverse("internships:round-students", args=[row.pk]), {"entered": 2019}, follow=True)
    assert "2人：" in told.text, "those with the same reason are counted together"
    as_school.post(reverse("internships:round-posts", args=[row.pk]), {f"seats_{post.pk}": "3"})
    page = as_school.post(reverse("internships:round-solve", args=[row.pk]), follow=True)
    assert "已证明最优" in page.text
    assert "可以去的1个岗位都已满" in page.text, "the fourth is told why"
    assert "核验通过" in as_school.get(reverse("internships:round-certificate", args=[row.pk])).text
    assert as_school.get(reverse("internships:round-file", args=[row.pk, "pdf"])).content.startswith(b"%PDF")
    assert as_school.get(reverse("internships:round-file", args=[row.pk, "xlsx"])).status_code == 200
    assert as_school.get(reverse("internships:round-offer", args=[row.pk, post.pk])).status_code == 200
    as_school.post(reverse("internships:round-publish", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == RoundState.PUBLISHED
    assert Placement.objects.count() == 3


def test_the_bureau_opens_a_joint_round_and_a_school_sees_its_own_students_in_it(city, sign_in, as_school):
    other = a_body("第二职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county)
    an_intern(city, "外校生", school=other)
    post, team = a_published_post(city), sign_in(city.users.team)
    facts = {"school": city.bureau.pk, "title": "联合", "starts_on": "2021-09-01", "ends_on": "2021-12-30"}
    assert "请选择参加联合轮次的学校" in team.post(reverse("internships:round-add"), facts).text
    team.post(reverse("internships:round-add"), facts | {"members": [city.school_body.pk, other.pk]})
    row = PlacementRound.objects.get()
    team.post(reverse("internships:round-students", args=[row.pk]), {"entered": 2019})
    assert f'value="{post.capacity}"' in team.get(reverse("internships:round-posts", args=[row.pk])).text, "places to begin with"
    team.post(reverse("internships:round-posts", args=[row.pk]), {f"seats_{post.pk}": "5"})
    team.post(reverse("internships:round-solve", args=[row.pk]))
    assert "第二职校" in team.get(row.get_absolute_url()).text
    page = as_school.get(row.get_absolute_url())
    assert "张三" in as_school.get(reverse("internships:round-entries", args=[row.pk])).text
    assert "外校生" not in as_school.get(reverse("internships:round-entries", args=[row.pk])).text
    assert "公布安排" not in page.text
    assert as_school.post(reverse("internships:round-publish", args=[row.pk])).status_code == 403


def test_a_student_chooses_and_sees_the_result_only_when_it_is_published(city, sign_in):
    from tests.credit_city import an_account, make_city

    learner = an_account(make_city(), city.now, "张三")
    user = a_user()
    type(learner).objects.filter(pk=learner.pk).update(user=user)
    type(city.interns[0]).objects.filter(pk=city.interns[0].pk).update(learner=learner)
    post, foreign = a_published_post(city), a_published_post(city, title="测试员", programmes=("710201",))
    row = a_round(city, post, foreign)
    entry = row.entries.get(intern=city.interns[0])
    mine = sign_in(user)
    fire(row, "invite", actor=city.as_school, now=city.now, chooses_until=str(city.now.date() + timedelta(3)))
    assert "填报志愿" in mine.get(entry.get_absolute_url()).text
    page = mine.get(reverse("internships:entry-choose", args=[entry.pk]))
    assert f'value="{post.pk}"' in page.text
    assert f'value="{foreign.pk}"' not in page.text, "what cannot be given is not offered"
    assert "专业与岗位不在同一专业大类" in page.text
    mine.post(reverse("internships:entry-choose", args=[entry.pk]), {"wish1": post.pk})
    entry.refresh_from_db()
    assert entry.choices == [post.pk]
    row = solving.start_solving(actor=city.as_school, now=city.now, row=row)[0]
    assert "还没有公布" in mine.get(entry.get_absolute_url()).text
    publishing.publish_round(actor=city.as_school, now=city.now, row=row)
    assert "匹配分" in mine.get(entry.get_absolute_url()).text
    assert "提出申诉" in mine.get(entry.get_absolute_url()).text
    type(row).objects.filter(pk=row.pk).update(appeals_until=city.now.date() - timedelta(1))
    assert "提出申诉" not in mine.get(entry.get_absolute_url()).text, "what would be refused is not offered"
    assert mine.get(reverse("internships:own-rounds")).status_code == 200
    other = row.entries.exclude(pk=entry.pk).first()
    assert mine.get(other.get_absolute_url()).status_code == 404


def test_a_planner_asks_who_moves_with_more_posts(city, sign_in):
    firm = a_firm("小厂", city, city.now, staff=20, kind=500)
    row = a_round(city, a_published_post(city, firm, capacity=5))
    row = solving.start_solving(actor=city.as_school, now=city.now, row=row)[0]
    client = sign_in(city.users.team)
    asked = {"round": row.pk, "programme": "720201", "county": "620621", "count": 20}
    page = client.get(reverse("internships:what-if"), asked)
    assert "比现在多2人" in page.text
    assert "没有安排 → 新增岗位" in page.text
    assert "2人没有岗位" in client.get(reverse("internships:what-if")).text, "where places are wanting, each one click away"
    assert sign_in(city.users.school).get(reverse("internships:what-if"), asked).status_code == 403


def test_the_interface_judges_what_a_firm_posts(city, as_firm):
    type(city.firm.organisation).objects.filter(pk=city.firm.organisation_id).update(credit_code="91620690MA900001X4")
    told = {
        "firm": "91620690MA900001X4", "site": "厂区", "kind": "操作工", "title": "护理助理", "duties": "协助", "programmes": ["720201"],
        "occupation_code": "4-14-01-02", "starts_on": "2021-12-31", "ends_on": "2022-05-31", "capacity": 5, "pay": 240000,
        "post_wage": 300000, "venue": "games",
    }  # fmt: skip
    answer = as_firm.post("/api/internships/posts", told, content_type="application/json")
    assert answer.status_code == 200, answer.text
    assert [one["rule"] for one in answer.json()["findings"] if one["blocks"]] == ["INT-04"]
    listed = as_firm.get("/api/internships/posts").json()
    assert [one["title"] for one in listed] == ["护理助理"]
    assert as_firm.get("/api/internships/placements").json() == []


def test_a_school_places_a_student_in_the_unit_he_found(city, as_school):
    post = a_published_post(city, organiser="own")
    student = city.interns[0]
    assert "自选单位" in as_school.get(student.get_absolute_url()).text
    as_school.post(reverse("internships:intern-own-unit", args=[student.pk]), {"post": post.pk})
    assert Placement.objects.get().round is None
    other = a_published_post(city, title="另一岗", organiser="own")
    page = as_school.post(reverse("internships:intern-own-unit", args=[student.pk]), {"post": other.pk}, follow=True)
    assert "同时在两处" in page.text, "both stays are named, with the way out"
