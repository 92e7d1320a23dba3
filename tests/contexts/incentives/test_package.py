"""The package: who may have what, by whose decision, and its loss while something stands against the enterprise."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.enterprises.public import EnterpriseFlagged
from baigong.contexts.incentives.models import Entitlement, EntitlementState, Suspension
from baigong.contexts.incentives.public import lift_suspension, suspend_entitlements
from baigong.contexts.incentives.selectors.package import offers_for
from baigong.contexts.incentives.services import entitlements
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests import incentive_city as c
from tests.enterprise_city import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return c.make_city()


def asked(city, incentive, actor=None, day="2022-04-01"):
    return entitlements.apply_for(
        actor=actor or city.winery, now=c.at(city, day), incentive=incentive, enterprise=city.winery_firm, request="二期"
    )


def test_only_who_is_on_the_list_may_ask_and_some_only_once_certified(city):
    land, loan = c.an_incentive(city), c.an_incentive(city, "贷款贴息", pillar="finance", needs_certificate=True)
    with pytest.raises(Refusal, match="不在产教融合型企业名单上"):
        asked(city, land)
    row = c.cultivated(city)
    assert asked(city, land).state == EntitlementState.APPLIED
    with pytest.raises(Refusal, match="只给已认证的企业"):
        asked(city, loan)
    fire(row, "certify", city.reform, c.at(city, "2022-03-20"), document="甘发改〔2022〕2号")
    assert asked(city, loan).state == EntitlementState.APPLIED


def test_the_owner_decides_by_document_and_nobody_elses_department(city):
    c.cultivated(city)
    row = asked(city, c.an_incentive(city))
    with pytest.raises(NotPermitted):
        fire(row, "grant", city.tax, city.now, document="示例函")
    with pytest.raises(Refusal, match="文号"):
        fire(row, "grant", city.labour, city.now)
    assert fire(row, "grant", city.labour, city.now, document="示例函〔2022〕1号").granted_on == city.now.date()
    with pytest.raises(Refusal, match="已经申请或享受"):
        asked(city, row.incentive)


def test_an_entry_that_is_open_does_not_change_and_one_that_is_closed_takes_nobody(city):
    c.cultivated(city)
    row = c.an_incentive(city)
    head = entitlements.IncentiveHead("land", "另一项", city.labour_body, "内容", "依据")
    with pytest.raises(Conflict):
        entitlements.edit_incentive(actor=city.team, now=city.now, incentive=row, head=head)
    row = fire(row, "close", city.team, city.now, "期满")
    with pytest.raises(Refusal, match="不受理"):
        asked(city, row)


def test_the_package_is_looked_up_once_however_many_incentives_it_has(city, django_assert_num_queries):
    c.cultivated(city)
    for number in range(6):
        c.an_incentive(city, f"激励{number}")
    with django_assert_num_queries(4):
        assert len(offers_for(city.winery_firm)) == 6


def suspend(city, reference="duty:1"):
    return suspend_entitlements(
        actor=city.county, now=c.at(city, "2022-05-01"), enterprise=city.winery_firm, reason="未按要求接纳实习生", basis="措施14",
        reference=reference,
    )  # fmt: skip


def test_what_is_suspended_from_above_is_lost_for_a_time_and_comes_back(city):
    c.cultivated(city)
    row = c.granted(city, c.an_incentive(city))
    other = c.an_incentive(city, "另一项")
    made = suspend(city)
    row.refresh_from_db()
    assert row.state == EntitlementState.SUSPENDED
    assert suspend(city) == made, "asked twice for the same it is one"
    with pytest.raises(Refusal, match="激励暂停中：未按要求接纳实习生"):
        asked(city, other)
    assert [offer.why for offer in offers_for(city.winery_firm) if offer.entitlement is None] == [
        "激励暂停中：未按要求接纳实习生（措施14）。"
    ]
    second = suspend(city, "case:2")
    lift_suspension(actor=city.team, now=c.at(city, "2022-06-01"), suspension=made, reason="已达到")
    row.refresh_from_db()
    assert row.state == EntitlementState.SUSPENDED, "another one still stands"
    lift_suspension(actor=city.team, now=c.at(city, "2022-06-01"), suspension=second, reason="已办结")
    row.refresh_from_db()
    assert row.state == EntitlementState.GRANTED
    with pytest.raises(Conflict):
        lift_suspension(actor=city.team, now=c.at(city, "2022-06-02"), suspension=second, reason="又一次")


def test_one_that_comes_from_a_case_is_not_lifted_by_hand(city):
    made = suspend(city)
    with pytest.raises(Conflict, match="原处办结"):
        entitlements.lift_by_hand(actor=city.team, now=city.now, suspension=made, reason="放行")
    with pytest.raises(NotPermitted):
        entitlements.lift_by_hand(actor=city.winery, now=city.now, suspension=made, reason="放行")


def test_a_blocking_mark_suspends_and_its_end_resumes(city):
    c.cultivated(city)
    row = c.granted(city, c.an_incentive(city))
    flag = c.a_flag(city, until=date(2022, 5, 31))
    assert entitlements.follow_flags(c.at(city, "2022-04-30")) == 0
    assert entitlements.follow_flags(c.at(city, "2022-05-01")) == 1
    assert entitlements.follow_flags(c.at(city, "2022-05-02")) == 0
    row.refresh_from_db()
    assert row.state == EntitlementState.SUSPENDED
    standing = Suspension.objects.get()
    assert (standing.reference, flag.document in standing.basis) == (f"flag:{flag.pk}", True)
    with pytest.raises(Conflict, match="标记解除后自动恢复"):
        entitlements.lift_by_hand(actor=city.team, now=city.now, suspension=standing, reason="放行")
    assert entitlements.follow_flags(c.at(city, "2022-06-01")) == 1
    row.refresh_from_db()
    assert row.state == EntitlementState.GRANTED


def test_a_mark_that_does_not_block_changes_nothing(city):
    c.cultivated(city)
    c.granted(city, c.an_incentive(city))
    c.a_flag(city, kind="wage_arrears", blocks=False)
    assert entitlements.follow_flags(c.at(city, "2022-05-01")) == 0


def test_the_news_of_a_mark_is_followed_at_once(city):
    c.cultivated(city)
    row = c.granted(city, c.an_incentive(city))
    flag = c.a_flag(city)
    entitlements.follow_flagged(EnterpriseFlagged(city.winery_firm.pk, flag.pk, flag.since))
    row.refresh_from_db()
    assert row.state == EntitlementState.SUSPENDED


def test_a_mark_that_is_withdrawn_or_lifted_sets_free_at_once_what_it_stopped(city, django_capture_on_commit_callbacks):
    c.cultivated(city)
    row = c.granted(city, c.an_incentive(city))
    wrong = c.a_flag(city)
    entitlements.follow_flagged(EnterpriseFlagged(city.winery_firm.pk, wrong.pk, wrong.since))
    with django_capture_on_commit_callbacks(execute=True):
        fire(wrong, "withdraw", city.team, c.at(city, "2022-06-02"), "张冠李戴")
    row.refresh_from_db()
    assert row.state == EntitlementState.GRANTED
    assert not Suspension.objects.filter(lifted_on=None).exists()


def test_with_the_stay_on_the_list_the_package_ends(city):
    listed = c.cultivated(city)
    row, waiting = c.granted(city, c.an_incentive(city)), asked(city, c.an_incentive(city, "另一项"))
    fire(listed, "exit", city.reform, c.at(city, "2022-05-10"), "自愿", document="甘发改〔2022〕9号")
    assert [one.state for one in Entitlement.objects.filter(pk__in=[row.pk, waiting.pk]).order_by("pk")] == ["ended", "refused"]


def test_nobody_suspends_or_resumes_by_a_button(city):
    c.cultivated(city)
    row = c.granted(city, c.an_incentive(city))
    from baigong.kernel.workflow import available

    assert {item.step.name for item in available(row, city.team)} == {"end"}
    assert fire(row, "suspend", SYSTEM, city.now, "标记").state == EntitlementState.SUSPENDED
