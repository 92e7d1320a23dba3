"""Circulars in the browser: drafted from a cycle, written, issued, taken; and who sees what of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.plans.models import Circular
from baigong.contexts.plans.services import circulars as services
from baigong.kernel import workflow
from tests.builders import a_cycle, a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

TEXTS = {"title": "关于一季度的通报", "agency": "示教通", "signatory": "示例市教育局", "addressees": "各县区"}


@pytest.fixture(autouse=True)
def today(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def cycle(running_plan, now):
    """A cycle that closed yesterday."""
    return a_cycle(running_plan, closes_on=now.date() - timedelta(days=1))


@pytest.fixture
def as_(db, sign_in):
    """``as_(role, body)`` gives a browser of its own."""
    return lambda role, body: sign_in(a_user(role, body))


@pytest.fixture
def team(as_, city):
    return as_(WORKING_TEAM, city.bureau)


@pytest.fixture
def draft(cycle, cast, now):
    return services.draft_circular(actor=cast.team, now=now, cycle=cycle)


@pytest.fixture
def issued(draft, cast, now):
    words = services.Words(**TEXTS, requirements="抓紧补报。")
    row = services.write_circular(actor=cast.team, now=now, circular=draft, words=words)
    return workflow.fire(row, "issue", actor=cast.team, now=now)


def fire(browser, row, step):
    return browser.post(reverse("workflow:fire", args=["plans.circular", row.pk, step]), follow=True)


def test_a_circular_goes_from_the_cycle_to_the_issued_paper(team, cycle):
    assert "拟通报" in team.get(cycle.get_absolute_url()).content.decode()
    team.post(reverse("plans:circular-draft", args=[cycle.pk]))
    row = Circular.objects.get()
    preview = team.get(row.get_absolute_url()).content.decode()
    assert "东县" in preview
    assert "请先填写机关代字" in preview
    team.post(reverse("plans:circular-write", args=[row.pk]), TEXTS | {"requirements": "抓紧补报。"})
    assert "抓紧补报" in team.get(row.get_absolute_url()).content.decode()
    assert "示教通〔2021〕1号" in fire(team, row, "issue").content.decode()
    assert "示教通〔2021〕1号" in team.get(reverse("plans:circulars")).content.decode()
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = team.get(reverse("plans:circular-file", args=[row.pk, form]))
        assert b"".join(answer.streaming_content).startswith(start)
        assert "attachment" in answer.headers["Content-Disposition"]


def test_a_second_draft_leads_to_the_first(team, cycle, draft):
    answer = team.post(reverse("plans:circular-draft", args=[cycle.pk]))
    assert answer.headers["Location"] == draft.get_absolute_url()


def test_figures_are_taken_anew_and_the_words_stay(team, draft):
    team.post(reverse("plans:circular-write", args=[draft.pk]), TEXTS)
    assert "文字没有改动" in team.post(reverse("plans:circular-refresh", args=[draft.pk]), follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.title == TEXTS["title"]


def test_what_is_left_out_comes_back_on_the_form(team, draft):
    answer = team.post(reverse("plans:circular-write", args=[draft.pk]), TEXTS | {"title": " "})
    assert answer.status_code == 422
    assert draft.title in answer.content.decode()


def test_a_discarded_draft_is_the_teams_to_look_up_and_nobody_elses(team, as_, city, draft):
    answer = fire(team, draft, "discard")
    assert answer.status_code == 200
    assert "已作废" in answer.content.decode()
    assert "改写文字" not in answer.content.decode()
    assert as_(LEADER, city.government).get(draft.get_absolute_url()).status_code == 404


def test_what_is_issued_is_no_longer_written(team, issued):
    address = reverse("plans:circular-write", args=[issued.pk])
    assert team.get(address).headers["Location"] == issued.get_absolute_url()
    assert team.post(address, TEXTS | {"title": "改"}).status_code == 409
    issued.refresh_from_db()
    assert issued.title == TEXTS["title"]


def test_a_paper_the_storage_has_lost_is_said_by_its_title(team, issued):
    issued.pdf.storage.delete(issued.pdf.name)
    answer = team.get(reverse("plans:circular-file", args=[issued.pk, "pdf"]))
    assert answer.status_code == 404
    assert issued.title in answer.content.decode()


def test_bodies_see_the_issued_circular_and_no_draft(as_, city, draft, cast, now):
    county = as_(COUNTY_OFFICER, city.east)
    paper = reverse("plans:circular-file", args=[draft.pk, "pdf"])
    assert county.get(draft.get_absolute_url()).status_code == 404
    assert county.get(paper).status_code == 404
    assert draft.title not in county.get(reverse("plans:circulars")).content.decode()
    services.write_circular(actor=cast.team, now=now, circular=draft, words=services.Words(**TEXTS, requirements="抓紧补报。"))
    draft.refresh_from_db()
    workflow.fire(draft, "issue", actor=cast.team, now=now)
    assert county.get(draft.get_absolute_url()).status_code == 200
    assert county.get(paper).status_code == 200


def test_only_the_team_drafts_and_writes(as_, city, cycle, draft):
    for role, body in ((LEADER, city.government), (LIAISON, city.finance), (COUNTY_OFFICER, city.east)):
        browser = as_(role, body)
        assert browser.post(reverse("plans:circular-draft", args=[cycle.pk])).status_code == 403
        assert browser.get(reverse("plans:circular-write", args=[draft.pk])).status_code in (403, 404)
        assert browser.post(reverse("plans:circular-refresh", args=[draft.pk])).status_code in (403, 404)


def test_strangers_are_asked_to_sign_in(issued):
    for name, args in (
        ("circulars", []),
        ("circular", [issued.pk]),
        ("circular-write", [issued.pk]),
        ("circular-file", [issued.pk, "pdf"]),
    ):
        assert Client().get(reverse(f"plans:{name}", args=args)).status_code == 302


def test_a_code_that_is_none_comes_back_on_its_field_beside_the_one_used_before(team, cycle, issued):
    team.post(reverse("plans:circular-draft", args=[cycle.pk]))
    row = Circular.objects.get(state="draft")
    address = reverse("plans:circular-write", args=[row.pk])
    assert "上一份用“示教通”" in team.get(address).content.decode()
    answer = team.post(address, TEXTS | {"agency": "示教通〔2021〕", "requirements": "抓紧补报。"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“示教通〔2021〕”不能作机关代字" in page
    assert "上一份用“示教通”" in page
    assert team.post(address, TEXTS | {"requirements": "抓紧补报。"}).status_code == 302
