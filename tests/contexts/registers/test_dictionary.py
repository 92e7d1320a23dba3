"""What the dictionary knows of the editions: tables by words, fields by words, what a new edition changed."""

from baigong.contexts.registers.selectors.dictionary import (
    compare_table,
    counterpart,
    edition_before,
    find_tables,
    search_dictionary,
    users_of,
)
from baigong.contexts.registers.standard import find_standard

NOW, BEFORE = find_standard("SZJZ-ZZ-V2.2.0"), find_standard("SB-ZZ-2023")


def names(hits):
    return {hit.table.name for hit in hits}


def test_without_a_condition_all_tables_are_found_in_their_order():
    hits = find_tables(NOW)
    assert [hit.table.number for hit in hits] == list(range(1, 62))


def test_a_word_finds_tables_by_label_or_name_and_by_their_fields():
    assert "ODS_ZZSXJCSJ" in names(find_tables(NOW, text="实习基础"))
    assert names(find_tables(NOW, text="ods_zzpksj")) == {"ODS_ZZPKSJ"}
    hits = {hit.table.name: hit for hit in find_tables(NOW, text="就业单位行业")}
    assert [field.name for field in hits["ODS_ZZBYQXJYSJ"].fields] == ["JYDWHYM"]


def test_conditions_narrow_one_another():
    daily = find_tables(NOW, frequency="day")
    assert daily
    assert all(hit.table.frequency == "day" for hit in daily)
    both = find_tables(NOW, frequency="day", text="学生", source=daily[0].table.source)
    assert names(both) < names(daily)
    assert find_tables(NOW, text="没有这样的表") == []


def test_search_tells_tables_first_and_a_common_field_once_for_each_edition():
    found = list(search_dictionary("学校代码"))
    assert [standard.code for standard, _table, field in found if field and field.name == "XXDM"].count(NOW.code) == 1
    kinds = [field is None for _standard, _table, field in search_dictionary("学生")]
    assert kinds == sorted(kinds, reverse=True)
    assert list(search_dictionary("   ")) == []


def test_the_edition_before_is_the_one_it_replaced():
    assert edition_before(NOW) is BEFORE
    assert edition_before(BEFORE) is None


def test_a_table_that_is_new_in_an_edition_is_said_to_be_new():
    changes = compare_table(NOW.tables["ODS_ZZZYSZSJ"], NOW)
    assert changes.before is None
    assert changes.edition is BEFORE


def test_added_fields_are_found_against_the_edition_before():
    changes = compare_table(NOW.tables["ODS_ZZBYQXSXSJ"], NOW)
    assert {"ZYDM", "SJZTM"} <= {field.name for field in changes.added}
    assert all(change.changes for change in changes.changed)


def test_a_table_against_itself_has_no_differences():
    assert counterpart(NOW.tables["ODS_ZZPKSJ"], NOW) is NOW.tables["ODS_ZZPKSJ"]


def test_a_code_set_knows_who_uses_it():
    users = users_of(NOW, "XZDM")
    assert ("ODS_ZZZYSZSJ", "XZM") in {(table.name, field.name) for table, field in users}
