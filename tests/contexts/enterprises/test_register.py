"""The register: one code one firm, who may enter which, groups, places, closing and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from baigong.contexts.enterprises.events import EnterpriseClosed
from baigong.contexts.enterprises.models import Enterprise, EnterpriseState
from baigong.contexts.enterprises.selectors.register import counties_for, list_enterprises, open_on
from baigong.contexts.enterprises.services import places, registering
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import events
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.enterprise_city import a_code, a_firm, fire, head, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


def test_a_firm_is_entered_below_its_county_with_its_industry_in_words(city):
    row = registering.enter_enterprise(
        actor=city.county, now=city.now, head=head(city, "示例机械有限公司", industry_code="3311", address="一号路")
    )
    assert row.organisation.path.startswith(city.near.path)
    assert (row.industry_section, row.division_code) == ("C", "620621")
    assert row.sites.get().is_main
    assert AuditEvent.objects.filter(action="enterprises.enterprise.entered", subject_id=str(row.pk)).exists()


def test_a_county_enters_its_own_firms_and_nobody_elses(city):
    assert counties_for(city.county, city.now.date()) == [city.near]
    with pytest.raises(NotPermitted):
        registering.enter_enterprise(actor=city.county, now=city.now, head=head(city, "示例外县公司", county=city.far))
    with pytest.raises(NotPermitted):
        registering.enter_enterprise(actor=city.winery, now=city.now, head=head(city, "示例自建公司"))


def test_two_firms_that_claim_one_code_are_told_who_holds_it_and_what_to_do(city):
    twin = head(city, "示例另一家公司", credit_code=city.winery_firm.credit_code)
    with pytest.raises(Refusal) as refused:
        registering.enter_enterprise(actor=city.team, now=city.now, head=twin)
    words = refused.value.fields["credit_code"]
    assert city.winery_firm.name in words
    assert "甲县" in words
    assert "核对营业执照" in words
    assert not Enterprise.objects.filter(organisation__name="示例另一家公司").exists()


def test_one_code_twice_in_a_batch_enters_none_of_them(city):
    code = a_code(900)
    heads = [
        head(city, "示例甲公司", credit_code=code),
        head(city, "示例乙公司"),
        head(city, "示例丙公司", credit_code=f" {code.lower()} "),
    ]
    with pytest.raises(Refusal, match="第3条：与第1条是同一个统一社会信用代码"):
        registering.enter_enterprises(actor=city.team, now=city.now, heads=heads)
    assert not Organisation.objects.filter(name="示例乙公司").exists()


def test_a_code_of_a_department_and_one_of_a_closed_firm_are_told_apart(city):
    Organisation.objects.filter(pk=city.labour_body.pk).update(credit_code=a_code(901))
    with pytest.raises(Refusal, match="政府部门"):
        registering.enter_enterprise(actor=city.team, now=city.now, head=head(city, "示例公司", credit_code=a_code(901)))
    fire(city.dairy_firm, "close", city.team, city.now, on="2021-03-01", document="注销〔2021〕1号")
    with pytest.raises(Refusal, match="已关闭"):
        registering.enter_enterprise(actor=city.team, now=city.now, head=head(city, "示例公司", credit_code=city.dairy_firm.credit_code))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"credit_code": "91620602MA9000010"}, "credit_code"), ({"credit_code": a_code(902)[:17] + "!"}, "credit_code"),
        ({"industry_code": "C"}, "industry_code"), ({"industry_code": "9999"}, "industry_code"), ({"size": "huge"}, "size"),
        ({"ownership": ""}, "ownership"), ({"opened_on": date(2099, 1, 1)}, "opened_on"), ({"stake": "whole"}, "stake"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_on_its_field(city, facts, field):
    with pytest.raises(Refusal) as refused:
        registering.enter_enterprise(actor=city.team, now=city.now, head=head(city, "示例公司", **facts))
    assert field in refused.value.fields


def test_an_enterprise_edits_itself_but_not_what_identifies_it(city):
    firm = city.winery_firm
    facts = {"ownership": "mixed", "size": "large", "business": "白酒", "contact": "某某", "phone": "1"}
    row = registering.edit_enterprise(
        actor=city.winery, now=city.now, enterprise=firm, industry_code="1511", parent=None, stake="", facts=facts, seen=firm.updated_at
    )
    assert (row.size, row.industry_code) == ("large", "1511")
    with pytest.raises(NotPermitted):
        registering.identify_enterprise(
            actor=city.winery, now=city.now, enterprise=firm, name="新名", credit_code=firm.credit_code, county=city.near, opened_on=None
        )
    with pytest.raises(NotPermitted):
        registering.edit_enterprise(
            actor=city.dairy, now=city.now, enterprise=firm, industry_code="1511", parent=None, stake="", facts=facts
        )


def test_who_edits_what_another_changed_meanwhile_is_told(city):
    firm = city.winery_firm
    with pytest.raises(Conflict, match="刚被他人改过"):
        registering.edit_enterprise(
            actor=city.winery, now=city.now, enterprise=firm, industry_code="1511", parent=None, stake="",
            facts={"ownership": "mixed", "size": "large"}, seen=firm.updated_at - timedelta(minutes=1),
        )  # fmt: skip


def test_a_firm_is_renamed_and_moved_and_its_old_name_is_kept(city):
    firm = city.winery_firm
    row = registering.identify_enterprise(
        actor=city.team, now=city.now, enterprise=firm, name="示例新酒业有限公司", credit_code=firm.credit_code, county=city.far,
        opened_on=date(2010, 5, 1), renamed_on=date(2021, 2, 1),
    )  # fmt: skip
    assert (row.name, row.division_code, row.opened_on) == ("示例新酒业有限公司", "620622", date(2010, 5, 1))
    assert row.organisation.path.startswith(city.far.path)
    assert [one.name for one in row.organisation.names.all()] == ["示例winery有限公司"]
    assert not list_enterprises(city.county).filter(pk=firm.pk).exists()


def test_a_code_corrected_to_another_firms_is_refused(city):
    with pytest.raises(Refusal, match=city.dairy_firm.name):
        registering.identify_enterprise(
            actor=city.team, now=city.now, enterprise=city.winery_firm, name=city.winery_firm.name,
            credit_code=city.dairy_firm.credit_code, county=city.near, opened_on=None,
        )  # fmt: skip


def test_a_group_has_no_circle(city):
    facts = {"ownership": "private", "size": "medium"}
    registering.edit_enterprise(
        actor=city.team, now=city.now, enterprise=city.dairy_firm, industry_code="1440", parent=city.winery_firm, stake="whole", facts=facts
    )
    with pytest.raises(Refusal, match="不能作它的上级企业"):
        registering.edit_enterprise(
            actor=city.team, now=city.now, enterprise=city.winery_firm, industry_code="1512",
            parent=Enterprise.objects.get(pk=city.dairy_firm.pk), stake="whole", facts=facts,
        )  # fmt: skip


def test_a_firm_closes_by_a_document_on_a_day_that_has_come_and_that_is_news(city, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setitem(events._subscribers, EnterpriseClosed, [heard.append])
    firm = city.winery_firm
    places.save_site(actor=city.winery, now=city.now, enterprise=firm, head=places.SiteHead("老厂", "620621", "二号路"))
    for facts in ({"on": "2021-04-01", "document": "1号"}, {"on": "2021-03-01", "document": " "}, {"on": "昨天", "document": "1号"}):
        with pytest.raises(Refusal):
            fire(firm, "close", city.county, city.now, **facts)
    with django_capture_on_commit_callbacks(execute=True):
        fire(firm, "close", city.county, city.now, on="2021-03-10", document="注销〔2021〕7号")
    firm = Enterprise.objects.select_related("organisation").get(pk=firm.pk)
    assert (firm.state, firm.closed_on, firm.organisation.ended_on) == (EnterpriseState.CLOSED, date(2021, 3, 10), date(2021, 3, 10))
    assert firm.sites.get().until == date(2021, 3, 10)
    assert heard == [EnterpriseClosed(firm.pk, date(2021, 3, 10))]
    assert firm.exists_on(date(2021, 3, 10))
    assert firm not in open_on(date(2021, 3, 11))


def test_a_parent_does_not_close_over_its_subsidiaries_heads(city):
    registering.edit_enterprise(
        actor=city.team, now=city.now, enterprise=city.dairy_firm, industry_code="1440", parent=city.winery_firm, stake="holding",
        facts={"ownership": "private", "size": "medium"},
    )  # fmt: skip
    with pytest.raises(Refusal, match=city.dairy_firm.name):
        fire(city.winery_firm, "close", city.team, city.now, on="2021-03-01", document="1号")


def test_a_closing_entered_by_mistake_is_taken_back_whole_by_the_team_alone(city):
    firm = a_firm(city, "示例误关公司", address="三号路")
    fire(firm, "close", city.county, city.now, on="2021-03-01", document="1号")
    with pytest.raises(NotPermitted):
        fire(firm, "reopen", city.county, city.now, "登错了")
    fire(firm, "reopen", city.team, city.now, "登错了")
    firm = Enterprise.objects.select_related("organisation").get(pk=firm.pk)
    assert (firm.state, firm.closed_on, firm.organisation.ended_on, firm.sites.get().until) == ("operating", None, None, None)


def test_a_place_that_becomes_the_main_one_takes_that_from_the_former(city):
    firm = city.winery_firm
    first = places.save_site(actor=city.winery, now=city.now, enterprise=firm, head=places.SiteHead("一厂", "620621", "一号路", True))
    second = places.SiteHead("二厂", "620621", "二号路", True)
    places.save_site(actor=city.winery, now=city.now, enterprise=firm, head=second)
    first.refresh_from_db()
    assert not first.is_main
    with pytest.raises(Refusal, match="同名"):
        places.save_site(actor=city.winery, now=city.now, enterprise=firm, head=second)
    with pytest.raises(Refusal, match="没有行政区划代码"):
        places.save_site(actor=city.winery, now=city.now, enterprise=firm, head=replace(second, name="三厂", division_code="000000"))
    with pytest.raises(NotPermitted):
        places.save_site(actor=city.dairy, now=city.now, enterprise=firm, head=replace(second, name="三厂"))


def test_a_kind_of_post_is_named_once_and_with_an_occupation_that_there_is(city):
    firm = city.winery_firm
    kind = places.save_post_kind(actor=city.winery, now=city.now, enterprise=firm, name="酿酒工")
    with pytest.raises(Refusal, match="已有"):
        places.save_post_kind(actor=city.winery, now=city.now, enterprise=firm, name=" 酿酒工 ")
    with pytest.raises(Refusal, match="没有代码"):
        places.save_post_kind(actor=city.winery, now=city.now, enterprise=firm, name="灌装工", occupation_code="9-99")
    assert places.save_post_kind(actor=city.winery, now=city.now, enterprise=firm, name="酿造工", kind=kind).pk == kind.pk
