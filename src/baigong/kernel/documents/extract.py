"""The text of a document as people read it, and the grids of its tables.

Contract: `extract_text` takes a file (or its bytes and name) of kind .txt, .html, .docx or .pdf and returns the text with
tables as spans into it. The text of a .txt is the file itself, so offsets into it are offsets into the file. What cannot
be read is refused with an `ExtractionError` that says what happened and what to do; nothing is read past the limits.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from baigong.kernel.documents.decoding import decode
from baigong.kernel.documents.extracted import ExtractedText, ExtractionError

__all__ = ["MAX_FILE_BYTES", "ExtractedText", "ExtractionError", "extract_text"]

MAX_FILE_BYTES = 200 * 1024 * 1024
_MAX_TEXT_CHARACTERS = 20_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO 2.2: what a document with a password is wrapped in
_LEGACY = {".doc": "Word 97-2003（.doc）", ".wps": "WPS 文字（.wps）", ".rtf": "RTF", ".ofd": "OFD"}


def extract_text(path_or_bytes: str | Path | bytes, filename: str | None = None) -> ExtractedText:
    """Reads one document. `filename` tells its kind; for a path it may be left out."""
    if isinstance(path_or_bytes, bytes):
        data, name = path_or_bytes, filename or ""
        _refuse_size(len(data), name)
    else:
        path = Path(path_or_bytes)
        name = filename or path.name
        data = _read_file(path, name)
    if not data:
        raise ExtractionError("empty", f"文件“{name}”是空的，请重新上传。")
    kind = _kind(data, name)
    extracted = _reader(kind)(data, name)
    if len(extracted.text) > _MAX_TEXT_CHARACTERS:
        raise ExtractionError("too-long", f"文件“{name}”的文字超过 {_MAX_TEXT_CHARACTERS} 字，请拆分后上传。")
    return extracted


def _reader(kind: str) -> Callable[[bytes, str], ExtractedText]:
    """The reader of a kind; imported on use, so that reading a text file loads no parser."""
    if kind == "txt":
        return _extract_plain
    if kind == "html":
        from baigong.kernel.documents.extract_html import extract_html

        return extract_html
    if kind == "docx":
        from baigong.kernel.documents.extract_docx import extract_docx

        return extract_docx
    from baigong.kernel.documents.extract_pdf import extract_pdf

    return extract_pdf


def _read_file(path: Path, name: str) -> bytes:
    try:
        _refuse_size(path.stat().st_size, name)
        return path.read_bytes()
    except FileNotFoundError:
        raise ExtractionError("not-found", f"找不到文件“{path}”，请核对路径。") from None
    except IsADirectoryError:
        raise ExtractionError("not-found", f"“{path}”是文件夹，请指定其中的一个文件。") from None
    except OSError as error:
        raise ExtractionError("unreadable", f"无法读取文件“{path}”（{error.strerror}），请检查权限。") from None


def _refuse_size(size: int, name: str) -> None:
    if size > MAX_FILE_BYTES:
        raise ExtractionError("too-large", f"文件“{name}”有 {size // 1024 // 1024} MB，超过 200 MB 的上限，请压缩图片或拆分后上传。")


def _kind(data: bytes, name: str) -> str:
    """The kind by name, and by content where the name says nothing or contradicts it."""
    suffix = Path(name).suffix.lower()
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if suffix in ("", ".docx", ".docm"):
            return "docx"
        raise ExtractionError("kind", f"文件“{name}”是压缩包或其他格式，请上传 .txt、.html、.docx 或 .pdf。")
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise ExtractionError("locked", f"Word 文档“{name}”有密码，请取消密码后上传。")
    if data.startswith(_OLE) or suffix in _LEGACY:
        label = _LEGACY.get(suffix, "旧版 Office 格式")
        raise ExtractionError("kind", f"文件“{name}”是{label}，请用 Word 或 WPS 另存为 .docx 后上传。")
    if suffix in (".docx", ".docm"):
        raise ExtractionError("broken", f"文件“{name}”不是完整的 Word 文档，请重新导出后上传。")
    if suffix == ".pdf":
        raise ExtractionError("broken", f"文件“{name}”不是完整的 PDF，请重新导出后上传。")
    if suffix in (".html", ".htm", ".shtml", ".xhtml", ".mht"):
        return "html"
    if suffix in (".txt", ".md", ".text", ""):
        return "txt"
    raise ExtractionError("kind", f"不认识“{name}”的格式，请上传 .txt、.html、.docx 或 .pdf。")


def _extract_plain(data: bytes, name: str) -> ExtractedText:
    text, warnings = decode(data, name)
    return ExtractedText(text, (), warnings)
