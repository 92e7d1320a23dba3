"""Certificates, local standards and mappings in the browser: the office keeps, a school proposes and maps, everybody reads."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.credit_bank.exchange.certificate_types import CertificateSheet
from baigong.contexts.credit_bank.exchange.course_mappings import MappingSheet
from baigong.contexts.credit_bank.models import (
    CertificateType,
    LocalStandard,
    LocalStandardState,
    MappingState,
    OutcomeType,
    StandardMapping,
    StandardModule,
    TrainingBody,
)
from baigong.contexts.credit_bank.services import course_mappings as mapping_services
from baigong.kernel.exchange import export
from tests.builders import a_user
from tests.contexts.credit_bank.standard_facts import LISTED_ON, a_certificate, certificate_level
from tests.conversion_city import make_college
from tests.credit_city import PDF, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    made = make_college(now)
    made.users.team = a_user(WORKING_TEAM, made.bureau, username="team")
    return made


@pytest.fixture
def as_(city):
    """``as_("office")`` gives a browser in which that account is signed in."""

    def enter(name):
        browser = Client()
        browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


def at(name, *args, query=""):
    return reverse(f"credit_bank:{name}", args=args) + query


def page(browser, name, /, *args, query="", status=200):
    answer = browser.get(at(name, *args, query=query))
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def step(browser, label, row, name, **facts):
    return browser.post(reverse("workflow:fire", args=[f"credit_bank.{label}", row.pk, name]), facts, follow=True).content.decode()


def confirmed(browser, address, file, **facts):
    """Bring a table, see the plan, confirm it."""
    shown = browser.post(address, {"file": file} | facts).content.decode()
    plan, digest = re.search(r'name="plan" value="([^"]+)"', shown), re.search(r'name="digest" value="([^"]+)"', shown)
    assert plan, shown[:3000]
    assert digest
    return browser.post(address, {"plan": plan[1], "digest": digest[1]} | facts, follow=True).content.decode()


# -- the catalogue ---------------------------------------------------------------------------------------------------


def test_the_office_registers_a_body_lists_it_and_enters_a_certificate(city, as_):
    office = as_("office")
    office.post(at("x-body-add"), {"name": "示例组织", "batch": "2", "organisation": ""})
    body = TrainingBody.objects.get()
    assert "已办理" in step(office, "trainingbody", body, "list", day="2020-01-01", document="示例函1号")
    added = office.post(
        at("x-type-add"),
        {
            "code": "9-01",
            "title": "示例证书",
            "body": body.pk,
            "levels": ["初级", "中级"],
            "listed_on": "2020-01-01",
            "since": "2020-03-01",
        },
        follow=True,
    ).content.decode()
    row = CertificateType.objects.get()
    assert "已登记" in added
    assert "已办理" in step(office, "certificatetype", row, "open")
    text = page(office, "x-types")
    assert "示例证书" in text
    assert "示例组织" in page(office, "x-bodies")
    assert "初级、中级" in text
    assert office.get(at("x-types", query="?export=xlsx")).content[:2] == b"PK"


def test_a_body_that_leaves_shows_why_nothing_new_begins_and_the_public_reads_it_too(city, as_):
    row = a_certificate()
    office = as_("office")
    assert "不能开新班" not in page(office, "x-type", row.pk)
    step(office, "trainingbody", row.body, "delist", day="2021-01-01", document="示例函2号", reason="考核不规范")
    for browser, name in ((office, "x-type"), (Client(), "x-public-type")):
        text = page(browser, name, row.pk)
        assert "已发的证书仍然有效" in text
        assert "考核不规范" in text
    assert "移出国家目录" in page(office, "x-body", row.body_id)


def test_levels_are_linked_to_the_catalogue_of_outcomes_or_get_a_new_entry(city, as_):
    row = a_certificate()
    level, office = row.levels.get(level="初级"), as_("office")
    refused = office.post(at("x-level", level.pk), {"outcome_type": "new", "credits": ""})
    assert (refused.status_code, "请填写认定学分" in refused.content.decode()) == (422, True)
    office.post(at("x-level", level.pk), {"outcome_type": "new", "credits": "2.5", "valid_years": "5"})
    made = OutcomeType.objects.get(code="X-1-03-1")
    level.refresh_from_db()
    assert (level.outcome_type, made.credits, made.family) == (made, 250, "X-1-03")
    assert "X-1-03-1" in page(office, "x-type", row.pk)


def test_the_content_of_a_standard_is_written_module_by_module_or_as_a_table(city, as_):
    row = a_certificate()
    office, version = as_("office"), row.versions.get()
    address = at("x-type-content", row.pk)
    assert "基础照护" in page(office, "x-type-content", row.pk)
    office.post(address, {"what": "module", "level": "初级", "code": "1-M9", "title": "新模块", "hours": "12"})
    module = StandardModule.objects.get(code="1-M9")
    office.post(at("x-module-remove", module.pk))
    assert not StandardModule.objects.filter(code="1-M9").exists()
    early = office.post(address, {"what": "version", "version": "2.0", "since": "2018-01-01"})
    assert (early.status_code, "晚于" in early.content.decode()) == (422, True)
    office.post(address, {"what": "version", "version": "2.0", "since": "2022-01-01"})
    assert row.versions.count() == 2
    sheet = office.get(at("x-module-sheet", version.pk)).content
    assert "没有要写入的" in office.post(at("x-module-import", version.pk), {"file": SimpleUploadedFile("m.xlsx", sheet)}).content.decode()
    assert as_("school").get(at("x-module-sheet", version.pk)).status_code == 404


def test_the_office_keeps_the_content_of_a_local_standard_once_it_is_published(city, as_):
    row = a_certificate()
    LocalStandard.objects.create(
        certificate=row, school=city.school_body, state=LocalStandardState.PUBLISHED, created_at=city.now, updated_at=city.now,
        trial_since=date(2020, 1, 1), trial_by="示例教1号", recommended_on=date(2020, 6, 1), recommended_by="示例教2号",
    )  # fmt: skip
    module = StandardModule.objects.create(version=row.versions.get(), level="初级", rank=1, code="1-M9", title="新模块", hours=12)
    assert as_("office").post(at("x-module-remove", module.pk), follow=True).status_code == 200
    assert as_("school").get(at("x-module-sheet", row.versions.get().pk)).status_code == 404


def test_a_table_of_certificates_is_shown_first_and_wrong_rows_come_back_marked(city, as_, now):
    office, sheet = as_("office"), CertificateSheet(city.office, now)
    good = {"code": "9-01", "title": "示例证书", "body": "示例组织", "levels": "初级", "listed_on": LISTED_ON}
    wrong = SimpleUploadedFile("c.xlsx", export(sheet.table, [good | {"levels": "三级"}]))
    shown = office.post(at("x-type-import"), {"file": wrong})
    assert (shown.status_code, "没有“三级”这一级" in shown.content.decode()) == (422, True)
    wrong.seek(0)
    marked = office.post(at("x-type-import"), {"file": wrong, "marked": "1"})
    assert marked.content[:2] == b"PK"
    assert "标出错误" in marked["Content-Disposition"] or "filename*" in marked["Content-Disposition"]
    assert not CertificateType.objects.exists()
    told = "评价组织不在名录"
    assert told in office.post(at("x-type-import"), {"file": SimpleUploadedFile("c.xlsx", export(sheet.table, [good]))}).content.decode()
    done = confirmed(office, at("x-type-import"), SimpleUploadedFile("c.xlsx", export(sheet.table, [good])))
    assert "已登记1种证书" in done
    other = SimpleUploadedFile("c.xlsx", export(sheet.table, [good | {"code": "9-02"}]))
    assert told not in office.post(at("x-type-import"), {"file": other}).content.decode()
    for query in ("", "?empty=1"):
        assert office.get(at("x-type-sheet", query=query)).content[:2] == b"PK"


def test_a_school_reads_the_catalogue_and_changes_nothing(city, as_):
    row = a_certificate()
    school = as_("school")
    assert "示例证书1-03" in page(school, "x-types")
    assert at("x-type-edit", row.pk) not in page(school, "x-type", row.pk)
    for name, args in (("x-type-add", ()), ("x-type-edit", (row.pk,)), ("x-type-import", ()), ("x-type-content", (row.pk,))):
        assert school.get(at(name, *args)).status_code == 403
    assert as_("pupil").get(at("x-type", row.pk)).url == at("x-public-type", row.pk)


# -- local standards -------------------------------------------------------------------------------------------------


def test_a_standard_goes_the_whole_way_in_the_browser(city, as_):
    school, other, office, team = (as_(name) for name in ("school", "other", "office", "team"))
    head = {
        "school": city.school_body.pk,
        "code": "DF-1",
        "title": "示例地方标准",
        "levels": ["初级"],
        "skill_field": "农业",
        "grounds": "产业需要",
    }
    school.post(at("x-local-add"), head)
    row = LocalStandard.objects.get()
    assert "还没有模块" in page(school, "x-local", row.pk)
    school.post(at("x-local-content", row.pk), {"what": "version", "version": "0.1", "since": "2020-12-01"})
    school.post(at("x-local-content", row.pk), {"what": "module", "level": "初级", "code": "M1", "title": "模块一", "hours": "40"})
    parties = (
        ("developer", "enterprise", "示例企业", ""),
        ("reviewer", "enterprise", "评审企业", ""),
        ("reviewer", "school", "", city.other_body.pk),
    )
    for role, kind, name, body in parties:
        school.post(at("x-party-add", row.pk), {"role": role, "kind": kind, "name": name, "organisation": body})
    twice = school.post(at("x-party-add", row.pk), {"role": "reviewer", "kind": "enterprise", "name": "示例企业", "organisation": ""})
    assert "不能既开发又评审" in twice.content.decode()
    school.post(at("x-paper-attach", row.pk), {"kind": "text", "file": SimpleUploadedFile("标准.pdf", PDF)})
    assert "已办理" in step(school, "localstandard", row, "submit")
    own, firm = row.parties.get(kind="school"), row.parties.get(name="评审企业")
    opinion = {"verdict": "agree", "words": "同意", "given_on": "2021-02-01", "basis": ""}
    assert other.get(at("x-opinion-add", firm.pk)).status_code == 404
    other.post(at("x-opinion-add", own.pk), opinion)
    lacking = office.post(at("x-opinion-add", firm.pk), opinion)
    assert "意见出处" in lacking.content.decode()
    office.post(at("x-opinion-add", firm.pk), opinion | {"basis": "评审会纪要"})
    assert Client().get(at("x-public-local", row.pk)).status_code == 404
    assert "已办理" in step(team, "localstandard", row, "try", since="2021-02-01", until="2021-12-31", document="示例教1号")
    row.refresh_from_db()
    assert row.state == LocalStandardState.TRIAL
    for name, args in (("x-public-locals", ()), ("x-public-local", (row.pk,)), ("x-public-type", (row.certificate_id,))):
        assert "示例地方标准" in page(Client(), name, *args)
    assert "地方证书" in page(Client(), "x-public-type", row.certificate_id)
    paper = row.papers.get()
    assert other.get(at("x-paper", paper.pk)).status_code == 200
    assert Client().get(at("x-paper", paper.pk)).status_code in (302, 403)
    assert "没有办理" in school.post(at("x-paper-remove", paper.pk)).content.decode()
    assert as_("pupil").get(at("x-local", row.pk)).url == at("x-public-local", row.pk)


def test_lists_have_empty_states_that_say_what_to_do(city, as_):
    assert "起草标准" in page(as_("school"), "x-locals")
    assert "随系统带有" in page(as_("office"), "x-types")
    assert "编制对应" in page(as_("other"), "x-mappings")
    assert "还没有公布证书目录" in page(Client(), "x-public")


# -- mappings --------------------------------------------------------------------------------------------------------


def test_a_school_maps_its_courses_and_takes_them_into_the_draft_of_a_rule(city, as_):
    level = certificate_level()
    version, other = level.certificate.versions.get(), as_("other")
    other.post(at("x-mapping-add"), {"programme": city.programme.pk, "standard": f"{level.pk}-{version.pk}", "note": ""})
    row = StandardMapping.objects.get()
    assert "没有课程" in page(other, "x-mapping", row.pk)
    other.post(at("x-mapping-line", row.pk), {"module": "2-M1", "course": "LN", "percent": "100"})
    much = other.post(at("x-mapping-line", row.pk), {"module": "2-M1", "course": "HL", "percent": "10"})
    assert (much.status_code, "超过100%" in much.content.decode()) == (422, True)
    text = page(other, "x-mapping", row.pk)
    assert "60.0%" in text
    assert "应急救护" in text
    step(other, "standardmapping", row, "publish")
    row.refresh_from_db()
    assert row.state == MappingState.PUBLISHED
    query = f"?school={city.other_body.pk}&mapping={row.pk}&course=LN"
    form = page(other, "rule-add", query=query)
    assert "只供参考" in form
    assert re.search(r'value="LN"[^>]*checked', form)
    assert not re.search(r'value="HL"[^>]*checked', form)
    assert "可以参考的课证对应" in page(other, "rule-add")
    shown = page(Client(), "x-public-type", level.certificate_id)
    assert "老年护理" in shown
    assert "应急救护" in shown


def test_a_school_is_offered_its_own_programmes_to_map_and_not_those_of_other_schools(city, as_):
    certificate_level()
    assert city.programme.title not in page(as_("school"), "x-mapping-add")
    assert city.programme.title in page(as_("other"), "x-mapping-add")


def test_a_mapping_goes_out_as_a_table_and_comes_back_with_its_changes(city, as_, now):
    level = certificate_level()
    row = mapping_services.draft_mapping(
        actor=city.other, now=now, programme=city.programme, level=level, version=level.certificate.versions.get()
    )
    other = as_("other")
    assert other.get(at("x-mapping-sheet", row.pk, query="?empty=1")).content[:2] == b"PK"
    sheet = MappingSheet(city.other, now, row)
    file = SimpleUploadedFile("d.xlsx", export(sheet.table, [{"module": "2-M1", "course": "LN", "percent": 50}]))
    assert "已登记1项对应" in confirmed(other, at("x-mapping-import", row.pk), file)
    assert as_("school").get(at("x-mapping", row.pk)).status_code == 404
    fire(row, "publish", city.other, now)
    assert as_("school").get(at("x-mapping", row.pk)).status_code == 403
