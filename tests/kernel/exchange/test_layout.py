"""The template: what a person finds in it; and the JSON schema that says the same to programs."""

import io
import zipfile

from python_calamine import load_workbook

from baigong.kernel.exchange import export, json_schema, template


def xml(data, sheet=1):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(f"xl/worksheets/sheet{sheet}.xml").decode()


def test_template_has_marks_lists_notes_and_frozen_header(table):
    data = template(table)
    book = load_workbook(io.BytesIO(data))
    assert book.sheet_names == ["项目台账", "填写说明", "_baigong"]
    header = book.get_sheet_by_index(0).to_python()[0]
    assert header[:5] == ["项目编号*", "年度*", "项目名称*", "负责人证件号", "金额（万元）"]
    page = xml(data)
    assert 'state="frozen"' in page
    assert "_baigong!$B$4:$B$6" in page.replace("'", "")
    notes = [cell for row in book.get_sheet_by_index(1).to_python() for cell in row]
    assert "进行中、已完成、滞后" in notes
    assert any("不会被删除" in str(note) for note in notes)
    assert book.get_sheet_by_index(2).to_python()[0] == ["baigong-table", "projects", "1"]
    assert str(book.sheets_metadata[2].visible).endswith("Hidden")


def test_export_is_the_template_with_rows(table, rows):
    empty, full = template(table), export(table, rows)
    strip = lambda text: text.partition("<sheetData>")[0].split("<sheetViews>")[1]  # noqa: E731
    assert strip(xml(empty)) == strip(xml(full))
    assert xml(empty, 2) == xml(full, 2)
    assert xml(full).count("<dataValidation ") == xml(empty).count("<dataValidation ")


def test_codes_are_text_cells_and_dates_are_dates(table, rows):
    cells = load_workbook(io.BytesIO(export(table, rows))).get_sheet_by_index(0).to_python()[1]
    assert cells[3] == rows[0]["id_number"]
    assert cells[5] == rows[0]["starts_on"]
    assert cells[1] == 2023.0


def test_json_schema_says_what_the_columns_say(table):
    schema = json_schema(table)
    assert schema["required"] == ["code", "year", "name", "starts_on"]
    assert schema["properties"]["state"]["enum"] == ["going", "done", "late", None]
    assert schema["properties"]["year"] == {"title": "年度", "type": "integer", "examples": ["2023"], "minimum": 2000, "maximum": 2100}
    assert schema["properties"]["amount"]["type"] == ["string", "null"]
    assert schema["additionalProperties"] is False
