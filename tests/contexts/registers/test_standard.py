"""Editions of the standard as data: what is carried, what is read instead of a misprint, where code sets live."""

from __future__ import annotations

import csv

import pytest

from baigong.contexts.registers.standard import Frequency, all_standards, find_standard, find_table
from baigong.contexts.registers.standard.loading import DATA, _corrected
from baigong.contexts.registers.standard.model import Correction
from baigong.contexts.registers.standard.spaces import space_of
from baigong.engines.checking.fields import Kind
from baigong.engines.checking.plain import check_rows, check_value, normalise

SECONDARY, OLD, HIGHER, ROSTERS = (find_standard(code) for code in ("SZJZ-ZZ-V2.2.0", "SB-ZZ-2023", "SB-GZ-2023", "WW-ROSTERS-2021"))
NATIONAL = [SECONDARY, OLD, HIGHER]


@pytest.mark.parametrize(
    ("edition", "tables", "fields", "printed_mandatory", "sets", "codes"),
    [(OLD, 47, 626, 478, 69, 397), (HIGHER, 85, 1122, 802, 111, 1204), (SECONDARY, 61, 823, 636, 88, 541)],
)
def test_the_editions_have_the_counts_of_the_documents(edition, tables, fields, printed_mandatory, sets, codes):
    assert len(edition.tables) == tables
    assert sum(len(table.fields) for table in edition.tables.values()) == fields
    mended = sum(c.column == "constraint" and c.taken == "M" for c in edition.corrections)
    assert sum(f.field.is_required for table in edition.tables.values() for f in table.fields) == printed_mandatory + mended
    assert len(edition.code_sets) == sets
    assert sum(len(each.codes) for each in edition.code_sets.values()) == codes
    assert sorted(table.number for table in edition.tables.values()) == list(range(1, tables + 1))


def test_every_table_of_the_national_standard_is_keyed_by_its_row_key():
    for edition in NATIONAL:
        for table in edition.tables.values():
            assert table.rules.key == ("ZJSJWYXBS",)
            assert table.field("ZJSJWYXBS").field.check == "row_key"
            assert table.field("XXDM").field.check == "school_code"
    deletable = [table.name for table in SECONDARY.tables.values() if table.rules.delete_field]
    assert len(deletable) == 8


def test_a_row_that_is_withdrawn_needs_only_its_key():
    rules = find_table("SZJZ-ZZ-V2.2.0", "专业设置").rules
    assert check_rows(rules, [{"ZJSJWYXBS": "A" * 32, "SJZTM": "0"}]) == []
    assert [fault.field for fault in check_rows(rules, [{"ZJSJWYXBS": "a", "SJZTM": "0"}])] == ["ZJSJWYXBS"]
    assert len(check_rows(rules, [{"ZJSJWYXBS": "A" * 32}])) > 5


@pytest.mark.parametrize(
    ("edition", "table", "field", "kind", "length", "scale"),
    [
        (OLD, "ODS_ZZSXJXGCSJ", "XSXM", Kind.TEXT, 36, 0),
        (OLD, "ODS_ZZZZZSSJ", "SJCJSJ", Kind.MOMENT, 0, 0),
        (OLD, "ODS_ZZXSZHCJPJSJ", "XQM", Kind.TEXT, 1, 0),
        (OLD, "ODS_ZZWFJCKCJSJ", "KCCJ", Kind.NUMBER, 5, 1),
        (SECONDARY, "ODS_ZZSSHXSJ", "XSXM", Kind.TEXT, 36, 0),
        (SECONDARY, "ODS_ZZJXZLYPJSJ", "KCZLPJ", Kind.NUMBER, 20, 1),
        (SECONDARY, "ODS_ZZJCJBSJ", "DJ", Kind.MONEY, 20, 4),
    ],
)
def test_misprints_and_unusual_lengths_are_read_as_they_were_meant(edition, table, field, kind, length, scale):
    found = edition.tables[table].field(field).field
    assert (found.kind, found.length, found.scale) == (kind, length, scale)


