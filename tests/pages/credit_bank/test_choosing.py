"""Choosing one among very many on the pages of the bank: named by its words or its code, with as many questions however many there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.contexts.credit_bank.forms import outcome_types
from baigong.contexts.credit_bank.forms.conversion import CourseForm
from baigong.contexts.credit_bank.forms.local_standards import PartyForm
from baigong.contexts.credit_bank.forms.outcomes import ClaimForm
from baigong.contexts.credit_bank.forms.pilots import SiteForm
from baigong.contexts.credit_bank.models import AssessmentSite, ConversionRule, LocalStandard, Outcome
from tests.builders import a_body
from tests.credit_city import a_type
from tests.pages.credit_bank.college import at, own, page

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


def words(row):
    """An entry of the catalogue as the forms show it."""
    return f"{row} · {row.issuer}（{row.code}）"


def two_of_one_name(city):
    """Courses of one name at two schools, as nearly all are."""
    return [
        a_type(city, f"KC-{n}", kind="course", title="机械制图", family="", level="", issuer=f"第{n}职业学校", hours=64) for n in (1, 2)
    ]


def test_a_learner_names_what_was_attained_and_the_issuer_tells_courses_of_one_name_apart(as_, city, monkeypatch):
    monkeypatch.setattr(ClaimForm.base_fields["type"], "few", 1)
    own(city)
    first, second = two_of_one_name(city)
    pupil, address = as_("pupil"), at("outcome-add", city.learner.pk)
    assert first.issuer not in pupil.get(address).text
    assert pupil.get(address, {"lookup": "type", "text": "制图"}).json()["rows"] == [words(first), words(second)]
    assert pupil.get(address, {"lookup": "type", "text": "制图 第2"}).json()["rows"] == [words(second)]
    claim = {"reviewer": city.school_body.pk, "attained_on": "2020-12-01"}
    refused = pupil.post(address, claim | {"type": "机械制图"})
    assert (refused.status_code, Outcome.objects.count()) == (422, 0)
    assert words(first) in refused.text
    assert words(second) in refused.text
    assert pupil.post(address, claim | {"type": words(second)}).status_code == 302
    outcome = Outcome.objects.get()
    assert outcome.type == second
    assert words(second) in page(pupil, "outcome-edit", outcome.pk)
    before = queries(pupil, address)
    for n in range(20):
        a_type(city, f"MORE-{n}")
    assert queries(pupil, address) == before


def test_few_entries_are_a_select_by_kind(as_, city):
    own(city)
    (first, _second), pupil = two_of_one_name(city), as_("pupil")
    shown = page(pupil, "outcome-add", city.learner.pk)
    assert f'<option value="{first.pk}">机械制图 · 第1职业学校</option>' in shown
    assert f'<optgroup label="{first.declared}">' in shown


def test_a_course_names_the_entry_that_it_is(as_, city, monkeypatch):
    monkeypatch.setattr(CourseForm.base_fields["outcome_type"], "few", 1)
    first, _second = two_of_one_name(city)
    other, address = as_("other"), city.programme.get_absolute_url()
    course = {"code": "JX-1", "title": "制图", "category": "major", "credits": "4", "hours": "64", "order": "100"}
    assert other.post(address, course | {"outcome_type": first.code}).status_code == 302
    assert city.programme.courses.get(code="JX-1").outcome_type == first
    assert words(first) in other.get(address, {"course": "JX-1"}).text
    assert other.post(address, course | {"outcome_type": ""}).status_code == 302
    assert city.programme.courses.get(code="JX-1").outcome_type is None


def test_a_rule_asks_for_an_entry_or_for_any_outcome_of_a_kind_in_one_field(as_, city, monkeypatch):
    monkeypatch.setattr(outcome_types, "FEW", 1)
    first, _second = two_of_one_name(city)
    any_course = f"任何{first.declared}"
    other, address = as_("other"), at("rule-add")
    assert first.issuer not in other.get(address).text
    found = other.get(address, {"lookup": "need_1", "text": str(first.declared)}).json()["rows"]
    assert found[0] == any_course
    rule = {
        "code": "R-1", "title": "课程免修", "clause": "第三条", "since": "2020-09-01", "courses": ["LN"], "category": "elective",
        "grade": "pass", "grade_1": "60",
    }  # fmt: skip
    refused = other.post(address, rule | {"need_1": "机械制图"})
    assert f'name="need_1_picked" value="{first.pk}"' in refused.text
    picked = {"need_1": "任何", "need_1_listed_for": "任何", "need_1_picked": f"kind {first.kind}"}
    assert other.post(address, rule | picked | {"need_2": words(first)}).status_code == 302
    row = ConversionRule.objects.get()
    assert [(need.kind, need.outcome_type, need.minimum_grade) for need in row.needs.all()] == [("course", None, 60), ("", first, None)]
    edited = page(other, "rule-edit", row.pk)
    assert f'name="need_1" value="{any_course}"' in edited
    assert f'name="need_2" value="{words(first)}"' in edited
    assert other.post(address, rule | {"code": "R-2", "need_1": any_course}).status_code == 302
    assert other.post(address, rule | {"code": "R-3", "need_1": ""}).status_code == 422
    before = queries(other, address)
    for n in range(20):
        a_type(city, f"MORE-{n}")
    assert queries(other, address) == before
