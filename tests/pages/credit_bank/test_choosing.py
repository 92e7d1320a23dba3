"""Choosing one among very many on the pages of the bank: named by its words or its code, with as many questions however many there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.contexts.credit_bank.forms.local_standards import PartyForm
from baigong.contexts.credit_bank.forms.pilots import SiteForm
from baigong.contexts.credit_bank.models import AssessmentSite, LocalStandard
from tests.builders import a_body
from tests.pages.credit_bank.college import at, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]
SITE = {"name": "实训楼", "places": 20, "since": "2021-01-01"}


def queries(browser, address):
    """How many questions the page asks the database."""
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_who_runs_a_site_is_named_among_all_bodies_of_the_city(as_, city, monkeypatch):
    monkeypatch.setattr(SiteForm.base_fields["organisation"], "few", 1)
    a_body("东城职业学校")
    west = a_body("西城职业学校")
    office, address = as_("office"), at("x-site-add")
    assert west.name not in page(office, "x-site-add")
    assert office.get(address, {"lookup": "organisation", "text": "城职业"}).json() == {
        "rows": ["东城职业学校", "西城职业学校"], "more": False,
    }  # fmt: skip
    refused = office.post(address, SITE | {"organisation": "城职业"})
    assert refused.status_code == 422
    assert f'name="organisation_picked" value="{west.pk}"' in refused.text, "without script the form lists what fits"
    assert not AssessmentSite.objects.exists()
    assert office.post(address, SITE | {"organisation": west.name}).status_code == 302
    site = AssessmentSite.objects.get()
    assert site.organisation == west
    assert f'value="{west.name}"' in page(office, "x-site-edit", site.pk)
    before = queries(office, address)
    for _each in range(20):
        a_body(kind="enterprise")
    assert queries(office, address) == before


def test_who_takes_part_in_a_standard_is_named_on_its_page(as_, city, monkeypatch):
    monkeypatch.setattr(PartyForm.base_fields["organisation"], "few", 1)
    firm, school = a_body("东城机械有限公司", kind="enterprise"), as_("school")
    head = {"school": city.school_body.pk, "code": "DF-1", "title": "地方标准", "levels": ["初级"], "skill_field": "农业", "grounds": "a"}
    school.post(at("x-local-add"), head)
    row = LocalStandard.objects.get()
    address = row.get_absolute_url()
    assert firm.name not in school.get(address).text
    assert school.get(address, {"lookup": "organisation", "text": "机械"}).json()["rows"] == [firm.name]
    party = {"role": "developer", "kind": "enterprise"}
    refused = school.post(at("x-party-add", row.pk), party | {"organisation": "没有这样的公司"})
    assert "没有符合“没有这样的公司”的" in refused.text
    assert not row.parties.exists()
    school.post(at("x-party-add", row.pk), party | {"organisation": firm.name})
    assert row.parties.get().organisation == firm
    before = queries(school, address)
    for _each in range(20):
        a_body(kind="enterprise")
    assert queries(school, address) == before
