"""Cases: from a source to an end, each step with its term and its record; who must not know the source does not find it anywhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.internships.public import DutyNotMet, ViolationReport, ViolationReported
from baigong.contexts.supervision.forms.cases import CaseForm
from baigong.contexts.supervision.models import Case, CaseState, Measure, PaperKind, RecordKind, SourceKind
from baigong.contexts.supervision.outputs.letters import Letter, letter, letter_document, letters_of
from baigong.contexts.supervision.public import open_for_shortfall, open_for_violation
from baigong.contexts.supervision.selectors.cases import records_of
from baigong.contexts.supervision.services.opening import Matter, Source, attach, open_case, read_informant
from baigong.kernel import audit
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.builders import a_body, a_user, acting_for
from tests.conftest import CITY_TIME
from tests.credit_city import PDF, fire

pytestmark = pytest.mark.django_db
SECRET, INFORMANT = "市长信箱第37号来信", "学生家长王某 13900000000"


@pytest.fixture
def city(db, now):
    government = a_body("示例市政府", kind="city")
    bureau, county = a_body("示例市教育局", parent=government), a_body("示例县", kind="county", parent=government)
    firm = a_body("示例机械公司", kind="enterprise", parent=county)
    users = {
        "team": a_user(WORKING_TEAM, bureau, username="team"), "second": a_user(WORKING_TEAM, bureau, username="second"),
        "leader": a_user(LEADER, government, username="leader"), "county": a_user(COUNTY_OFFICER, county, username="county"),
        "firm": a_user(ENTERPRISE_OFFICER, firm, username="firm"),
        "stranger": a_user(SCHOOL_OFFICER, a_body("丙职专", kind="secondary_school", parent=government), username="stranger"),
    }  # fmt: skip
    bodies = {"bureau": bureau, "county_body": county, "firm_body": firm}
    return SimpleNamespace(now=now, **bodies, users=SimpleNamespace(**users), **{name: acting_for(user) for name, user in users.items()})


def opened(city, *, protected=False, handler=None, **facts):
    source = Source(SourceKind.LETTER, SECRET, informant=INFORMANT, is_protected=protected)
    own = {"title": "实习学生夜间上岗", "statement": "三名学生上夜班。", "clause": "职业学校学生实习管理规定", **facts}
    matter = Matter(city.firm_body, handler or city.bureau, **own)
    return open_case(actor=city.team, now=city.now, source=source, matter=matter)


def until(city, row, state, by=None):
    """Take a case as far as ``state``."""
    handler, when = by or city.team, city.now
    course = {
        CaseState.INVESTIGATING: lambda: fire(row, "take_up", handler, when),
        CaseState.STATING: lambda: fire(row, "feed_back", handler, when, reason="夜班三次。"),
        CaseState.STATED: lambda: fire(row, "state", city.firm, when, reason="情况属实。"),
        CaseState.ORDERED: lambda: fire(row, "order", handler, when, reason="停止夜班。", document="示例督〔2021〕1号", until="2021-04-30"),
        CaseState.REPORTED: lambda: fire(row, "report", city.firm, when, reason="已停止。"),
    }
    for reached, act in course.items():
        act()
        if reached == state:
            return Case.objects.get(pk=row.pk)
    raise AssertionError(state)


# -- opening ---------------------------------------------------------------------------------------------------------


def test_a_case_has_a_number_a_source_a_term_and_waits_for_its_handler(city):
    row = opened(city)
    assert (row.number, row.state) == ("2021-0001", CaseState.OPENED)
    assert row.due_on > city.now.date()
    assert opened(city).number == "2021-0002"
    assert Notice.objects.filter(recipient=city.users.team, url=row.get_absolute_url()).count() == 1


@pytest.mark.parametrize(
    ("source", "facts", "code"),
    [
        (Source(SourceKind.LETTER, " "), {}, "source_title"), (Source(SourceKind.HOTLINE, "举报"), {}, "source_kind"),
        (Source(SourceKind.MEDIA, "报纸"), {"title": ""}, "title"), (Source(SourceKind.MEDIA, "报纸"), {"statement": " "}, "statement"),
        (Source(SourceKind.MEDIA, "报纸"), {"occurred_on": date(2021, 3, 16)}, "occurred_on"),
    ],
)  # fmt: skip
def test_without_a_source_or_about_nothing_or_about_tomorrow_no_case_is_opened(city, source, facts, code):
    own = {"title": "事由", "statement": "情况", **facts}
    with pytest.raises(Refusal) as refused:
        open_case(actor=city.team, now=city.now, source=source, matter=Matter(city.firm_body, city.bureau, **own))
    assert refused.value.code == code
    assert not Case.objects.exists()


def test_what_happened_after_a_body_ended_is_not_held_against_it(city):
    city.firm_body.ended_on = date(2021, 1, 31)
    city.firm_body.save()
    with pytest.raises(Refusal) as refused:
        opened(city, occurred_on=date(2021, 2, 1))
    assert refused.value.code == "subject_ended"
    assert opened(city, occurred_on=date(2021, 1, 31)).pk


def test_only_the_working_team_opens_a_case_by_hand(city):
    for actor in (city.county, city.leader, city.firm):
        with pytest.raises(NotPermitted):
            open_case(
                actor=actor,
                now=city.now,
                source=Source(SourceKind.MEDIA, "报纸"),
                matter=Matter(city.firm_body, city.bureau, "事由", "情况"),
            )


def test_a_report_taken_up_below_opens_one_case_however_often_it_is_heard(city):
    news = ViolationReported(7, "hours", city.firm_body.pk, None, "第十六条", "学生上夜班", city.now.date(), city.now)
    open_for_violation(news)
    open_for_violation(news)
    row = Case.objects.get()
    assert (row.source_ref, row.subject, row.is_protected) == ("internships.violationreport:7", city.firm_body, True)


def test_a_duty_not_met_opens_a_case_that_leads_back(city):
    open_for_shortfall(DutyNotMet(3, city.firm_body.pk, 2021, "措施14", "应接纳10人，接纳2人", "/internships/duty/shortfalls/3/", city.now))
    row = Case.objects.get()
    assert (row.source_kind, row.source_url) == (SourceKind.DUTY, "/internships/duty/shortfalls/3/")


# -- the course ------------------------------------------------------------------------------------------------------


def test_a_case_goes_from_taking_up_to_the_re_check_and_every_step_is_on_record(city):
    row = until(city, opened(city), CaseState.REPORTED)
    row = fire(row, "close", city.team, city.now, reason="现场复查，夜班已停。")
    assert (row.state, row.ending, row.ended_on) == (CaseState.CLOSED, "现场复查，夜班已停。", city.now.date())
    kinds = [record.kind for record in row.records.all()]
    assert kinds == [RecordKind.FINDING, RecordKind.STATEMENT, RecordKind.OPINION, RecordKind.RECTIFICATION, RecordKind.RECHECK]


def test_who_is_silent_is_waited_for_until_the_term_is_over_and_no_longer(city):
    row = until(city, opened(city), CaseState.STATING)
    with pytest.raises(Refusal) as refused:
        fire(row, "go_on", city.team, city.now)
    assert refused.value.code == "term_runs"
    late = datetime.combine(row.due_on + timedelta(days=1), city.now.timetz())
    assert fire(row, "go_on", city.team, late).state == CaseState.STATED


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"document": " ", "until": "2021-04-30"}, "document_required"), ({"document": "1号", "until": "下月"}, "day"),
        ({"document": "1号", "until": "2021-03-14"}, "too_early"),
    ],
)  # fmt: skip
def test_an_opinion_needs_a_number_and_a_term_ahead(city, facts, code):
    row = until(city, opened(city), CaseState.STATED)
    with pytest.raises(Refusal) as refused:
        fire(row, "order", city.team, city.now, reason="停止夜班。", **facts)
    assert refused.value.code == code


def test_what_is_not_put_right_is_sent_back_with_a_new_term(city):
    row = until(city, opened(city), CaseState.REPORTED)
    row = fire(row, "return", city.team, city.now, reason="仍有一人夜班。", until="2021-05-31")
    assert (row.state, row.rectify_by.isoformat()) == (CaseState.ORDERED, "2021-05-31")


def test_an_interview_is_on_record_with_its_day_and_people_and_not_in_the_future(city):
    row = until(city, opened(city), CaseState.ORDERED)
    row = fire(row, "interview", city.team, city.now, reason="明确责任。", held_on="2021-03-15", people="张局长约谈李经理")
    assert row.records.get(kind=RecordKind.INTERVIEW).facts["people"] == "张局长约谈李经理"
    for held_on, people, code in (("2021-03-16", "某某", "too_late"), ("2021-03-15", " ", "people")):
        with pytest.raises(Refusal) as refused:
            fire(row, "interview", city.team, city.now, reason="明确责任。", held_on=held_on, people=people)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="约谈日期2021-03-16太晚"):
        fire(row, "interview", city.team, city.now, reason="明确责任。", held_on="2021-03-16", people="某某")


# -- review, tolerance, accountability, on both sides of the dates ---------------------------------------------------


def test_a_review_is_decided_by_somebody_else_by_a_document(city):
    row = until(city, opened(city), CaseState.ORDERED)
    row = fire(row, "ask_review", city.firm, city.now, reason="夜班是专业要求并已备案。")
    with pytest.raises(NotPermitted) as refused:
        fire(row, "uphold", city.team, city.now, reason="维持。", document="示例复〔2021〕1号")
    assert refused.value.code == "own_decision"
    assert fire(row, "uphold", city.second, city.now, reason="没有备案。", document="示例复〔2021〕1号").state == CaseState.ORDERED


def test_a_review_can_revoke_the_opinion(city):
    row = fire(until(city, opened(city), CaseState.ORDERED), "ask_review", city.firm, city.now, reason="已备案。")
    row = fire(row, "revoke", city.second, city.now, reason="查明已备案。", document="示例复〔2021〕2号")
    assert (row.state, row.ending_document) == (CaseState.CLEARED, "示例复〔2021〕2号")


@pytest.mark.parametrize(("day", "there"), [((2021, 1, 31), False), ((2021, 2, 1), True)])
def test_a_review_may_be_asked_for_from_the_day_on_which_the_text_allows_it(city, day, there):
    city.now = datetime(*day, 10, tzinfo=CITY_TIME)
    row = until(city, opened(city), CaseState.ORDERED)
    if there:
        assert fire(row, "ask_review", city.firm, city.now, reason="不服。").state == CaseState.UNDER_REVIEW
    else:
        with pytest.raises(Refusal) as refused:
            fire(row, "ask_review", city.firm, city.now, reason="不服。")
        assert refused.value.code == "no_review"


def test_a_late_request_for_review_is_taken_in_and_said_to_be_late(city):
    row = until(city, opened(city), CaseState.ORDERED)
    row = fire(row, "ask_review", city.firm, city.now + timedelta(days=31), reason="不服")
    assert "超过申请期限" in row.records.get(kind=RecordKind.REVIEW).words


def test_tolerance_needs_all_three_tests_each_confirmed_by_somebody(city):
    row = until(city, opened(city), CaseState.STATED)
    with pytest.raises(Refusal) as refused:
        fire(row, "tolerate", city.team, city.now, reason="先行先试。", lawful="yes", unselfish="no", document="1号")
    assert set(refused.value.fields) == {"unselfish", "orderly"}
    done = {"lawful": "yes", "unselfish": "yes", "orderly": "yes"}
    row = fire(row, "tolerate", city.team, city.now, reason="先行先试。", document="示例容〔2021〕1号", **done)
    assert row.records.get(kind=RecordKind.TOLERANCE).facts["tests"] == ["lawful", "orderly", "unselfish"]


@pytest.mark.parametrize(("day", "listed"), [((2021, 8, 31), False), ((2021, 9, 1), True)])
def test_how_one_is_held_to_account_follows_the_text_in_force_on_the_day(city, day, listed):
    row = until(city, opened(city), CaseState.ORDERED)
    when = datetime(*day, 10, tzinfo=CITY_TIME)
    if listed:
        with pytest.raises(Refusal) as refused:
            fire(row, "refer", city.team, when, reason="拒不整改。", document="1号")
        assert refused.value.code == "measure"
    row = fire(row, "refer", city.team, when, reason="拒不整改。", document="示例责〔2021〕1号", measure="circular")
    assert (row.state, row.measure) == (CaseState.REFERRED, Measure.CIRCULAR if listed else "")


# -- who sees what ---------------------------------------------------------------------------------------------------


def test_the_subject_sees_nothing_before_it_is_told_and_its_own_course_then(city):
    row = opened(city)
    with pytest.raises(NotPermitted):
        fire(row, "state", city.firm, city.now, reason="早")
    assert records_of(city.firm, row) == []
    row = until(city, row, CaseState.STATING)
    assert [record.kind for record in records_of(city.firm, row)] == [RecordKind.FINDING]


@pytest.mark.parametrize("protected", [True, False])
def test_where_a_protected_case_came_from_stands_on_no_page_and_in_no_file_of_those_who_must_not_see(city, sign_in, protected):
    row = until(city, opened(city, protected=protected, handler=city.county_body), CaseState.ORDERED, by=city.county)
    for name in ("team", "leader", "county", "firm"):
        client = sign_in(getattr(city.users, name))
        pages = [client.get(row.get_absolute_url()), client.get("/supervision/cases/"), client.get("/supervision/cases/?export=csv")]
        texts = [b"".join(page.streaming_content).decode() if page.streaming else page.content.decode() for page in pages]
        assert all(page.status_code == 200 for page in pages), name
        sees = name == "team" or (not protected and name != "firm")
        assert any(SECRET in text for text in texts) is sees, name
        assert not any("王某" in text for text in texts)


def test_who_gave_the_hint_is_read_by_the_working_team_alone_and_each_reading_is_in_the_log(city):
    row = opened(city, handler=city.county_body)
    assert INFORMANT not in row.informant_sealed
    assert read_informant(actor=city.team, now=city.now, case=row) == INFORMANT
    assert any(event.action == "supervision.case.informant_read" for event in audit.events_of(row))
    for actor in (city.county, city.leader, city.firm):
        with pytest.raises(NotPermitted):
            read_informant(actor=actor, now=city.now, case=row)


def test_letters_and_notices_say_nothing_of_the_source(city):
    row = until(city, opened(city, protected=True), CaseState.ORDERED)
    row = fire(row, "interview", city.team, city.now, reason="明确责任。", held_on="2021-03-15", people="张局长")
    assert letters_of(row) == [Letter.OPINION, Letter.INTERVIEW]
    for which in letters_of(row):
        assert SECRET not in str(letter_document(row, which))
        assert letter(row, which, "docx").content.startswith(b"PK")
    told = " ".join(f"{n.subject}{n.body}" for n in Notice.objects.filter(recipient=city.users.firm))
    assert "督导意见" in told
    assert SECRET not in told


def test_a_stranger_finds_no_case_and_a_subject_takes_no_step_of_the_handler(city, sign_in):
    row = until(city, opened(city), CaseState.STATED)
    assert sign_in(city.users.stranger).get(row.get_absolute_url()).status_code == 404
    with pytest.raises(NotPermitted):
        fire(row, "clear", city.firm, city.now, reason="没有问题")


# -- papers and pages ------------------------------------------------------------------------------------------------


def a_file(name="证据.pdf"):
    return SimpleUploadedFile(name, PDF + name.encode())


def test_the_subject_hands_in_its_own_papers_and_sees_no_others(city, sign_in):
    row = until(city, opened(city), CaseState.STATING)
    clue = attach(actor=city.team, now=city.now, case=row, kind=PaperKind.CLUE, upload=a_file())
    own = attach(actor=city.firm, now=city.now, case=row, kind=PaperKind.STATEMENT, upload=a_file("陈述.pdf"))
    with pytest.raises(Refusal):
        attach(actor=city.firm, now=city.now, case=row, kind=PaperKind.CLUE, upload=a_file("线索.pdf"))
    client = sign_in(city.users.firm)
    assert client.get(f"/supervision/papers/{own.pk}/").status_code == 200
    assert client.get(f"/supervision/papers/{clue.pk}/").status_code == 404


def test_a_case_that_ended_takes_no_more_papers(city):
    row = fire(opened(city), "dismiss", city.team, city.now, reason="不属职权。")
    with pytest.raises(Conflict):
        attach(actor=city.team, now=city.now, case=row, kind=PaperKind.OTHER, upload=a_file())


def test_the_pages_lead_from_the_form_to_the_case_and_its_letter(city, sign_in):
    client = sign_in(city.users.team)
    given = {
        "source_kind": "inspection", "source_title": "春季督导", "subject": city.firm_body.pk, "handler": city.bureau.pk,
        "title": "缺少指导教师", "statement": "现场没有指导教师。",
    }  # fmt: skip
    made = client.post("/supervision/cases/add/", given)
    assert made.status_code == 302
    row = until(city, Case.objects.get(), CaseState.ORDERED)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "春季督导" in page
    assert "下一步" in page
    taken = client.get(f"{row.get_absolute_url()}letter.pdf")
    assert taken.status_code == 404
    assert client.get(f"/supervision/cases/{row.pk}/opinion.docx").status_code == 200
    assert client.post("/supervision/cases/add/", given | {"source_title": ""}).status_code == 422


def test_the_subject_is_found_among_thousands_by_a_few_characters_and_by_who_opens_cases_alone(city, sign_in, monkeypatch):
    monkeypatch.setattr(CaseForm.base_fields["subject"], "few", 0)
    client, address = sign_in(city.users.team), "/supervision/cases/add/"
    [words] = client.get(address, {"lookup": "subject", "text": city.firm_body.name}).json()["rows"]
    given = {
        "source_kind": "inspection", "source_title": "春季督导", "handler": city.bureau.pk, "title": "缺少指导教师",
        "statement": "现场没有指导教师。",
    }  # fmt: skip
    assert client.post(address, given | {"subject": "没有这个单位"}).status_code == 422
    assert not Case.objects.exists()
    assert client.post(address, given | {"subject": words}).status_code == 302
    assert Case.objects.get().subject == city.firm_body
    assert sign_in(city.users.firm).get(address, {"lookup": "subject", "text": city.firm_body.name}).status_code == 403


def test_programs_list_cases_within_sight_and_open_one_with_its_source(city, sign_in):
    row = until(city, opened(city, protected=True, handler=city.county_body), CaseState.STATING, by=city.county)
    assert sign_in(city.users.county).get("/api/supervision/cases").json()[0]["source"] is None
    client = sign_in(city.users.team)
    assert client.get(f"/api/supervision/cases/{row.pk}").json()["source"] == SourceKind.LETTER
    given = {
        "source_kind": "media", "source_title": "报纸", "subject": city.firm_body.pk, "handler": city.bureau.pk, "title": "事由",
        "statement": "情况",
    }  # fmt: skip
    assert client.post("/api/supervision/cases", given, content_type="application/json").status_code == 200
    assert client.post("/api/supervision/cases", given | {"subject": 999_999}, content_type="application/json").status_code == 404
    assert client.post("/api/supervision/cases", given | {"source_title": " "}, content_type="application/json").status_code == 422
    assert sign_in(city.users.stranger).get("/api/supervision/cases").json() == []


def test_whoever_reported_finds_by_the_receipt_that_the_case_has_ended_and_nothing_of_what_was_found(city):
    report = ViolationReport.objects.create(
        number="R-1", kind="hours", enterprise=city.firm_body, words="夜班", occurred_on=city.now.date(), lodged_at=city.now,
        take_by=city.now.date(), state="raised",
    )  # fmt: skip
    news = ViolationReported(report.pk, "hours", city.firm_body.pk, None, "第十六条", "夜班", city.now.date(), city.now, "违规加班、夜班")
    open_for_violation(news)
    assert Case.objects.get().title == "实习管理：违规加班、夜班"
    fire(Case.objects.get(), "dismiss", city.team, city.now, reason="内部核查意见")
    report.refresh_from_db()
    assert report.state == "closed"
    assert report.answer == "督查案件2021-0001已经办结：不予立案。"
    assert "内部核查意见" not in report.answer
