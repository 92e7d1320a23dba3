"""Marks against firms: who enters which, from when to when they stand, which withhold incentives."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from baigong.contexts.enterprises.models import Flag, flag_kinds
from baigong.contexts.enterprises.selectors.flags import blocking_flags, flags_standing, kinds_for
from baigong.contexts.enterprises.services.flags import FlagHead, enter_flag
from baigong.kernel.errors import NotPermitted, Refusal
from tests.enterprise_city import fire, make_city, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


def marked(city, kind="tax_breach", actor=None, body=None, **facts):
    given = {"since": on("2021-02-01"), "document": "税〔2021〕1号", "facts": "偷税", **facts}
    return enter_flag(
        actor=actor or city.tax, now=city.now, enterprise=city.winery_firm, body=body or city.tax_body, head=FlagHead(kind, **given)
    )  # fmt: skip


def test_a_department_enters_the_kinds_it_owns_and_is_told_whose_the_others_are(city):
    assert [kind.code for kind in kinds_for(city.tax, city.now.date())] == ["tax_breach"]
    assert [kind.code for kind in kinds_for(city.labour, city.now.date())] == ["wage_arrears"]
    assert len(kinds_for(city.team, city.now.date())) == len(flag_kinds())
    assert marked(city).blocks
    with pytest.raises(NotPermitted, match="由市税务局登记"):
        marked(city, actor=city.labour, body=city.labour_body, document="2号")
    with pytest.raises(NotPermitted):
        marked(city, actor=city.winery, body=city.winery_firm.organisation, document="3号")


def test_a_kind_whose_owner_the_city_has_not_is_entered_by_the_team(city):
    assert marked(city, "safety_accident", city.team, city.bureau).body == city.bureau
    assert marked(city, "tax_breach", city.team, city.tax_body, document="代登1号").entered_by_id == city.team.user_id


def test_a_mark_stands_from_its_first_day_to_its_last_and_only_then_withholds(city):
    flag = marked(city, until=on("2021-02-28"))
    firm = city.winery_firm.pk

    def stands(day):
        asked = [firm, city.dairy_firm.pk]
        found = blocking_flags(asked, on(day))
        assert list(found) == asked
        assert flag.stands_on(on(day)) == bool(found[firm])
        return bool(found[firm])

    assert [stands(day) for day in ("2021-01-31", "2021-02-01", "2021-02-28", "2021-03-01")] == [False, True, True, False]


def test_one_that_is_lifted_counted_until_then_and_one_entered_wrongly_never_did(city):
    flag, wrong = marked(city), marked(city, document="税〔2021〕9号")
    with pytest.raises(Refusal, match="解除日期"):
        fire(flag, "lift", city.tax, city.now, on="2021-01-01", document="1号")
    with pytest.raises(Refusal, match="文号"):
        fire(flag, "lift", city.tax, city.now, on="2021-03-01", document="")
    flag = fire(flag, "lift", city.tax, city.now, on="2021-03-01", document="解〔2021〕1号")
    fire(wrong, "withdraw", city.tax, city.now, "张冠李戴")
    firm = city.winery_firm.pk
    assert flags_standing([firm], on("2021-03-01"))[firm] == [flag]
    assert flags_standing([firm], on("2021-03-02"))[firm] == []


def test_a_mark_that_only_informs_withholds_nothing(city):
    marked(city, "wage_arrears", city.labour, city.labour_body)
    firm = city.winery_firm.pk
    assert len(flags_standing([firm], on("2021-03-01"))[firm]) == 1
    assert blocking_flags([firm], on("2021-03-01"))[firm] == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"kind": "gossip"}, "kind"), ({"document": " "}, "document"), ({"facts": ""}, "facts"), ({"since": on("2022-01-01")}, "since"),
     ({"until": on("2021-01-01")}, "until")],
)  # fmt: skip
def test_what_cannot_be_is_said_on_its_field(city, facts, field):
    with pytest.raises(Refusal) as refused:
        marked(city, **facts)
    assert field in refused.value.fields


def test_the_same_document_marks_a_firm_once(city):
    marked(city)
    with pytest.raises(Refusal, match="没有重复登记"):
        marked(city)


def test_every_kind_says_who_owns_it_and_by_what(city):
    for kind in flag_kinds().values():
        assert kind.owners
        assert kind.basis
        Flag._meta.get_field("kind").clean(kind.code, None)
    with pytest.raises(ValidationError):
        Flag._meta.get_field("kind").clean("gossip", None)