def test_every_misprint_is_said_with_its_reason_and_the_file_keeps_what_is_printed():
    for edition in NATIONAL:
        with (DATA / edition.code / "fields.csv").open(encoding="utf-8", newline="") as stream:
            printed = {(line["table"], line["field"]): line for line in csv.DictReader(stream)}
        for wrong in edition.corrections:
            assert wrong.why
            assert printed[wrong.table, wrong.field][wrong.column] == wrong.printed != wrong.taken


def test_a_correction_of_something_that_is_not_printed_is_refused():
    with pytest.raises(ValueError, match="nothing to correct"):
        _corrected([{"table": "T", "field": "F", "type": "C"}], (Correction("T", "F", "type", "N", "C", "why"),))


def test_an_abolished_division_and_a_programme_that_our_catalogue_lacks_are_not_refused():
    place = SECONDARY.tables["ODS_ZZXXGKJCSJ"].field("QXJGBM").field
    assert check_value(place, "622301") is None  # 县级武威市, abolished in 2001
    assert check_value(place, "992301") == "not_in_code_set"
    programme = SECONDARY.tables["ODS_ZZSXJCSJ"].field("ZYDM").field
    assert check_value(programme, "710212") is None  # added after 2021, absent from our copy
    assert check_value(programme, "999901") == "not_in_code_set"


def test_a_value_space_that_nobody_carries_is_an_error_of_the_files():
    with pytest.raises(LookupError, match="no value space"):
        space_of("nowhere", {})
    assert "1" in space_of("base:3", {}).codes


def test_codes_of_a_list_may_be_joined_with_commas_as_one_edition_prints_it():
    field = SECONDARY.tables["ODS_ZZDZZQKJCSJ"].field("DNLDZWM").field
    assert field.is_list
    assert normalise(field, "1，2") == "1||2"
    assert check_value(field, "1||2") is None


def test_the_frequencies_are_those_of_the_document():
    assert SECONDARY.tables["ODS_ZZPKSJ"].frequency is Frequency.NEXT_DAY
    assert HIGHER.tables["ODS_XXTSXXHXTYYSJ"].frequency is Frequency.ON_CHANGE


def test_training_abroad_needs_what_the_standard_demands_of_it():
    rules = find_table("SZJZ-ZZ-V2.2.0", "教师进修学习").rules
    abroad = {"ZJSJWYXBS": "A" * 32, "JXXXDDM": "2"}
    assert [f.field for f in check_rows(rules, [abroad]) if f.code == "required_if"] == ["CGRQ", "CGMDM", "PCDW", "SPDW", "SPRQ", "YHGRQ"]
    assert not [f for f in check_rows(rules, [abroad | {"JXXXDDM": "1"}]) if f.code == "required_if"]


def test_only_identity_numbers_are_sensitive_and_none_is_a_key():
    for edition in all_standards():
        for table in edition.tables.values():
            for each in table.fields:
                assert each.field.is_sensitive == (each.name in {"SFZH", "SFZJH", "QTZJH"}), (table.name, each.name)


def test_the_rosters_are_an_edition_like_any_other():
    assert find_table("ww-rosters-2021", "学生名册").rules.key == ("XH",)
    assert find_table("WW-ROSTERS-2021", "教师企业实践").rules.key == ("JGH", "KSRQ")
    assert all(table.rules.delete_field == "SJZTM" for table in ROSTERS.tables.values())
    student = ROSTERS.tables["MCXS"].rules
    row = {"XH": "1", "CSRQ": "20050102", "SFZJLX": "1", "SFZH": "11010519491231002x"}
    assert {(f.field, f.code) for f in check_rows(student, [row]) if f.code != "required"} == {("CSRQ", "not_birth_date")}
    assert ("SFZH", "required_if") in {(f.field, f.code) for f in check_rows(student, [row | {"SFZH": ""}])}


def test_an_unknown_edition_or_table_is_none():
    assert find_standard("SB-XX") is None
    assert find_table("SB-XX", "学校基本") is None
    assert find_table("SB-GZ-2023", "没有这张表") is None


def test_editions_in_force_come_first():
    assert all_standards()[0].code == "SZJZ-ZZ-V2.2.0"
    assert all_standards()[-1].superseded_by == "SZJZ-ZZ-V2.2.0"
