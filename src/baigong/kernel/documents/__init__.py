"""Documents in and out: one content model rendered to HTML, Word and PDF; official letters follow GB/T 9704-2012."""

from typing import TYPE_CHECKING, Any

from .content import (
    Attachment,
    Document,
    Figure,
    Heading,
    KeyValues,
    Kind,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
    TableColumn,
    Urgency,
)
from .numbering import DocNumber, agency_problem
from .prepared import content_hash

if TYPE_CHECKING:
    from .html import render_html
    from .rendering import Format, Output, render

__all__ = [
    "Attachment",
    "DocNumber",
    "Document",
    "Figure",
    "Format",
    "Heading",
    "KeyValues",
    "Kind",
    "ListBlock",
    "Note",
    "Output",
    "PageBreak",
    "Paragraph",
    "Run",
    "Signature",
    "Table",
    "TableColumn",
    "Urgency",
    "agency_problem",
    "content_hash",
    "render",
    "render_html",
]


def __getattr__(name: str) -> Any:
    """Load the renderers only when asked for: typst and python-docx have no place in a process that renders nothing."""
    if name in {"Format", "Output", "render"}:
        from baigong.kernel.documents import rendering

        return getattr(rendering, name)
    if name == "render_html":
        from baigong.kernel.documents import html

        return html.render_html
    raise AttributeError(name)
