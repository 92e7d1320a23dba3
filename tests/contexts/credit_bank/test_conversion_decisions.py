"""Deciding on an application: line by line, by what was seen, a higher level in the place of a lower one, withdrawn, reversed, on paper."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import translation

from baigong.contexts.credit_bank.conversion.deciding import decide_for, name_of
from baigong.contexts.credit_bank.ledger.accounts import used_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import Conversion, ConversionState, Posting, PostingKind, SchoolCreditSettings
from baigong.contexts.credit_bank.outputs.conversions import decision_paper
from baigong.contexts.credit_bank.pages_of_conversion import conversion_page, preview_of
from baigong.contexts.credit_bank.selectors.conversion import standing_exemptions
from baigong.contexts.credit_bank.services import conversions
from baigong.contexts.credit_bank.services.rules import NeedHead
from baigong.kernel import audit
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.builders import acting_for
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import a_type, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


def applied(city, **facts):
    return conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme, **facts)


def granted(city, **facts):
    return fire(applied(city, **facts), "approve", city.other, city.now, decision="示例院教〔2021〕5号")


def used(city):
    return balance_of(used_account(city.learner, city.programme.target).code)


@pytest.fixture
def two_lines(city):
    """An application that gives nursing of the old for the certificate, and credits for a training."""
    adopted(city)
    adopted(city, "R-H", needs=(NeedHead(kind="farmer_training"),), courses=(), hours_per_credit=16)
    banked(city)
    banked(city, city.farming_type, number="", hours=80)
    return applied(city)


def names(city):
    decision = decide_for(city.learner, city.programme, city.now.date()).decision
    return {grant.course: name_of(grant) for grant in decision.grants}


# -- line by line -----------------------------------------------------------------------------------------------------------


def test_the_desk_grants_some_lines_and_refuses_others_with_reasons_that_stay_on_the_page(city, two_lines):
    conversions.grant_in_part(actor=city.other, now=city.now, conversion=two_lines, refused={names(city)["LN"]: "课程已调整"})
    row = Conversion.objects.get(pk=two_lines.pk)
    assert (row.state, row.state_text, row.credits, used(city)) == (ConversionState.APPROVED, "部分同意", 500, 500)
    page = conversion_page(city.other, row).preview
    assert [(one.title, one.credits) for one in page.given] == [("选修课", "5")]
    assert [(one.title, one.credits, one.reason, one.is_exemption) for one in page.by_school] == [("老年护理", "4", "课程已调整", True)]
    assert audit.events_of(row).get(action="credit_bank.conversion.approved").detail["reason"] == "“老年护理”不同意：课程已调整"
    assert standing_exemptions(city.other).count() == 0
    # What was refused was not used: the certificate may be applied with again.
    assert [one.title for one in preview_of(decide_for(city.learner, city.programme, city.now.date())).given] == ["老年护理"]


def test_a_line_is_not_refused_without_a_reason_and_all_lines_only_by_refusing_the_whole(city, two_lines):
    with pytest.raises(Refusal, match="写明理由"):
        conversions.grant_in_part(actor=city.other, now=city.now, conversion=two_lines, refused={names(city)["LN"]: "  "})
    with pytest.raises(Refusal, match="整份办理"):
        conversions.grant_in_part(
            actor=city.other, now=city.now, conversion=two_lines, refused=dict.fromkeys(names(city).values(), "不合适")
        )
    assert Conversion.objects.get(pk=two_lines.pk).state == ConversionState.APPLIED


def test_what_was_not_seen_is_not_granted(city, two_lines):
    seen = preview_of(decide_for(city.learner, city.programme, city.now.date())).digest
    fire(city.learner.outcomes.get(type=city.web), "revoke", city.school, city.now, reason="证书作废")
    with pytest.raises(Conflict, match="重新核对"):
        fire(two_lines, "approve", city.other, city.now, seen=seen)
    seen = preview_of(decide_for(city.learner, city.programme, city.now.date())).digest
    assert fire(two_lines, "approve", city.other, city.now, seen=seen).credits == 500


def test_a_button_cannot_send_lines_to_refuse(city, two_lines, client):
    client.force_login(city.users.other)
    client.post(reverse("workflow:fire", args=["credit_bank.conversion", two_lines.pk, "approve"]), {"refused_lines": "x"})
    assert Conversion.objects.get(pk=two_lines.pk).credits == 900


def test_the_page_of_lines_grants_what_is_not_ticked(city, two_lines, client):
    client.force_login(city.users.other)
    address = f"/credits/conversions/{two_lines.pk}/decide/"
    digest = preview_of(decide_for(city.learner, city.programme, city.now.date())).digest
    name = names(city)["LN"]
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"seen": digest, f"refuse_{name}": "on"})
    assert (wrong.status_code, "写明理由" in wrong.text) == (422, True)
    assert client.post(address, {"seen": "gone", f"refuse_{name}": "on", f"why_{name}": "课程已调整"}).status_code == 409
    assert client.post(address, {"seen": digest, f"refuse_{name}": "on", f"why_{name}": "课程已调整"}).status_code == 302
    assert Conversion.objects.get(pk=two_lines.pk).refused_lines[0]["reason"] == "课程已调整"
    assert client.get(address).status_code == 302


# -- a higher level takes the place of a lower one --------------------------------------------------------------------------


@pytest.fixture
def levels(city):
    """The lower certificate was used for nursing of the old; a higher one gives that and more."""
    lower = a_type(city, "X-3", level="初级", family="X")
    adopted(city, "R-L", needs=(NeedHead(lower),))
    adopted(city, "R-M", needs=(NeedHead(city.web),), courses=("HL",))
    city.lower = banked(city, lower, number="B-1")
    city.first = granted(city)
    city.higher = banked(city)
    return city


def test_a_higher_level_takes_the_place_of_a_lower_one_that_was_used_and_the_books_stay_whole(levels):
    city = levels
    assert used(city) == 400
    preview = preview_of(decide_for(city.learner, city.programme, city.now.date()))
    assert [one.title for one in preview.given] == ["基础护理"]
    assert [one.title for one in preview.replaced] == ["老年护理"]
    second = granted(city)
    assert (used(city), second.credits) == (600, 600)
    assert [line.course.code for line in standing_exemptions(city.other)] == ["HL"]
    first = conversion_page(city.other, Conversion.objects.get(pk=city.first.pk)).preview.given[0]
    assert first.replaced_by == second
    reversal = Posting.objects.get(kind=PostingKind.REVERSE)
    assert "取代" in reversal.reason
    assert reversal.outcome == f"outcome:{city.lower.pk}"
    assert verify().is_sound


def test_a_higher_level_that_gives_no_more_leaves_the_lower_one_in_its_place(city):
    lower = a_type(city, "X-3", level="初级", family="X")
    adopted(city, "R-L", needs=(NeedHead(lower),))
    banked(city, lower, number="B-1")
    granted(city)
    banked(city)
    preview = preview_of(decide_for(city.learner, city.programme, city.now.date()))
    assert (preview.given, preview.replaced) == ([], [])
    assert any("得不到更多学分" in said.what for said in preview.refused)


def test_what_takes_another_place_is_granted_whole_or_not_at_all(levels):
    city = levels
    row = applied(city)
    adopted(city, "R-H", needs=(NeedHead(kind="farmer_training"),), courses=(), hours_per_credit=16)
    banked(city, city.farming_type, number="", hours=80)
    with pytest.raises(Refusal, match="不能单独不同意"):
        conversions.grant_in_part(actor=city.other, now=city.now, conversion=row, refused={names(city)["HL"]: "不合适"})
    conversions.grant_in_part(actor=city.other, now=city.now, conversion=row, refused={names(city)[""]: "不合适"})
    assert used(city) == 600


def test_a_replacement_fits_under_a_cap_that_both_together_would_pass(levels):
    city = levels
    SchoolCreditSettings.objects.update(cap_permille=150)
    row = applied(city)
    fire(row, "approve", city.other, city.now)
    assert used(city) == 600


def test_a_reversed_replacement_sets_both_levels_free(levels):
    city = levels
    second = granted(city)
    fire(second, "reverse", city.other, city.now, reason="录入有误", document="示例院教〔2021〕6号")
    assert (used(city), standing_exemptions(city.other).count()) == (0, 0)
    assert granted(city).credits == 600


# -- withdrawn, reversed, on paper ------------------------------------------------------------------------------------------


def test_learners_withdraw_their_own_application_and_may_apply_again(city, two_lines):

    city.learner.user = city.users.pupil
    city.learner.save()
    own = acting_for(city.users.pupil)
    with pytest.raises(NotPermitted):
        fire(two_lines, "withdraw", acting_for(city.users.farmer), city.now)
    assert fire(two_lines, "withdraw", own, city.now).state == ConversionState.WITHDRAWN
    again = conversions.apply(actor=own, now=city.now, learner=city.learner, programme=city.programme)
    assert fire(again, "approve", city.other, city.now).credits == 900
    with pytest.raises(Conflict):
        fire(again, "withdraw", own, city.now)


def test_a_conversion_is_reversed_with_a_reason_and_by_a_decision_document(city, two_lines):
    fire(two_lines, "approve", city.other, city.now)
    with pytest.raises(Refusal, match="文号"):
        fire(two_lines, "reverse", city.other, city.now, reason="录入有误")
    row = fire(two_lines, "reverse", city.other, city.now, reason="录入有误", document="示例院教〔2021〕6号")
    assert (row.reversal, used(city)) == ("示例院教〔2021〕6号", 0)
    reversals = Posting.objects.filter(kind=PostingKind.REVERSE)
    assert {(p.reason, p.decision) for p in reversals} == {("录入有误", "示例院教〔2021〕6号")}


def test_the_decision_is_handed_out_on_paper_with_what_was_refused_and_why(city, two_lines, client):
    conversions.grant_in_part(
        actor=city.other, now=city.now, conversion=two_lines, refused={names(city)["LN"]: "课程已调整"}, decision="示例院教〔2021〕7号"
    )
    row = Conversion.objects.get(pk=two_lines.pk)
    made = decision_paper(row, conversion_page(city.other, row), "docx")
    text = zipfile.ZipFile(io.BytesIO(made.content)).read("word/document.xml").decode()
    for said in ("部分同意", "示例院教〔2021〕7号", "课程已调整", "第三条", city.learner.number):
        assert said in text
    client.force_login(city.users.other)
    assert client.get(f"/credits/conversions/{row.pk}/decision.pdf").content[:4] == b"%PDF"
    client.force_login(city.users.farmer)
    assert client.get(f"/credits/conversions/{row.pk}/decision.pdf").status_code == 404


def test_an_application_that_is_not_decided_has_no_paper(city, two_lines, client):
    client.force_login(city.users.other)
    assert client.get(f"/credits/conversions/{two_lines.pk}/decision.pdf").status_code == 404


def test_a_desk_takes_an_application_back_only_for_the_learner_and_the_log_says_what_was_asked(city, two_lines):
    with pytest.raises(NotPermitted):
        fire(two_lines, "withdraw", city.school, city.now)
    with pytest.raises(Refusal, match="理由"):
        fire(two_lines, "withdraw_for", city.school, city.now)
    row = fire(two_lines, "withdraw_for", city.school, city.now, reason="本人书面要求撤回")
    event = audit.events_of(row).first()
    assert (row.state, event.action) == (ConversionState.WITHDRAWN, "credit_bank.conversion.withdrawn_for")
    assert event.detail["reason"] == "本人书面要求撤回"


def test_what_the_school_fixed_anew_while_a_desk_decided_grants_nothing(city, two_lines, monkeypatch):
    def overtaken(*args):
        found = decide_for(*args)
        SchoolCreditSettings.objects.update(cap_permille=1)
        return found

    monkeypatch.setattr("baigong.contexts.credit_bank.workflow.conversions.decide_for", overtaken)
    with pytest.raises(Conflict, match="转换规定刚刚变化"):
        fire(two_lines, "approve", city.other, city.now)


def test_what_is_written_down_speaks_the_language_of_records_whoever_presses_the_button(city, two_lines):
    with translation.override("en"):
        fire(two_lines, "approve", city.other, city.now)
    assert {posting.decision for posting in Posting.objects.filter(kind=PostingKind.USE)} == {"乙学院 2021-03-15同意学分转换"}
