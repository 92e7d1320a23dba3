"""Reconciling: opening and closing follow from each other, every difference names its record, and what is signed stays as it was."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from python_calamine import load_workbook

from baigong.contexts.credit_bank.indicators_of_office import produce_accounts
from baigong.contexts.credit_bank.ledger.accounts import learner_account, source_account, target_account, used_account
from baigong.contexts.credit_bank.ledger.posting import post
from baigong.contexts.credit_bank.ledger.rows import Basis, NewPosting
from baigong.contexts.credit_bank.ledger.sealing import seal
from baigong.contexts.credit_bank.models import Conversion, Outcome, OutcomeState, PostingKind, Reconciliation, ReconciliationState
from baigong.contexts.credit_bank.outputs.reconciliation import report, workbook
from baigong.contexts.credit_bank.selectors.outcomes import search_outcomes
from baigong.contexts.credit_bank.selectors.reconciling import reconcile
from baigong.contexts.credit_bank.selectors.statistics import statistics_of
from baigong.contexts.credit_bank.services import conversions
from baigong.contexts.credit_bank.services.reconciliations import count, digest_of, request_reconciliation
from baigong.contexts.credit_bank.words_of_differences import told, told_all
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import a_claim, a_type, fire

pytestmark = pytest.mark.django_db
BASIS = Basis("示例决〔2021〕1号", "CRB-01/X", "ab" * 32)


@pytest.fixture
def city(db, now):
    return make_college(now)


def found(city, since=None):
    day = city.now.date()
    return reconcile(since or day, day, city.now)


def kinds(city):
    return [one.kind for one in found(city).differences]


def granted(city):
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    return fire(row, "approve", city.other, city.now)


def test_what_was_recognised_converted_and_revoked_properly_leaves_no_difference(city):
    granted(city)
    assert kinds(city) == []
    fire(Outcome.objects.get(), "revoke", city.school, city.now, reason="作废")
    assert kinds(city) == []
    banked(city, city.farming_type, number="", hours=80)
    assert kinds(city) == []


def test_opening_and_movements_give_the_closing_and_the_next_day_opens_with_it(city):
    granted(city)
    day = found(city)
    learner, used = day.accounts["learner"], day.accounts["used"]
    assert (learner.opening, learner.moved["deposit"], learner.closing) == (0, 200, 200)
    assert (used.moved["use"], used.closing) == (400, 400)
    assert day.sources["source:X-2"].closing == -200
    assert sum(line.closing for line in day.accounts.values()) == 0
    tomorrow = city.now.date() + timedelta(days=1)
    after = reconcile(tomorrow, tomorrow, city.now + timedelta(days=1))
    assert (after.accounts["learner"].opening, after.accounts["learner"].closing, after.postings) == (200, 200, 0)


def test_outcomes_recognised_with_nothing_are_named_and_are_no_difference(city):
    row = banked(city)
    Outcome.objects.filter(pk=row.pk).update(credits=0)
    fire(row, "revoke", city.school, city.now, reason="误")
    Outcome.objects.filter(pk=row.pk).update(state=OutcomeState.RECOGNISED)
    seen = found(city)
    assert (seen.differences, seen.nothing) == ((), (row.pk,))


@pytest.mark.parametrize(("change", "kind"), [({"credits": 150}, "deposit_differs"), ({"state": "claimed"}, "deposit_without_outcome")])
def test_an_outcome_that_was_changed_beside_the_ledger_is_a_difference_with_its_record(city, change, kind):
    row = banked(city)
    Outcome.objects.filter(pk=row.pk).update(**change)
    difference = found(city).differences[0]
    assert (difference.kind, difference.ledger) == (kind, 200)
    words = told(vars(difference) if hasattr(difference, "__dict__") else json.loads(json.dumps(found(city).as_json()["differences"][0])))
    assert words.url
    assert words.how


def test_a_recognised_outcome_without_deposit_and_a_deposit_without_outcome_are_differences(city):
    row = a_claim(city, city.now, city.learner, city.web)
    Outcome.objects.filter(pk=row.pk).update(state=OutcomeState.RECOGNISED, credits=200, decided_on=city.now.date())
    post(
        NewPosting("stray", PostingKind.DEPOSIT, source_account("X-2"), learner_account(city.learner), 100, city.now.date(), BASIS,
                   outcome="outcome:999999"),
        actor=city.office, now=city.now,
    )  # fmt: skip
    assert kinds(city) == ["no_deposit", "deposit_without_outcome"]


def test_a_conversion_and_its_uses_that_do_not_agree_are_differences(city):
    row = granted(city)
    Conversion.objects.filter(pk=row.pk).update(credits=300)
    assert kinds(city) == ["use_differs"]
    Conversion.objects.filter(pk=row.pk).update(credits=400, state="refused")
    assert kinds(city) == ["use_without_conversion"]


def test_a_course_used_at_home_without_an_enrolment_is_a_difference(city):
    outcome = banked(city)
    target = city.programme.target
    new = NewPosting(
        "stray", PostingKind.USE, target_account(target), used_account(city.learner, target), 100, city.now.date(), BASIS,
        outcome=f"outcome:{outcome.pk}", target=target, purpose="enrolment:77",
    )  # fmt: skip
    post(new, actor=city.office, now=city.now)
    difference = found(city).differences[0]
    assert (difference.kind, difference.at, difference.ledger) == ("use_without_enrolment", "enrolment:77", 100)
    assert found(city).names[f"target:{target}"] == f"{city.programme.school} · {city.programme}"  # named without any conversion


def test_postings_that_wait_long_for_their_seal_are_said(city):
    banked(city)
    later = city.now + timedelta(hours=2)
    day = later.date()
    assert [one.kind for one in reconcile(day, day, later).differences] == ["not_sealed"]
    seal(actor=city.office, now=later)
    assert reconcile(day, day, later).differences == ()


# -- the report ------------------------------------------------------------------------------------------------------


def counted(city, since=None, until=None):
    day = city.now.date()
    row = request_reconciliation(actor=city.office, now=city.now, since=since or day, until=until or day)
    return count(row, now=city.now)


def test_a_report_is_counted_kept_with_its_hash_and_signed_once_for_a_period(city):
    granted(city)
    row = counted(city)
    assert (row.state, row.differences, row.digest) == (ReconciliationState.COUNTED, 0, digest_of(row.result))
    row.refresh_from_db()
    assert digest_of(row.result) == row.digest
    signed = fire(row, "sign", city.office, city.now)
    assert (signed.state, signed.signed_by_id) == (ReconciliationState.SIGNED, city.office.user_id)
    assert count(signed, now=city.now).state == ReconciliationState.SIGNED
    with pytest.raises(Conflict, match="已经签署过"):
        fire(counted(city), "sign", city.office, city.now)


def test_differences_are_answered_for_before_a_report_is_signed(city):
    outcome = banked(city)
    Outcome.objects.filter(pk=outcome.pk).update(credits=150)
    row = counted(city)
    with pytest.raises(Refusal, match="请写明处理意见"):
        fire(row, "sign", city.office, city.now)
    row = fire(row, "sign", city.office, city.now, conclusion="录入有误，撤销后重新认定。")
    assert told_all(row)[0].url == outcome.get_absolute_url()


def test_the_opening_of_a_period_is_the_closing_that_was_signed(city):
    banked(city)
    day = city.now.date()
    row = fire(counted(city), "sign", city.office, city.now)
    result = row.result
    for line in result["accounts"]:
        line["closing"] += 100 * (line["of"] == "learner")
    Reconciliation.objects.filter(pk=row.pk).update(result=result)
    tomorrow = day + timedelta(days=1)
    seal(actor=city.office, now=city.now)
    differences = reconcile(tomorrow, tomorrow, city.now + timedelta(days=1)).differences
    assert [(one.kind, one.about, one.record, one.ledger) for one in differences] == [("opening_differs", "learner", 300, 200)]


def test_a_report_over_days_to_come_or_the_wrong_way_round_or_by_a_school_is_refused(city):
    day = city.now.date()
    with pytest.raises(Refusal, match="还没有到"):
        request_reconciliation(actor=city.office, now=city.now, since=day, until=day + timedelta(days=1))
    with pytest.raises(Refusal, match="不能早于"):
        request_reconciliation(actor=city.office, now=city.now, since=day, until=day - timedelta(days=1))
    with pytest.raises(NotPermitted):
        request_reconciliation(actor=city.school, now=city.now, since=day, until=day)


def test_a_dropped_report_is_not_counted_any_more(city):
    day = city.now.date()
    row = request_reconciliation(actor=city.office, now=city.now, since=day, until=day)
    fire(row, "drop", city.office, city.now, reason="期间选错")
    assert (count(row, now=city.now).state, row.digest) == (ReconciliationState.DROPPED, "")


def test_the_report_leaves_as_paper_and_workbook_with_the_same_numbers(city):
    granted(city)
    row = counted(city)
    assert report(row, "示例市教育局", "pdf").content.startswith(b"%PDF")
    book = load_workbook(BytesIO(workbook(row)))
    assert book.sheet_names[:3] == ["报告", "差异", "各类账户"]
    rows = {cells[0]: cells[1:] for cells in book.get_sheet_by_name("各类账户").to_python()}
    assert rows["学分账户"] == [0, 2, 0, 0, 0, 0, 2]


def test_the_command_line_reconciles_without_keeping_and_says_by_its_exit_whether_something_differs(city, settings):
    outcome = banked(city)
    seal(actor=city.office, now=city.now)
    out = StringIO()
    call_command("ledger", "reconcile", since=date(2020, 1, 1), stdout=out)
    said = json.loads(out.getvalue())
    assert (said["count"], said["accounts"][0]["of"]) == (0, "learner")
    Outcome.objects.filter(pk=outcome.pk).update(credits=150)
    with pytest.raises(Refusal, match="账与记录有差异") as refused:
        call_command("ledger", "reconcile", since=date(2020, 1, 1), stdout=StringIO())
    assert refused.value.code == "differs"
    assert not Reconciliation.objects.exists()


# -- statistics ------------------------------------------------------------------------------------------------------


def figures(found):
    return {one.label: one.value for one in found.figures}


def test_an_account_counts_in_the_year_in_which_it_was_opened_here_however_early(city):
    city.learner.opened_at = city.now.replace(month=1, day=1, hour=7)
    city.learner.save()
    own = next(row for row in produce_accounts(city.now).to_pylist() if row["account"] == city.learner.pk)
    assert (own["opened_on"], own["year"]) == (date(2021, 1, 1), 2021)


def test_statistics_count_what_the_records_say_and_each_reader_only_the_own(city):
    granted(city)
    refused = a_claim(city, city.now, city.learner, a_type(city, "X-7", family=""), number="R-1")
    fire(refused, "submit", city.school, city.now)
    fire(refused, "reject", city.school, city.now, reason="看不清")
    year = (city.now.date().replace(month=1, day=1), city.now.date())
    seen = figures(statistics_of(city.office, *year))
    assert (seen["新开账户"], seen["认定成果"], seen["认定学分"], seen["不予认定"]) == ("1", "1", "2", "1")
    assert (seen["申请转换"], seen["同意转换"], seen["认定用时"]) == ("1", "1", "0")
    others = figures(statistics_of(city.other, *year))
    assert (others["认定成果"], others["同意转换"]) == ("0", "1")
    tables = {table.key: table for table in statistics_of(city.office, *year).tables}
    assert [line.values for line in tables["ledger"].lines] == [["1", "2"], ["1", "4"]]
    assert "ledger" not in {table.key for table in statistics_of(city.school, *year).tables}


def test_an_issuer_of_the_directory_is_counted_once_however_the_catalogue_calls_it(city, now):
    learner = city.learner
    for code, issuer in (("A-1", "甲职专"), ("A-2", "甲县职业技术教育中心")):
        claim = a_claim(city, now, learner, a_type(city, code=code, issuer=issuer, issuer_body=city.school_body), number=code)
        fire(fire(claim, "submit", city.school, now), "recognise", city.school, now)
    counted = statistics_of(city.office, now.date(), now.date())
    lines = {line.name: line.values[0] for table in counted.tables if table.key == "issuers" for line in table.lines}
    assert lines == {city.school_body.name: "2"}
    assert search_outcomes(Outcome.objects.all(), city.school_body.name).count() == 2, "and the link lists both"
