"""The HTTP operations on standards: open, typed, the same facts as the pages."""

import pytest
from django.urls import reverse
from ninja.testing import TestClient

from baigong.contexts.registers.operations import router
from baigong.contexts.registers.standard import all_standards, find_standard

CODE = "SZJZ-ZZ-V2.2.0"


@pytest.fixture
def api():
    return TestClient(router).get


def test_every_edition_is_listed_with_what_replaced_it(api):
    found = {one["code"]: one for one in api("/standards").json()}
    assert set(found) == {standard.code for standard in all_standards()}
    assert found["SB-ZZ-2023"]["superseded_by"] == CODE
    assert found[CODE]["tables"] == 61


def test_tables_are_found_by_words_and_conditions(api):
    assert len(api(f"/standards/{CODE}/tables").json()) == 61
    assert [one["name"] for one in api(f"/standards/{CODE}/tables?q=心理咨询").json()] == ["ODS_ZZXLZXJLSJ"]
    assert {one["frequency"] for one in api(f"/standards/{CODE}/tables?frequency=week").json()} == {"week"}


def test_a_table_tells_its_fields_with_their_codes(api):
    table = api(f"/standards/{CODE}/tables/ODS_ZZZYSZSJ").json()
    assert table["key"] == list(find_standard(CODE).tables["ODS_ZZZYSZSJ"].rules.key)
    fields = {field["name"]: field for field in table["fields"]}
    assert fields["XZM"]["codes"]["3"] == "三年制"
    assert fields["PZSZNY"]["kind"] == "month"
    assert table["template"] == reverse("registers:standard-table-file", args=[CODE, "ODS_ZZZYSZSJ", "xlsx"])


def test_the_schema_and_the_code_sets_are_at_hand(api):
    assert api(f"/standards/{CODE}/tables/ods_zzzyszsj/schema").json()["title"] == "专业设置"
    assert any(one["name"] == "XZDM" for one in api(f"/standards/{CODE}/code-sets").json())


@pytest.mark.parametrize("path", ["/standards/XX/tables", f"/standards/{CODE}/tables/XX", f"/standards/{CODE}/tables/XX/schema"])
def test_what_is_not_there_is_not_found(api, path):
    assert api(path).status_code == 404


def test_nobody_has_to_sign_in(client, db):
    assert client.get("/api/returns/standards").status_code == 200
