"""A local standard: proposed by a school, reviewed by others, decided by a third; national only once it is published (X05)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY, STANDARD_PAPER_POLICY
from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY as STANDARD
from baigong.contexts.credit_bank.access_of_standards import STANDARD_PAPER_POLICY as PAPER
from baigong.contexts.credit_bank.models import CertificateState, LocalStandardState
from baigong.contexts.credit_bank.selectors.certificate_types import open_levels
from baigong.contexts.credit_bank.selectors.local_standards import possible_parties
from baigong.contexts.credit_bank.services import local_standards as services
from baigong.contexts.credit_bank.services import standard_versions as versions
from baigong.contexts.credit_bank.services.certificate_types import CertificateHead, edit_certificate
from baigong.contexts.credit_bank.workflow.telling_of_standards import REVIEW
from baigong.kernel import audit
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from baigong.kernel.workflow import todos
from tests.builders import a_user, acting_for
from tests.credit_city import PDF, fire, make_city

pytestmark = pytest.mark.django_db
S = LocalStandardState


@pytest.fixture
def city(db, now):
    made = make_city()
    made.now = now
    made.team = acting_for(a_user(WORKING_TEAM, made.bureau, username="team"))
    return made


def a_standard(city: SimpleNamespace, **facts):
    own = {
        "school": city.school_body,
        "code": "DF-1",
        "title": "示例地方标准",
        "levels": ("初级",),
        "skill_field": "农业",
        "grounds": "产业需要",
    }
    return services.propose_standard(actor=city.school, now=city.now, head=services.StandardHead(**(own | facts)))


def with_parties(city, row):
    parties = (
        ("developer", "enterprise", "示例企业", None),
        ("reviewer", "school", "", city.other_body),
        ("reviewer", "enterprise", "评审企业", None),
    )
    for role, kind, name, body in parties:
        services.add_party(actor=city.school, now=city.now, standard=row, role=role, kind=kind, name=name, organisation=body)
    return row


def with_content(city, row):
    version = versions.save_version(actor=city.school, now=city.now, certificate=row.certificate, version="0.1", since=date(2020, 12, 1))
    versions.write_modules(actor=city.school, now=city.now, version=version, modules=[versions.ModuleHead("初级", "M1", "模块", 40)])
    return row


def attach(city, row, kind="text", actor=None):
    upload = SimpleUploadedFile(f"{kind}.pdf", PDF + f"{row.pk}{kind}".encode())
    return services.attach_paper(actor=actor or city.school, now=city.now, standard=row, kind=kind, upload=upload)


def submitted(city):
    row = with_content(city, with_parties(city, a_standard(city)))
    attach(city, row)
    return fire(row, "submit", city.school, city.now)


def opine(city, row, verdict="agree", enterprise=None):
    for party in row.parties.filter(role="reviewer"):
        own = party.organisation is not None
        services.give_opinion(
            actor=city.other if own else city.office, now=city.now, party=party, verdict=verdict if own else enterprise or verdict,
            words="意见", basis="" if own else "评审会纪要",
        )  # fmt: skip


def tried(city, **facts):
    row = submitted(city)
    opine(city, row)
    own = {"since": "2021-03-01", "until": "2021-12-31", "document": "示例教〔2021〕1号"}
    return fire(row, "try", city.team, city.now, **(own | facts))


def test_it_goes_to_review_only_when_content_parties_and_text_are_there(city):
    row = a_standard(city)
    for step, missing in ((with_content, "模块"), (with_parties, "联合开发"), (attach, "标准文本")):
        with pytest.raises(Refusal, match=missing):
            fire(row, "submit", city.school, city.now)
        step(city, row)
    row = fire(row, "submit", city.school, city.now)
    assert (row.state, row.round) == (S.REVIEW, 1)
    with pytest.raises(Conflict, match="不能改"):
        versions.save_version(actor=city.school, now=city.now, certificate=row.certificate, version="0.2", since=date(2022, 1, 1))


def test_a_draft_is_its_schools_until_it_is_handed_in_and_again_when_it_came_back(city):
    row = with_content(city, with_parties(city, a_standard(city)))
    paper = attach(city, row)

    def seen():
        now = paper.standard.papers.model.objects.select_related("standard").get(pk=paper.pk)
        return [bool(policy.decide(city.other, "view", one)) for policy, one in ((STANDARD, now.standard), (PAPER, now))]

    assert seen() == [False, False]
    assert not STANDARD.visible(city.other, "work").filter(pk=row.pk).exists()
    fire(row, "submit", city.school, city.now)
    assert seen() == [True, True]
    row = fire(row, "return", city.office, city.now, reason="模块学时不符")
    assert seen() == [False, False]
    row = fire(row, "drop", city.school, city.now, reason="不再开发")
    assert (row.state, seen()) == (S.DROPPED, [False, False])
    assert STANDARD.decide(city.school, "view", row)


def test_another_school_neither_proposes_nor_edits_it(city):
    row = a_standard(city)
    with pytest.raises(NotPermitted):
        with_content(SimpleNamespace(**vars(city) | {"school": city.other}), row)
    with pytest.raises(NotPermitted):
        services.propose_standard(
            actor=city.other, now=city.now, head=services.StandardHead(city.school_body, "DF-2", "标准", ("初级",), "农业", "需要")
        )


def test_the_school_that_proposes_enters_the_register_of_bodies_once_and_the_log_says_so(city):
    bodies = [a_standard(city, code=code).certificate.body for code in ("DF-8", "DF-9")]
    assert bodies[0] == bodies[1]
    assert [event.action for event in audit.events_of(bodies[0])] == ["credit_bank.trainingbody.saved"]


def test_who_proposes_or_develops_does_not_review(city):
    row = a_standard(city)
    with pytest.raises(Refusal, match="不能评审自己"):
        services.add_party(
            actor=city.school, now=city.now, standard=row, role="reviewer", kind="school", name="", organisation=city.school_body
        )
    with_parties(city, row)
    with pytest.raises(Conflict, match="既开发又评审"):
        services.add_party(actor=city.school, now=city.now, standard=row, role="reviewer", kind="enterprise", name="示例企业")


def test_a_reviewer_speaks_for_itself_and_the_office_only_with_the_source(city):
    row = submitted(city)
    school, enterprise = row.parties.get(kind="school"), row.parties.get(name="评审企业")
    with pytest.raises(NotPermitted):
        services.give_opinion(actor=city.school, now=city.now, party=enterprise, verdict="agree", words="好", basis="纪要")
    with pytest.raises(NotPermitted, match="自己或学分银行"):
        services.give_opinion(actor=city.other, now=city.now, party=enterprise, verdict="agree", words="好", basis="纪要")
    with pytest.raises(Refusal, match="出处"):
        services.give_opinion(actor=city.office, now=city.now, party=enterprise, verdict="agree", words="好")
    with pytest.raises(Refusal, match="还没有到"):
        services.give_opinion(actor=city.other, now=city.now, party=school, verdict="agree", words="好", given_on=date(2099, 1, 1))
    services.give_opinion(actor=city.other, now=city.now, party=school, verdict="agree", words="好")
    with pytest.raises(Conflict, match="已经登记"):
        services.give_opinion(actor=city.other, now=city.now, party=school, verdict="oppose", words="不好")


def test_the_trial_waits_for_every_reviewer_and_is_decided_by_somebody_else(city):
    row = submitted(city)
    facts = {"since": "2021-03-01", "document": "文号"}
    with pytest.raises(Refusal, match="还没有评审意见"):
        fire(row, "try", city.team, city.now, **facts)
    opine(city, row)
    for actor in (city.office, city.school, city.other):
        with pytest.raises(NotPermitted):
            fire(row, "try", actor, city.now, **facts)
    both = acting_for(a_user(WORKING_TEAM, city.bureau, username="both"))
    row.parties.first().standard.__class__.objects.filter(pk=row.pk).update(created_by=both.user_id)
    with pytest.raises(NotPermitted, match="起草人"):
        fire(row, "try", both, city.now, **facts)
    with pytest.raises(Refusal, match="文件"):
        fire(row, "try", city.team, city.now, since="2021-03-01")
    row = fire(row, "try", city.team, city.now, **facts)
    row.certificate.refresh_from_db()
    assert (row.state, row.certificate.state, row.certificate.since) == (S.TRIAL, CertificateState.OPEN, date(2021, 3, 1))


def test_against_an_opinion_the_trial_needs_a_reason_and_without_a_school_that_agrees_there_is_none(city):
    row = submitted(city)
    opine(city, row, "revise", enterprise="agree")
    with pytest.raises(Refusal, match="学校没有一家"):
        fire(row, "try", city.team, city.now, since="2021-03-01", document="文号")


def test_a_reviewer_that_does_not_agree_is_overruled_only_with_a_reason(city):
    row = with_content(city, with_parties(city, a_standard(city)))
    services.add_party(actor=city.school, now=city.now, standard=row, role="reviewer", kind="association", name="行业协会")
    attach(city, row)
    row = fire(row, "submit", city.school, city.now)
    for party in row.parties.filter(role="reviewer"):
        verdict = "oppose" if party.kind == "association" else "agree"
        actor = city.other if party.organisation else city.office
        services.give_opinion(actor=actor, now=city.now, party=party, verdict=verdict, words="意见", basis="纪要")
    with pytest.raises(Refusal, match="行业协会没有同意"):
        fire(row, "try", city.team, city.now, since="2021-03-01", document="文号")
    row = fire(row, "try", city.team, city.now, since="2021-03-01", document="文号", reason="协会所提已另行安排")
    assert row.state == S.TRIAL


def test_opinions_belong_to_a_round(city):
    row = submitted(city)
    opine(city, row, "revise")
    row = fire(row, "return", city.team, city.now, reason="请补充")
    row = fire(row, "submit", city.school, city.now)
    assert row.round == 2
    with pytest.raises(Refusal, match="还没有评审意见"):
        fire(row, "try", city.team, city.now, since="2021-03-01", document="文号")
    opine(city, row)
    assert fire(row, "try", city.team, city.now, since="2021-03-01", document="文号").state == S.TRIAL


def test_a_local_certificate_stays_outside_the_national_list_until_it_is_published(city):
    row = tried(city)
    certificate = row.certificate
    certificate.refresh_from_db()
    day = date(2021, 6, 1)
    assert (certificate.is_local, certificate.why_closed_on(day)) == (True, "")
    assert "试行已于2021-12-31结束" in certificate.why_closed_on(date(2022, 1, 1))
    assert (open_levels(day).count(), open_levels(date(2022, 1, 1)).count()) == (1, 0)
    with pytest.raises(Refusal, match="试行总结"):
        fire(row, "recommend", city.team, city.now, document="文号")
    attach(city, row, "trial")
    row = fire(row, "recommend", city.team, city.now, document="示例推〔2021〕1号")
    row = fire(row, "forward", city.team, city.now, document="示例推〔2021〕2号")
    with pytest.raises(Refusal, match="还没有登记列入"):
        fire(row, "publish", city.team, city.now, day="2021-10-01", document="公告")
    fire(certificate.body, "list", city.office, city.now, day="2021-10-01", document="公告")
    with pytest.raises(Refusal, match="不在国家目录"):
        fire(row, "publish", city.team, city.now, day="2021-09-01", document="公告")
    row = fire(row, "publish", city.team, city.now, day="2021-10-01", document="公告")
    certificate.refresh_from_db()
    assert row.state == S.PUBLISHED
    assert (certificate.is_local, certificate.listed_on) == (False, date(2021, 10, 1))


def test_the_catalogue_neither_makes_a_local_certificate_national_nor_closes_it(city):
    certificate = tried(city).certificate
    certificate.refresh_from_db()
    head = CertificateHead(certificate.body, certificate.code, "改名", certificate.since, listed_on=date(2021, 3, 1), levels=("初级",))
    with pytest.raises(Conflict, match="地方标准里修改"):
        edit_certificate(actor=city.office, now=city.now, certificate=certificate, head=head)
    with pytest.raises(Refusal, match="在地方标准里办理"):
        fire(certificate, "close", city.office, city.now, reason="停用")
    draft = a_standard(city, code="DF-2").certificate
    with pytest.raises(Refusal, match="在地方标准里办理"):
        fire(draft, "open", city.office, city.now)


def test_a_recommendation_that_is_not_taken_up_goes_back_to_trial_which_can_be_extended(city):
    row = tried(city)
    attach(city, row, "trial")
    row = fire(row, "recommend", city.team, city.now, document="文号")
    row = fire(row, "decline", city.team, city.now, reason="暂不采纳")
    with pytest.raises(Refusal, match="晚于"):
        fire(row, "extend", city.team, city.now, until="2021-12-01", document="文号")
    row = fire(row, "extend", city.team, city.now, until="2022-12-31", document="文号")
    assert (row.state, row.trial_until) == (S.TRIAL, date(2022, 12, 31))


def test_stopping_ends_its_certificate_and_dropping_a_draft_too(city):
    row = tried(city)
    fire(row, "stop", city.team, city.now, reason="与国家证书重复")
    row.certificate.refresh_from_db()
    assert row.certificate.state == CertificateState.CLOSED
    draft = a_standard(city, code="DF-2")
    fire(draft, "drop", city.school, city.now, reason="不再开发")
    draft.certificate.refresh_from_db()
    assert (draft.certificate.state, draft.certificate.closed_reason) == (CertificateState.CLOSED, "不再开发")


def test_everybody_sees_a_standard_from_its_trial_on_but_not_its_papers(city):
    row = submitted(city)
    assert not LOCAL_STANDARD_POLICY.decide(ANONYMOUS, "view", row)
    assert LOCAL_STANDARD_POLICY.decide(city.other, "work", row)
    opine(city, row)
    row = fire(row, "try", city.team, city.now, since="2021-03-01", document="文号")
    paper = row.papers.get()
    assert LOCAL_STANDARD_POLICY.decide(ANONYMOUS, "view", row)
    assert not STANDARD_PAPER_POLICY.decide(ANONYMOUS, "view", paper)
    assert STANDARD_PAPER_POLICY.decide(city.other, "view", paper)
    stranger = acting_for(a_user(SCHOOL_OFFICER, city.farming_body, username="stranger"))
    assert not STANDARD_PAPER_POLICY.decide(stranger, "view", paper)


def test_reviewers_are_told_that_it_waits_and_the_school_what_came_of_it(city):
    row = submitted(city)
    assert set(Notice.objects.filter(read_at=None).values_list("recipient__username", flat=True)) == {"other", "office"}
    opine(city, row, "revise")
    fire(row, "return", city.team, city.now, reason="请补充学时")
    assert not Notice.objects.filter(kind=REVIEW, read_at=None).exists()
    told = Notice.objects.get(recipient__username="school")
    assert ("起草" in told.subject, told.body) == (True, "请补充学时")


def test_papers_are_fixed_once_it_is_handed_in(city):
    row = submitted(city)
    with pytest.raises(Conflict, match="不能删除"):
        services.detach_paper(actor=city.school, now=city.now, paper=row.papers.get())
    with pytest.raises(Conflict, match="不能再上传"):
        attach(city, row, "text", actor=city.school)
    assert attach(city, row, "review").kind == "review"


def test_a_draft_also_one_that_came_back_waits_for_its_school_to_hand_it_in(city):
    row = submitted(city)
    assert not [group for group in todos(city.school) if group.label == "待提交评审的地方标准"]
    fire(row, "return", city.team, city.now, reason="学时偏少")
    (group,) = [group for group in todos(city.school) if group.label == "待提交评审的地方标准"]
    assert [item.row for item in group.items] == [row]
    assert not [group for group in todos(city.other) if group.label == "待提交评审的地方标准"]


def test_schools_and_enterprises_take_part_and_no_department_is_offered(city):
    offered = possible_parties(city.now.date())
    assert city.other_body in offered
    assert city.bureau not in offered
