"""Lists of what schools have: each sees its own, the county its schools, the bureau all; names by need; down to the row in the file."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.registers import public as registers
from baigong.contexts.schools.facets.declared import BASE, FACETS, ROSTERS
from baigong.contexts.schools.rosters import record_url
from baigong.kernel.audit.models import AuditEvent
from tests.builders import an_actor
from tests.contexts.schools.returns import a_class, a_programme, a_student, a_teacher, sent

pytestmark = pytest.mark.django_db
OWED = {BASE: ["ODS_ZZZYSZSJ"], ROSTERS: ["MCJS", "MCBJ", "MCXS"]}


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def owing(city, now):
    team = an_actor(WORKING_TEAM, city.bureau, user_id=None)
    for school in (city.school_body, city.other_body):
        for standard, tables in OWED.items():
            registers.set_duty(actor=team, now=now, organisation=school, standard=standard, tables=tables, from_on=now.date())
    return city


@pytest.fixture
def returned(owing, now):
    for host, name in (("school", "张示例"), ("other", "李某某")):
        sent(owing, now, BASE, "ODS_ZZZYSZSJ", a_programme(1), host=host)
        sent(owing, now, ROSTERS, "MCJS", a_teacher(1, XM=name, SSTJ="1"), a_teacher(2, XM="赵甲", ZYDM="610102"), host=host)
    return owing


def own(city, slug, host="school"):
    return reverse("schools:facet", args=[getattr(city, f"{host}_body").pk, slug])


def whole(slug):
    return reverse("schools:city-facet", args=[slug])


def test_each_sees_the_schools_in_its_reach_and_nothing_of_others(sign_in, returned):
    users = returned.users
    seen = {}
    for name in ("school", "county", "team", "leader"):
        page = sign_in(getattr(users, name)).get(whole("programmes")).content.decode()
        seen[name] = {school for school in ("甲县职专", "乙县职专") if school in page}
    both = {"甲县职专", "乙县职专"}
    assert seen == {"school": {"甲县职专"}, "county": {"甲县职专"}, "team": both, "leader": both}


@pytest.mark.parametrize("slug", FACETS)
def test_a_foreign_school_and_an_unknown_list_are_not_there(sign_in, returned, slug):
    school = sign_in(returned.users.school)
    assert school.get(own(returned, slug)).status_code == 200
    assert school.get(own(returned, slug, "other")).status_code == 404
    assert school.get(whole("nothing")).status_code == 404
    assert sign_in(returned.users.county).get(own(returned, slug, "other")).status_code == 404
    assert sign_in(returned.users.liaison).get(own(returned, slug)).status_code == 404
    assert sign_in(returned.users.expert).get(own(returned, slug)).status_code == 403


def test_names_are_whole_for_those_with_a_need_and_every_look_is_logged(sign_in, returned):
    page = sign_in(returned.users.school).get(own(returned, "teachers")).content.decode()
    assert "张示例" in page
    event = AuditEvent.objects.get(action="schools.facet.read")
    assert (event.subject_label, event.detail["facet"], event.detail["named"]) == ("甲县职专", "teachers", 1)
    leader = sign_in(returned.users.leader).get(whole("teachers")).content.decode()
    assert "张示例" not in leader
    assert "张**" in leader
    assert "姓名只显示第一个字" in leader
    assert AuditEvent.objects.filter(action="schools.facet.read").count() == 1


def test_a_masked_name_cannot_be_searched_for(sign_in, returned):
    leader = sign_in(returned.users.leader).get(whole("teachers"), {"q": "示例"}).content.decode()
    assert "没有符合条件的记录" in leader
    team = sign_in(returned.users.team).get(whole("teachers"), {"q": "示例"}).content.decode()
    assert "张示例" in team
    assert "李某某" not in team


def test_the_bureau_asks_for_the_dual_qualified_of_one_programme(sign_in, returned):
    page = sign_in(returned.users.team).get(whole("teachers"), {"dual": "yes", "programme": "720201"}).content.decode()
    assert "符合条件 2 条" in page
    assert "赵甲" not in page
    assert "统计口径：" in page


def test_a_file_says_whose_names_it_may_hold_and_is_logged(sign_in, returned):
    file = sign_in(returned.users.leader).get(whole("teachers"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "张**" in file
    assert "张示例" not in file
    full = sign_in(returned.users.team).get(whole("teachers"), {"export": "csv", "school": "甲县职专"}).content.decode("utf-8-sig")
    assert "张示例" in full
    assert "李某某" not in full
    events = AuditEvent.objects.filter(action="schools.facet.exported").order_by("pk").values_list("detail", flat=True)
    assert [(e["rows"], e["named"]) for e in events] == [(4, 0), (2, 2)]


def test_a_row_opens_in_the_file_as_it_was_sent_and_the_batch_beside_it(sign_in, returned):
    client = sign_in(returned.users.school)
    batch = registers.Batch.objects.get(organisation=returned.school_body, table="ODS_ZZZYSZSJ")
    page = client.get(own(returned, "programmes")).content.decode()
    row = reverse("registers:batch-row", args=[batch.pk, 1])
    assert row in page
    assert batch.get_absolute_url() in page
    shown = client.get(row).content.decode()
    assert "示例.xlsx" in shown
    assert "示例表" in shown
    assert "作物生产技术" in shown
    assert "现在有效" in shown
    assert "学制码" in shown
    assert AuditEvent.objects.filter(action="registers.rows.read").count() == 1


def test_a_record_behind_a_value_leads_to_its_row(sign_in, returned, now):
    batch = sent(returned, now, ROSTERS, "MCXS", a_student(1), a_student(2))
    address = record_url({"batch": batch.pk, "row": 1})
    shown = sign_in(returned.users.school).get(address).content.decode()
    assert "第2行" in shown
    assert "X0002" not in shown  # another document's number is sensitive
    assert record_url({"batch": None, "row": None}) == ""


def test_a_row_that_was_sent_again_or_deleted_says_so(sign_in, owing, now):
    first = sent(owing, now, ROSTERS, "MCBJ", a_class("21A"), a_class("21B"))
    second = sent(owing, now.replace(hour=now.hour + 1), ROSTERS, "MCBJ", a_class("21A", XSS="7"), a_class("21B", SJZTM="0"))
    client = sign_in(owing.users.school)
    changed = client.get(reverse("registers:batch-row", args=[first.pk, 1])).content.decode()
    assert "后来的批次更新了这一行" in changed
    assert reverse("registers:batch-row", args=[second.pk, 1]) in changed
    assert "后来的批次删除了这一行" in client.get(reverse("registers:batch-row", args=[first.pk, 2])).content.decode()
    assert client.get(reverse("registers:batch-row", args=[first.pk, 3])).status_code == 404


def test_who_sees_the_batch_but_not_its_rows_is_told_where_the_row_is(sign_in, returned):
    batch = registers.Batch.objects.get(organisation=returned.school_body, table="MCJS")
    address = reverse("registers:batch-row", args=[batch.pk, 1])
    leader = sign_in(returned.users.leader).get(address).content.decode()
    assert "张示例" not in leader
    assert "行的内容由报送单位和工作专班查看" in leader
    assert sign_in(returned.users.other).get(address).status_code == 404


def test_an_empty_list_says_which_return_would_fill_it_and_where_to_send_it(sign_in, owing):
    page = sign_in(owing.users.school).get(own(owing, "programmes")).content.decode()
    assert "“专业设置”（数字基座（中职）V2.2.0）" in page
    assert "智慧大脑（高职）" not in page  # that edition is for colleges
    assert reverse("registers:upload") in page
    leader = sign_in(owing.users.leader).get(own(owing, "bases")).content.decode()
    assert "报送义务里还没有这些表" in leader


def test_any_day_can_be_shown_and_stays_in_the_address(sign_in, returned, now):
    client = sign_in(returned.users.school)
    before = client.get(own(returned, "programmes"), {"on": "2001-01-01"}).content.decode()
    assert "这一天还没有数据" in before
    assert "?on=2001-01-01" in before
    assert "作物生产技术" in client.get(own(returned, "programmes"), {"on": "not a day"}).content.decode()


def test_more_rows_and_more_schools_ask_the_database_no_more(sign_in, returned, now):
    client = sign_in(returned.users.team)

    def asked(slug):
        client.get(whole(slug))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(whole(slug)).status_code == 200
        return len(caught)

    before = {slug: asked(slug) for slug in FACETS}
    for number in range(3, 9):
        sent(returned, now, ROSTERS, "MCJS", *(a_teacher(n) for n in range(number, 40)))
        sent(returned, now, ROSTERS, "MCBJ", a_class(f"B{number}"), host="other")
        sent(returned, now, BASE, "ODS_ZZZYSZSJ", a_programme(number, ZYDM=f"61010{number}"))
    after = {slug: asked(slug) for slug in ("programmes", "teachers", "classes")}
    assert {slug: after[slug] for slug in after if after[slug] > before[slug]} == {}


def test_the_page_of_a_school_leads_to_its_lists_and_the_lists_to_the_city(sign_in, returned):
    client = sign_in(returned.users.team)
    page = client.get(reverse("schools:school", args=[returned.school_body.pk])).content.decode()
    assert all(own(returned, slug) in page for slug in FACETS)
    assert whole("teachers") in client.get(own(returned, "teachers")).content.decode()
    assert client.get(reverse("schools:city-facets")).url == whole("programmes")


def test_a_row_of_an_uploaded_file_bears_the_number_it_has_there_blank_lines_counted(sign_in, owing, now):
    lines = ["BH,BJMC,NJ,ZYDM,XSS", "21A,一班,2021,610102,42", "", "21B,二班,2021,610102,40"]
    edition = registers.find_standard(ROSTERS)
    facts = {"organisation": owing.school_body, "standard": edition, "data": "\n".join(lines).encode(), "file_name": "MCBJ.csv"}
    draft = registers.prepare(actor=owing.school, now=now, **facts)
    (receipt,) = registers.confirm(actor=owing.school, now=now, draft=draft)
    client = sign_in(owing.users.school)
    shown = client.get(reverse("registers:batch-row", args=[receipt.batch.pk, 2])).content.decode()
    terms = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown))
    assert (terms["文件中的行号"], terms["这一批的第几行"], terms["文件名"]) == ("4", "2", "MCBJ.csv")
