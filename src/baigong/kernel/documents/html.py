"""A document on the screen: a semantic fragment for preview and print, with no markup of the writer's in it.

No inline style and no script (the site's policy forbids both); ``static/documents/document.css`` gives the look.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from .content import Document
from .prepared import Prepared, prepare

EMPTY = Markup("")


def render_html(document: Document, *, heading_level: int = 1) -> Markup:
    """Return the document as an ``<article class="document">``; ``heading_level`` is that of its title on the page."""
    return render_prepared(prepare(document), heading_level=heading_level)


def render_prepared(doc: Prepared, *, heading_level: int = 1) -> Markup:
    """Return a prepared document as HTML."""
    red_head = doc["kind"] in ("letter", "minutes") and doc["issuer"]
    parts = [
        _p("document-mark", doc["mark"]),
        _red_head(doc) if red_head else EMPTY,
        _tag(f"h{heading_level}", "document-title", doc["title"]),
        _p("document-subtitle", doc["subtitle"]),
        EMPTY if red_head else _p("document-byline", _byline(doc)),
        _p("document-addressees", "，".join(doc["addressees"]) + "：") if doc["addressees"] else EMPTY,
        _blocks(doc["blocks"], heading_level),
        _attachment_note(doc["attachments"]),
        _closing(doc),
        _p("document-print-notes", f"（{doc['print_notes']}）" if doc["print_notes"] else ""),
        *(_attachment(item, number, len(doc["attachments"]), heading_level) for number, item in enumerate(doc["attachments"], start=1)),
        _imprint(doc),
    ]
    shape = " is-landscape" if doc["is_landscape"] else ""
    return Markup('<article class="document document-{}{}" lang="zh-CN">{}</article>').format(
        doc["kind"].replace("_", "-"), shape, EMPTY.join(parts)
    )


def _tag(name: str, css: str, content: str | Markup) -> Markup:
    return Markup('<{0} class="{1}">{2}</{0}>').format(name, css, content) if content else EMPTY


def _p(css: str, content: str | Markup) -> Markup:
    return _tag("p", css, content)


def _byline(doc: Prepared) -> str:
    return "　".join(part for part in (doc["issuer"], doc["doc_number"]) if part)


def _red_head(doc: Prepared) -> Markup:
    signer = _("签发人：%(name)s") % {"name": doc["signer"]} if doc["signer"] else ""
    return Markup('<header class="document-red-head">{}{}{}{}</header>').format(
        _p("document-urgency", doc["urgency"]),
        _p("document-issuer", doc["issuer"]),
        _p("document-number", doc["doc_number"]),
        _p("document-signer", signer),
    )


def _runs(runs: Sequence[Prepared]) -> Markup:
    return EMPTY.join(_run(run) for run in runs)


def _run(run: Prepared) -> Markup:
    text = _lines(run["text"])
    if run["bold"]:
        text = Markup("<strong>{}</strong>").format(text)
    if run["emphasis"]:
        text = Markup("<em>{}</em>").format(text)
    if run["href"]:
        text = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(run["href"], text)
    return text


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _blocks(blocks: Sequence[Prepared], heading_level: int) -> Markup:
    return EMPTY.join(_block(block, heading_level) for block in blocks)


def _block(block: Prepared, heading_level: int) -> Markup:
    kind = block["type"]
    if kind == "heading":
        level = min(heading_level + block["level"], 6)
        return Markup('<h{0} class="document-heading document-heading-{1}">{2}{3}</h{0}>').format(
            level, block["level"], block["number"], block["text"]
        )
    if kind == "paragraph":
        css = "document-paragraph" if block["is_indented"] else "document-paragraph is-flush"
        return _p(css, _runs(block["runs"])) or Markup("<p></p>")
    if kind == "table":
        return _table(block)
    if kind == "list":
        items = EMPTY.join(Markup("<li>{}</li>").format(_runs(item)) for item in block["items"])
        return _tag("ol" if block["is_ordered"] else "ul", "document-list", items)
    if kind == "key_values":
        pairs = EMPTY.join(
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(pair["label"], _runs(pair["runs"])) for pair in block["pairs"]
        )
        return _tag("dl", "document-facts", pairs)
    if kind == "figure":
        # As a picture, not inline: whatever the drawing holds, it cannot act on the page.
        source = base64.b64encode(block["svg"].encode()).decode()
        return Markup('<figure class="document-figure"><img src="data:image/svg+xml;base64,{}" alt="{}">{}</figure>').format(
            source, block["alternative"], _tag("figcaption", "document-caption", block["caption"])
        )
    if kind == "note":
        return _p("document-note", _runs(block["runs"]))
    if kind == "page_break":
        return Markup('<hr class="document-page-break">')
    lines = EMPTY.join(Markup('<p>{}：<span class="document-blank"></span></p>').format(label) for label in block["labels"])
    return _tag("div", "document-signature-lines", lines)


def _table(block: Prepared) -> Markup:
    columns = EMPTY.join(Markup('<col width="{}%">').format(width) for width in block["widths"])
    classes = [f"is-{align}" for align in block["aligns"]]
    head = EMPTY.join(
        Markup('<th scope="col" class="{}">{}</th>').format(css, _lines(label)) for css, label in zip(classes, block["labels"], strict=True)
    )
    if block["rows"]:
        # Joined once at the end: a thousand rows are a thousand small strings, not a growing one.
        body = EMPTY.join(_row(row, classes) for row in block["rows"])
    else:
        body = Markup('<tr><td class="is-center" colspan="{}">{}</td></tr>').format(len(block["labels"]), block["empty_text"])
    return Markup(
        '<div class="document-table-box" tabindex="0" role="region" aria-label="{}"><table class="document-table">{}'
        "<colgroup>{}</colgroup><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}"
    ).format(
        block["caption"] or _("表格"),
        _tag("caption", "document-caption", block["caption"]),
        columns,
        head,
        body,
        _p("document-note", block["note"]),
    )


def _row(cells: Sequence[str], classes: Sequence[str]) -> Markup:
    inner = "".join(
        f'<td class="{css}">{escape(cell) if chr(10) not in cell else _lines(cell)}</td>' for css, cell in zip(classes, cells, strict=True)
    )
    return Markup(f"<tr>{inner}</tr>")  # noqa: S704 - classes are ours, cells escaped one by one above


def _attachment_note(attachments: Sequence[Any]) -> Markup:
    if not attachments:
        return EMPTY
    names = [item["title"] for item in attachments]
    if len(names) == 1:
        return _p("document-attachments", _("附件：%(title)s") % {"title": names[0]})
    items = EMPTY.join(Markup("<li>{}</li>").format(name) for name in names)
    return Markup('<div class="document-attachments"><p>{}</p><ol>{}</ol></div>').format(_("附件："), items)


def _closing(doc: Prepared) -> Markup:
    inner = _p("document-signatory", doc["signatory"]) + _p("document-date", doc["signed_on"])
    return _tag("div", "document-closing", inner)


def _attachment(item: Prepared, number: int, count: int, heading_level: int) -> Markup:
    if not item["blocks"]:
        return EMPTY
    label = _("附件") + (str(number) if count > 1 else "")
    return Markup('<section class="document-attachment">{}{}{}</section>').format(
        _p("document-attachment-label", label),
        _tag(f"h{min(heading_level + 1, 6)}", "document-title", item["title"]),
        _blocks(item["blocks"], heading_level + 1),
    )


def _imprint(doc: Prepared) -> Markup:
    copies = _("抄送：%(names)s。") % {"names": "，".join(doc["copies_to"])} if doc["copies_to"] else ""
    printed = EMPTY
    if doc["printed_by"] or doc["printed_on"]:
        on = _("%(date)s印发") % {"date": doc["printed_on"]} if doc["printed_on"] else ""
        printed = Markup('<p class="document-printed"><span>{}</span><span>{}</span></p>').format(doc["printed_by"], on)
    return _tag("footer", "document-imprint", _p("document-copies", copies) + printed)
