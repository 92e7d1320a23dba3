"""Bad files, handed in as a school hands them in: understood where nothing is lost by it, else refused with words, and nothing half stored.

What a push does with bad input stands in ``test_interface_calls``; what happens when the machine fails, in ``tests/concurrency``.
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.storage import filesystem
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.registers.lake.columns import HASH, unseal
from baigong.contexts.registers.lake.state import current
from baigong.contexts.registers.models import Batch, Draft
from baigong.contexts.registers.reading import files
from baigong.contexts.registers.standard import find_table
from baigong.engines.checking.numbers import citizen_check
from baigong.kernel.exchange.archive import Limits
from baigong.kernel.privacy import keyed_hash
from tests.builders import a_user
from tests.contexts.registers.books import book
from tests.contexts.registers.sample import EDITION, PROGRAMMES, officer, programme, school, send, table  # noqa: F401

pytestmark = pytest.mark.django_db
ROSTERS, STUDENTS = "WW-ROSTERS-2021", "MCXS"
FIRST = next(f"62060220050101{n:03}" for n in range(1000) if citizen_check(f"62060220050101{n:03}") == "X")
PERSON = FIRST + "X"
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x30, 0x7B)})


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def own(sign_in, school):
    return sign_in(a_user(SCHOOL_OFFICER, school))


@pytest.fixture
def hand_in(own, school):
    """Upload bytes under a name; the page that answers."""

    def upload(data: bytes, name: str, standard: str = EDITION):
        file = io.BytesIO(data)
        file.name = name
        return own.post(reverse("registers:upload"), {"organisation": school.pk, "standard": standard, "file": file}, follow=True)

    return upload


@pytest.fixture
def confirm(own):
    """Store the only draft."""

    def post():
        return own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]), follow=True)

    return post


def refused(answer) -> str:
    """The page of a file that was not taken in."""
    assert answer.status_code == 422
    assert not Draft.objects.exists()
    assert not Batch.objects.exists()
    return answer.content.decode()


def rows_of(*rows: dict[str, str]) -> list[list[str]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def as_csv(*rows: dict[str, str]) -> str:
    return "\n".join(",".join(line) for line in rows_of(*rows))


def student(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "XH": "1", "XM": "示例", "XBM": "1", "CSRQ": "20050101", "SFZJLX": "1", "SFZH": PERSON, "ZYDM": "720201", "PYCC": "1", "XSLX": "1",
        "RXNY": "202109", "NJ": "2021", "XSZT": "1", "SFSX": "0",
    }  # fmt: skip
    return row | changes


def held(name: str = PROGRAMMES, standard: str = EDITION):
    table = find_table(standard, name)
    assert table is not None
    return current(table)


def test_a_gbk_file_is_stored_with_its_words(hand_in, confirm):
    hand_in(as_csv(programme(1, ZYMC="畲族语言护理")).encode("gbk"), f"{PROGRAMMES}.csv")
    confirm()
    assert held()["ZYMC"].to_list() == ["畲族语言护理"]


def test_a_file_in_no_known_encoding_is_refused_with_the_row(hand_in):
    assert "第 2 行" in refused(hand_in(as_csv(programme(1)).encode() + b"\xff\xff\xfe", f"{PROGRAMMES}.csv"))


def test_half_a_file_is_refused_or_its_broken_row_is_named(hand_in):
    whole = book(("专业设置", rows_of(programme(1))))
    assert "已损坏" in refused(hand_in(whole[: len(whole) // 2], "专业设置.xlsx"))
    text = as_csv(programme(1), programme(2))
    page = hand_in(text[: len(text) - 40].encode(), f"{PROGRAMMES}.csv").content.decode()
    assert "1 行有误" in page
    assert not Batch.objects.exists()


def test_an_unknown_table_and_a_misspelt_column_are_refused_with_the_nearest(hand_in):
    assert "ODS_ZZZYSZSJ" in refused(hand_in(book(("专业设制", [["甲", "乙"], ["1", "2"]])), "x.xlsx"))
    misspelt = [["主键数据唯一性标识", "学校代码", "专业名秤"], ["A" * 32, "3162000001", "护理"]]
    assert "是不是“专业名称”" in refused(hand_in(book(("专业设置", misspelt)), "x.xlsx"))


def test_a_workbook_with_macros_is_refused_whatever_its_name(hand_in):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    made.add_vba_project(io.BytesIO(b"macros"), is_stream=True)
    for number, line in enumerate(rows_of(programme(1))):
        made.add_worksheet("专业设置") if number == 0 else None
        made.worksheets()[0].write_row(number, 0, line)
    made.close()
    for name in ("专业设置.xlsm", "专业设置.xlsx"):
        assert "含有宏" in refused(hand_in(out.getvalue(), name))


def test_formulas_are_stored_as_their_results_and_a_text_like_one_is_a_text(hand_in, confirm):
    names, line = rows_of(programme(1, ZYMC=""))

    def edit(_book, pages):
        pages[0].write_formula(1, names.index("ZYMC"), '="作物"&"生产"', None, "作物生产")

    hand_in(book(("专业设置", [names, line]), edit=edit), "a.xlsx")
    confirm()
    hand_in(as_csv(programme(2, ZYMC="=1+1|'calc'!A0")).encode(), f"{PROGRAMMES}.csv")
    confirm()
    assert sorted(held()["ZYMC"].to_list()) == ["=1+1|'calc'!A0", "作物生产"]


def test_a_text_like_a_formula_does_not_run_in_the_file_that_is_handed_back(hand_in, own):
    hand_in(as_csv(programme(1, ZYMC="=1+1", XZM="99")).encode(), f"{PROGRAMMES}.csv")
    back = own.get(reverse("registers:draft-wrong-rows", args=[Draft.objects.get().pk])).content
    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))


def test_merged_headers_are_read_and_the_columns_found(hand_in, confirm):
    names, line = rows_of(programme(1))
    above = [*names[:2], "专业情况", *([""] * (len(names) - 3))]
    below = ["", "", *names[2:]]

    def merge(_book, pages):
        pages[0].merge_range(0, 0, 1, 0, names[0])
        pages[0].merge_range(0, 1, 1, 1, names[1])
        pages[0].merge_range(0, 2, 0, len(names) - 1, "专业情况")

    hand_in(book(("专业设置", [above, below, line]), edit=merge), "a.xlsx")
    confirm()
    assert held().select("XXDM", "ZYMC").rows() == [("3162000001", "作物生产技术")]


@pytest.mark.parametrize("born", [dt.date(2005, 1, 1), 38353, "２００５０１０１", "2005年1月1日"])
@pytest.mark.parametrize("number", [PERSON.lower(), PERSON.translate(WIDE), f" {PERSON[:6]} {PERSON[6:]}"])
def test_dates_as_excel_numbers_full_width_digits_and_a_small_x_are_stored_as_the_standard_writes_them(hand_in, confirm, born, number):
    hand_in(book(("学生名册", rows_of(student(CSRQ=born, SFZH=number, NJ="２０２１")))), "a.xlsx", ROSTERS)
    confirm()
    (row,) = unseal(held(STUDENTS, ROSTERS), "SFZH").to_dicts()
    assert (row["CSRQ"], row["SFZH"], row["NJ"], row["SFZH" + HASH]) == ("20050101", PERSON, "2021", keyed_hash(PERSON))


def test_a_key_twice_in_a_file_names_the_other_row_and_keeps_the_table_out(hand_in, own):
    page = hand_in(as_csv(programme(1), programme(2), programme(1, ZYMC="另一个")).encode(), f"{PROGRAMMES}.csv").content.decode()
    assert "1 行有误" in page
    assert "主键与第2行重复" in page, "as a spreadsheet counts: the first line is the header"
    own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]))
    assert held().is_empty()


def test_a_workbook_beyond_the_limit_is_refused_before_it_is_taken_into_memory(hand_in, monkeypatch):
    monkeypatch.setattr(files, "WORKBOOK_LIMITS", Limits(file_bytes=3 * 2**20))
    read = []
    monkeypatch.setattr(TemporaryUploadedFile, "read", lambda file, *size: read.append(size) or file.file.read(*size), raising=False)
    said = refused(hand_in(b"PK\x03\x04" + bytes(4 * 2**20), "大.xlsx"))
    assert "有 4 MB，超过 3 MB，没有打开" in said
    assert all(size and size[0] <= 64 * 2**10 for size in read)


@pytest.fixture
def room(monkeypatch):
    """``room(n)``: stored files find room for ``n`` bytes more, then the disk is full; ``room(None)``: there is room again."""
    left: list[int | None] = [None]
    fdopen = filesystem.os.fdopen

    class Narrow(io.FileIO):
        def write(self, data):
            fits = len(data) if left[0] is None else min(len(data), left[0])
            super().write(data[:fits])
            if fits < len(data):
                raise OSError(errno.ENOSPC, "No space left on device")
            left[0] = None if left[0] is None else left[0] - fits
            return fits

    monkeypatch.setattr(
        filesystem.os, "fdopen", lambda handle, mode="r", *a, **k: (Narrow if "b" in mode else fdopen)(handle, mode, *a, **k)
    )
    return lambda size: left.__setitem__(0, size)


def test_when_the_disk_is_full_the_page_says_so_and_nothing_is_kept(hand_in, room):
    room(10)
    assert "没有空间" in refused(hand_in(as_csv(programme(1)).encode(), f"{PROGRAMMES}.csv"))


@pytest.mark.parametrize("size", [0, 1000])
def test_when_the_disk_fills_while_a_file_is_stored_nothing_counts_and_it_can_be_confirmed_again(hand_in, confirm, room, size):
    hand_in(as_csv(programme(1)).encode(), f"{PROGRAMMES}.csv")
    room(size)
    assert "没有空间" in confirm().content.decode()
    assert not Batch.objects.exists()
    assert held().is_empty()
    room(None)
    confirm()
    assert held().height == 1


OLD = Path(__file__).parents[2] / "contexts/registers/data"


def test_an_old_xls_is_stored_like_a_new_one(hand_in, confirm):
    hand_in((OLD / "certificates.xls").read_bytes(), "学生技能证书.xls")
    confirm()
    assert held("ODS_ZZXSJNDSSJ").select("XH", "XSXM", "FZRQ").rows() == [("2020001", "甲", "20220601"), ("2020002", "乙", "20220602")]
