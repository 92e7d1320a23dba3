"""One call for every form of a document, with what is needed to store the result and find it again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from . import docx, html, pdf
from .content import Document
from .prepared import prepare, prepared_hash

_UNSAFE_IN_NAMES = re.compile(r"[\\/:*?\"<>|\s\x00-\x1f]+")


class Format(StrEnum):
    """The forms a document takes; the value is the file's ending."""

    HTML = "html"
    WORD = "docx"
    PDF = "pdf"


MEDIA_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


@dataclass(frozen=True)
class Output:
    """A rendered document: its bytes with their own hash, and the hash of the content they were made from.

    Equal ``content_hash`` means the same words in the same layout, so a stored output need not be made again.
    """

    content: bytes
    format: Format
    media_type: str
    filename: str
    content_hash: str
    sha256: str


def render(document: Document, format: Format | str) -> Output:
    """Return the document in one form. HTML comes as a fragment (``<article>``), not a whole page."""
    wanted = Format(format)
    prepared = prepare(document)
    if wanted is Format.PDF:
        content = pdf.render_prepared(prepared)
    elif wanted is Format.WORD:
        content = docx.render_prepared(prepared)
    else:
        content = str(html.render_prepared(prepared)).encode()
    return Output(
        content,
        wanted,
        MEDIA_TYPES[wanted],
        file_name(prepared["doc_number"], prepared["title"], wanted),
        prepared_hash(prepared),
        hashlib.sha256(content).hexdigest(),
    )


def file_name(doc_number: str, title: str, format: Format) -> str:
    """Return a name every system accepts: number and title, at most 80 characters."""
    stem = _UNSAFE_IN_NAMES.sub(" ", f"{doc_number} {title}").strip(" .")[:80].strip() or "document"
    return f"{stem}.{format.value}"
