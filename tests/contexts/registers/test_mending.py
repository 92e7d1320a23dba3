"""The wrong rows of a file come back as a workbook that can be mended and sent again as it is."""

import io
import zipfile

import fastexcel
import pytest

from baigong.contexts.registers.mending import wrong_rows
from baigong.contexts.registers.reading import read_file
from baigong.contexts.registers.standard import find_standard
from baigong.engines.checking.frame import check_frame
from baigong.kernel.errors import Refusal

from .books import NAMES, book, row

STANDARD = find_standard("SZJZ-ZZ-V2.2.0")
LABELS = [*NAMES, "数据采集时间"]


def sound(number):
    return [*row(number), "20230701 080000"]


def checked(data, name="升学.xlsx"):
    sheets = read_file(data, name, standard=STANDARD)
    return [(sheet, check_frame(sheet.table.rules, sheet.frame).faults) for sheet in sheets]


@pytest.fixture
def returned():
    """Three rows, of which the second has a code that does not exist and no name of the programme."""
    wrong = sound(1)
    wrong[8], wrong[5] = "77", ""
    return wrong_rows(checked(book(("毕业去向", [LABELS, sound(0), wrong, sound(2)]))))


def cells(data):
    sheet = fastexcel.read_excel(data).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return [[cell or "" for cell in line] for line in sheet.iter_rows()]


def test_only_the_wrong_rows_are_in_it_with_their_reasons_and_where_they_stood(returned):
    lines = cells(returned)
    assert len(lines) == 4
    (line,) = lines[3:]
    assert line[0].endswith("1")
    assert "升学渠道码" in line[-1]
    assert "专业名称" in line[-1]
    assert "第 3 行" in line[-1]


def test_the_wrong_cells_are_marked_and_bear_their_reason(returned):
    parts = zipfile.ZipFile(io.BytesIO(returned))
    comments = parts.read("xl/comments1.xml").decode()
    table = STANDARD.tables["ODS_ZZBYQXSXSJ"]
    letter = "ABCDEFGHIJKLMNOP"[[field.name for field in table.fields].index("SXQDM")]
    assert f'ref="{letter}4"' in comments
    assert comments.count("<comment ") == 2


def test_sent_again_as_it_is_the_same_faults_are_found(returned):
    ((sheet, faults),) = checked(returned, "待改.xlsx")
    assert sheet.frame.height == 1
    assert set(faults["field"]) == {"SXQDM", "ZYMC"}
    assert sheet.notes == []


def test_mended_it_is_sound(returned):
    def mend(lines):
        names = lines[2]
        lines[3][names.index("SXQDM")] = "3 职教高考"
        lines[3][names.index("ZYMC")] = "护理"
        return lines

    ((sheet, faults),) = checked(book(("毕业去向【升学】".replace("【", "(").replace("】", ")"), mend(cells(returned)))))
    assert sheet.frame.height == 1
    assert faults.height == 0


def test_a_file_without_faults_has_nothing_to_mend():
    with pytest.raises(Refusal) as caught:
        wrong_rows([])
    assert caught.value.code == "no_faults"
