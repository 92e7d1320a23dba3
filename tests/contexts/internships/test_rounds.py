"""Rounds of schools: who comes in, the result with its certificate, what a person may change, publication, refilling."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.internships.models import EntryStanding, Placement, PlacementState, RoundEntry, RoundState
from baigong.contexts.internships.pages_of_rounds import answer_of, certificate_page, round_page, trouble_of
from baigong.contexts.internships.placing import engine
from baigong.contexts.internships.reasons import explain, reasons_of
from baigong.contexts.internships.selectors import rounds as selectors
from baigong.contexts.internships.services import publishing, rounds, solving
from baigong.contexts.internships.services.own_units import place_in_own_unit
from baigong.contexts.organisations.public import OrganisationKind
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.jobs import Progress
from baigong.kernel.jobs.queue import run
from baigong.kernel.workflow import fire
from tests.builders import a_body, a_user, acting_for
from tests.placing_city import NEW, OLD, a_firm, a_published_post, a_round, an_intern, make_placing


@pytest.fixture
def city(db, now):
    return make_placing(now)


def solve(city, row):
    return solving.start_solving(actor=city.as_school, now=city.now, row=row)[0]


def publish(city, row, *, actor=None, now=None):
    return publishing.publish_round(actor=actor or city.as_school, now=now or city.now, row=row)


def placed(row):
    return {entry.intern.name: entry.post.title for entry in row.entries.select_related("intern", "post") if entry.post}


def entry_of(row, name):
    return row.entries.select_related("round", "intern").get(intern__name=name)


# -- who comes in ---------------------------------------------------------------------------------------------------


def test_a_student_in_two_rounds_is_refused_and_told_which(city):
    post = a_published_post(city)
    first = a_round(city, post, title="第一轮", interns=city.interns[:2])
    with pytest.raises(Refusal) as refused:
        a_round(city, post, title="第二轮", interns=city.interns[:1])
    assert "第一轮" in refused.value.message
    fire(first, "cancel", actor=city.as_school, now=city.now, reason="重开")
    assert a_round(city, post, title="第三轮", interns=city.interns[:1]).entries.count() == 1


def test_first_years_and_those_too_young_stay_out_with_the_clause(city):
    fresh = an_intern(city, "新生", entered=2021, birth_on=date(2004, 1, 1))
    child = an_intern(city, "小孩", birth_on=date(2005, 9, 1))
    head = rounds.RoundHead(city.school_body, "轮次", *OLD)
    row = rounds.open_round(actor=city.as_school, now=city.now, head=head)
    made = rounds.add_students(actor=city.as_school, now=city.now, row=row, interns=[fresh, child, city.interns[0]])
    why = {one.name: words for one, words in made.refused}
    assert len(made.rows) == 1
    assert "一年级" in why["新生"]
    assert "15周岁" in why["小孩"], "of age from the day after the birthday"
    assert "教职成〔2016〕3号" in why["小孩"]


def test_one_is_sixteen_from_the_day_after_the_birthday(city):
    born = an_intern(city, "前一天", birth_on=date(2005, 8, 31))
    head = rounds.RoundHead(city.school_body, "轮次", *OLD)
    row = rounds.open_round(actor=city.as_school, now=city.now, head=head)
    assert rounds.add_students(actor=city.as_school, now=city.now, row=row, interns=[born]).refused == []


def test_only_published_posts_within_the_days_of_the_round_are_offered(city):
    row = a_round(city, a_published_post(city))
    outside = a_published_post(city, title="别的日期", starts_on=NEW[0], ends_on=NEW[1])
    draft = a_published_post(city, title="草稿")
    type(draft).objects.filter(pk=draft.pk).update(state="draft")
    for post in (outside, draft):
        with pytest.raises(Refusal):
            rounds.set_posts(actor=city.as_school, now=city.now, row=row, seats={post.pk: 1})


# -- the result -----------------------------------------------------------------------------------------------------


def test_everybody_is_placed_with_a_certificate_that_the_checker_accepts(city):
    row = solve(city, a_round(city, a_published_post(city)))
    assert row.state == RoundState.REVIEW
    assert len(placed(row)) == 4
    page = certificate_page(row)
    assert page.faults == []
    assert row.summary["is_proven"]


def test_a_forged_result_is_found_out_by_the_checker(city):
    row = solve(city, a_round(city, a_published_post(city)))
    row.answer = row.answer | {"fit": row.answer["fit"] + 1}
    assert certificate_page(row).faults


def test_the_firm_cap_counts_all_schools_on_every_day(city, now):
    firm = a_firm("小厂", city, now, staff=30, kind=500)
    post = a_published_post(city, firm, capacity=20)
    other = an_intern(city, "外校生", school=a_body("外校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county))
    Placement.objects.create(
        intern=other,
        post=post,
        school=other.school,
        enterprise=firm.organisation,
        starts_on=OLD[1],
        ends_on=OLD[1] + timedelta(30),
        created_at=now,
    )
    row = solve(city, a_round(city, post))
    assert len(placed(row)) == 2, "three of thirty, one of them is there on the last day"
    unplaced = [e for e in row.entries.all() if e.standing == EntryStanding.UNPLACED]
    why = reasons_of(row, unplaced)
    assert [len(one.entries) for one in why] == [2]
    assert "小厂（单位人数上限）：2021-12-30最多3人，别处已有1人，本轮2人" in why[0].words


def test_a_round_is_not_published_to_a_post_that_takes_nobody_any_more(city):
    post = a_published_post(city)
    row = solve(city, a_round(city, post))
    type(post).objects.filter(pk=post.pk).update(state="paused")
    with pytest.raises(Conflict, match="不再接收，没有公布"):
        publish(city, row)
    assert not Placement.objects.exists()
    type(post).objects.filter(pk=post.pk).update(state="published")
    publish(city, row)
    assert Placement.objects.exists()


def test_everybody_without_a_post_has_a_reason_though_alike_are_explained_once(city, monkeypatch):
    asked = []
    real = engine.explain_students
    monkeypatch.setattr(engine, "explain_students", lambda *args: asked.append(list(args[2])) or real(*args))
    row = solve(city, a_round(city, a_published_post(city, capacity=1)))
    left = [entry for entry in row.entries.all() if entry.standing == EntryStanding.UNPLACED]
    assert len(left) > len(asked[0]) >= 1
    assert sum(len(one.entries) for one in reasons_of(row, left)) == len(left)


def test_the_page_of_a_round_reads_neither_question_nor_answer(city):
    """Both are large: what the page tells of them was kept with the result."""
    row = solve(city, a_round(city, a_published_post(city, capacity=3)))
    row = selectors.get_round(city.as_school, row.pk)
    page = round_page(city.as_school, row)
    assert [len(reason.entries) for reason in page.reasons] == [1]
    assert page.offers[0].full == "名额已满"
    assert {"problem", "answer"} <= row.get_deferred_fields()


def test_a_reason_counts_the_places_that_units_found_by_students_hold_and_those_kept_for_some(city, now):
    """Whoever counts 3 of 5 in the list of the round's students finds the other two in the reason."""
    post = a_published_post(city, capacity=5, minority_seats=1)
    guest = an_intern(city, "自选生")
    place_in_own_unit(actor=city.as_school, now=now, intern=guest, post=post)
    row = solve(city, a_round(city, post))
    left = [entry for entry in row.entries.all() if entry.standing == EntryStanding.UNPLACED]
    offer = row.offers.get()
    assert (offer.seats, offer.held, offer.taken) == (5, 1, 3)
    (reason,) = reasons_of(row, left)
    assert "共5个，别处占1个，本轮3人，其中1个只留给少数民族学生" in reason.words
    line = round_page(city.as_school, row).offers[0]
    assert (line.room, line.full) == (4, ""), "a student of a minority could still come"


