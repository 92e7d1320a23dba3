"""Filing in the browser: a county files, the team checks and registers, a neighbour sees nothing."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.plans.models import Filing
from baigong.contexts.plans.selectors.filings import list_filers
from baigong.kernel import workflow
from tests.builders import a_body, a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401
from tests.contexts.plans.test_filings import PDF, come_again, filed, passed


@pytest.fixture(autouse=True)
def quiet(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMONSTRATION_TODAY = now.date()


def fire(client, filing, step, **facts):
    return client.post(reverse("workflow:fire", args=["plans.filing", filing.pk, step]), facts, follow=True)


def test_a_county_files_and_the_team_registers_it(client, city, running_plan):
    county, team = a_user(COUNTY_OFFICER, city.east), a_user(WORKING_TEAM, city.bureau)
    client.force_login(county, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    filing = Filing.objects.get()
    answer = client.post(
        reverse("plans:filing-write", args=[filing.pk]),
        {"title": "东县方案", "contact_name": "张三", "contact_phone": "1", "file": SimpleUploadedFile("方案.pdf", PDF)},
        follow=True,
    )
    assert "已保存" in answer.content.decode()
    assert "收〔2021〕1号" in fire(client, filing, "submit").content.decode()
    assert client.get(reverse("plans:filing-receipt", args=[filing.pk, "pdf"])).content.startswith(b"%PDF")

    client.force_login(team, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(filing.get_absolute_url()).content.decode()
    assert "请先作形式审查" in page
    assert '<a href="#form-check">作形式审查</a>' in page
    assert 'id="form-check"' in page
    client.post(reverse("plans:filing-check", args=[filing.pk]), {f"met_{i}": "yes" for i in range(5)})
    assert "备〔2021〕1号" in fire(client, filing, "register").content.decode()
    body = client.get(reverse("plans:filings", args=[running_plan.key])).content.decode()
    assert "东县方案" in body
    assert body.count("未报送") >= 2


def test_a_neighbour_finds_no_filing_and_a_department_no_register(sign_in, city, cast, running_plan, now):
    filing = filed(running_plan, city.east, cast, now)
    assert sign_in(a_user(COUNTY_OFFICER, city.west)).get(filing.get_absolute_url()).status_code == 404
    body = sign_in(a_user(COUNTY_OFFICER, city.west)).get(reverse("plans:current-filings")).content.decode()
    assert "东县" not in body
    assert sign_in(a_user(LIAISON, city.finance)).get(reverse("plans:current-filings")).status_code == 403


def test_a_form_with_something_missing_comes_back_with_what_was_typed(sign_in, city, cast, running_plan, now):
    client = sign_in(a_user(COUNTY_OFFICER, city.east))
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    answer = client.post(reverse("plans:filing-write", args=[Filing.objects.get().pk]), {"title": "", "contact_name": "李四"})
    assert answer.status_code == 422
    assert "李四" in answer.content.decode()


def test_a_county_does_not_start_its_neighbours_filing(sign_in, city, running_plan):
    client = sign_in(a_user(COUNTY_OFFICER, city.west))
    assert client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk])).status_code in {403, 404}
    assert not Filing.objects.exists()


def test_the_register_is_exported_and_the_day_set_by_the_team_alone(sign_in, city, running_plan):
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    assert team.get(reverse("plans:filings", args=[running_plan.key]), {"export": "xlsx"}).content[:2] == b"PK"
    team.post(reverse("plans:filings-rule", args=[running_plan.key]), {"due_on": "2021-03-01", "filers": running_plan.filers})
    assert "逾期未报" in team.get(reverse("plans:filings", args=[running_plan.key])).content.decode()
    county = sign_in(a_user(COUNTY_OFFICER, city.east))
    assert county.post(reverse("plans:filings-rule", args=[running_plan.key]), {"due_on": ""}).status_code == 403


def test_the_team_says_who_must_file_and_a_name_nobody_knows_is_refused(sign_in, city, running_plan):
    team, address = sign_in(a_user(WORKING_TEAM, city.bureau)), reverse("plans:filings-rule", args=[running_plan.key])
    answer = team.post(address, {"filers": "各县区，某某局", "due_on": "2021-03-01"}, follow=True).content.decode()
    assert "机构名录里没有：某某局" in answer
    running_plan.refresh_from_db()
    assert (running_plan.filers, running_plan.filing_due_on) == ("各县区、各职业院校", None)
    team.post(address, {"filers": f"{city.east}", "due_on": ""})
    running_plan.refresh_from_db()
    assert list_filers(running_plan, date(2021, 3, 1)) == [city.east]
    team.post(address, {"filers": "", "due_on": ""})
    assert "还没有确定须备案的单位" in team.get(reverse("plans:filings", args=[running_plan.key])).content.decode()


def submitted(running_plan, city, cast, now, missing=()):
    return passed(filed(running_plan, city.east, cast, now), cast, now, missing=missing)


def test_a_supplement_is_asked_for_on_the_page_with_what_is_missing_and_by_when(sign_in, city, cast, running_plan, now):
    filing = submitted(running_plan, city, cast, now, missing={"加盖公章"})
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    assert "加盖公章：不符合；" in team.get(filing.get_absolute_url()).content.decode()
    assert "请写明补正期限" in fire(team, filing, "ask_supplement", reason="请补盖公章").content.decode()
    fire(team, filing, "ask_supplement", reason="请补盖公章", due_on="2021-04-01")
    filing.refresh_from_db()
    assert (filing.state, str(filing.supplement_due_on)) == ("supplement", "2021-04-01")
    county = sign_in(a_user(COUNTY_OFFICER, city.east))
    answer = county.post(
        reverse("plans:filing-write", args=[filing.pk]),
        {"title": "东县方案", "contact_name": "张三", "contact_phone": "1", "action": "submit"},
        follow=True,
    )
    assert "已报送，回执号：收〔2021〕1号" in answer.content.decode()


def test_saving_and_submitting_without_the_plan_keeps_what_was_typed_and_says_why(sign_in, city, running_plan):
    client = sign_in(a_user(COUNTY_OFFICER, city.east))
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    filing = Filing.objects.get()
    facts = {"title": "东县方案", "contact_name": "张三", "contact_phone": "1", "action": "submit"}
    answer = client.post(reverse("plans:filing-write", args=[filing.pk]), facts)
    assert answer.status_code == 422
    assert "请附上方案文件" in answer.content.decode()
    filing.refresh_from_db()
    assert (filing.title, filing.state) == ("东县方案", "draft")


def test_several_files_come_at_once_and_one_is_taken_off(sign_in, city, running_plan):
    client = sign_in(a_user(COUNTY_OFFICER, city.east))
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    filing = Filing.objects.get()
    files = [SimpleUploadedFile("正文.pdf", PDF), SimpleUploadedFile("附件.pdf", PDF + b"2")]
    facts = {"title": "东县方案", "contact_name": "张三", "contact_phone": "1", "file": files}
    client.post(reverse("plans:filing-write", args=[filing.pk]), facts)
    assert filing.evidence.count() == 2
    client.post(reverse("plans:filing-detach", args=[filing.pk, filing.evidence.first().pk]))
    assert filing.evidence.count() == 1


def test_a_draft_is_its_bodys_own_and_no_link_leads_others_to_it(sign_in, city, running_plan):
    client = sign_in(a_user(COUNTY_OFFICER, city.east))
    client.post(reverse("plans:filing-start", args=[running_plan.key, city.east.pk]))
    draft = Filing.objects.get()
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    assert team.get(draft.get_absolute_url()).status_code == 404
    body = team.get(reverse("plans:filings", args=[running_plan.key])).content.decode()
    assert draft.get_absolute_url() not in body
    assert draft.title not in team.get(reverse("plans:filing-register", args=[running_plan.key])).content.decode()


def test_register_and_coverage_are_read_by_city_staff_and_a_county_sees_its_own(sign_in, city, cast, running_plan, now):
    filing = submitted(running_plan, city, cast, now)
    register, matrix = (reverse(f"plans:filing-{name}", args=[running_plan.key]) for name in ("register", "coverage"))
    for role, body in ((WORKING_TEAM, city.bureau), (LEADER, city.government)):
        client = sign_in(a_user(role, body))
        assert filing.title in client.get(register).content.decode()
        assert "夯实中职" in client.get(matrix).content.decode()
        assert client.get(register + "?export=xlsx").content[:2] == b"PK"
    own = sign_in(a_user(COUNTY_OFFICER, city.east))
    assert filing.title in own.get(register).content.decode()
    assert own.get(matrix).status_code == 403
    foreign = sign_in(a_user(COUNTY_OFFICER, city.west))
    assert filing.title not in foreign.get(register).content.decode()


def test_every_way_into_a_filing_is_shut_to_a_neighbour_and_to_a_stranger(sign_in, client, city, cast, running_plan, now):
    filing = submitted(running_plan, city, cast, now)
    pages = [
        reverse("plans:filing", args=[filing.pk]),
        reverse("plans:filing-write", args=[filing.pk]),
        reverse("plans:filing-receipt", args=[filing.pk, "pdf"]),
        reverse("plans:evidence", args=[filing.evidence.get().pk]),
    ]
    posts = [
        reverse("plans:filing-detach", args=[filing.pk, filing.evidence.get().pk]),
        reverse("workflow:fire", args=["plans.filing", filing.pk, "submit"]),
    ]
    assert [client.get(page).status_code for page in pages] == [302] * 4
    neighbour = sign_in(a_user(COUNTY_OFFICER, city.west))
    assert [neighbour.get(page).status_code for page in pages] == [404] * 4
    assert [neighbour.post(page).status_code for page in posts] == [404] * 2
    leader = sign_in(a_user(LEADER, city.government))
    assert leader.get(pages[0]).status_code == 200
    for name in ("check", "comment"):
        assert leader.post(reverse(f"plans:filing-{name}", args=[filing.pk]), {"comment": "x"}).status_code == 403


def test_a_measure_names_only_the_filings_in_the_readers_sight(sign_in, city, cast, running_plan, now):
    one = running_plan.measures.get(number="1")
    filing = passed(filed(running_plan, city.east, cast, now, measures=[one]), cast, now)
    workflow.fire(filing, "register", actor=cast.team, now=now)
    page = reverse("plans:measure", args=[running_plan.key, "1"])
    assert filing.get_absolute_url() in sign_in(a_user(WORKING_TEAM, city.bureau)).get(page).content.decode()
    assert filing.get_absolute_url() not in sign_in(a_user(COUNTY_OFFICER, city.west)).get(page).content.decode()


def test_a_body_that_need_not_file_is_told_so(sign_in, city, running_plan):
    office = a_body("东县教育局", parent=city.east)
    client = sign_in(a_user(COUNTY_OFFICER, office))
    answer = client.post(reverse("plans:filing-start", args=[running_plan.key, office.pk]), follow=True)
    assert "不在须备案" in answer.content.decode()
    assert not Filing.objects.exists()


def test_the_reminder_names_those_nobody_files_for(sign_in, city, running_plan):
    a_user(COUNTY_OFFICER, city.east)
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    body = team.post(reverse("plans:filings-remind", args=[running_plan.key]), follow=True).content.decode()
    assert "本次提醒1人" in body
    assert "西县、示例职业学校" in body


def test_a_form_check_of_what_was_handed_in_anew_shows_what_stands_there_now(sign_in, city, cast, running_plan, now):
    filing = submitted(running_plan, city, cast, now, missing={"加盖公章"})
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    read = re.search(r'name="seen" value="([\d.]+)"', team.get(filing.get_absolute_url()).content.decode())[1]
    filing = come_again(filing, cast, now)
    Filing.objects.filter(pk=filing.pk).update(title="东县修改后的方案")
    marks, address = {f"met_{i}": "yes" for i in range(5)}, reverse("plans:filing-check", args=[filing.pk])
    answer = team.post(address, marks | {"seen": read})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "重新报送" in page
    assert "东县修改后的方案" in page
    assert not filing.checks.exists()
    now_read = re.search(r'name="seen" value="([\d.]+)"', page)[1]
    assert team.post(address, marks | {"seen": now_read}).status_code == 302
    assert "备〔2021〕1号" in fire(team, filing, "register", seen=now_read).content.decode()
