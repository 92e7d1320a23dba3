"""A project: applied for by its host, recommended by its county, judged, listed by a document, built, accepted, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from baigong.contexts.classifications.public import load_bundled
from baigong.contexts.schools import public as schools
from baigong.contexts.schools.access import EVIDENCE_POLICY, PROJECT_POLICY, REVIEW_POLICY
from baigong.contexts.schools.models import Project, ProjectReview, all_kinds
from baigong.contexts.schools.selectors.projects import counts_by_kind, list_public_projects
from baigong.contexts.schools.services.projects import PAPERS, detach
from baigong.kernel import audit, workflow
from baigong.kernel.access import ANONYMOUS, SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from baigong.kernel.workflow import available, todos
from tests.project_city import a_head, at_acceptance, attach, drafted, enlisted, fire, under_review

pytestmark = pytest.mark.django_db


def waiting(actor) -> set[str]:
    return {group.label for group in todos(actor)}


def test_ten_kinds_each_cited_with_its_own_codes():
    kinds = all_kinds()
    assert [k.indicator for k in kinds.values()] == [f"PRJ-{n:02}" for n in range(1, 11)]
    assert all(k.citations and k.levels and k.applicants for k in kinds.values())
    assert all(k.cycle_years is None and k.valid_years is None for k in kinds.values()), "no document at hand gives a number"


def test_from_a_draft_to_a_title_and_each_waits_for_whom_it_is(city, now):
    row = drafted(city, now)
    assert waiting(city.school) == {"待提交的申报"}
    fire(row, "apply", city.school, now)
    assert "待推荐的申报项目" in waiting(city.county)
    assert "待推荐的申报项目" not in waiting(city.team)
    fire(row, "recommend", city.county, now)
    assert waiting(city.team) == {"待组织评审的项目"}
    fire(row, "open_review", city.team, now)
    assert not list_public_projects().exists()
    fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号")
    assert list_public_projects().get() == row
    attach(city, now, row, "task_book")
    fire(row, "sign", city.team, now, build_until="2022-03-31", midterm_on="2021-10-08")
    assert waiting(city.team) == {"待中期检查的项目"}
    fire(row, "check_midterm", city.team, now, "进度相符")
    attach(city, now, row, "acceptance")
    fire(row, "request_acceptance", city.school, now)
    done = fire(row, "accept", city.team, now, document_number="示例验〔2021〕1号", title_until="2024-03-15")
    assert (done.state, done.accepted_on, done.title_until) == ("accepted", now.date(), date(2024, 3, 15))
    assert done.county == city.county_body
    subjects = set(Notice.objects.filter(recipient=city.users.school).values_list("kind", flat=True))
    assert {"schools.project.listed", "schools.project.signed", "schools.project.accepted"} <= subjects


def test_a_notice_that_asks_is_settled_once_it_was_answered(city, now):
    def asked(name: str) -> int:
        return Notice.objects.filter(recipient=getattr(city.users, name), kind="schools.project.waiting", read_at=None).count()

    row = drafted(city, now)
    fire(row, "apply", city.school, now)
    assert (asked("county"), asked("team")) == (1, 0)
    fire(row, "recall", city.school, now)
    assert asked("county") == 0
    fire(row, "apply", city.school, now)
    fire(row, "recommend", city.county, now)
    assert (asked("county"), asked("team")) == (0, 1)
    fire(row, "open_review", city.team, now)
    assert asked("team") == 0


def test_a_school_applies_for_itself_and_only_for_what_its_kind_may(city, now):
    with pytest.raises(NotPermitted):
        schools.draft_project(actor=city.school, now=now, kind="practice_station", host=city.other_body, head=a_head())
    with pytest.raises(Refusal, match="不能申报") as refused:
        schools.draft_project(actor=city.college, now=now, kind="excellent_school", host=city.college_body, head=a_head(level="provincial"))
    assert refused.value.code == "applicant"
    with pytest.raises(NotPermitted):
        schools.draft_project(actor=city.expert, now=now, kind="practice_station", host=city.school_body, head=a_head())


def test_a_county_acts_for_its_base_and_recommends_it(city, now):
    row = schools.draft_project(
        actor=city.county, now=now, kind="red_study_base", host=city.base, head=a_head(level="provincial", partners="")
    )  # fmt: skip
    for kind in ("application", "proof"):
        schools.attach(actor=city.county, now=now, project=row, kind=kind, upload=SimpleUploadedFile("a.pdf", b"%PDF-" + kind.encode()))
    fire(row, "apply", city.county, now)
    assert fire(row, "recommend", city.county, now).state == "recommended"


def test_what_the_city_has_directly_is_recommended_by_the_team(city, now):
    row = drafted(city, now, host="college")
    fire(row, "apply", city.college, now)
    assert row.county is None
    assert "待推荐的申报项目" in waiting(city.team)
    with pytest.raises(NotPermitted):
        fire(row, "recommend", city.county, now)
    assert fire(row, "recommend", city.team, now).state == "recommended"


def test_nothing_is_handed_in_that_lacks_what_its_kind_asks(city, now):
    row = schools.draft_project(
        actor=city.school, now=now, kind="practice_station", host=city.school_body, head=a_head(partners="", summary="")
    )
    with pytest.raises(Refusal, match="共建企业、建设目标与内容"):
        fire(row, "apply", city.school, now)
    schools.edit_project(actor=city.school, now=now, project=row, head=a_head(partners="甲公司，乙公司"))
    row.refresh_from_db()
    assert row.partners == "甲公司、乙公司"
    with pytest.raises(Refusal, match="申报书、校企协议"):
        fire(row, "apply", city.school, now)
    step = next(item for item in available(row, city.school) if item.step.name == "apply")
    assert (step.allowed, step.why_not.at) == (False, "#files")


def test_the_same_subject_is_not_applied_for_twice_at_a_level(city, now):
    first = drafted(city, now)
    with pytest.raises(Conflict, match="已有同一项目“设施农业流动站”") as refused:
        drafted(city, now, title="设施农业 流动站")
    assert refused.value.code == "applied_twice"
    fire(first, "cancel", city.school, now)
    assert drafted(city, now).pk != first.pk, "after it was given up it may be applied for again"
    school_kind = {"level": "provincial", "partners": ""}
    drafted(city, now, "excellent_school", **school_kind)
    with pytest.raises(Conflict):
        drafted(city, now, "excellent_school", **school_kind | {"title": "换个名字"})
    drafted(city, now, "excellent_school", **school_kind | {"level": "national"})


def test_what_is_handed_in_is_changed_only_after_it_came_back(city, now):
    row = drafted(city, now)
    paper = row.evidence.all()[0]
    fire(row, "apply", city.school, now)
    for act in (
        lambda: schools.edit_project(actor=city.school, now=now, project=row, head=a_head()),
        lambda: attach(city, now, row, "proof"),
        lambda: detach(actor=city.school, now=now, evidence=paper),
    ):
        with pytest.raises(Conflict, match="不能再改"):
            act()
    with pytest.raises(Refusal, match="理由"):
        fire(row, "return", city.county, now)
    fire(row, "return", city.county, now, "请补充场地")
    assert "申报被退回" in Notice.objects.get(recipient=city.users.school, kind="schools.project.returned").subject
    detach(actor=city.school, now=now, evidence=paper)
    attach(city, now, row, paper.kind)
    fire(row, "apply", city.school, now)
    assert fire(row, "recall", city.school, now).state == "draft"


def test_who_writes_over_what_another_has_written_is_told(city, now):
    row = drafted(city, now)
    seen = row.updated_at
    schools.edit_project(actor=city.school, now=now.replace(hour=11), project=row, head=a_head(title="改名"), seen=seen)
    with pytest.raises(Conflict, match="刚被他人改过"):
        schools.edit_project(actor=city.school, now=now.replace(hour=12), project=row, head=a_head(title="又改"), seen=seen)


def test_of_two_who_decide_the_second_is_told_how_it_stands(city, now):
    row = under_review(city, now)
    stale = Project.objects.get(pk=row.pk)
    fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号")
    with pytest.raises(Conflict, match="已立项"):
        workflow.fire(stale, "decline", actor=city.team, now=now, reason="重复")


def test_listing_acceptance_and_withdrawal_need_their_documents_and_days_that_have_come(city, now):
    row = under_review(city, now)
    with pytest.raises(Refusal, match="立项文号"):
        fire(row, "enlist", city.team, now, document_number=" ")
    with pytest.raises(Refusal, match="还没有到"):
        fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号", listed_on="2021-03-16")
    with pytest.raises(Refusal, match="看不懂"):
        fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号", listed_on="昨天")
    fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号")
    with pytest.raises(Refusal, match="没有上传建设任务书"):
        fire(row, "sign", city.team, now, build_until="2022-01-01")
    attach(city, now, row, "task_book")
    for until in ("", "2021-03-15"):
        with pytest.raises(Refusal, match="建设期止"):
            fire(row, "sign", city.team, now, build_until=until)
    with pytest.raises(Refusal, match="撤销文号"):
        fire(row, "withdraw", city.team, now, "不再建设")
    gone = fire(row, "withdraw", city.team, now, "不再建设", document_number="示例撤〔2021〕1号")
    assert (gone.state, gone.withdrawn_on) == ("withdrawn", now.date())
    assert not list_public_projects().exists()


def test_a_listing_or_a_verdict_in_error_is_taken_back_with_its_reason(city, now):
    row = enlisted(city, now)
    back = fire(row, "unlist", city.team, now, "文号登记错")
    assert (back.state, back.listing_number, back.listed_on) == ("review", "", None)
    fire(row, "enlist", city.team, now, document_number="示例发〔2021〕2号")
    attach(city, now, row, "task_book")
    fire(row, "sign", city.team, now, build_until="2022-03-31")
    attach(city, now, row, "acceptance")
    fire(row, "request_acceptance", city.school, now)
    fire(row, "fail", city.team, now, "资料不全")
    again = fire(row, "reopen", city.team, now, "误判")
    assert fire(again, "accept", city.team, now, document_number="示例验〔2021〕1号").state == "accepted"
    reasons = [e.detail.get("reason") for e in audit.events_of(row)]
    assert {"文号登记错", "资料不全", "误判"} <= set(reasons)


def test_a_deferral_says_by_when_and_comes_back(city, now):
    row = at_acceptance(city, now)
    with pytest.raises(Refusal, match="整改期限"):
        fire(row, "defer", city.team, now, "记录不足")
    fire(row, "defer", city.team, now, "记录不足", rectify_until="2021-05-01")
    assert fire(row, "request_acceptance", city.school, now).state == "acceptance"


def test_experts_judge_their_own_cases_and_nobody_of_the_host_does(city, now):
    row = under_review(city, now)
    with pytest.raises(Refusal, match="应当回避"):
        schools.assign_review(actor=city.team, now=now, project=row, expert=city.users.own_expert)
    with pytest.raises(Refusal, match="不是专家"):
        schools.assign_review(actor=city.team, now=now, project=row, expert=city.users.liaison)
    assert not PROJECT_POLICY.visible(city.expert).exists()
    case = schools.assign_review(actor=city.team, now=now, project=row, expert=city.users.expert, due_on=date(2021, 3, 31))
    with pytest.raises(Conflict, match="已请"):
        schools.assign_review(actor=city.team, now=now, project=row, expert=city.users.expert)
    assert PROJECT_POLICY.visible(city.expert).get() == row
    assert EVIDENCE_POLICY.visible(city.expert).count() == 2
    assert waiting(city.expert) == {"待评审的项目"}
    with pytest.raises(Refusal, match="还有1位专家"):
        fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号")
    with pytest.raises(Refusal, match="评审建议和意见"):
        schools.write_review(actor=city.expert, now=now, review=case, recommendation="", opinion="好", submit=True)
    with pytest.raises(NotPermitted):
        schools.write_review(actor=city.team, now=now, review=case, recommendation="approve", opinion="好", submit=True)
    schools.write_review(actor=city.expert, now=now, review=case, recommendation="approve", opinion="好", score=90, submit=True)
    with pytest.raises(Conflict):
        schools.write_review(actor=city.expert, now=now, review=case, recommendation="reject", opinion="不好", submit=True)
    assert not REVIEW_POLICY.visible(city.school).exists(), "a host does not learn who judged"
    assert fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号").state == "listed"
    with pytest.raises(Refusal, match="已作决定"):
        workflow.fire(ProjectReview.objects.get(), "give_back", actor=city.team, now=now, reason="补充")


def test_an_expert_stands_aside_with_the_reason_and_a_case_is_taken_back(city, now):
    row = under_review(city, now)
    case = schools.assign_review(actor=city.team, now=now, project=row, expert=city.users.expert)
    workflow.fire(case, "recuse", actor=city.expert, now=now, reason="曾任顾问")
    schools.release_review(actor=city.team, now=now, review=case)
    assert not ProjectReview.objects.exists()
    assert audit.events_of(case).filter(action="schools.projectreview.released").exists()


def test_who_sees_what_was_not_handed_in_and_what_was(city, now):
    row = drafted(city, now)

    def sees() -> set[str]:
        names = ("team", "leader", "county", "school", "other", "expert")
        return {name for name in names if PROJECT_POLICY.visible(getattr(city, name)).exists()}

    assert sees() == {"school"}
    fire(row, "apply", city.school, now)
    assert sees() == {"team", "leader", "county", "school"}
    assert not EVIDENCE_POLICY.visible(city.other).exists()
    fire(row, "recommend", city.county, now)
    fire(row, "open_review", city.team, now)
    fire(row, "enlist", city.team, now, document_number="示例发〔2021〕1号")
    assert PROJECT_POLICY.visible(ANONYMOUS).get() == row
    assert not EVIDENCE_POLICY.visible(ANONYMOUS).exists()


def test_papers_are_kept_once_and_every_reading_is_in_the_log(city, now):
    row = drafted(city, now)
    with pytest.raises(Refusal, match="完全相同"):
        attach(city, now, row, "agreement")
    with pytest.raises(Refusal) as refused:
        schools.attach(actor=city.school, now=now, project=row, kind="proof", upload=SimpleUploadedFile("页.html", b"<script>"))
    assert refused.value.code == "file_type"
    piece = row.evidence.all()[0]
    assert PAPERS.open(actor=city.school, now=now, piece=piece).read().startswith(b"%PDF")
    assert audit.events_of(piece).filter(action="schools.projectevidence.read").exists()


def test_a_year_is_reported_while_it_is_built(city, now):
    row = enlisted(city, now)
    with pytest.raises(Conflict):
        schools.save_report(actor=city.school, now=now, project=row, year=2021, progress="已建成")
    attach(city, now, row, "task_book")
    fire(row, "sign", city.team, now, build_until="2022-03-31")
    for year in (2020, 2022):
        with pytest.raises(Refusal, match="年度应在"):
            schools.save_report(actor=city.school, now=now, project=row, year=year, progress="已建成")
    schools.save_report(actor=city.school, now=now, project=row, year=2021, progress="过半")
    schools.save_report(actor=city.school, now=now, project=row, year=2021, progress="建成")
    assert row.reports.get().progress == "建成"
    with pytest.raises(NotPermitted):
        schools.save_report(actor=city.other, now=now, project=row, year=2021, progress="别人写")


def test_a_programme_is_one_of_the_catalogue(city, now):
    load_bundled(actor=SYSTEM, now=now, scheme="programmes")
    with pytest.raises(Refusal) as refused:
        drafted(city, now, "excellent_programme", level="provincial", programme_code="999999")
    assert "programme_code" in refused.value.fields
    row = drafted(city, now, "excellent_programme", level="provincial", programme_code="720201")
    assert (row.programme_name, row.programme_level, row.programme_edition) == ("护理", "secondary", "2021")


def test_one_subject_counts_once_at_its_highest_level_and_a_title_while_it_is_valid(city, now):
    listed = {"kind": "teaching_team", "level": "municipal", "title": "团队", "host": city.school_body, "listing_number": "发1号"}

    def entry(**facts):
        line = schools.Entry(**(listed | {"listed_on": date(2021, 1, 4)} | facts))
        schools.register_project(actor=city.team, now=now, entry=line)

    entry(accepted_on=date(2021, 2, 1))
    entry(level="provincial", accepted_on=date(2021, 2, 1))
    entry(title="二队")
    entry(title="三队", accepted_on=date(2021, 2, 1), title_until=date(2021, 3, 14))
    entry(title="四队", accepted_on=date(2021, 2, 1), withdrawn_on=date(2021, 3, 1), withdrawal_number="撤1号")
    count = next(c for c in counts_by_kind(now.date()) if c.kind.code == "teaching_team")
    assert (count.listed, count.accepted) == (2, 1)
    assert Project.objects.get(title="四队").state == "withdrawn"


def test_the_database_refuses_a_listing_without_document_or_a_second_of_a_subject(city, now):
    row = drafted(city, now)
    for facts in ({"state": "listed"}, {"state": "withdrawn"}, {"state": "nowhere"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Project.objects.filter(pk=row.pk).update(**facts)
