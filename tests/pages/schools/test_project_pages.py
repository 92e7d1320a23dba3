"""Projects in the browser: a school applies, its county recommends, the team lists, an expert judges, everybody reads the register."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.schools import public as schools
from baigong.contexts.schools.exchange.register import RegisterSheet
from baigong.contexts.schools.models import Project
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.exchange import export
from tests.contexts.schools.test_register_sheet import line
from tests.project_city import PDF, drafted, enlisted, under_review
from tests.project_city import fire as fire_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def as_(city, sign_in):
    """``as_("team")`` gives a browser in which that account is signed in."""
    return lambda name: sign_in(getattr(city.users, name))


def page(browser, name, *args):
    return browser.get(reverse(f"schools:{name}", args=args)).content.decode()


def fire(browser, row, step, **facts):
    return browser.post(reverse("workflow:fire", args=["schools.project", row.pk, step]), facts, follow=True).content.decode()


def filled(**facts):
    own = {"title": "设施农业流动站", "level": "municipal", "leader": "张三", "partners": "甲公司", "summary": "建设内容。"}
    return own | facts


def test_from_the_form_to_the_public_register(as_, city, client):
    school, county, team = as_("school"), as_("county"), as_("team")
    assert "还没有申报过项目" in page(school, "own-projects")
    assert "申报项目" in page(school, "project-add", "practice_station")
    answer = school.post(reverse("schools:project-add", args=["practice_station"]), filled(partners=""))
    assert (answer.status_code, "必填" in answer.content.decode()) == (422, True)
    school.post(reverse("schools:project-add", args=["practice_station"]), filled())
    row = Project.objects.get()
    assert "还缺材料：申报书、校企协议" in page(school, "project", row.pk)
    for kind in ("application", "agreement"):
        file = SimpleUploadedFile(f"{kind}.pdf", PDF + kind.encode())
        answer = school.post(reverse("schools:project-attach", args=[row.pk]), {"kind": kind, "file": file}, follow=True)
        assert "材料已保存" in answer.content.decode()
    fire(school, row, "apply")
    assert client.get(row.get_absolute_url()).status_code in (302, 404)
    assert "待推荐的申报项目" in county.get(reverse("console:home")).content.decode()
    fire(county, row, "recommend")
    fire(team, row, "open_review")
    assert "请填写立项文号" in fire(team, row, "enlist", document_number="")
    said = page(team, "project", row.pk)
    assert 'name="document_number"' in said
    assert 'name="listed_on" value="2021-03-15"' in said, "the day of a step is today unless said otherwise"
    assert "已办理：立项" in fire(team, row, "enlist", document_number="示例发〔2021〕1号", listed_on="2021-03-14")
    public = client.get(reverse("schools:public-projects")).content.decode()
    assert "设施农业流动站" in public
    opened = client.get(reverse("schools:public-project", args=[row.pk])).content.decode()
    for words in ("示例发〔2021〕1号", "甲公司", "张三", "武政发〔2020〕81号"):
        assert words in opened, words
    assert client.get(row.get_absolute_url()).status_code == 302, "the public is led to its own page"
    assert "PRJ-04" in page(team, "project", row.pk)


def test_the_public_page_of_a_project_that_was_withdrawn_says_so_and_the_register_lists_it_no_more(city, now, client):
    row, unsent = enlisted(city, now), drafted(city, now, title="未申报的项目")
    fire_step(row, "withdraw", city.team, now, "不再建设", document_number="示例撤〔2021〕1号")
    answer = client.get(reverse("schools:public-project", args=[row.pk]))
    said = answer.content.decode()
    assert (answer.status_code, "起撤销（示例撤〔2021〕1号）" in said, "现计入" in said) == (200, True, False)
    assert row.title not in client.get(reverse("schools:public-projects")).content.decode()
    assert client.get(reverse("schools:public-project", args=[unsent.pk])).status_code == 404


def test_a_body_that_may_not_apply_is_told_where_to_look(as_, city):
    answer = as_("college").get(reverse("schools:project-add", args=["excellent_school"]), follow=True)
    assert "不由您的单位申报" in answer.content.decode()
    assert as_("college").get(reverse("schools:project-add", args=["nonsense"])).status_code == 404


def test_two_who_write_at_once_the_second_sees_why(as_, city, now):
    row = drafted(city, now)
    school = as_("school")
    stale = filled(seen="2021-01-01T00:00:00+08:00")
    answer = school.post(reverse("schools:project-edit", args=[row.pk]), stale)
    assert answer.status_code == 409
    assert "刚被他人改过" in answer.content.decode()


def test_a_step_on_what_another_has_decided_comes_back_as_a_message(as_, city, now):
    row = under_review(city, now)
    fire(as_("team"), row, "enlist", document_number="示例发〔2021〕1号")
    assert "不能“不予立项”" in fire(as_("team"), row, "decline", reason="重复")


def test_foreign_rows_are_not_there_and_the_public_sees_no_papers(as_, city, now, client):
    row = drafted(city, now)
    piece = row.evidence.all()[0]
    for name in ("other", "team", "expert", "liaison"):
        assert as_(name).get(row.get_absolute_url()).status_code == 404, name
    assert as_("other").get(reverse("schools:project-evidence", args=[piece.pk])).status_code == 404
    enlisted_row = enlisted(city, now, title="另一个流动站")
    paper = enlisted_row.evidence.all()[0]
    assert client.get(reverse("schools:project-evidence", args=[paper.pk])).status_code in (302, 403, 404)
    answer = as_("team").get(reverse("schools:project-evidence", args=[paper.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_an_expert_writes_saves_and_hands_in(as_, city, now):
    row = under_review(city, now)
    team, expert = as_("team"), as_("expert")
    assert "没有请您评审的项目" in page(expert, "reviews")
    own = {"expert": city.users.own_expert.pk}
    assert "应当回避" in team.post(reverse("schools:review-assign", args=[row.pk]), own).content.decode()
    team.post(reverse("schools:review-assign", args=[row.pk]), {"expert": city.users.expert.pk, "due_on": "2021-03-30"})
    case = row.reviews.get()
    address = reverse("schools:review", args=[case.pk])
    assert "设施农业流动站" in page(expert, "reviews")
    assert "还没有提交" in expert.post(address, {"opinion": "好", "action": "save"}, follow=True).content.decode()
    assert expert.post(address, {"opinion": "好", "action": "submit"}).status_code == 422
    said = {"opinion": "好", "recommendation": "approve", "score": "88", "action": "submit"}
    assert "评审意见已提交" in expert.post(address, said, follow=True).content.decode()
    assert "88" in page(team, "project", row.pk)
    assert "88" not in page(as_("school"), "project", row.pk).partition("专家评审")[2]
    assert as_("school").get(address).status_code in (403, 404)


def test_a_case_is_taken_back(as_, city, now):
    row = under_review(city, now)
    schools.assign_review(actor=city.team, now=now, project=row, expert=city.users.expert)
    answer = as_("team").post(reverse("schools:review-release", args=[row.reviews.get().pk]), follow=True)
    assert "已撤回指派" in answer.content.decode()


def test_a_year_is_reported_on_its_page(as_, city, now):
    row = enlisted(city, now)
    school = as_("school")
    answer = school.post(
        reverse("schools:project-attach", args=[row.pk]), {"kind": "task_book", "file": SimpleUploadedFile("a.pdf", PDF + b"t")}
    )
    assert answer.status_code == 302
    fire(as_("team"), row, "sign", build_until="2022-03-31")
    school.post(reverse("schools:project-report", args=[row.pk]), {"year": "2021", "progress": "场地建成"})
    assert "场地建成" in page(as_("team"), "project", row.pk)
    assert "场地建成" in school.get(reverse("schools:project-report", args=[row.pk]) + "?year=2021").content.decode()


def test_a_paper_is_taken_out_of_a_draft_and_no_more_once_handed_in(as_, city, now):
    row = drafted(city, now)
    school, piece = as_("school"), row.evidence.all()[0]
    address = reverse("schools:project-evidence-remove", args=[piece.pk])
    fire(school, row, "apply")
    assert "不能再改" in school.post(address).content.decode()
    fire(school, row, "recall")
    assert "材料已删除" in school.post(address, follow=True).content.decode()


def test_the_list_is_filtered_exported_and_the_export_is_in_the_log(as_, city, now):
    enlisted(city, now)
    team = as_("team")
    assert "设施农业流动站" in team.get(reverse("schools:projects") + "?kind=practice_station&state=listed").content.decode()
    assert "没有符合条件的记录" in team.get(reverse("schools:projects") + "?kind=online_course").content.decode()
    assert "示例发〔2021〕1号" in team.get(reverse("schools:projects") + "?export=csv").content.decode("utf-8-sig")
    assert AuditEvent.objects.filter(action="schools.project.exported").exists()
    assert "各类项目" in page(team, "project-kinds")


def test_a_list_is_brought_in_seen_first_and_then_written(as_, city, now):
    team = as_("team")
    address = reverse("schools:project-import")
    template = team.get(reverse("schools:project-sheet") + "?empty=1").content
    assert template[:2] == b"PK"
    sheet = RegisterSheet(city.team, now)
    good = io.BytesIO(export(sheet.table, [line(), line(title="会计团队")]))
    good.name = "名册.xlsx"
    answer = team.post(address, {"file": good})
    said = answer.content.decode()
    assert "会计团队" in said
    assert not Project.objects.exists()
    hidden = {name: said.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("plan", "digest")}
    assert "已登记2个项目" in team.post(address, hidden, follow=True).content.decode()
    assert team.post(address, hidden).status_code == 409, "twice is once"
    assert team.post(address, {"plan": "altered", "digest": ""}).status_code == 422
    bad = io.BytesIO(export(sheet.table, [line(host="无名学校", title="又一队")]))
    bad.name = "名册.xlsx"
    answer = team.post(address, {"file": bad})
    assert answer.status_code == 422
    assert "没有叫“无名学校”的机构" in answer.content.decode()
    assert as_("school").get(address).status_code == 403


def test_it_is_found_by_search(as_, city, now):
    enlisted(city, now)
    assert "设施农业流动站" in as_("team").get(reverse("console:search") + "?q=设施农业").content.decode()
