"""The encodings in which Chinese offices save their text and web pages."""

from __future__ import annotations

import codecs

from baigong.kernel.documents.extracted import ExtractionError


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of bytes in an encoding that Chinese offices use: UTF-8, UTF-16 with its mark, GB 18030.

    Line ends are kept as they stand, so that offsets hold. A byte-order mark is no character of the text. Raises `ExtractionError`:
    `binary` for what is no text, `broken` for bytes that belie their mark.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode_or_refuse(data, encoding, name), ()
    candidates = [declared] if declared else []
    for encoding in [*candidates, "utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" in text:
            break
        return text, ()
    if data.count(0) * 5 > len(data):
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text and sum("\u4e00" <= char <= "\u9fff" for char in text[:2000]) * 5 > len(text[:2000]):
                return text, ("文件没有标明编码，已按 UTF-16 读取",)
    if b"\0" in data:
        raise ExtractionError("binary", f"文件“{name}”不是文本文件，请上传 .txt、.html、.docx 或 .pdf。")
    return data.decode("gb18030", errors="replace"), ("文件中有无法识别的字符，已用 � 代替，请核对编码",)


def _decode_or_refuse(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ExtractionError("broken", f"文件“{name}”的编码已损坏，请另存为 UTF-8 后上传。") from None
