"""The page on which a class of apprentices is entered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from baigong.contexts.internships.models import Cohort
from tests.internship_city import make_city
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