def test_health_sex_and_age_keep_out_where_the_law_or_the_doctor_says_so(city):
    heavy = a_published_post(city, title="搬运", hazards=("lifting",), capacity=5)
    girl = an_intern(city, "女生", sex="2")
    minor = an_intern(city, "未成年", birth_on=date(2003, 12, 1))
    back = an_intern(city, "腰伤", avoids=["lifting"])
    row = solve(city, a_round(city, heavy, interns=[girl, minor, back, city.interns[0]]))
    assert set(placed(row)) == {"张三"}
    result = answer_of(row)
    refused = {entry.intern.name: explain(entry, result).refused for entry in row.entries.select_related("intern", "round")}
    assert "女职工" in refused["女生"][0][0] or "女学生" in refused["女生"][0][0]
    assert "未成年" in refused["未成年"][0][0]
    assert "健康" in refused["腰伤"][0][0]


def test_a_student_of_another_major_group_is_not_placed_and_a_related_one_after_the_same(city):
    post = a_published_post(city, capacity=1)
    related = an_intern(city, "助产生", programme_code="720202")
    foreign = an_intern(city, "计算机生", programme_code="710201")
    row = solve(city, a_round(city, post, interns=[related, foreign, city.interns[0]]))
    assert set(placed(row)) == {"张三"}


