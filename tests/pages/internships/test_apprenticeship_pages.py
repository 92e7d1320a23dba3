"""The page on which a class of apprentices is entered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from baigong.contexts.internships.forms.apprenticeship import StudentForm
from baigong.contexts.internships.models import Cohort
from tests.builders import SOME_TIME
from tests.internship_city import END, START, make_city
from tests.placing_city import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    codes()
    return make_city()


def test_a_firm_opens_the_empty_form_and_enters_a_class(city, sign_in):
    client = sign_in(city.users.firm)
    assert "登记学徒班" in client.get(reverse("internships:cohort-add")).text
    told = {
        "kind": "new_type", "title": "车工班", "enterprise": city.enterprise.pk, "school": city.school_body.pk, "level": "intermediate",
        "occupation_code": "6-18-01-01", "occupation": "车工", "starts_on": "2021-01-04", "ends_on": "2021-12-31",
        "agreement": "校企协议1号", "agreed_on": "2020-11-20", "plan": "企业实训为主。",
    }  # fmt: skip
    assert client.post(reverse("internships:cohort-add"), told, follow=True).status_code == 200
    assert "车工班" in client.get(reverse("internships:cohorts")).text
    assert "修改学徒班" in client.get(reverse("internships:cohort-edit", args=[Cohort.objects.get().pk])).text


def test_a_refused_form_keeps_what_was_typed(city, sign_in):
    answer = sign_in(city.users.firm).post(reverse("internships:cohort-add"), {"title": "车工班"})
    assert answer.status_code == 422
    assert "车工班" in answer.text


def test_a_student_is_found_by_name_or_number_among_those_of_the_schools_own(city, sign_in, monkeypatch):
    monkeypatch.setattr(StudentForm.base_fields["intern"], "few", 1)
    row = Cohort.objects.create(
        kind="modern", title="畜牧班", enterprise=city.enterprise, school=city.school_body, occupation_code="5-03-02-01",
        occupation="饲养员", programme_code="610301", starts_on=START, ends_on=END, agreement="协议",
        agreed_on=START, plan="轮换", created_at=SOME_TIME,
    )  # fmt: skip
    client, address = sign_in(city.users.firm), reverse("internships:apprentice-add", args=[row.pk])
    assert city.intern.name not in client.get(address).text
    assert client.get(address, {"lookup": "intern", "text": "张"}).json()["rows"] == [str(city.intern)]
    assert client.get(address, {"lookup": "intern", "text": city.adult.name}).json()["rows"] == []  # of another school
    told = {"enterprise_mentor": "甲师傅", "school_mentor": "乙老师"}
    for foreign in (city.adult.name, city.adult.student_number, str(city.adult)):
        refused = client.post(address, {**told, "intern": foreign})
        assert (refused.status_code, row.apprentices.count()) == (422, 0)
        assert f'value="{foreign}"' in refused.text
    assert client.post(address, {**told, "intern": city.intern.student_number}).status_code == 302
    assert row.apprentices.get().intern == city.intern
    assert sign_in(city.users.other_firm).get(address, {"lookup": "intern", "text": "张"}).status_code == 404
    assert sign_in(city.users.student).get(address, {"lookup": "intern", "text": "张"}).status_code in (403, 404)
