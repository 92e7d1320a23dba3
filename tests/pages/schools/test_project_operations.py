"""Projects over HTTP: the same services as the pages, to the same people, from the application to the title."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.schools.models import Project, ProjectReview
from tests.project_city import PDF, at_acceptance, attach, drafted, enlisted, fire, under_review

pytestmark = pytest.mark.django_db
HEAD = {"title": "设施农业流动站", "level": "municipal", "leader": "张三", "partners": "甲公司", "summary": "建设内容。"}
PROJECTS = "/api/schools/projects"


@pytest.fixture(autouse=True)
def the_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def as_(city, sign_in):
    """``as_("school")``: the client of somebody of the city."""
    return lambda name: sign_in(getattr(city.users, name))


def post(client, path, body):
    return client.post(path, body, content_type="application/json")


def code(answer):
    return answer.status_code, answer.json()["code"]


def applied_for(client, city, **facts):
    return post(client, PROJECTS, HEAD | {"kind": "practice_station", "host": city.school_body.pk} | facts)


# -- reading ---------------------------------------------------------------------------------------------------------


def test_everybody_reads_what_is_listed_and_nothing_from_inside(client, city, now):
    listed, draft = enlisted(city, now), drafted(city, now, title="另一项")
    assert [row["id"] for row in client.get(PROJECTS).json()] == [listed.pk]
    one = client.get(f"{PROJECTS}/{listed.pk}").json()
    assert (one["state"], one["listing_number"], one["inside"], one["steps"]) == ("listed", "示例发〔2021〕1号", None, [])
    assert client.get(f"{PROJECTS}/{draft.pk}").status_code == 404
    assert client.get(f"{PROJECTS}/{2**31}").status_code == 404


def test_the_list_is_narrowed_and_turned_page_by_page(as_, city, now):
    rows = [drafted(city, now, title=f"第{number}项") for number in range(3)]
    client = as_("school")
    assert [row["id"] for row in client.get(f"{PROJECTS}?limit=2").json()] == [row.pk for row in rows[:2]]
    assert [row["id"] for row in client.get(f"{PROJECTS}?after={rows[1].pk}").json()] == [rows[2].pk]
    assert [row["title"] for row in client.get(PROJECTS, {"q": "第1"}).json()] == ["第1项"]
    assert client.get(PROJECTS, {"state": "listed"}).json() == []
    assert len(client.get(PROJECTS, {"kind": "practice_station", "host": city.school_body.pk}).json()) == 3
    assert client.get(PROJECTS, {"limit": 0}).status_code == 422


def test_kinds_say_what_they_ask_and_how_far_they_are(client, city, now):
    enlisted(city, now)
    kinds = {row["code"]: row for row in client.get(f"{PROJECTS}/kinds").json()}
    assert (kinds["practice_station"]["listed"], kinds["practice_station"]["accepted"]) == (1, 0)
    assert kinds["practice_station"]["asks"]["partner"] == "required"


def test_a_neighbour_sees_no_application_and_its_county_only_what_was_handed_in(as_, city, now):
    row = drafted(city, now)
    assert as_("other").get(f"{PROJECTS}/{row.pk}").status_code == 404
    assert as_("county").get(f"{PROJECTS}/{row.pk}").status_code == 404
    fire(row, "apply", city.school, now)
    assert as_("county").get(f"{PROJECTS}/{row.pk}").json()["inside"]["summary"] == "建设内容。"


# -- applying --------------------------------------------------------------------------------------------------------


def test_a_school_applies_is_returned_and_applies_again(as_, city, now):
    client = as_("school")
    answer = applied_for(client, city)
    assert answer.status_code == 201
    row, address = answer.json(), f"{PROJECTS}/{answer.json()['id']}"
    assert row["steps"] == ["cancel"], "papers are missing"
    why = {step["name"]: step["why_not"] for step in client.get(f"{address}/steps").json()}
    assert "还缺材料" in why["apply"]
    assert (post(client, f"{address}/steps", {"step": "apply"}).status_code) == 422
    for kind in ("application", "agreement", "proof"):
        paper = {"kind": kind, "title": kind, "file": SimpleUploadedFile(f"{kind}.pdf", PDF + kind.encode())}
        assert client.post(f"{address}/evidence", paper).status_code == 201
    twice = {"kind": "proof", "file": SimpleUploadedFile("again.pdf", PDF + b"proof")}
    assert code(client.post(f"{address}/evidence", twice)) == (409, "attached_twice")
    assert post(client, f"{address}/steps", {"step": "apply"}).json()["state"] == "applied"
    edit = HEAD | {"title": "改名"}
    assert code(client.put(address, edit, content_type="application/json")) == (409, "handed_in")
    returned = post(as_("county"), f"{address}/steps", {"step": "return", "reason": "预算不清"})
    assert returned.json()["state"] == "returned"
    client = as_("school")
    seen = client.get(address).json()["inside"]["updated_at"]
    assert client.put(address, edit | {"seen": seen}, content_type="application/json").json()["title"] == "改名"
    assert code(client.put(address, edit | {"seen": "2020-01-01T00:00:00Z"}, content_type="application/json")) == (409, "changed_meanwhile")
    assert post(client, f"{address}/steps", {"step": "apply"}).json()["state"] == "applied"


def test_nobody_applies_for_another_body_nor_in_a_kind_that_is_none(as_, city):
    client = as_("school")
    assert code(applied_for(client, city, host=city.other_body.pk)) == (422, "applicant")
    assert code(applied_for(client, city, kind="nothing")) == (422, "kind")
    assert code(applied_for(as_("leader"), city)) == (403, "not_permitted")
    assert not Project.objects.exists()


def test_the_same_subject_twice_is_a_conflict_that_names_the_first(as_, city, now):
    drafted(city, now)
    answer = applied_for(as_("school"), city)
    assert code(answer) == (409, "applied_twice")
    assert "设施农业流动站" in answer.json()["message"]


def test_wrong_values_are_named_field_by_field(as_, city):
    answer = applied_for(as_("school"), city, level="galactic", budget=-1, predecessor=0)
    assert answer.status_code == 422
    assert {"given.level", "given.budget", "given.predecessor"} <= set(answer.json()["fields"])


def test_a_paper_is_taken_out_while_it_is_a_draft(as_, city, now):
    row = drafted(city, now)
    piece = row.evidence.first()
    assert as_("other").delete(f"{PROJECTS}/evidence/{piece.pk}").status_code == 404
    assert as_("school").delete(f"{PROJECTS}/evidence/{piece.pk}").status_code == 204
    attach(city, now, row, piece.kind)
    fire(row, "apply", city.school, now)
    kept = row.evidence.first()
    assert code(as_("school").delete(f"{PROJECTS}/evidence/{kept.pk}")) == (409, "handed_in")


# -- deciding --------------------------------------------------------------------------------------------------------


def test_the_team_lists_signs_accepts_and_withdraws_by_documents(as_, city, now):
    row = under_review(city, now)
    team, address = as_("team"), f"{PROJECTS}/{row.pk}/steps"
    assert code(post(team, address, {"step": "enlist"})) == (422, "number_required")
    assert post(team, address, {"step": "enlist", "document_number": "示例发〔2021〕1号"}).json()["state"] == "listed"
    assert code(post(team, address, {"step": "enlist", "document_number": "x"})) == (409, "wrong_state")
    attach(city, now, row, "task_book")
    until = (now.date() + timedelta(days=300)).isoformat()
    assert post(team, address, {"step": "sign", "build_until": until}).json()["build_until"] == until
    attach(city, now, row, "acceptance")
    assert code(post(as_("other"), address, {"step": "request_acceptance"})) == (403, "not_permitted")
    assert post(as_("school"), address, {"step": "request_acceptance"}).json()["state"] == "acceptance"
    team = as_("team")
    assert post(team, address, {"step": "accept", "document_number": "示例验〔2021〕2号"}).json()["accepted_on"] == now.date().isoformat()
    gone = post(team, address, {"step": "withdraw", "reason": "不再运行", "document_number": "示例撤〔2021〕3号"})
    assert (gone.json()["state"], gone.json()["withdrawal_number"]) == ("withdrawn", "示例撤〔2021〕3号")


def test_internal_steps_and_steps_that_are_none_are_not_found(as_, city, now):
    row = under_review(city, now)
    for step in ("register_listed", "explode"):
        assert post(as_("team"), f"{PROJECTS}/{row.pk}/steps", {"step": step}).status_code == 404


def test_a_year_of_building_is_reported_and_written_anew(as_, city, now):
    row = at_acceptance(city, now)
    client, address = as_("school"), f"{PROJECTS}/{row.pk}/reports"
    body = {"year": now.year, "progress": "已建成。", "spent": "1000.50"}
    assert client.put(address, body, content_type="application/json").json()[0]["spent"] == "1000.50"
    again = client.put(address, body | {"progress": "已完成。"}, content_type="application/json").json()
    assert [report["progress"] for report in again] == ["已完成。"]
    assert code(client.put(address, body | {"year": now.year + 1}, content_type="application/json")) == (422, "year")


# -- reviews ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(as_, city, now):
    """A case given to the expert."""
    row = under_review(city, now)
    answer = post(as_("team"), f"{PROJECTS}/{row.pk}/reviews", {"expert": "expert"})
    assert answer.status_code == 201
    return answer.json()


def test_an_expert_reads_the_case_writes_and_hands_in(as_, case, city, now):
    client, address = as_("expert"), f"/api/schools/reviews/{case['id']}"
    assert [row["id"] for row in client.get("/api/schools/reviews").json()] == [case["id"]]
    assert client.get(f"{PROJECTS}/{case['project_id']}").status_code == 200
    assert code(client.put(address, {"submit": True}, content_type="application/json")) == (422, "review_incomplete")
    said = {"recommendation": "approve", "opinion": "可行。", "score": "88.5", "submit": True}
    done = client.put(address, said, content_type="application/json").json()
    assert (done["state"], done["score"], done["steps"]) == ("submitted", "88.50", [])
    assert code(client.put(address, said, content_type="application/json")) == (409, "handed_in")
    back = post(as_("team"), f"{address}/steps", {"step": "give_back", "reason": "请补充"})
    assert back.json()["state"] == "assigned"


def test_hosts_see_no_review_and_the_host_s_own_people_are_given_none(as_, case, city):
    assert as_("school").get("/api/schools/reviews").status_code == 403
    assert as_("school").put(f"/api/schools/reviews/{case['id']}", {}, content_type="application/json").status_code == 403
    assert as_("own_expert").get("/api/schools/reviews").json() == []
    team = as_("team")
    address = f"{PROJECTS}/{case['project_id']}/reviews"
    assert code(post(team, address, {"expert": "own_expert"})) == (422, "own_case")
    assert code(post(team, address, {"expert": "expert"})) == (409, "assigned_twice")
    assert code(post(team, address, {"expert": "nobody"})) == (422, "no_expert")
    assert code(post(as_("county"), address, {"expert": "expert"})) == (403, "not_permitted")


def test_a_case_is_taken_back_while_nothing_was_said(as_, case):
    address = f"/api/schools/reviews/{case['id']}"
    assert as_("expert").delete(address).status_code == 403
    assert as_("team").delete(address).status_code == 204
    assert not ProjectReview.objects.exists()
    assert as_("team").delete(address).status_code == 404


def test_an_expert_recuses_with_a_reason(as_, case):
    address = f"/api/schools/reviews/{case['id']}/steps"
    assert code(post(as_("expert"), address, {"step": "recuse"})) == (422, "reason_required")
    assert post(as_("expert"), address, {"step": "recuse", "reason": "曾任职"}).json()["state"] == "recused"


@pytest.mark.parametrize("count", [2, 6])
def test_the_list_asks_the_same_however_many_there_are(as_, city, now, count, django_assert_max_num_queries):
    for number in range(count):
        drafted(city, now, title=f"第{number}项")
    client = as_("school")
    client.get(PROJECTS)
    with django_assert_max_num_queries(8):
        assert len(client.get(PROJECTS).json()) == count