def test_a_pair_that_cannot_both_be_placed_is_named_with_the_reason(city):
    post = a_published_post(city, capacity=1)
    row = a_round(city, post, interns=city.interns[:3])
    first, second = (entry_of(row, name) for name in ("张三", "李四"))
    rounds.pair_up(actor=city.as_school, now=city.now, entry=first, other=second)
    row = solve(city, row)
    assert set(placed(row)) == {"王五"}
    said = trouble_of(row)
    assert len(said) == 1
    assert "张三" in said[0]
    assert "李四" in said[0]


def test_a_group_that_cannot_be_filled_is_named_with_what_is_possible(city):
    post = a_published_post(city, capacity=5, minimum=3)
    row = solve(city, a_round(city, post, interns=city.interns[:2]))
    assert placed(row) == {}
    said = trouble_of(row)
    assert len(said) == 1
    assert "至少3人" in said[0]
    assert "2人" in said[0]


def test_a_preference_decides_where_numbers_are_the_same(city):
    near, far = a_published_post(city, title="甲岗", capacity=2), a_published_post(city, title="乙岗", capacity=2)
    row = a_round(city, near, far, interns=city.interns[:1])
    row = fire(row, "invite", actor=city.as_school, now=city.now, chooses_until=str(city.now.date() + timedelta(5)))
    entry = entry_of(row, "张三")
    rounds.choose(actor=city.as_school, now=city.now, entry=entry, posts=[far.pk, near.pk])
    with pytest.raises(Refusal):
        rounds.choose(actor=city.as_school, now=city.now, entry=entry, posts=[999999])
    assert placed(solve(city, row)) == {"张三": "乙岗"}
    with pytest.raises(Conflict):
        rounds.choose(actor=city.as_school, now=city.now, entry=entry, posts=[near.pk])


def test_a_large_round_is_solved_by_a_worker_and_one_that_was_solved_meanwhile_is_left_alone(city):
    row = a_round(city, a_published_post(city))
    row, job = solving.start_solving(actor=city.as_school, now=city.now, row=row, at_once=False)
    assert (row.state, row.job) == (RoundState.SOLVING, job)
    run(job.pk)
    row.refresh_from_db()
    job.refresh_from_db()
    assert row.state == RoundState.REVIEW
    assert job.result["message"] == "已安排4人，未能安排0人。"
    solving.solve_in_worker(Progress(job, city.now), round=row.pk)
    row.refresh_from_db()
    assert row.state == RoundState.REVIEW


def test_a_student_chooses_among_the_posts_that_are_open_to_him(city):
    fitting, foreign = a_published_post(city), a_published_post(city, title="测试员", programmes=("710201",))
    row = a_round(city, fitting, foreign, interns=city.interns[:1])
    row = fire(row, "invite", actor=city.as_school, now=city.now, chooses_until=str(city.now.date() + timedelta(5)))
    entry = entry_of(row, "张三")
    with pytest.raises(Refusal) as refused:
        rounds.choose(actor=city.as_school, now=city.now, entry=entry, posts=[fitting.pk, foreign.pk])
    assert "“测试员”不能填报：专业与岗位不在同一专业大类" in refused.value.message
    assert rounds.choose(actor=city.as_school, now=city.now, entry=entry, posts=[fitting.pk]).choices == [fitting.pk]


def test_two_who_can_go_nowhere_together_are_told_before_it_is_solved(city):
    foreign = an_intern(city, "计算机生", programme_code="710201")
    row = a_round(
        city, a_published_post(city), a_published_post(city, title="测试员", programmes=("710201",)), interns=[foreign, *city.interns]
    )
    first = entry_of(row, "张三")
    for other, words in ((entry_of(row, "计算机生"), "都能去"), (first, "自己的学号")):
        with pytest.raises(Refusal, match=words):
            rounds.pair_up(actor=city.as_school, now=city.now, entry=first, other=other)
    assert rounds.pair_up(actor=city.as_school, now=city.now, entry=first, other=entry_of(row, "李四")).companion.intern.name == "李四"


