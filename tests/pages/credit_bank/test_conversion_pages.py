"""Conversion in the browser: a school writes its rules, the office looks them over, a learner applies, the timetable system fetches."""

from __future__ import annotations

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baigong.contexts.credit_bank.exchange.rules import RuleSheet
from baigong.contexts.credit_bank.models import Conversion, ConversionRule, CreditProgramme, RuleState, RuleTrial, SchoolCreditSettings
from baigong.contexts.credit_bank.services import conversions
from baigong.contexts.credit_bank.services.trials import run_trial
from baigong.contexts.credit_bank.views.conversion_listings import CONVERSIONS, EXEMPTIONS
from baigong.contexts.credit_bank.views.listings import OUTCOMES, TYPES
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.exchange import export
from tests.conversion_city import adopted, banked
from tests.credit_city import fire
from tests.pages.credit_bank.college import at, granted, own, page, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]


def test_a_school_drafts_a_rule_the_office_checks_and_the_school_registers_the_document(as_, city):
    other, office = as_("other"), as_("office")
    facts = {
        "code": "R-1", "title": "证书免修", "clause": "第三条", "since": "2020-09-01", "need_1": f"type {city.web.pk}", "courses": ["LN"],
        "category": "elective", "grade": "pass",
    }  # fmt: skip
    refused = other.post(at("rule-add"), facts | {"need_1": ""})
    assert refused.status_code == 422
    shown = other.post(at("rule-add"), facts, follow=True).content.decode()
    row = ConversionRule.objects.get()
    assert "免修：老年护理" in shown
    assert "起草人不能核对" in step(other, "credit_bank.conversionrule", row, "check")
    step(office, "credit_bank.conversionrule", row, "check")
    assert "请填写通过" in step(other, "credit_bank.conversionrule", row, "adopt")
    step(other, "credit_bank.conversionrule", row, "adopt", document="示例院教〔2020〕9号")
    row.refresh_from_db()
    assert (row.state, row.document) == (RuleState.ADOPTED, "示例院教〔2020〕9号")
    assert "证书免修" in page(Client(), "public-rules")


def test_a_draft_is_changed_on_its_page_and_what_holds_is_renewed(as_, city):
    other = as_("other")
    row = adopted(city)
    form = page(other, "rule-add", query=f"?from={row.pk}")
    assert 'value="R-1"' in form
    assert other.post(at("rule-edit", row.pk), {"title": "改"}).status_code == 422
    assert as_("school").get(at("rule", row.pk)).status_code in (403, 404)


@pytest.mark.parametrize(
    ("listing", "action"),
    [
        ("conversions", "conversion"), ("exemptions", "conversionline"), ("programmes", "creditprogramme"),
        ("settings", "schoolcreditsettings"), ("rules", "conversionrule"), ("outcome-types", "outcometype"),
    ],
)  # fmt: skip
def test_whoever_takes_a_file_of_a_list_stands_in_the_log(as_, city, listing, action):
    granted(city)
    assert as_("office").get(at(listing, query="?export=csv")).status_code == 200
    assert AuditEvent.objects.filter(action=f"credit_bank.{action}.exported", actor_id=city.users.office.pk).exists()


def test_a_version_to_begin_from_that_is_no_number_is_none(as_, city):
    assert 'value="R-1"' not in page(as_("other"), "rule-add", query="?from=²")


def test_drafts_are_not_for_everybody_and_conflicts_are_the_offices(as_, city):
    adopted(city)
    assert "R-1" in page(Client(), "public-rules")
    ConversionRule.objects.update(state=RuleState.DRAFT)
    assert "规则R-1" not in page(Client(), "public-rules")
    assert as_("other").get(at("rule-conflicts")).status_code == 403
    assert "没有发现矛盾" in page(as_("office"), "rule-conflicts")


def test_the_office_reads_a_contradiction_in_words_with_the_rules_it_stands_in(as_, city):
    adopted(city)
    adopted(city, "R-2", courses=("HL",))
    shown = page(as_("office"), "rule-conflicts")
    assert "按两条规则都能得学分" in shown
    assert "请核实" in shown
    assert "按两条规则都能得学分" in page(as_("other"), "rule", ConversionRule.objects.first().pk)


def test_a_programme_and_its_courses_are_entered_and_a_course_is_written_anew_by_its_code(as_, city):
    other = as_("other")
    facts = {"school": city.other_body.pk, "code": "410303", "title": "畜牧兽医", "year": 2021, "credits": "120.5", "document": "文号"}
    assert "必填" in other.post(at("programme-add"), facts | {"credits": ""}).content.decode()
    other.post(at("programme-add"), facts | {"is_open": "on"})
    row = CreditProgramme.objects.get(code="410303")
    assert row.credits == 12050
    course = {"code": "A", "title": "养羊", "category": "major", "credits": "4", "hours": 64, "order": 1}
    other.post(at("programme", row.pk), course)
    other.post(at("programme", row.pk), course | {"title": "羊生产"})
    assert [(c.title, c.is_required) for c in row.courses.all()] == [("羊生产", False)]
    assert 'value="羊生产"' in page(other, "programme", row.pk, query="?course=A")
    assert as_("school").get(at("programme-edit", row.pk)).status_code in (403, 404)


