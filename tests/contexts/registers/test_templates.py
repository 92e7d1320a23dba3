"""Templates: what is filled in comes back as it was meant, for every table of every edition."""

import csv
import io
import json
import zipfile

import fastexcel
import pytest

from baigong.contexts.registers.describing import example_of, option
from baigong.contexts.registers.reading import read_file
from baigong.contexts.registers.reading.completing import is_filled_in
from baigong.contexts.registers.schema import table_schema
from baigong.contexts.registers.standard import all_standards, find_standard
from baigong.contexts.registers.templating import csv_template, template
from baigong.contexts.registers.workbooks import LABELS
from baigong.engines.checking.plain import check_rows
from baigong.kernel.exchange.streaming import fill

STANDARD = find_standard("SZJZ-ZZ-V2.2.0")
FURTHER = STANDARD.tables["ODS_ZZBYQXSXSJ"]
PROGRAMMES = STANDARD.tables["ODS_ZZZYSZSJ"]


def filled(tables, rows):
    """The template with rows of each table typed into it."""
    cells = [[[row.get(field.name, "") for field in table.fields] for row in rows[table.name]] for table in tables]
    return fill(template(tables, STANDARD), cells)


def sample(table, standard=STANDARD):
    """A row of examples."""
    return {field.name: example_of(field, standard) for field in table.fields}


def test_an_empty_template_has_no_rows_but_those_of_the_example():
    (sheet,) = read_file(template([FURTHER], STANDARD), "a.xlsx", standard=STANDARD)
    assert sheet.frame.height == 0
    assert sheet.first_row == 4


def test_what_is_filled_in_comes_back_without_the_example_row():
    row = sample(FURTHER) | {"XM": "甲", "XSLXM": "0 非贯通培养", "SXQDM": "职教高考"}
    (sheet,) = read_file(filled([FURTHER], {FURTHER.name: [row]}), "任意名称.xlsx", standard=STANDARD)
    assert sheet.table is FURTHER
    assert sheet.frame.to_dicts() == [row | {"XSLXM": "0", "SXQDM": "3"}]
    assert sheet.notes == []
    assert sheet.cell(0, "ZJSJWYXBS") == "A5"


def test_one_workbook_holds_many_tables():
    rows = {FURTHER.name: [sample(FURTHER)], PROGRAMMES.name: [sample(PROGRAMMES), sample(PROGRAMMES)]}
    sheets = read_file(filled([FURTHER, PROGRAMMES], rows), "a.xlsx", standard=STANDARD)
    assert [(sheet.table.name, sheet.frame.height) for sheet in sheets] == [(FURTHER.name, 1), (PROGRAMMES.name, 2)]


@pytest.mark.parametrize("standard", all_standards(), ids=lambda standard: standard.code)
def test_every_table_of_an_edition_has_a_template_whose_sheets_are_recognised(standard):
    tables = list(standard.tables.values())
    cells = [[[option(example_of(field, standard), "") for field in table.fields]] for table in tables]
    sheets = read_file(fill(template(tables, standard), cells), "全部.xlsx", standard=standard)
    assert [sheet.table.name for sheet in sheets] == [table.name for table in tables]
    assert all(sheet.frame.columns == [field.name for field in sheet.table.fields] for sheet in sheets)


def test_examples_of_the_template_pass_the_checks():
    wrong = {
        (table.name, fault.field, fault.code, fault.found)
        for table in STANDARD.tables.values()
        for fault in check_rows(table.rules, [sample(table)])
        if sample(table)[fault.field]
    }
    assert not wrong


def test_codes_have_text_format_and_drop_downs_stand_on_a_hidden_sheet():
    data = template([PROGRAMMES], STANDARD)
    book = fastexcel.read_excel(data)
    assert book.sheet_names == ["专业设置", "填写说明", "_baigong"]
    assert (
        book.load_sheet("_baigong", header_row=None).visible == "veryhidden"
        or book.load_sheet("_baigong", header_row=None).visible == "hidden"
    )
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('type="list"') == sum(f.field.code_set in STANDARD.code_sets and not f.field.is_list for f in PROGRAMMES.fields)


def test_the_notes_tell_type_length_necessity_code_set_example_and_frequency():
    notes = fastexcel.read_excel(template([PROGRAMMES], STANDARD)).load_sheet("填写说明", header_row=None, dtypes="string").to_polars()
    text = "\n".join("\t".join(cell or "" for cell in row) for row in notes.iter_rows())
    for words in ("每学期", "XZDM", "日期", "是", "60 字", "专业目录"):
        assert words in text, words


def test_labels_of_mandatory_fields_bear_a_star():
    head = fastexcel.read_excel(template([PROGRAMMES], STANDARD)).load_sheet(0, header_row=None, dtypes="string", n_rows=4).to_polars()
    labels = head.row(LABELS)
    assert [label.endswith("*") for label in labels] == [field.field.is_required and not is_filled_in(field) for field in PROGRAMMES.fields]


def test_the_csv_header_is_read_back():
    (line,) = csv.reader(io.StringIO(csv_template(PROGRAMMES).decode("utf-8-sig")))
    row = sample(PROGRAMMES)
    data = ",".join(line) + "\n" + ",".join(row.values()) + "\n"
    (sheet,) = read_file(data.encode("gbk"), "x.csv", standard=STANDARD)
    assert sheet.frame.to_dicts() == [row]


def test_the_schema_names_what_is_required_and_what_codes_mean():
    schema = table_schema(PROGRAMMES, STANDARD)
    assert json.loads(json.dumps(schema, ensure_ascii=False)) == schema
    assert set(schema["required"]) == {field.name for field in PROGRAMMES.fields if field.field.is_required}
    assert schema["properties"]["XZM"]["x-labels"]["3"] == "三年制"
    assert schema["properties"]["PZSZNY"]["pattern"] == r"^\d{6}$"
    assert schema["additionalProperties"] is False
