"""Pages of the data dictionary: open to everybody, no query asked, every table of every edition can be opened and filled in."""

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON
from baigong.contexts.registers.reading import read_file
from baigong.contexts.registers.standard import all_standards, find_standard
from tests.builders import a_body, a_user

CODE = "SZJZ-ZZ-V2.2.0"
TABLE = "ODS_ZZBYQXSXSJ"

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    answer = client.get(reverse(f"registers:{name}", args=args), query)
    return answer, answer.content.decode()


def test_the_overview_lists_every_edition_and_which_is_in_force(client):
    answer, text = page(client, "standards")
    assert answer.status_code == 200
    for standard in all_standards():
        assert standard.short_title in text
    assert "已被新版本替代" in text


def test_an_edition_lists_its_tables_and_finds_them_by_words_and_conditions(client):
    _answer, everything = page(client, "standard", CODE)
    assert "共 61 张表" in everything
    _answer, text = page(client, "standard", CODE, q="就业单位行业")
    assert "毕业去向【就业】" in text
    assert "学生消费" not in text
    _answer, text = page(client, "standard", CODE, frequency="week")
    assert "心理咨询记录" in text
    assert "学生消费" not in text


def test_words_that_find_nothing_say_what_to_do(client):
    _answer, text = page(client, "standard", CODE, q="没有这样的表")
    assert "没有符合条件的表" in text
    assert "清除条件" in text


def test_a_table_shows_its_fields_with_code_sets_and_what_the_edition_changed(client):
    answer, text = page(client, "standard-table", CODE, TABLE)
    assert answer.status_code == 200
    assert 'id="XM"' in text
    assert reverse("registers:standard-codes", args=[CODE, "SXQDDM"]) in text
    assert reverse("classifications:scheme", args=["programmes"]) in text
    assert "与前一版本的差别" in text


def test_a_table_of_an_edition_that_was_replaced_leads_to_the_new_one(client):
    _answer, text = page(client, "standard-table", "SB-ZZ-2023", TABLE)
    assert reverse("registers:standard-table", args=[CODE, TABLE]) in text


def test_a_code_set_shows_its_codes_and_its_users(client):
    _answer, text = page(client, "standard-codes", CODE, "XZDM")
    assert "三年制" in text
    assert "ZYSZ" in text


@pytest.mark.parametrize("standard", all_standards(), ids=lambda standard: standard.code)
def test_every_table_and_code_set_of_an_edition_has_its_page(client, standard):
    for name in list(standard.tables)[::5]:
        assert page(client, "standard-table", standard.code, name)[0].status_code == 200
    for name in list(standard.code_sets)[::12]:
        assert page(client, "standard-codes", standard.code, name)[0].status_code == 200


def test_files_of_a_table_are_template_header_and_schema(client):
    standard = find_standard(CODE)
    answer = client.get(reverse("registers:standard-table-file", args=[CODE, TABLE, "xlsx"]))
    assert "attachment" in answer["Content-Disposition"]
    (sheet,) = read_file(answer.content, "a.xlsx", standard=standard)
    assert sheet.table.name == TABLE
    assert "姓名" in client.get(reverse("registers:standard-table-file", args=[CODE, TABLE, "csv"])).content.decode("utf-8-sig")
    assert client.get(reverse("registers:standard-table-file", args=[CODE, TABLE, "json"])).json()["title"] == "毕业去向【升学】"


def test_one_workbook_for_the_chosen_tables(client):
    answer = client.get(reverse("registers:standard-templates", args=[CODE]), {"table": [TABLE, "ODS_ZZZYSZSJ", TABLE]})
    sheets = read_file(answer.content, "a.xlsx", standard=find_standard(CODE))
    assert [sheet.table.name for sheet in sheets] == [TABLE, "ODS_ZZZYSZSJ"]


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("standard", ["XX"]),
        ("standard-table", [CODE, "XX"]),
        ("standard-codes", [CODE, "XX"]),
        ("standard-table-file", [CODE, "XX", "xlsx"]),
        ("standard-templates", ["XX"]),
    ],
)
def test_what_is_not_there_is_not_found(client, name, args):
    assert page(client, name, *args)[0].status_code == 404


def test_a_visitor_asks_no_query(client, django_assert_max_num_queries):
    page(client, "standards")
    with django_assert_max_num_queries(1):
        page(client, "standard-table", CODE, TABLE)


def test_the_search_of_the_console_finds_tables_and_fields(client, db):
    client.force_login(a_user(LIAISON, a_body("市教育局")))
    text = client.get(reverse("console:search"), {"q": "就业单位行业"}).content.decode()
    assert "数据字典" in text
    assert "#JYDWHYM" in text
    assert "毕业去向【升学】" in client.get(reverse("console:search"), {"q": "毕业去向"}).content.decode()


def test_signed_in_people_see_it_in_the_console(client, db):
    client.force_login(a_user(LIAISON, a_body("市教育局")))
    answer, text = page(client, "standard", CODE)
    assert answer.status_code == 200
    assert reverse("console:home") in text