def test_settings_are_filled_in_whole_and_nothing_is_filled_in_beforehand(as_, city):
    other = as_("other")
    empty = page(other, "settings-add")
    assert 'name="cap" ' in empty
    assert 'value="30"' not in empty
    facts = {"school": city.other_body.pk, "year": 2021, "cap": "30.5", "valid_years": 0, "same_outcome_once": "yes", "document": "文号",
             "adopted_on": "2020-09-01", "cap_farmer_training": "8"}  # fmt: skip
    for missing in ("cap", "valid_years", "same_outcome_once", "document"):
        assert other.post(at("settings-add"), {k: v for k, v in facts.items() if k != missing}).status_code == 422
    other.post(at("settings-add"), facts)
    row = SchoolCreditSettings.objects.get(year=2021)
    assert (row.cap_permille, row.valid_years, row.same_outcome_once, row.source_caps) == (305, 0, True, {"farmer_training": 800})
    assert "30.5%" in page(other, "settings")
    assert 'value="30.5"' in page(other, "settings-edit", row.pk)


def test_a_learner_sees_what_the_rules_give_and_why_applies_and_is_told(as_, city):
    adopted(city)
    banked(city)
    learner, query = own(city), f"?programme={city.programme.pk}"
    pupil, other = as_("pupil"), as_("other")
    shown = page(pupil, "conversion-add", learner.pk, query=query)
    assert "免修：老年护理" in shown
    assert "第三条" in shown
    pupil.post(at("conversion-add", learner.pk, query=query), {"wish_1": "LN", "note": "请予办理"})
    row = Conversion.objects.get()
    assert (row.wishes, row.note) == (["LN"], "请予办理")
    assert "已有一份申请" in page(pupil, "conversion-add", learner.pk, query=query)
    assert row.learner.name in page(other, "conversions")
    assert "全部同意" in page(other, "conversion", row.pk)
    step(other, "credit_bank.conversion", row, "approve", decision="示例院教〔2021〕5号")
    assert "已给予" in page(pupil, "conversion", row.pk)
    assert "老年护理" in page(other, "exemptions")


def test_nobody_looks_at_anothers_conversion_or_applies_for_another(as_, city):
    row = granted(city)
    own(city)
    farmer = as_("farmer")
    assert farmer.get(at("conversion", row.pk)).status_code == 404
    assert farmer.get(at("conversion-add", city.learner.pk)).status_code == 404
    assert farmer.get(at("route", city.learner.pk)).status_code == 404
    assert as_("leader").get(at("conversion", row.pk)).status_code in (403, 404)


def test_a_rule_named_on_an_outcome_opens_where_the_reader_may_read_it(as_, city):
    rule, outcome = adopted(city), banked(city)
    working, public = at("rule", rule.pk), at("public-rules", query=f"?q={rule.code}")
    for reader, leads_to, not_to in (("school", public, working), ("office", working, public)):
        shown = page(as_(reader), "outcome", outcome.pk)
        assert f'href="{leads_to}"' in shown, reader
        assert f'href="{not_to}"' not in shown, reader


def test_pages_lead_only_where_the_reader_may_go(as_, city):
    own(city)
    assert at("settings") in page(as_("other"), "programmes")
    assert at("settings") not in page(as_("leader"), "programmes")


def test_the_first_page_of_a_learner_leads_to_the_account_with_its_credits(as_, city):
    assert "有效学分" not in as_("pupil").get(reverse("console:home")).content.decode()
    banked(city)
    own(city)
    first = as_("pupil").get(reverse("console:home")).content.decode()
    assert "有效学分" in first
    assert f'class="button button-primary" href="{at("mine")}"' in first


def test_a_school_without_settings_is_told_about_instead_of_a_guess(as_, city):
    adopted(city)
    banked(city)
    SchoolCreditSettings.objects.all().delete()
    learner = own(city)
    assert "还没有登记" in page(as_("pupil"), "conversion-add", learner.pk, query=f"?programme={city.programme.pk}")
    assert as_("pupil").get(at("conversion-add", learner.pk, query="?programme=999")).status_code == 404


def test_the_shortest_way_is_shown_with_its_rules_or_what_is_lacking(as_, city):
    rule = adopted(city)
    banked(city)
    learner, query = own(city), f"?programme={city.programme.pk}"
    assert "修不满这个专业" in page(as_("pupil"), "route", learner.pk, query=query)
    CreditProgramme.objects.update(credits=1300)
    shown = page(as_("pupil"), "route", learner.pk, query=query)
    assert "144" in shown
    assert "没有更短的路径" in shown
    assert rule.title in shown
    assert "已经计入的" not in shown
    fire(
        conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme), "approve", city.other, city.now
    )
    assert "已经计入的" in page(as_("pupil"), "route", learner.pk, query=query)


