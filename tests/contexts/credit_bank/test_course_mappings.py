"""What the courses of a programme teach of a standard: exact coverage, the sheet, the hint for rules and what learners see."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.test import RequestFactory

from baigong.contexts.credit_bank.access_of_standards import STANDARD_MAPPING_POLICY
from baigong.contexts.credit_bank.exchange.course_mappings import MappingSheet, MappingWriter
from baigong.contexts.credit_bank.models import MappingState, StandardMapping
from baigong.contexts.credit_bank.selectors.course_mappings import courses_of, modules_of, published_mappings, suggestions_for
from baigong.contexts.credit_bank.services import course_mappings as services
from baigong.contexts.credit_bank.services import standard_versions as versions
from baigong.contexts.credit_bank.services.course_mappings import LineHead
from baigong.contexts.credit_bank.views.course_mappings import hints_for_rule
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import execute, export, template
from tests.contexts.credit_bank.standard_facts import certificate_level
from tests.conversion_city import make_college
from tests.credit_city import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    made = make_college(now)
    made.level = certificate_level()
    made.version = made.level.certificate.versions.get()
    return made


def a_mapping(city, *lines, actor=None):
    row = services.draft_mapping(actor=actor or city.other, now=city.now, programme=city.programme, level=city.level, version=city.version)
    if lines:
        row = write(city, row, *lines)
    return row


def write(city, row, *lines):
    return services.write_lines(actor=city.other, now=city.now, mapping=row, lines=[LineHead(*line) for line in lines])


def published(city, *lines):
    return fire(a_mapping(city, *lines), "publish", city.other, city.now)


def test_coverage_is_exact_by_hours_and_says_what_is_left(city):
    row = a_mapping(city, ("2-M1", "LN", 50), ("2-M1", "HL", 25), ("2-M2", "HL", 33))
    assert (row.covered, row.hours, row.coverage) == (60 * 75 + 40 * 33, 10_000, Fraction(5820, 10_000))
    assert [(one.module.code, one.percent, one.missing) for one in modules_of(row)] == [("2-M1", 75, 15), ("2-M2", 33, Fraction(134, 5))]
    row = write(city, row, ("2-M1", "HL", 0))
    assert row.covered == 60 * 50 + 40 * 33


def test_a_module_is_not_taught_more_than_whole_and_then_nothing_is_written(city):
    row = a_mapping(city, ("2-M1", "LN", 60))
    with pytest.raises(Refusal, match="合计110%"):
        write(city, row, ("2-M2", "LN", 10), ("2-M1", "HL", 50))
    assert row.lines.count() == 1


@pytest.mark.parametrize("line", [("1-M1", "LN", 50), ("2-M1", "GONE", 50), ("2-M1", "LN", 101)])
def test_another_levels_module_an_unknown_course_and_too_much_are_refused(city, line):
    with pytest.raises(Refusal):
        write(city, a_mapping(city), line)


def test_a_school_maps_its_own_programmes_once(city):
    with pytest.raises(NotPermitted):
        a_mapping(city, actor=city.school)
    a_mapping(city)
    with pytest.raises(Conflict, match="已经编过"):
        a_mapping(city)


def test_a_standard_without_modules_is_not_mapped_to(city):
    empty = versions.save_version(actor=city.office, now=city.now, certificate=city.level.certificate, version="2.0", since=city.now.date())
    with pytest.raises(Refusal, match="还没有模块"):
        services.draft_mapping(actor=city.other, now=city.now, programme=city.programme, level=city.level, version=empty)


def test_only_what_says_something_is_published_and_then_it_stands(city):
    row = a_mapping(city)
    with pytest.raises(Refusal, match="还没有一门课程"):
        fire(row, "publish", city.other, city.now)
    write(city, row, ("2-M1", "LN", 50))
    assert not STANDARD_MAPPING_POLICY.decide(ANONYMOUS, "view", row)
    row = fire(row, "publish", city.other, city.now)
    assert (row.state, bool(STANDARD_MAPPING_POLICY.decide(ANONYMOUS, "view", row))) == (MappingState.PUBLISHED, True)
    with pytest.raises(Conflict, match="收回修改"):
        write(city, row, ("2-M1", "LN", 60))
    row = fire(row, "reopen", city.other, city.now, reason="课程调整")
    assert write(city, row, ("2-M1", "LN", 60)).covered == 3600


def test_hours_that_courses_are_mapped_to_stand_and_others_count_anew(city):
    row = a_mapping(city, ("2-M1", "LN", 50))

    def put(code, hours):
        head = versions.ModuleHead("中级", code, "模块", hours)
        versions.write_modules(actor=city.office, now=city.now, version=city.version, modules=[head])

    with pytest.raises(Conflict, match="不能再改"):
        put("2-M1", 10)
    put("2-M2", 20)
    row.refresh_from_db()
    assert row.hours == 8000
    with pytest.raises(Conflict, match="不能删除"):
        versions.remove_module(actor=city.office, now=city.now, module=city.version.modules.get(code="2-M1"))
    versions.remove_module(actor=city.office, now=city.now, module=city.version.modules.get(code="2-M2"))
    row.refresh_from_db()
    assert row.coverage == Fraction(1, 2)


def test_the_sheet_goes_out_and_in_with_a_share_moved_from_one_course_to_another(city):
    row = a_mapping(city, ("2-M1", "LN", 100))
    sheet = MappingSheet(city.other, city.now, row)
    assert template(sheet.table)
    assert sheet.plan_of(sheet.workbook(), "对应.xlsx").counts["same"] == 1
    moved = [{"module": "2-M1", "course": "LN", "percent": 40}, {"module": "2-M1", "course": "HL", "percent": 60}]
    plan = sheet.plan_of(export(sheet.table, moved), "对应.xlsx")
    assert plan.is_clean
    execute(plan, MappingWriter(sheet, plan), digest=plan.digest)
    assert {(line.course.code, line.percent) for line in row.lines.all()} == {("LN", 40), ("HL", 60)}


def test_a_sheet_that_teaches_more_than_whole_is_refused_at_its_row(city):
    row = a_mapping(city, ("2-M1", "LN", 70))
    sheet = MappingSheet(city.other, city.now, row)
    plan = sheet.plan_of(export(sheet.table, [{"module": "2-M1", "course": "HL", "percent": 40}]), "对应.xlsx")
    assert ["合计110%" in issue.message for issue in plan.issues] == [True]
    with pytest.raises(Refusal):
        execute(plan, MappingWriter(sheet, plan), digest=plan.digest)
    assert row.lines.count() == 1


def test_learners_see_what_is_published_with_courses_and_what_is_left(city):
    a_mapping(city, ("2-M1", "LN", 100))
    assert published_mappings(city.level.certificate) == []
    fire(StandardMapping.objects.get(), "publish", city.other, city.now)
    (shown,) = published_mappings(city.level.certificate)
    assert (list(shown.courses), list(shown.uncovered)) == (["老年护理"], ["应急救护"])


def test_a_rule_is_offered_a_beginning_and_takes_only_courses_that_somebody_ticked(city):
    row = published(city, ("2-M1", "LN", 100), ("2-M2", "HL", 50))
    assert [one.pk for one in suggestions_for(city.other_body)] == [row.pk]
    assert [(one.course.code, one.share) for one in courses_of(row)] == [("LN", Fraction(60, 64)), ("HL", Fraction(20, 96))]
    request = RequestFactory().get("/", {"mapping": str(row.pk), "course": ["LN", "XX"]})
    offered = hints_for_rule(request, city.other_body)["initial"]
    assert (offered["courses"], offered["programmes"], offered["need_1"]) == (["LN"], ["520201"], f"type {city.level.outcome_type_id}")
    assert hints_for_rule(RequestFactory().get("/", {"mapping": str(row.pk)}), city.other_body)["initial"]["courses"] == []
    assert hints_for_rule(RequestFactory().get("/"), city.other_body)["initial"] == {}
    assert hints_for_rule(RequestFactory().get("/", {"mapping": str(row.pk)}), city.school_body)["initial"] == {}
