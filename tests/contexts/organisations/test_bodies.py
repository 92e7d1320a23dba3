"""Bodies: entering, describing, renaming, moving, writings; each success beside its refusal."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from baigong.contexts.organisations.models import Organisation, OrganisationAlias
from baigong.contexts.organisations.public import (
    LIAISON,
    OrganisationKind,
    add_alias,
    create_organisation,
    edit_organisation,
    move_organisation,
    name_on,
    remove_alias,
    rename_organisation,
)
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from tests.builders import a_body, an_actor


def test_a_body_stands_below_its_parent(city, team, now):
    school = create_organisation(actor=team, now=now, name="东河一职", kind="secondary_school", parent=city.east_bureau)
    assert school.path == f"{city.east_bureau.path}{school.pk}."
    assert AuditEvent.objects.filter(action="organisations.organisation.created", subject_id=str(school.pk)).exists()


def test_a_liaison_may_not_enter_bodies(city, now):
    with pytest.raises(NotPermitted, match="工作专班"):
        create_organisation(actor=an_actor(LIAISON, city.finance), now=now, name="新局", kind="department")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": "云中市教育局"}, "name_taken"),
        ({"name": "  "}, "empty"),
        ({"name": "新局", "kind": "kingdom"}, "unknown_kind"),
        ({"name": "新局", "credit_code": "11622300013930944C"}, "credit_code"),
    ],
)
def test_a_body_that_cannot_be_is_refused(city, team, now, facts, code):
    with pytest.raises(Refusal) as caught:
        create_organisation(actor=team, now=now, **({"kind": "department"} | facts))
    assert caught.value.code == code


def test_a_credit_code_belongs_to_one_body(city, team, now):
    edit_organisation(actor=team, now=now, organisation=city.government, credit_code="１１６２２３０００１３９３０９４４ｂ")
    assert Organisation.objects.get(pk=city.government.pk).credit_code == "11622300013930944B"
    with pytest.raises(Refusal, match="云中市人民政府") as caught:
        edit_organisation(actor=team, now=now, organisation=city.education, credit_code="11622300013930944B")
    assert "credit_code" in caught.value.fields


def test_an_edit_records_only_what_differs(city, team, now):
    edit_organisation(actor=team, now=now, organisation=city.education, note="新楼", short_name="市教育局")
    event = AuditEvent.objects.get(action="organisations.organisation.edited")
    assert event.detail == {"note": ["", "新楼"]}
    edit_organisation(actor=team, now=now, organisation=city.education, note="新楼")
    assert AuditEvent.objects.filter(action="organisations.organisation.edited").count() == 1


def test_a_renamed_body_bears_each_name_in_its_time(city, team, now):
    body = city.education
    rename_organisation(actor=team, now=now, organisation=body, name="云中市教育和体育局", on=date(2021, 3, 1), basis="机构改革")
    rename_organisation(actor=team, now=now, organisation=body, name="云中市教育委员会", on=date(2023, 1, 1))
    body.refresh_from_db()
    assert [name_on(body, day) for day in (date(2021, 2, 28), date(2021, 3, 1), date(2022, 12, 31), date(2023, 1, 1))] == [
        "云中市教育局",
        "云中市教育和体育局",
        "云中市教育和体育局",
        "云中市教育委员会",
    ]
    assert OrganisationAlias.objects.filter(organisation=body, name="市教育局").exists()


@pytest.mark.parametrize(
    ("name", "on", "code"), [("云中市 教育局", "2022-01-01", "same_name"), ("云中市财政局", "2022-01-01", "name_taken")]
)
def test_a_rename_to_its_own_or_a_taken_name_is_refused(city, team, now, name, on, code):
    with pytest.raises(Refusal) as caught:
        rename_organisation(actor=team, now=now, organisation=city.education, name=name, on=date.fromisoformat(on))
    assert caught.value.code == code


def test_a_rename_before_the_last_one_is_refused(city, team, now):
    rename_organisation(actor=team, now=now, organisation=city.education, name="云中市教体局", on=date(2021, 3, 1))
    with pytest.raises(Refusal) as caught:
        rename_organisation(actor=team, now=now, organisation=city.education, name="云中市教委", on=date(2021, 3, 1))
    assert caught.value.code == "rename_too_early"


def test_moving_a_body_moves_everything_below_it(city, team, now):
    school = a_body("东河一职", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.east_bureau)
    move_organisation(actor=team, now=now, organisation=city.east_bureau, parent=city.west)
    school.refresh_from_db()
    assert school.path == f"{city.west.path}{city.east_bureau.pk}.{school.pk}."
    assert not Organisation.objects.filter(path__startswith=city.east.path).exclude(pk=city.east.pk).exists()


def test_a_body_cannot_stand_below_itself(city, team, now):
    with pytest.raises(Refusal) as caught:
        move_organisation(actor=team, now=now, organisation=city.east, parent=city.east_bureau)
    assert caught.value.code == "inside_itself"


def test_a_writing_means_one_body(city, team, now):
    alias = add_alias(actor=team, now=now, organisation=city.education, name="市教委", source="武政发")
    assert add_alias(actor=team, now=now, organisation=city.education, name="市教委") == alias
    with pytest.raises(Refusal, match="市教育局"):
        add_alias(actor=team, now=now, organisation=city.finance, name="市教委")
    remove_alias(actor=team, now=now, alias=alias)
    add_alias(actor=team, now=now, organisation=city.finance, name="市教委")


def test_the_database_keeps_two_living_bodies_from_one_name(city):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name=city.education.name, kind="department", path="x")