def test_a_draft_is_tried_on_past_applications(as_, city):
    granted(city)
    other = as_("other")
    row = ConversionRule.objects.get()
    assert other.post(at("rule-trial"), {"versions": [row.pk], "since": "2021-02-01", "until": "2020-01-01"}).status_code == 422
    facts = {"versions": [row.pk], "since": "2020-09-01", "until": city.now.date().isoformat()}
    queued = other.post(at("rule-trial"), facts)
    trial = RuleTrial.objects.get()
    assert queued["Location"] == trial.job.get_absolute_url()
    assert "正在试算" in page(other, "trial", trial.pk)
    run_trial(trial, now=city.now)
    assert "没有一份申请的结果会改变" in page(other, "trial", trial.pk)
    assert "R-1" in page(other, "trials")
    assert as_("school").get(at("trial", trial.pk)).status_code == 404
    assert as_("leader").get(at("rule-trial")).status_code == 403


def test_rules_come_in_by_a_table_shown_first(as_, city):
    other = as_("other")
    adopted(city)
    sheet = RuleSheet(city.other, city.now, city.other_body)
    data = export(sheet.table, [sheet.values_of(sheet.latest()["R-1"]) | {"code": "R-2"}])
    bad = export(sheet.table, [sheet.values_of(sheet.latest()["R-1"]) | {"code": "R-2", "courses": "GONE"}])
    assert other.get(at("rule-sheet", query="?empty=1")).status_code == other.get(at("rule-sheet")).status_code == 200
    refused = other.post(at("rule-import"), {"file": SimpleUploadedFile("rules.xlsx", bad)})
    assert (refused.status_code, "没有课程代码" in refused.content.decode()) == (422, True)
    shown = other.post(at("rule-import"), {"file": SimpleUploadedFile("rules.xlsx", data)}).content.decode()
    plan, digest = (re.search(f'name="{name}" value="([^"]+)"', shown)[1] for name in ("plan", "digest"))
    assert ConversionRule.objects.count() == 1
    other.post(at("rule-import"), {"plan": plan, "digest": digest})
    assert ConversionRule.objects.get(code="R-2").state == RuleState.DRAFT
    assert as_("leader").get(at("rule-import")).status_code == 403


def test_a_timetable_system_fetches_the_exemptions_in_its_sight(as_, city):
    row = granted(city)
    address = reverse("api:exemptions")
    found = as_("other").get(address).json()
    assert [(item["learner_number"], item["course_code"], item["credits"], item["rule"]) for item in found["items"]] == [
        (row.learner.number, "LN", 400, "R-1/1")
    ]
    assert found["next"] is None
    assert as_("other").get(address, {"entry_year": 1999}).json()["items"] == []
    assert as_("school").get(address).json()["items"] == []
    assert Client().get(address).status_code in (401, 403)
    fire(row, "reverse", city.other, city.now, reason="有误", document="示例院教〔2021〕6号")
    assert as_("other").get(address).json()["items"] == []


def test_anybody_reads_adopted_rules_by_program(city):
    adopted(city)
    found = Client().get(reverse("api:conversion-rules")).json()
    assert [(rule["code"], rule["version"], rule["gives"]) for rule in found] == [("R-1", 1, ["免修：老年护理"])]


def test_what_many_rules_leave_empty_is_folded_and_opens_where_something_stands_or_is_wrong(as_, city):
    other = as_("other")

    def folds(text):
        return re.findall(r'<details class="help"( open)?><summary>.*?</svg>(.*?)</summary>', text)

    shut = ["", "", ""]
    titles = ["同时需要另一项成果", "课程以外的学分", "上限、年限和适用专业"]
    assert folds(page(other, "rule-add")) == list(zip(shut, titles, strict=True))
    wrong = other.post(at("rule-add"), {"code": "R-1", "valid_years": "99"})
    assert [is_open for is_open, _title in folds(wrong.content.decode())] == ["", "", " open"]
    for name in ("need_2", "credits", "programmes", "title", "need_1"):
        assert f'name="{name}"' in wrong.content.decode() or name == "programmes"


@pytest.mark.parametrize("listing", [CONVERSIONS, EXEMPTIONS, OUTCOMES])
def test_credits_leave_as_numbers_that_a_spreadsheet_can_add_up(listing):
    column = next(one for one in listing.columns if one.key == "credits")
    assert column.exported(SimpleNamespace(credits_text="2.5")) == Decimal("2.5")
    assert column.exported(SimpleNamespace(credits_text="")) is None


def test_the_file_of_the_catalogue_holds_numbers_too_and_says_where_hours_decide():
    column = next(one for one in TYPES.columns if one.key == "credits")
    exported = [column.exported(SimpleNamespace(credits_text=text)) for text in ("2.5", "0", "")]
    assert exported == [Decimal("2.5"), Decimal(0), "按学时"]
