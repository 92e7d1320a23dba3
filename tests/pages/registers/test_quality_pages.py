"""Data quality: what is found when tables are held against one another, and the rows behind it; each school sees its own."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.registers.models import Batch, Channel, Draft, QualityFinding, TableCoverage
from baigong.contexts.registers.services.duties import set_duty
from baigong.contexts.registers.services.quality import assess
from baigong.contexts.registers.services.receiving import Source, receive
from baigong.contexts.registers.standard import find_table
from baigong.delivery.demonstration.population import identity_number
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted
from tests.builders import a_body, a_user, an_actor
from tests.contexts.registers.sample import frame

pytestmark = pytest.mark.django_db
ROSTERS = "WW-ROSTERS-2021"


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


def a_student(number, **changes):
    row = {"XH": str(number), "XM": "示例", "XBM": "1", "CSRQ": "20050101", "SFZJLX": "1", "ZYDM": "720201", "PYCC": "1",
           "XSLX": "1", "RXNY": "202109", "NJ": "2021", "BH": "21A", "XSZT": "1", "SFSX": "0",
           "SFZH": identity(100 + number)}  # fmt: skip
    return row | changes


def a_class(number, size):
    return {"BH": number, "BJMC": number, "NJ": "2021", "ZYDM": "720201", "XSS": str(size)}


@pytest.fixture
def schools(now):
    team = an_actor(WORKING_TEAM, a_body("市教育局"), user_id=None)
    bodies = [a_body(f"{n}号学校", kind=OrganisationKind.SECONDARY_SCHOOL, moe_code=f"316200000{n}") for n in (1, 2)]
    for body in bodies:
        set_duty(actor=team, now=now, organisation=body, standard=ROSTERS, tables=["MCXS", "MCBJ"], from_on=now.date())
    return bodies


@pytest.fixture
def told(schools, now):
    """``told(school, table, rows…)`` returns rows."""

    def tell(body, name, *rows):
        table = find_table(ROSTERS, name)
        facts = {"actor": an_actor(SCHOOL_OFFICER, body, user_id=None), "now": now, "organisation": body}
        receipt = receive(**facts, table=table, frame=frame(*rows), source=Source(Channel.PUSH, "0" * 64))
        assert isinstance(receipt.faults, pl.DataFrame)
        assert not receipt.batch.failed_count, receipt.faults.to_dicts()
        return receipt.batch

    return tell


def identity(serial):
    return identity_number(date(2005, 1, 1), serial)


def found(rule):
    return list(QualityFinding.objects.filter(rule=rule).values_list("subject", "found", "expected").order_by("pk"))


def test_a_class_of_another_size_than_its_roster_is_told_with_both_values(schools, told, now):
    told(schools[0], "MCXS", *(a_student(n) for n in range(5)), a_student(9, BH="21B"))
    told(schools[0], "MCBJ", a_class("21A", 5), a_class("21B", 41))
    assess(actor=SYSTEM, now=now)
    assert found("class-sizes") == [("21B", "41", "1")]


def test_of_a_table_that_did_not_come_nothing_is_compared(schools, told, now):
    told(schools[0], "MCXS", a_student(1))
    assess(actor=SYSTEM, now=now)
    assert not QualityFinding.objects.exists()
    rows = dict(TableCoverage.objects.filter(organisation=schools[0]).values_list("table", "row_count"))
    assert rows == {"MCXS": 1, "MCBJ": 0}


def test_one_person_in_two_schools_is_told_to_both_by_the_mask_of_the_number(schools, told, now):
    for body in schools:
        told(body, "MCXS", a_student(1, SFZH=identity(1)), a_student(2, SFZH=identity(2 + schools.index(body))))
    assess(actor=SYSTEM, now=now)
    rows = QualityFinding.objects.filter(rule="student-twice")
    assert {(row.organisation, row.other_body) for row in rows} == {tuple(schools), tuple(reversed(schools))}
    assert all(identity(1) not in row.subject and "*" in row.subject for row in rows)


def test_a_class_far_from_the_others_is_told_with_the_usual_range(schools, told, now):
    told(schools[0], "MCBJ", *(a_class(f"C{n}", 40 + n % 5) for n in range(12)), a_class("Z", 420))
    assess(actor=SYSTEM, now=now)
    ((subject, value, usual),) = found("class-size")
    assert (subject, value) == ("Z", "420")
    assert "—" in usual


def test_a_second_look_takes_the_place_of_the_first(schools, told, now):
    told(schools[0], "MCXS", a_student(1))
    told(schools[0], "MCBJ", a_class("21A", 41))
    assess(actor=SYSTEM, now=now)
    told(schools[0], "MCBJ", a_class("21A", 1))
    assess(actor=SYSTEM, now=now)
    assert not QualityFinding.objects.exists()


def test_a_school_sees_its_own_and_the_team_all_and_a_leader_only_how_full(schools, told, now, sign_in):
    for body in schools:
        told(body, "MCXS", a_student(1, SFZH=identity(1)))
    assess(actor=SYSTEM, now=now)
    address = reverse("registers:quality")
    own = sign_in(a_user(SCHOOL_OFFICER, schools[0])).get(address).content.decode()
    assert "同一身份证号的学生不止一人" in own
    assert "2号学校" not in own
    team = sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(address).content.decode()
    assert "1号学校" in team
    assert "2号学校" in team
    leader = sign_in(a_user(LEADER, a_body("市政府"))).get(address).content.decode()
    assert "2号学校" in leader
    assert "同一身份证号" not in leader


def test_only_the_team_starts_a_look(schools, sign_in, now):
    address = reverse("registers:quality-assess")
    assert sign_in(a_user(SCHOOL_OFFICER, schools[0])).post(address).status_code == 403
    assert sign_in(a_user(WORKING_TEAM, a_body("教育局"))).post(address).status_code == 302
    with pytest.raises(NotPermitted):
        assess(actor=an_actor(LIAISON, a_body("局")), now=now)


def test_an_empty_page_says_when_something_will_stand_there(sign_in):
    page = sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(reverse("registers:quality")).content.decode()
    assert "没有发现问题" in page


def test_rows_of_a_batch_are_shown_masked_and_the_look_is_logged(schools, told, sign_in):
    batch = told(schools[0], "MCXS", a_student(1, SFZH=identity(1)))
    client = sign_in(a_user(SCHOOL_OFFICER, schools[0]))
    page = client.get(reverse("registers:batch-rows", args=[batch.pk])).content.decode()
    assert "620690" in page
    assert identity(1) not in page
    assert AuditEvent.objects.filter(action="registers.rows.read").count() == 1
    assert reverse("registers:batch-rows", args=[batch.pk]) in client.get(batch.get_absolute_url()).content.decode()


def test_a_table_is_shown_as_it_stood_on_a_day_and_comes_back_as_it_went(schools, told, sign_in, now):
    told(schools[0], "MCXS", a_student(1, SFZH=identity(1)), a_student(2))
    client = sign_in(a_user(SCHOOL_OFFICER, schools[0]))
    address = reverse("registers:table-rows", args=[schools[0].pk, ROSTERS, "MCXS"])
    assert "没有数据行" in client.get(address, {"on": "2001-01-01"}).content.decode()
    assert "21A" in client.get(address).content.decode()
    assert "没有数据行" in client.get(address, {"f": "XH:3"}).content.decode()
    content = client.get(address, {"export": "csv"}).content
    sent = {"organisation": schools[0].pk, "standard": ROSTERS, "file": SimpleUploadedFile("MCXS.csv", content)}
    client.post(reverse("registers:upload"), sent)
    (plan,) = Draft.objects.get().summary
    assert (plan["same"], plan["changed"], plan["fault_count"]) == (2, 0, 0)


def test_full_numbers_leave_only_to_the_body_itself(schools, told, sign_in):
    told(schools[0], "MCXS", a_student(1, SFZH=identity(1)))
    address = reverse("registers:table-rows", args=[schools[0].pk, ROSTERS, "MCXS"]) + "?export=csv"
    assert identity(1) in sign_in(a_user(SCHOOL_OFFICER, schools[0])).get(address).content.decode()
    assert identity(1) not in sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(address).content.decode()


def test_rows_are_nobody_elses(schools, told, sign_in):
    batch = told(schools[0], "MCXS", a_student(1))
    places = [reverse("registers:batch-rows", args=[batch.pk]), reverse("registers:table-rows", args=[schools[0].pk, ROSTERS, "MCXS"])]
    other = sign_in(a_user(SCHOOL_OFFICER, schools[1]))
    assert [other.get(place).status_code for place in places] == [404, 404]
    leader = sign_in(a_user(LEADER, a_body("市政府")))
    assert [leader.get(place).status_code for place in places] == [403, 403]
    assert Batch.objects.count() == 1


def test_a_body_without_findings_stands_beside_one_with(sign_in, schools, told, now):
    told(schools[0], "MCBJ", a_class("21A", 40))
    told(schools[0], "MCXS", a_student(1))
    told(schools[1], "MCXS", a_student(2, BH=""))
    assess(actor=SYSTEM, now=now)
    page = sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(reverse("registers:quality")).content.decode()
    assert "1号学校" in page
    assert "2号学校" in page