def test_a_round_is_opened_before_its_first_day(city):
    head = rounds.RoundHead(city.school_body, "过期轮次", city.now.date(), OLD[1])
    with pytest.raises(Refusal, match="已经到了"):
        rounds.open_round(actor=city.as_school, now=city.now, head=head)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_database_while_the_engine_runs(now, monkeypatch):
    city, held, place = make_placing(now), [], engine.place

    def watched(*given, **named):
        held.append(connection.in_atomic_block)
        return place(*given, **named)

    monkeypatch.setattr(engine, "place", watched)
    row = solve(city, a_round(city, a_published_post(city)))
    solve(city, row)
    assert held == [False, False]


def test_a_round_that_changed_while_it_was_solved_keeps_no_answer_and_can_be_solved_again(city, monkeypatch):
    row, place = a_round(city, a_published_post(city)), engine.place

    def meanwhile(*given, **named):
        rounds.withdraw_entry(actor=city.as_school, now=city.now, entry=entry_of(row, "张三"), reason="本人升学")
        return place(*given, **named)

    monkeypatch.setattr(engine, "place", meanwhile)
    with pytest.raises(Conflict) as refused:
        solve(city, row)
    assert refused.value.code == "changed_meanwhile"
    row.refresh_from_db()
    assert (row.state, row.answer) == (RoundState.OPEN, {})
    monkeypatch.setattr(engine, "place", place)
    assert set(placed(solve(city, row))) == {"李四", "王五", "赵六"}


