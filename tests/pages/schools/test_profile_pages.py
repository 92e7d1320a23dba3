"""The page of a school: what it has and lacks by its own return, what it owes; for itself and those above it."""

from __future__ import annotations

import polars as pl
import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.registers import public as registers
from baigong.contexts.registers.models import Channel
from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from tests.builders import a_body, a_user, an_actor

pytestmark = pytest.mark.django_db
RETURN = {
    "XN": "2020-2021", "XXLX": "1", "SFGB": "1", "SFFS": "0", "CQ": "1", "ZDMJ": "39000", "JZMJ": "30000", "XSS": "1300", "ZRJSS": "70",
    "GJZCS": "20", "ZYJSS": "40", "SSXJS": "20", "JZJSS": "3", "SBZZ": "5000000", "TSCS": "50000", "JSJTS": "250",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def school(db, now):
    body = a_body("示例职业中专", kind=OrganisationKind.SECONDARY_SCHOOL)
    team = an_actor(WORKING_TEAM, a_body("市教育局"), user_id=None)
    registers.set_duty(actor=team, now=now, organisation=body, standard="WW-ROSTERS-2021", tables=["MCBXTJ"], from_on=now.date())
    return body


@pytest.fixture
def returned(school, now):
    officer = an_actor(SCHOOL_OFFICER, school, user_id=None)
    table = registers.find_table("WW-ROSTERS-2021", "MCBXTJ")
    source = registers.Source(Channel.UPLOAD, "0" * 64)
    return registers.receive(actor=officer, now=now, organisation=school, table=table, frame=pl.DataFrame([RETURN]), source=source)


def test_a_school_sees_what_it_lacks_and_by_which_rule(sign_in, school, returned):
    page = sign_in(a_user(SCHOOL_OFFICER, school)).get(reverse("schools:school", args=[school.pk])).content.decode()
    assert "39,000 平方米" in page
    assert "差 1,000" in page
    assert "教职成〔2010〕12号" in page
    assert "应报 1 张表" in page


def test_a_figure_of_the_school_leads_to_its_records(sign_in, school, now):
    snapshot = Snapshot.objects.create(taken_at=now, as_of=now.date(), folder="x", manifest_sha256="0" * 64)
    facts = {"snapshot": snapshot, "version": "2", "slice_kind": "school", "slice_key": str(school.pk)}
    value = IndicatorValue.objects.create(code="TCH-01", numerator="1", denominator="4", **facts)
    page = sign_in(a_user(SCHOOL_OFFICER, school)).get(reverse("schools:school", args=[school.pk])).content.decode()
    assert "25.0%" in page
    assert value.get_absolute_url().replace("&", "&amp;") in page


def test_a_small_cell_of_the_school_is_on_its_page_for_the_team_alone(sign_in, school, now):
    snapshot = Snapshot.objects.create(taken_at=now, as_of=now.date(), folder="x", manifest_sha256="0" * 64)
    facts = {"snapshot": snapshot, "version": "2", "slice_kind": "school", "slice_key": str(school.pk), "is_suppressed": True}
    IndicatorValue.objects.create(code="TCH-01", numerator="1", denominator="4", **facts)
    address = reverse("schools:school", args=[school.pk])
    assert "25.0%" in sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(address).content.decode()
    assert "25.0%" not in sign_in(a_user(SCHOOL_OFFICER, school)).get(address).content.decode()


def test_without_a_return_the_page_says_what_is_missing(sign_in, school):
    page = sign_in(a_user(SCHOOL_OFFICER, school)).get(reverse("schools:school", args=[school.pk])).content.decode()
    assert "没有适用的条件年报" in page


def test_the_team_sees_every_school_with_what_is_short(sign_in, school, returned):
    page = sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(reverse("schools:schools")).content.decode()
    assert "示例职业中专" in page
    assert "占地面积 1,000" in page


def test_another_school_and_a_department_do_not_see_it(sign_in, school):
    other = a_body("另一所", kind=OrganisationKind.SECONDARY_SCHOOL)
    for role, body in ((SCHOOL_OFFICER, other), (LIAISON, a_body("市财政局"))):
        assert sign_in(a_user(role, body)).get(reverse("schools:school", args=[school.pk])).status_code == 404


def test_before_anybody_owes_anything_the_list_says_what_to_do(sign_in):
    page = sign_in(a_user(WORKING_TEAM, a_body("教育局"))).get(reverse("schools:schools")).content.decode()
    assert "还没有学校的数据" in page
