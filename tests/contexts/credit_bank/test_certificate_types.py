"""The catalogue of certificates: bodies on and off the national list, levels that are not the state's, the way into accounts, the sheet."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.classifications.public import load_bundled
from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, TRAINING_BODY_POLICY
from baigong.contexts.credit_bank.exchange.certificate_types import CertificateSheet, CertificateWriter
from baigong.contexts.credit_bank.models import BodyState, CertificateState, CertificateType, OutcomeType, TrainingBody
from baigong.contexts.credit_bank.selectors.certificate_types import list_bodies, open_levels, search_certificates
from baigong.contexts.credit_bank.services import certificate_types as services
from baigong.contexts.credit_bank.services import standard_versions as versions
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import execute, export, template
from tests.contexts.credit_bank.standard_facts import LISTED_ON, a_certificate, a_training_body, certificate_level
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db
DAY = date(2021, 3, 1)


@pytest.fixture
def city(db):
    return make_city()


def a_head(body, **facts):
    own = {"body": body, "code": "9-01", "title": "示例证书", "since": DAY, "listed_on": LISTED_ON, "levels": ("初级", "中级")}
    return services.CertificateHead(**(own | facts))


def drafted(city, now, **facts):
    return services.draft_certificate(actor=city.office, now=now, head=a_head(a_training_body(), **facts))


# -- bodies ----------------------------------------------------------------------------------------------------------


def test_a_body_comes_onto_the_list_by_a_document_and_leaves_it_with_the_reason(city, now):
    row = services.save_body(actor=city.office, now=now, name="示例组织", batch=2)
    with pytest.raises(Refusal, match="日期"):
        fire(row, "list", city.office, now, document="文号")
    with pytest.raises(Refusal, match="文件"):
        fire(row, "list", city.office, now, day="2020-01-01")
    row = fire(row, "list", city.office, now, day="2020-01-01", document="示例函〔2020〕1号")
    assert (row.state, row.listed_on) == (BodyState.LISTED, date(2020, 1, 1))
    with pytest.raises(Refusal, match="晚于"):
        fire(row, "delist", city.office, now, day="2019-01-01", document="文号", reason="退出")
    with pytest.raises(Refusal, match="理由"):
        fire(row, "delist", city.office, now, day="2021-05-01", document="文号")
    row = fire(row, "delist", city.office, now, day="2021-05-01", document="示例函〔2021〕1号", reason="考核组织不规范")
    assert [row.is_listed_on(date(2021, 4, 30)), row.is_listed_on(date(2021, 5, 1))] == [True, False]
    row = fire(row, "restore", city.office, now, reason="登记有误")
    assert (row.state, row.delisted_on, row.delisted_reason) == (BodyState.LISTED, None, "")


def test_what_is_entered_for_a_day_to_come_does_not_hold_before_it(city, now):
    row = services.save_body(actor=city.office, now=now, name="示例组织")
    row = fire(row, "list", city.office, now, day="2022-01-01", document="示例函〔2021〕9号")
    before, first, left = date(2021, 12, 31), date(2022, 1, 1), date(2023, 1, 1)
    assert (row.standing_on(before), row.coming_after(before)) == (BodyState.UNLISTED, "自2022-01-01起列入国家目录")
    assert (row.standing_on(first), row.coming_after(first)) == (BodyState.LISTED, "")
    row = fire(row, "delist", city.office, now, day="2023-01-01", document="示例函〔2022〕9号", reason="退出")
    assert (row.standing_on(first), row.coming_after(first)) == (BodyState.LISTED, "自2023-01-01起移出国家目录")
    assert row.standing_on(left) == BodyState.DELISTED
    for day in (before, first, left):
        assert [one.standing for one in list_bodies(city.office, day)] == [row.standing_on(day)], "the list says what the page says"


def test_a_body_that_left_keeps_what_was_issued_and_begins_nothing_new(city, now):
    level = certificate_level()
    learner = an_account(city, now)
    claim = a_claim(city, now, learner, level.outcome_type, number="Z-1")
    fire(claim, "submit", city.school, now)
    outcome = fire(claim, "recognise", city.school, now)
    body = TrainingBody.objects.get()
    fire(body, "delist", city.office, now, day="2021-01-01", document="文号", reason="退出目录")
    certificate = CertificateType.objects.select_related("body").get()
    assert "移出国家目录（退出目录）" in certificate.why_closed_on(date(2021, 1, 1))
    assert certificate.why_closed_on(date(2020, 12, 31)) == ""
    assert list(open_levels(date(2021, 1, 1))) == []
    assert open_levels(date(2020, 12, 31)).count() == 3
    outcome.refresh_from_db()
    assert outcome.is_valid_on(date(2021, 6, 1))


def test_only_the_office_keeps_the_catalogue_and_a_school_reads_what_is_in_use(city, now):
    with pytest.raises(NotPermitted):
        services.save_body(actor=city.school, now=now, name="示例组织")
    row = drafted(city, now)
    assert not CERTIFICATE_TYPE_POLICY.decide(city.school, "work", row)
    row = fire(row, "open", city.office, now)
    assert CERTIFICATE_TYPE_POLICY.decide(city.school, "work", row)
    assert not CERTIFICATE_TYPE_POLICY.decide(city.school, "close", row)
    assert not TRAINING_BODY_POLICY.decide(city.pupil, "view", row.body)


def test_a_name_is_taken_once(city, now):
    services.save_body(actor=city.office, now=now, name="示例组织")
    with pytest.raises(Conflict, match="已经登记"):
        services.save_body(actor=city.office, now=now, name="示例组织")


# -- certificates ----------------------------------------------------------------------------------------------------


def test_a_certificate_comes_into_use_with_its_levels_and_closes_with_a_reason(city, now):
    row = drafted(city, now, levels=())
    assert "还没有启用" in row.why_closed_on(DAY)
    with pytest.raises(Refusal, match="分哪几级"):
        fire(row, "open", city.office, now)
    services.edit_certificate(actor=city.office, now=now, certificate=row, head=a_head(row.body))
    row = fire(row, "open", city.office, now)
    assert row.why_closed_on(DAY) == ""
    assert "起启用" in row.why_closed_on(date(2021, 2, 28))
    row = fire(row, "close", city.office, now, day="2021-06-01", reason="本市没有开展")
    assert "本市没有开展" in row.why_closed_on(date(2021, 6, 1))
    assert row.why_closed_on(date(2021, 5, 31)) == ""
    assert open_levels(date(2021, 5, 31)).count() == 2
    assert not open_levels(date(2021, 6, 1)).exists()
    assert fire(row, "reopen", city.office, now, reason="恢复").closed_on is None


def test_a_certificate_of_a_body_that_was_never_listed_does_not_come_into_use(city, now):
    row = services.draft_certificate(actor=city.office, now=now, head=a_head(a_training_body("未列入", listed_on=None)))
    with pytest.raises(Refusal, match="还没有登记列入"):
        fire(row, "open", city.office, now)


def test_once_in_use_its_body_code_and_days_stay(city, now):
    row = fire(drafted(city, now), "open", city.office, now)
    with pytest.raises(Conflict, match="不再改动"):
        services.edit_certificate(actor=city.office, now=now, certificate=row, head=a_head(row.body, code="9-02"))
    head = a_head(row.body, title="改过的名称", levels=("初级", "中级", "高级"))
    assert services.edit_certificate(actor=city.office, now=now, certificate=row, head=head).levels.count() == 3


@pytest.mark.parametrize(
    ("facts", "field"), [({"levels": ("三级",)}, "levels"), ({"since": date(2019, 1, 1)}, "since")]
)  # fmt: skip
def test_state_levels_and_days_before_the_list_are_refused(city, now, facts, field):
    with pytest.raises(Refusal) as refused:
        drafted(city, now, **facts)
    assert field in refused.value.fields


def test_programmes_and_occupations_are_codes_that_exist(city, now):
    load_bundled(actor=SYSTEM, now=now, scheme="programmes")
    with pytest.raises(Refusal) as refused:
        drafted(city, now, links=(("programmes", "secondary", "999999"),))
    assert "secondary" in refused.value.fields
    row = drafted(city, now, links=(("programmes", "secondary", "720201"),))
    assert [link.code for link in row.links.all()] == ["720201"]
    assert list(search_certificates(CertificateType.objects.all(), "7202")) == [row]
    assert not search_certificates(CertificateType.objects.all(), "7301").exists()


# -- the way into the accounts ---------------------------------------------------------------------------------------


def test_a_level_posts_by_an_entry_of_the_same_level_and_no_other(city, now):
    level = drafted(city, now).levels.get(level="中级")
    assert level.outcome_type is None
    for wrong in (a_type(city, "X-9", level="初级"), a_type(city, "JN-4", kind="skill_level", level="四级")):
        with pytest.raises(Refusal, match="不作换算"):
            services.link_outcome_type(actor=city.office, now=now, level=level, outcome_type=wrong)
    right = a_type(city, "X-10", level="中级")
    level = services.link_outcome_type(actor=city.office, now=now, level=level, outcome_type=right)
    assert level.outcome_type == right
    other = a_certificate("9-09").levels.get(level="中级")
    with pytest.raises(Conflict, match="另一张"):
        services.link_outcome_type(actor=city.office, now=now, level=other, outcome_type=right)


def test_what_was_posted_by_an_entry_keeps_it(city, now):
    level = certificate_level()
    a_claim(city, now, an_account(city, now), level.outcome_type)
    with pytest.raises(Conflict, match="不能再改"):
        services.link_outcome_type(actor=city.office, now=now, level=level, outcome_type=None)


def test_a_new_entry_is_drafted_with_the_family_of_its_certificate(city, now):
    certificate = drafted(city, now)
    low, high = certificate.levels.get(level="初级"), certificate.levels.get(level="中级")
    first = services.draft_outcome_type(actor=city.office, now=now, level=low, credits=200, valid_years=None, basis="")
    second = services.draft_outcome_type(actor=city.office, now=now, level=high, credits=400, valid_years=5, basis="文号")
    assert first.family == second.family
    assert (second.code, second.level, second.credits, second.state) == ("X-9-01-2", "中级", 400, "draft")
    high.refresh_from_db()
    assert high.outcome_type == second


# -- versions and modules --------------------------------------------------------------------------------------------


def test_a_new_version_ends_the_one_before_on_the_day_before(city, now):
    row = a_certificate()
    made = versions.save_version(actor=city.office, now=now, certificate=row, version="2.0", since=date(2021, 9, 1))
    assert [v.version for v in (row.version_on(date(2021, 8, 31)), row.version_on(date(2021, 9, 1)))] == ["1.0", "2.0"]
    with pytest.raises(Refusal, match="晚于"):
        versions.save_version(actor=city.office, now=now, certificate=row, version="3.0", since=made.since)
    with pytest.raises(NotPermitted):
        versions.save_version(actor=city.school, now=now, certificate=row, version="3.0", since=date(2022, 9, 1))


def test_a_module_belongs_to_a_level_of_the_certificate(city, now):
    row = drafted(city, now)
    version = versions.save_version(actor=city.office, now=now, certificate=row, version="1.0", since=DAY)
    with pytest.raises(Refusal, match="没有高级"):
        versions.write_modules(actor=city.office, now=now, version=version, modules=[versions.ModuleHead("高级", "M", "模块", 8)])
    versions.write_modules(actor=city.office, now=now, version=version, modules=[versions.ModuleHead("初级", "M", "模块", 8)])
    versions.write_modules(actor=city.office, now=now, version=version, modules=[versions.ModuleHead("初级", "M", "改名", 10)])
    assert [(m.title, m.hours) for m in version.modules.all()] == [("改名", 10)]


# -- as a table ------------------------------------------------------------------------------------------------------


def a_row(**facts):
    own = {"code": "9-01", "title": "示例证书", "body": "示例评价组织", "batch": 1, "levels": "初级、中级", "listed_on": LISTED_ON}
    return own | facts


def brought(city, now, *rows):
    sheet = CertificateSheet(city.office, now)
    return sheet, sheet.plan_of(export(sheet.table, list(rows)), "证书.xlsx")


def test_a_sheet_enters_bodies_and_certificates_and_opens_those_with_levels(city, now):
    sheet, plan = brought(city, now, a_row(), a_row(code="9-02", title="没有级别", levels=None))
    assert plan.is_clean
    assert not CertificateType.objects.exists()
    execute(plan, CertificateWriter(sheet), digest=plan.digest)
    assert {row.code: row.state for row in CertificateType.objects.all()} == {"9-01": CertificateState.OPEN, "9-02": CertificateState.DRAFT}
    assert (TrainingBody.objects.get().state, TrainingBody.objects.get().listed_on) == (BodyState.LISTED, LISTED_ON)
    again = sheet.plan_of(sheet.workbook(), "证书.xlsx")
    assert (again.counts["same"], again.counts["add"], again.counts["change"]) == (2, 0, 0)


def test_a_sheet_with_one_wrong_row_writes_nothing_and_says_where(city, now):
    sheet, plan = brought(city, now, a_row(), a_row(code="9-02", levels="三级"), a_row(code="9-03", since=date(2018, 1, 1)))
    assert [issue.message[:2] for issue in plan.issues] == ["没有", "启用"]
    with pytest.raises(Refusal):
        execute(plan, CertificateWriter(sheet), digest=plan.digest)
    assert not CertificateType.objects.exists()


def test_a_sheet_changes_what_may_change_and_refuses_the_rest(city, now):
    sheet, plan = brought(city, now, a_row())
    execute(plan, CertificateWriter(sheet), digest=plan.digest)
    sheet, plan = brought(city, now, a_row(title="新名称", levels="初级、中级、高级"))
    execute(plan, CertificateWriter(sheet), digest=plan.digest)
    row = CertificateType.objects.get()
    assert (row.title, row.levels.count()) == ("新名称", 3)
    for facts in ({"body": "别的组织"}, {"listed_on": date(2019, 5, 1)}, {"levels": None}):
        _sheet, plan = brought(city, now, a_row(**facts))
        assert not plan.is_clean, facts


def test_the_list_that_comes_with_the_system_is_a_sheet_to_complete(city, now):
    load_bundled(actor=SYSTEM, now=now, scheme="certificates")
    sheet = CertificateSheet(city.office, now)
    plan = sheet.plan_of(sheet.bundled(), "名录.xlsx")
    assert plan.is_clean
    assert plan.counts["add"] == 22
    execute(plan, CertificateWriter(sheet), digest=plan.digest)
    assert set(CertificateType.objects.values_list("state", flat=True)) == {CertificateState.DRAFT}
    assert "未经核实" in CertificateType.objects.get(code="3-N1").caution
    assert template(sheet.table)


def test_nothing_of_the_catalogue_of_outcomes_is_made_by_a_sheet(city, now):
    sheet, plan = brought(city, now, a_row())
    execute(plan, CertificateWriter(sheet), digest=plan.digest)
    assert not OutcomeType.objects.exists()