def test_an_engine_that_fails_does_not_leave_the_round_in_solving(city, monkeypatch):
    row = a_round(city, a_published_post(city))
    monkeypatch.setattr(engine, "place", lambda *given, **named: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        solve(city, row)
    row.refresh_from_db()
    assert row.state == RoundState.OPEN


# -- together ------------------------------------------------------------------------------------------------------


@pytest.fixture
def together(city, now):
    """A joint round of two schools over a firm that may take three: the second school's two and the first one's four."""
    firm = a_firm("小厂", city, now, staff=30, kind=500)
    city.other = a_body("第二职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county)
    city.as_other = acting_for(a_user(SCHOOL_OFFICER, city.other))
    city.others = [an_intern(city, f"外{n}", school=city.other) for n in range(2)]
    post, related = a_published_post(city, firm, capacity=20), a_published_post(city, capacity=2, programmes=("720202",))
    head = rounds.RoundHead(city.bureau, "联合轮次", *OLD, members=[city.school_body, city.other])
    row = rounds.open_round(actor=city.as_team, now=now, head=head)
    rounds.add_students(actor=city.as_team, now=now, row=row, interns=[*city.interns, *city.others])
    rounds.set_posts(actor=city.as_team, now=now, row=row, seats={post.pk: 20, related.pk: 2})
    return row


def test_a_joint_round_places_the_students_of_several_schools_at_once_each_under_its_own_school(city, together):
    row = solving.start_solving(actor=city.as_team, now=city.now, row=together)[0]
    assert row.summary["placed"] == 5
    row = publish(city, row, actor=city.as_team)
    assert {(p.intern.school, p.school) for p in row.placements.select_related("intern__school", "school")} <= {
        (city.school_body, city.school_body), (city.other, city.other),
    }  # fmt: skip
    page = round_page(city.as_team, row)
    assert [(line.school, line.students) for line in page.schools] == [(city.school_body, 4), (city.other, 2)]
    assert sum(line.placed for line in page.schools) == 5


def test_a_school_sees_a_joint_round_and_works_with_its_own_students_only(city, together):
    row = solving.start_solving(actor=city.as_team, now=city.now, row=together)[0]
    assert set(selectors.list_rounds(city.as_other)) == {row}
    assert {entry.intern for entry in selectors.list_entries(city.as_other, row)} == set(city.others)
    own, foreign = entry_of(row, "外0"), entry_of(row, "张三")
    solving.override(actor=city.as_other, now=city.now, entry=own, post=None, reason="本人申请推迟")
    with pytest.raises(NotPermitted):
        solving.override(actor=city.as_other, now=city.now, entry=foreign, post=None, reason="让出名额")
    with pytest.raises(NotPermitted):
        publish(city, row, actor=city.as_other)
    stranger = acting_for(a_user(SCHOOL_OFFICER, a_body("第三职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county)))
    assert not selectors.list_rounds(stranger).exists()


def test_an_objection_in_a_joint_round_waits_for_the_students_own_school(city, together):
    row = publish(city, solving.start_solving(actor=city.as_team, now=city.now, row=together)[0], actor=city.as_team)
    appeal = publishing.lodge_appeal(actor=city.as_other, now=city.now, entry=entry_of(row, "外0"), grounds="太远")
    assert selectors.appeals_of(city.as_school, row) == []
    with pytest.raises(NotPermitted):
        fire(appeal, "uphold", actor=city.as_school, now=city.now, reason="同意")
    fire(appeal, "uphold", actor=city.as_other, now=city.now, reason="同意")


def test_who_runs_a_round_says_whose_students_it_places(city, now):
    for body, members, actor in ((city.bureau, (), city.as_team), (city.school_body, (a_body("外校"),), city.as_school)):
        with pytest.raises(Refusal) as refused:
            rounds.open_round(actor=actor, now=now, head=rounds.RoundHead(body, "轮次", *OLD, members=members))
        assert refused.value.code == "members"
    with pytest.raises(NotPermitted):
        rounds.open_round(actor=city.as_school, now=now, head=rounds.RoundHead(city.bureau, "轮次", *OLD, members=[city.school_body]))


# -- by hand --------------------------------------------------------------------------------------------------------


def test_a_change_by_hand_needs_a_reason_and_keeps_the_hard_rules(city):
    post, heavy = a_published_post(city), a_published_post(city, title="搬运", hazards=("lifting",))
    girl = an_intern(city, "女生", sex="2")
    row = solve(city, a_round(city, post, heavy, interns=[girl, city.interns[0]]))
    entry = entry_of(row, "女生")
    with pytest.raises(Refusal) as refused:
        solving.override(actor=city.as_school, now=city.now, entry=entry, post=heavy, reason="本人要求")
    assert refused.value.code == "unlawful"
    with pytest.raises(Refusal):
        solving.override(actor=city.as_school, now=city.now, entry=entry, post=None, reason=" ")
    made = solving.override(actor=city.as_school, now=city.now, entry=entry_of(row, "张三"), post=heavy, reason="本人要求")
    assert (made.post, made.override) == (heavy, "本人要求")
    why = explain(entry_of(row, "张三"), answer_of(row))
    assert why.here.startswith("由学校人工调整"), "what the certificate speaks of is not what a person decided"
    assert why.better == ()


@pytest.mark.parametrize(("days", "may"), [(OLD, False), (NEW, True)])
def test_the_cap_is_hard_until_the_law_changes_and_may_be_passed_with_a_reason_after(city, now, days, may):
    firm = a_firm("小厂", city, now, staff=10, kind=500)
    post = a_published_post(city, firm, capacity=5, starts_on=days[0], ends_on=days[1])
    row = solve(city, a_round(city, post, interns=city.interns[:2], days=days))
    left = row.entries.get(standing=EntryStanding.UNPLACED)
    if may:
        solving.override(actor=city.as_school, now=city.now, entry=left, post=post, reason="带教力量充足")
        assert publish(city, row).placements.count() == 2
    else:
        with pytest.raises(Refusal) as refused:
            solving.override(actor=city.as_school, now=city.now, entry=left, post=post, reason="带教力量充足")
        assert "最多1人" in refused.value.message


# -- publication ----------------------------------------------------------------------------------------------------


def test_only_publication_makes_placements_with_consent_still_to_be_given(city):
    row = solve(city, a_round(city, a_published_post(city)))
    assert not Placement.objects.exists()
    row = publish(city, row)
    assert {p.state for p in row.placements.all()} == {PlacementState.PLANNED}
    assert row.state == RoundState.PUBLISHED
    assert row.appeals_until == city.now.date() + timedelta(5)


def test_of_two_schools_with_one_firm_the_second_is_told_what_the_first_took(city, now):
    firm = a_firm("小厂", city, now, staff=30, kind=500)
    post = a_published_post(city, firm, capacity=20)
    body = a_body("第二职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county)
    actor = acting_for(a_user(SCHOOL_OFFICER, body))
    others = [an_intern(city, f"外{n}", school=body) for n in range(2)]
    second = rounds.open_round(actor=actor, now=now, head=rounds.RoundHead(body, "外校轮次", *OLD))
    rounds.add_students(actor=actor, now=now, row=second, interns=others)
    rounds.set_posts(actor=actor, now=now, row=second, seats={post.pk: 5})
    second = solving.start_solving(actor=actor, now=now, row=second)[0]
    first = solve(city, a_round(city, post))
    publish(city, first)
    with pytest.raises(Conflict) as refused:
        publish(city, second, actor=actor)
    assert refused.value.code == "cap_taken"
    assert "已有3人" in refused.value.message
    second.refresh_from_db()
    assert second.state == RoundState.REVIEW
    assert solving.start_solving(actor=actor, now=now, row=second)[0].summary["placed"] == 0


def test_somebody_else_neither_sees_nor_publishes_a_round(city):
    row = solve(city, a_round(city, a_published_post(city)))
    with pytest.raises(NotPermitted):
        publish(city, row, actor=city.as_firm)


# -- afterwards -----------------------------------------------------------------------------------------------------


def test_a_refill_moves_as_few_as_possible_and_shows_whom(city):
    post = a_published_post(city, capacity=3)
    row = publish(city, solve(city, a_round(city, post)))
    before = placed(row)
    left_out = ({"张三", "李四", "王五", "赵六"} - set(before)).pop()
    gone = row.placements.select_related("intern").first()
    fire(gone, "withdraw", actor=city.as_school, now=city.now, reason="本人升学")
    row = solve(city, row)
    live = row.entries.filter(is_live=True).select_related("intern")
    assert {entry.intern.name for entry in live if entry.post_id != entry.published_post_id} == {left_out}
    row = publish(city, row)
    assert row.times == 2
    assert set(placed(row)) == set(before) - {gone.intern.name} | {left_out}
    assert row.placements.filter(state=PlacementState.PLANNED).count() == 3


def test_an_objection_is_heard_within_its_days_and_answered_before_the_round_is_closed(city):
    row = publish(city, solve(city, a_round(city, a_published_post(city))))
    entry = entry_of(row, "张三")
    with pytest.raises(Conflict):
        publishing.lodge_appeal(actor=city.as_school, now=city.now + timedelta(days=6), entry=entry, grounds="太远")
    appeal = publishing.lodge_appeal(actor=city.as_school, now=city.now, entry=entry, grounds="太远")
    with pytest.raises(Conflict):
        publishing.lodge_appeal(actor=city.as_school, now=city.now, entry=entry, grounds="太远")
    with pytest.raises(Refusal):
        fire(row, "close", actor=city.as_school, now=city.now)
    fire(appeal, "reject", actor=city.as_school, now=city.now, reason="名额已满")
    with pytest.raises(Refusal) as refused:
        fire(row, "close", actor=city.as_school, now=city.now)
    assert row.appeals_until.isoformat() in refused.value.message, "the days that were promised are the students' own"
    fire(row, "close", actor=city.as_school, now=city.now + timedelta(days=6))
    assert not RoundEntry.objects.filter(is_live=True).exists()


def test_an_objection_that_was_upheld_keeps_the_refill_from_the_old_post(city):
    near, far = a_published_post(city, title="近岗"), a_published_post(city, title="远岗")
    row = publish(city, solve(city, a_round(city, near, far, interns=city.interns[:2])))
    heard, unheard = (entry_of(row, name) for name in ("张三", "李四"))
    before = {entry.pk: entry.published_post for entry in (heard, unheard)}
    for entry, step in ((heard, "uphold"), (unheard, "reject")):
        appeal = publishing.lodge_appeal(actor=city.as_school, now=city.now, entry=entry, grounds="太远")
        fire(appeal, step, actor=city.as_school, now=city.now, reason="已研究")
    row = publish(city, solve(city, row))
    after = {entry.pk: entry.published_post for entry in row.entries.all()}
    assert after[unheard.pk] == before[unheard.pk]
    assert {before[heard.pk], after[heard.pk]} == {near, far}
    row = solve(city, row)
    with pytest.raises(Refusal) as refused:
        solving.override(actor=city.as_school, now=city.now, entry=entry_of(row, "张三"), post=before[heard.pk], reason="学校安排")
    assert "申诉已采纳" in refused.value.message


def test_a_unit_found_by_oneself_passes_the_same_gates(city, now):
    firm = a_firm("小厂", city, now, staff=10, kind=500)
    post = a_published_post(city, firm, capacity=5, organiser="own")
    made = place_in_own_unit(actor=city.as_school, now=now, intern=city.interns[0], post=post)
    assert (made.round, made.state) == (None, PlacementState.PLANNED)
    with pytest.raises(Refusal) as refused:
        place_in_own_unit(actor=city.as_school, now=now, intern=city.interns[1], post=post)
    assert "最多1人" in refused.value.message
    with pytest.raises(Conflict):
        place_in_own_unit(actor=city.as_school, now=now, intern=city.interns[0], post=a_published_post(city, organiser="own"))
    child = an_intern(city, "小孩", birth_on=date(2006, 1, 1))
    with pytest.raises(Refusal):
        place_in_own_unit(actor=city.as_school, now=now, intern=child, post=a_published_post(city, title="另一岗", organiser="own"))
