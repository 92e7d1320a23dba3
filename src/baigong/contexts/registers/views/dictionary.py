"""Pages of the data dictionary: editions, tables, fields, code sets, and the files made of them. Open to everybody."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baigong.contexts.registers import dictionary_pages as pages
from baigong.contexts.registers.schema import table_schema
from baigong.contexts.registers.selectors.dictionary import find_tables
from baigong.contexts.registers.standard import Standard, StandardTable, all_standards, find_standard
from baigong.kernel.access import public
from baigong.kernel.ui.downloads import attachment


@public
@require_safe
def standards(request: Any) -> HttpResponse:
    """Every edition that is carried."""
    return render(request, "registers/standards.html", {"cards": pages.edition_cards(all_standards())})


@public
@require_safe
def standard(request: Any, code: str) -> HttpResponse:
    """The tables of an edition, searched and filtered."""
    edition = _standard(code)
    asked = {key: request.GET.get(key, "").replace("\x00", "").strip()[:100] for key in ("subset", "source", "frequency")}
    asked["text"] = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = pages.edition_page(edition, find_tables(edition, **asked), asked)
    return render(request, "registers/standard.html", {"view": page})


@public
@require_safe
def table(request: Any, code: str, name: str) -> HttpResponse:
    """One table: its fields, its files, what the edition changed of it."""
    edition = _standard(code)
    return render(request, "registers/standard_table.html", {"view": pages.table_page(edition, _table(edition, name), all_standards())})


@public
@require_safe
def code_set(request: Any, code: str, name: str) -> HttpResponse:
    """One code set with the fields that use it."""
    edition = _standard(code)
    found = edition.code_sets.get(name)
    if found is None:
        raise Http404(_("“%(standard)s”里没有代码集“%(name)s”。") % {"standard": edition.short_title, "name": name[:60]})
    return render(request, "registers/standard_codes.html", {"view": pages.code_set_page(edition, found)})


@public
@require_safe
def table_file(request: Any, code: str, name: str, fmt: str) -> HttpResponse:
    """A table's template (Excel), its header (CSV), or the JSON schema of its rows."""
    from baigong.contexts.registers.templating import csv_template, template

    edition = _standard(code)
    found = _table(edition, name)
    if fmt == "json":
        schema = json.dumps(table_schema(found, edition), ensure_ascii=False, indent=1)
        return attachment(schema, f"{found.label}-{found.name}.schema.json", "application/schema+json; charset=utf-8")
    content = csv_template(found) if fmt == "csv" else template([found], edition)
    return attachment(content, f"{found.label}-{found.name}.{fmt}")


@public
@require_safe
def templates(request: Any, code: str) -> HttpResponse:
    """One workbook for several tables, a sheet for each; without a choice for all of them."""
    from baigong.contexts.registers.templating import template

    edition = _standard(code)
    chosen = [_table(edition, name) for name in request.GET.getlist("table")[: len(edition.tables)]]
    tables = list(dict.fromkeys(found.name for found in chosen)) or list(edition.tables)
    content = template([edition.tables[name] for name in tables], edition)
    return attachment(content, _("%(title)s-填报模板.xlsx") % {"title": edition.short_title})


def _standard(code: str) -> Standard:
    found = find_standard(code)
    if found is None:
        raise Http404(_("没有标准“%(code)s”；数据字典里列有全部版本。") % {"code": code[:60]})
    return found


def _table(edition: Standard, name: str) -> StandardTable:
    found = edition.tables.get(name.upper())
    if found is None:
        raise Http404(_("“%(standard)s”里没有表“%(name)s”。") % {"standard": edition.short_title, "name": name[:60]})
    return found
