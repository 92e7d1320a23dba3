"""Circulars: composed from records, numbered without a gap, kept as issued."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from baigong.contexts.accounts.public import LEADER
from baigong.contexts.plans.access import CIRCULAR_POLICY
from baigong.contexts.plans.models import Circular, CycleException, Report
from baigong.contexts.plans.selectors.circulars import compose, problems_told
from baigong.contexts.plans.services import circulars as services
from baigong.contexts.plans.workflow.circular_paper import circular_document
from baigong.kernel import workflow
from baigong.kernel.documents import render_html
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.builders import a_body, an_actor

pytestmark = pytest.mark.django_db
WORDS = services.Words(
    title="关于一季度进展情况的通报",
    agency="示教通",
    signatory="示例市教育局",
    addressees="各县区、各有关部门",
    requirements="抓紧补报。\n逐项整改。",
)


@pytest.fixture
def draft(cast, accepted, now):
    workflow.fire(cast.cycle, "lock", actor=cast.reviewer_actor, now=now)
    return services.draft_circular(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)


@pytest.fixture
def finished(cast, draft, now):
    return services.write_circular(actor=cast.reviewer_actor, now=now, circular=draft, words=WORDS)


def issue(cast, row, now):
    return workflow.fire(row, "issue", actor=cast.reviewer_actor, now=now)


def test_figures_and_problems_come_from_the_records(cast, draft):
    assert draft.facts["tasks"]["total"] == 2
    assert draft.facts["reports"]["accepted"] == 1
    assert "市财政局" not in dict(draft.facts["silent"])
    assert "东河区" in dict(draft.facts["silent"])
    assert draft.facts["targets"][0][2] == "40个"
    assert draft.problems == f"经费未到位（市财政局任务{cast.task.number}）。"


def test_what_is_issued_is_kept_with_its_hash_and_never_changes(cast, finished, now):
    row = issue(cast, finished, now)
    assert row.doc_number == "示教通〔2021〕1号"
    assert row.content_hash
    with services.open_circular(row, "pdf") as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == row.pdf_sha256
    with services.open_circular(row, "docx") as file:
        assert hashlib.sha256(file.read()).hexdigest() == row.docx_sha256
    with pytest.raises(Conflict):
        services.write_circular(actor=cast.reviewer_actor, now=now, circular=row, words=WORDS)
    with pytest.raises(Conflict):
        services.refresh_circular(actor=cast.reviewer_actor, now=now, circular=row)


def test_numbers_have_no_gap_though_an_issue_fails(cast, finished, now, monkeypatch):
    def breaks(*args, **kwargs):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("baigong.contexts.plans.workflow.circulars.keep", breaks)
        with pytest.raises(OSError, match="disk full"):
            issue(cast, finished, now)
    finished.refresh_from_db()
    assert (finished.state, finished.serial) == ("draft", None)
    assert issue(cast, finished, now).serial == 1
    second = services.draft_circular(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    assert second.agency == "示教通"
    second = services.write_circular(actor=cast.reviewer_actor, now=now, circular=second, words=WORDS)
    assert issue(cast, second, now).serial == 2


def test_an_issued_paper_is_chinese_whoever_issues_it(cast, finished, now):
    with translation.override("en"):
        row = issue(cast, finished, now)
    assert row.doc_number == "示教通〔2021〕1号"
    assert "total" in row.facts["tasks"]


def test_the_database_refuses_an_issued_circular_without_a_number(cast, finished):
    with pytest.raises(IntegrityError), transaction.atomic():
        Circular.objects.filter(pk=finished.pk).update(state="issued")


def test_a_circular_without_its_head_or_demands_is_not_issued(cast, draft, now):
    with pytest.raises(Refusal, match="机关代字"):
        issue(cast, draft, now)
    words = services.Words(title="通报", agency="示教通", signatory="局", addressees="各单位")
    services.write_circular(actor=cast.reviewer_actor, now=now, circular=draft, words=words)
    with pytest.raises(Refusal, match="下一步要求"):
        issue(cast, draft, now)


def test_one_draft_a_cycle_and_only_the_team_writes_it(cast, draft, now):
    with pytest.raises(Conflict):
        services.draft_circular(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    with pytest.raises(NotPermitted):
        services.draft_circular(actor=cast.liaison_actor, now=now, cycle=cast.cycle)
    with pytest.raises(NotPermitted):
        services.write_circular(actor=an_actor(LEADER, cast.bureau), now=now, circular=draft, words=WORDS)


def test_bodies_see_what_is_issued_and_no_draft(cast, finished, now):
    assert not CIRCULAR_POLICY.visible(cast.liaison_actor).exists()
    issue(cast, finished, now)
    assert CIRCULAR_POLICY.visible(cast.liaison_actor).exists()


def test_nobody_is_named_while_there_is_time_to_report(cast, accepted, now, late):
    row = services.draft_circular(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    row = services.write_circular(actor=cast.reviewer_actor, now=now, circular=row, words=WORDS)
    with pytest.raises(Refusal, match="截止"):
        issue(cast, row, now)
    with pytest.raises(Refusal, match="更新数据"):  # the day has come, the figures are still of the day before
        issue(cast, row, late)
    row = services.refresh_circular(actor=cast.reviewer_actor, now=late, circular=row)
    assert issue(cast, row, late).state == "issued"


def test_a_body_with_leave_is_named_as_such_and_not_as_silent(cast, accepted, now, late):
    leave = CycleException.objects.create(cycle=cast.cycle, organisation=cast.county, until_on=late.date(), reason="汛期", granted_at=now)
    facts = compose(cast.cycle, late.date())
    assert cast.county.name in dict(facts["excused"])
    assert cast.county.name not in dict(facts["silent"])
    assert "西山县" in dict(facts["silent"])
    leave.until_on = late.date() - timedelta(days=1)
    leave.save()
    assert cast.county.name in dict(compose(cast.cycle, late.date())["silent"])


def test_the_same_problem_is_told_once_with_everybody_who_raises_it(cast, accepted):
    twin = Report.objects.get(pk=accepted.pk)
    twin.pk, twin.organisation = None, a_body("示例市某局", parent=cast.finance.parent)
    twin.save()
    told = problems_told(cast.cycle)
    assert told.count("经费未到位") == 1
    assert "市财政局任务" in told
    assert "示例市某局任务" in told


@pytest.mark.parametrize("agency", ["示教通2021", "示教通〔2021〕", "ab", "示"])
def test_a_code_that_is_none_is_refused_when_written_and_when_issued(cast, finished, now, agency):
    with pytest.raises(Refusal) as refused:
        services.write_circular(actor=cast.reviewer_actor, now=now, circular=finished, words=replace(WORDS, agency=agency))
    assert set(refused.value.fields) == {"agency"}
    Circular.objects.filter(pk=finished.pk).update(agency=agency)  # written before the check was there
    with pytest.raises(Refusal, match="汉字"):
        issue(cast, finished, now)
    services.write_circular(actor=cast.reviewer_actor, now=now, circular=finished, words=WORDS)
    assert issue(cast, finished, now).serial == 1


def test_the_head_comes_from_the_last_one_issued_and_not_from_a_draft_thrown_away(cast, finished, now):
    issue(cast, finished, now)
    thrown = services.draft_circular(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    services.write_circular(actor=cast.reviewer_actor, now=now, circular=thrown, words=replace(WORDS, agency="别的字"))
    workflow.fire(thrown, "discard", actor=cast.reviewer_actor, now=now)
    assert services.draft_circular(actor=cast.reviewer_actor, now=now, cycle=cast.cycle).agency == "示教通"


def test_a_paper_composed_after_the_period_says_which_figures_are_of_which_day(cast, draft, now):
    until = cast.cycle.period_until
    draft.facts |= {"as_of": (until + timedelta(days=20)).isoformat()}
    assert "含报告期之后采用的数据" in words_of(draft)
    assert f"至{until.year}年{until.month}月{until.day}日）的报告统计" in words_of(draft)
    draft.facts |= {"as_of": until.isoformat()}
    assert "报告期之后" not in words_of(draft)
    del draft.facts["period"]  # composed before the period was kept: an issued paper stays as it is
    assert "报告期之后" not in words_of(draft)


def words_of(circular):
    return render_html(circular_document(circular, is_draft=True))
