"""CSV files: their encoding, their way of cutting, and their rows."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.grid import SEARCHED_ROWS, Troubles
from baigong.kernel.errors import Refusal

if TYPE_CHECKING:
    import polars as pl

TEXT_BYTES = 400 * 2**20
"""Two million rows of a wide table."""
DELIMITERS = ",\t;"
_HEAD_BYTES = 256 * 2**10


@dataclass(frozen=True)
class TextGrid:
    """A CSV file cut by one delimiter. ``data`` is UTF-8 without a mark."""

    name: str
    data: bytes
    delimiter: str
    is_visible: bool = True
    first_column: int = 0

    @property
    def troubles(self) -> Troubles:
        """None: a text file has only what can be seen."""
        return Troubles()

    @cached_property
    def _head(self) -> list[tuple[list[str], int]]:
        """The first rows, each with the number of the line it ends on."""
        text = self.data[:_HEAD_BYTES].decode("utf-8", errors="ignore")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        try:
            return [(row, reader.line_num) for row in itertools.islice(reader, SEARCHED_ROWS)]
        except csv.Error:
            return []

    @property
    def head(self) -> Sequence[Sequence[str]]:
        """The first rows."""
        return [row for row, _line in self._head]

    def body(self, after: int) -> pl.DataFrame:
        """The rows below."""
        import polars as pl

        width = max(len(row) for row in self.head)
        named = max((index + 1 for row in self.head[:after] for index, cell in enumerate(row) if cell.strip()), default=width)
        try:
            frame = pl.read_csv(
                self.data,
                separator=self.delimiter,
                has_header=False,
                skip_lines=self._head[after - 1][1] if after else 0,
                schema={f"c{index}": pl.String for index in range(width)},
                missing_columns="insert",
                raise_if_empty=False,
            )
        except pl.exceptions.PolarsError as error:
            raise self._broken(named) from error
        if any(frame[name].is_not_null().any() and (frame[name].fill_null("") != "").any() for name in frame.columns[named:]):
            raise self._broken(named)
        return frame

    def _broken(self, width: int) -> Refusal:
        """Say in which row the file goes wrong."""
        reader = csv.reader(io.StringIO(self.data.decode("utf-8"), newline=""), delimiter=self.delimiter, strict=True)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):
                if any(row[width:]):
                    return Refusal(
                        _("“%(name)s”第 %(row)s 行有 %(count)s 格，表头只有 %(width)s 格；内容里有逗号的格子要用英文双引号括起来。")
                        % {"name": self.name, "row": number, "count": len(row), "width": width},
                        code="ragged_row",
                    )
        except csv.Error:
            number += 1
        return Refusal(
            _("“%(name)s”第 %(row)s 行的引号没有配对；请改正，或另存为 .xlsx 后再上传。") % {"name": self.name, "row": number},
            code="unbalanced_quotes",
        )


def open_csv(data: bytes, name: str) -> list[TextGrid]:
    """Return the file once for each way of cutting that is possible; the one whose header is known is meant."""
    head = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<", b"mime-version")):
        raise Refusal(
            _("“%(name)s”其实是网页或 XML，不是表格文件；请用表格软件打开，另存为 .xlsx 后再上传。") % {"name": name}, code="not_a_workbook"
        )
    content = _as_utf8(data, name)
    if b"\r" in content[:_HEAD_BYTES] and b"\n" not in content[:_HEAD_BYTES]:
        content = content.replace(b"\r", b"\n")
    start = content[:_HEAD_BYTES]
    return [TextGrid(name, content, mark) for mark in DELIMITERS if mark == "," or mark.encode() in start]


def _as_utf8(data: bytes, name: str) -> bytes:
    """The text in UTF-8; GBK and GB18030 are what Chinese Excel writes as CSV, UTF-16 what it writes as "Unicode text"."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise _unreadable(data, name, error) from error
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in data[:_HEAD_BYTES]:
        raise Refusal(_("“%(name)s”不是能识别的表格文件；请上传 .xlsx、.xls 或 .csv。") % {"name": name}, code="not_a_workbook")
    if _is_utf8(data):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as first:
        try:
            return data.decode("gb18030").encode()
        except UnicodeDecodeError as second:
            raise _unreadable(data, name, max(first, second, key=lambda error: error.start)) from second
    return data


def _is_utf8(data: bytes) -> bool:
    """Looked at by Polars' compiled engine, ten times as soon as by decoding."""
    import polars as pl

    try:
        pl.Series([data], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def _unreadable(data: bytes, name: str, error: UnicodeDecodeError) -> Refusal:
    return Refusal(
        _("“%(name)s”第 %(row)s 行有认不出的字节，既不是 UTF-8 也不是 GBK；请用表格软件打开，另存为“CSV UTF-8”或 .xlsx 后再上传。")
        % {"name": name, "row": data.count(b"\n", 0, error.start) + 1},
        code="wrong_encoding",
    )
