"""Requests upward in the browser and over HTTP: listed, sent under a number, answered, followed up, taken away as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, LIAISON, PUBLISHER, WORKING_TEAM
from baigong.contexts.plans.models import SupportRequest
from baigong.kernel.audit.models import AuditEvent
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def as_(city, sign_in):
    """``as_(role)`` gives a browser of its own in which somebody with the role at the bureau is signed in."""
    return lambda role: sign_in(a_user(role, city.bureau))


@pytest.fixture
def item(as_, running_plan, city):
    """An item the team listed."""
    facts = {"title": "支持建设实训基地", "statement": "列入省级项目", "addressed_to": "省教育厅", "owner": city.bureau.pk}
    answer = as_(WORKING_TEAM).post(reverse("plans:request-add", args=[running_plan.key]), facts, follow=True)
    assert answer.status_code == 200
    return SupportRequest.objects.get(title="支持建设实训基地")


def fire(browser, item, step, **facts):
    said = browser.post(reverse("workflow:fire", args=["plans.supportrequest", item.pk, step]), facts, follow=True).content.decode()
    item.refresh_from_db()
    return said


def test_an_item_is_sent_under_its_number_answered_in_part_and_then_granted(as_, item):
    team = as_(WORKING_TEAM)
    fire(team, item, "send", reference="示报〔2021〕3号")
    assert (item.state, item.sent_reference) == ("sent", "示报〔2021〕3号")
    fire(team, item, "note", reason="已电话对接")
    fire(team, item, "grant_partly", reason="先列入储备", reference="示函〔2021〕8号")
    assert (item.state, item.answer) == ("partly", "先列入储备")
    page = team.get(item.get_absolute_url()).content.decode()
    for words in ("已电话对接", "先列入储备", "示函〔2021〕8号", "示报〔2021〕3号"):
        assert words in page, words
    fire(team, item, "grant", reason="列入本年度项目", reference="示函〔2021〕20号")
    assert (item.state, item.answer_reference) == ("granted", "示函〔2021〕20号")


def test_an_answer_without_words_or_before_sending_is_refused(as_, item):
    team = as_(WORKING_TEAM)
    fire(team, item, "decline", reason="不支持")
    assert item.state == "listed"
    fire(team, item, "send", reference="示报〔2021〕3号")
    fire(team, item, "decline", reason="")
    assert item.state == "sent"
    fire(team, item, "decline", reason="资金已安排完毕")
    assert item.state == "declined"
    assert team.get(reverse("plans:request-edit", args=[item.pk])).status_code == 200
    answer = team.post(reverse("plans:request-edit", args=[item.pk]), {"title": "改", "addressed_to": "省教育厅"})
    assert answer.status_code == 422
    assert "已有答复" in answer.content.decode()


def test_staff_and_bodies_read_it_the_team_alone_changes_it(as_, item, client):
    assert (
        "支持建设实训基地" in as_(LEADER).get(reverse("plans:requests", args=[SupportRequest.objects.all()[0].plan.key])).content.decode()
    )
    assert as_(LIAISON).get(item.get_absolute_url()).status_code == 200
    assert as_(LIAISON).get(reverse("plans:request-edit", args=[item.pk])).status_code == 403
    fire(as_(LEADER), item, "send", reference="示报〔2021〕3号")
    assert item.state == "listed"
    assert as_(PUBLISHER).get(item.get_absolute_url()).status_code in {403, 404}
    assert client.get(item.get_absolute_url()).status_code in {302, 404}


def test_the_ledger_is_taken_away_with_numbers_and_answers_and_leaves_a_trace(as_, item):
    team = as_(WORKING_TEAM)
    fire(team, item, "send", reference="示报〔2021〕3号")
    answer = team.get(reverse("plans:requests", args=[SupportRequest.objects.all()[0].plan.key]), {"export": "csv"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = {row["事项"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    assert rows["支持建设实训基地"]["上报文号"] == "示报〔2021〕3号"
    assert rows["支持建设实训基地"]["内容"] == "列入省级项目"
    assert AuditEvent.objects.filter(action="plans.supportrequest.exported").exists()


def test_the_ledger_over_http(as_, item, client):
    team = as_(WORKING_TEAM)
    found = team.get("/api/plans/support-requests", {"state": "listed"}).json()
    assert "支持建设实训基地" in {row["title"] for row in found}
    fire(team, item, "send", reference="示报〔2021〕3号")
    fire(team, item, "note", reason="已电话对接")
    whole = team.get(f"/api/plans/support-requests/{item.pk}").json()
    assert (whole["sent_reference"], whole["statement"], whole["notes"][0]["text"]) == ("示报〔2021〕3号", "列入省级项目", "已电话对接")
    assert client.get(f"/api/plans/support-requests/{item.pk}").status_code in {401, 403, 404}
    assert as_(PUBLISHER).get("/api/plans/support-requests").status_code == 403


def test_a_measure_names_an_item_only_to_who_may_open_it(as_, item, running_plan):
    item.measures.add(running_plan.measures.get(number="1"))
    page = reverse("plans:measure", args=[running_plan.key, "1"])
    assert item.get_absolute_url() in as_(LEADER).get(page).content.decode()
    publisher = as_(PUBLISHER)
    assert publisher.get(item.get_absolute_url()).status_code == 403
    assert item.get_absolute_url() not in publisher.get(page).content.decode()
