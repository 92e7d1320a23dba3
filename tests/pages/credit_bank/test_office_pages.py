"""The office in the browser: an appeal from the page of a decision to its letter, a reversal, statistics, a reconciliation."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER
from baigong.contexts.credit_bank.models import Appeal, AppealState, Conversion, OutcomeState, Posting, Reconciliation
from baigong.contexts.credit_bank.services.reconciliations import count, request_reconciliation
from baigong.contexts.credit_bank.views import reconciliations
from tests.builders import a_user
from tests.conversion_city import banked
from tests.credit_city import PDF, a_claim, fire
from tests.pages.credit_bank.college import at, granted, own, page, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]


def rejected(city):
    row = a_claim(city, city.now, city.learner, city.web)
    fire(row, "submit", city.school, city.now)
    return fire(row, "reject", city.school, city.now, reason="看不清印章")


def test_a_learner_appeals_from_the_page_of_the_decision_and_takes_the_answer_away(as_, city):
    own(city)
    outcome = rejected(city)
    pupil, office = as_("pupil"), as_("office")
    address = at("appeal-add", query=f"?outcome={outcome.pk}")
    assert address in page(pupil, "outcome", outcome.pk)
    assert "看不清印章" in pupil.get(address).content.decode()
    assert pupil.post(address, {"statement": "", "asked": ""}).status_code == 422
    shown = pupil.post(address, {"statement": "印章清楚", "asked": "请求重新认定"}, follow=True).content.decode()
    row = Appeal.objects.get()
    assert "待受理" in shown
    assert "答复函" not in shown
    assert step(office, "credit_bank.appeal", row, "accept").count("受理通知书") == 0
    letter = pupil.get(at("appeal-letter", row.pk, "pdf"))
    assert letter.content.startswith(b"%PDF")
    step(office, "credit_bank.appeal", row, "take")
    assert "请填写复核决定的文号" in step(office, "credit_bank.appeal", row, "uphold", reason="维持")
    done = step(office, "credit_bank.appeal", row, "change", reason="印章清楚。", document="示例复核〔2021〕1号")
    assert "变更原决定" in done
    outcome.refresh_from_db()
    assert outcome.state == OutcomeState.CLAIMED
    assert "示例复核〔2021〕1号" in page(pupil, "appeal", row.pk)
    assert pupil.get(at("appeal-letter", row.pk, "docx")).status_code == 200


def test_an_appeal_is_out_of_sight_for_others_and_in_sight_of_the_body_that_decided(as_, city):
    outcome = rejected(city)
    school = as_("school")
    school.post(at("appeal-add", query=f"?outcome={outcome.pk}"), {"statement": "印章清楚", "asked": "重新认定"})
    row = Appeal.objects.get()
    assert page(school, "appeals").count(row.learner.number)
    assert as_("other").get(at("appeal", row.pk)).status_code == 404
    assert as_("farmer").get(at("appeal", row.pk)).status_code == 404
    assert "不属于您所在的单位" in step(school, "credit_bank.appeal", row, "accept") or Appeal.objects.get().state == AppealState.LODGED


@pytest.mark.parametrize("query", ["", "?outcome=x", "?outcome=999999", "?posting=999999", "?conversion=1%00"])
def test_an_appeal_against_nothing_is_not_found(as_, city, query):
    assert as_("office").get(at("appeal-add", query=query)).status_code == 404


def test_papers_of_an_appeal_are_added_read_and_taken_out(as_, city):
    outcome = rejected(city)
    school = as_("school")
    school.post(at("appeal-add", query=f"?outcome={outcome.pk}"), {"statement": "印章清楚", "asked": "重新认定"})
    row = Appeal.objects.get()
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert "请先选择" in school.post(at("appeal-attach", row.pk), {}).content.decode()
    kind = outcome.evidence.first().kind
    file = SimpleUploadedFile("证明.pdf", PDF + b"x")
    assert "材料已保存" in school.post(at("appeal-attach", row.pk), {"kind": kind, "file": file}, follow=True).content.decode()
    paper = row.evidence.get()
    assert b"".join(school.get(at("appeal-paper", paper.pk)).streaming_content).startswith(PDF)
    assert "材料已删除" in school.post(at("appeal-detach", paper.pk), follow=True).content.decode()


def test_the_conversion_and_the_statement_lead_to_an_appeal(as_, city):
    own(city)
    row = granted(city)
    pupil = as_("pupil")
    assert f"?conversion={row.pk}" in page(pupil, "conversion", row.pk)
    posting = Posting.objects.order_by("pk").first()
    assert f"?posting={posting.pk}" in page(pupil, "statement", city.learner.pk)
    assert f"第{posting.pk}号记账" in pupil.get(at("appeal-add", query=f"?posting={posting.pk}")).content.decode()


def test_the_office_sees_what_follows_before_it_reverses_a_posting(as_, city):
    row = granted(city)
    office, deposit = as_("office"), Posting.objects.get(kind="deposit")
    assert str(deposit.pk) in page(office, "postings", query=f"?q={city.learner.number}")
    assert f"来源 {city.web} · {city.web.issuer}" in page(office, "postings"), "a source is called what it is called, not by its code"
    shown = page(office, "posting", deposit.pk)
    assert f"{city.web} · {city.web.issuer}" in shown, "the source by its name, not by its code"
    assert "老年护理" in shown
    assert "随之失效" in shown
    assert office.post(at("posting", deposit.pk), {"reason": "误"}).status_code == 422
    done = office.post(at("posting", deposit.pk), {"reason": "重复入账", "document": "示例决〔2021〕2号"}, follow=True).content.decode()
    assert "已经冲正" in done
    assert Conversion.objects.get(pk=row.pk).lines.count() == 1
    assert office.post(at("posting", deposit.pk), {"reason": "误", "document": "1号"}).status_code == 409
    assert as_("school").get(at("postings")).status_code == 403


def test_a_county_is_shown_no_number_whose_list_it_may_not_open(sign_in, as_, city):
    granted(city)
    assert "credits/conversions/?" in page(as_("office"), "statistics")
    county = sign_in(a_user(COUNTY_OFFICER, city.school_body.parent, username="county"))
    shown = page(county, "statistics")
    assert ("credits/conversions/?" in shown, "转换用时" in shown, "认定用时" in shown) == (False, False, True)
    assert county.get(at("conversions")).status_code == 403


def test_each_number_of_the_statistics_opens_to_its_list(as_, city):
    granted(city)
    office = as_("office")
    shown = page(office, "statistics")
    assert "认定成果" in shown
    assert "outcomes/?" in shown
    assert "示例评价组织" in shown
    book = office.get(at("statistics", query="?since=2021-01-01&until=2021-12-31&export=xlsx"))
    assert book["Content-Type"].startswith("application/vnd.openxml")
    assert "请输入" in page(office, "statistics", query="?since=x&until=2021-12-31") or office.get(at("statistics")).status_code == 200
    assert as_("pupil").get(at("statistics")).status_code == 403
    listed = page(office, "outcomes", query="?state=recognised&county=0&decided_on_from=2020-01-01")
    assert city.learner.number in listed


def test_a_reconciliation_is_asked_for_counted_signed_and_taken_away(as_, city):
    banked(city)
    office = as_("office")
    day = city.now.date().isoformat()
    shown = office.post(at("reconciliation-add"), {"since": day, "until": day}, follow=True).content.decode()
    row = Reconciliation.objects.get()
    assert "正在核对" in shown
    assert office.get(at("reconciliation-file", row.pk, "pdf")).status_code == 404
    count(row, now=city.now)
    assert "没有差异" in page(office, "reconciliation", row.pk)
    for ending, start in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("docx", b"PK")):
        assert office.get(at("reconciliation-file", row.pk, ending)).content.startswith(start)
    assert "已签署" in step(office, "credit_bank.reconciliation", row, "sign")
    assert day in page(office, "reconciliations")
    assert office.post(at("reconciliation-add"), {"since": day, "until": "2000-01-01"}).status_code == 422
    assert as_("school").get(at("reconciliations")).status_code == 403


def test_of_a_long_table_the_page_of_a_reconciliation_shows_the_head_and_says_where_the_rest_is(as_, city, monkeypatch):
    banked(city)
    day = city.now.date()
    row = request_reconciliation(actor=city.office, now=city.now, since=day, until=day)
    count(row, now=city.now)
    assert "全部见 Excel" not in page(as_("office"), "reconciliation", row.pk)
    monkeypatch.setattr(reconciliations, "_LISTED", 1)
    assert "只列前1行" in page(as_("office"), "reconciliation", row.pk)


def test_the_public_sees_the_figures_of_the_last_snapshot_and_none_before_there_is_one(city):
    shown = Client().get(at("public-figures")).content.decode()
    assert "还没有算出的值" in shown
    assert at("public-figures") in Client().get(at("public-outcome-types")).content.decode()


def test_a_posting_is_found_by_its_number_and_by_the_number_of_an_account(as_, city):
    banked(city)
    posting = Posting.objects.get()
    office = as_("office")
    assert at("posting", posting.pk) in page(office, "postings", query=f"?q={posting.pk}")
    assert at("posting", posting.pk) in page(office, "postings", query=f"?q={city.learner.number}")
    assert at("posting", posting.pk) not in page(office, "postings", query="?q=9999999999999")


def test_a_learners_menu_has_what_is_the_learners_and_nothing_of_the_plan(as_, city):
    own(city)
    menu = page(as_("pupil"), "mine")
    assert reverse("credit_bank:mine") in menu
    for name in ("plans:current-ledger", "plans:current-targets", "plans:documents", "plans:cycles"):
        assert reverse(name) not in menu, name
    assert reverse("plans:current-ledger") in page(as_("school"), "learners"), "whoever works for a body keeps the entries"
