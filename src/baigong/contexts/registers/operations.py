"""HTTP operations on the standards: open data, no token needed. The same declarations as the checks and the pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.contexts.registers.describing import code_set_of, example_of, note_of
from baigong.contexts.registers.schema import table_schema
from baigong.contexts.registers.selectors.dictionary import find_tables
from baigong.contexts.registers.standard import CodeSet, Standard, StandardField, StandardTable, all_standards, find_standard
from baigong.kernel.access import Request, public

router = Router(tags=["returns"], auth=None)


class StandardOut(Schema):
    """One edition of a standard."""

    code: str
    title: str
    short_title: str
    publisher: str
    issued: str
    source: str
    superseded_by: str = Field(description="Code of the edition that replaced it; empty for one in force")
    tables: int
    fields: int
    code_sets: int
    known_errors: list[str]


class TableOut(Schema):
    """A table of an edition."""

    standard: str
    number: int
    name: str
    label: str
    subset: str
    source: str = Field(description="The school's system that the rows come from")
    frequency: str
    scope: str = Field(description="Which rows are returned")
    key: list[str]
    delete_field: str = Field(description="Field whose ``delete_value`` withdraws the record; empty where there is none")
    delete_value: str
    field_count: int
    template: str = Field(description="Address of the Excel template")


class FieldOut(Schema):
    """A field of a table."""

    name: str
    label: str
    kind: str = Field(description="text, long_text, number, money, date, time, moment, month, year, school_year or binary")
    type: str = Field(description="Type as the document prints it")
    length: int = Field(description="Most characters, or digits of a number; 0 is no limit")
    scale: int
    is_required: bool
    is_list: bool = Field(description="Several codes may be joined with ||")
    is_sensitive: bool
    code_set: str = Field(description="Code set of the edition, or divisions, programmes:…, base:… of the national lists")
    codes: dict[str, str] | None = Field(description="Code to label; null where the values are not a code set of the edition")
    example: str
    note: str


class TableDetailOut(TableOut):
    """A table with its fields."""

    fields: list[FieldOut]


class CodeSetOut(Schema):
    """A code set of an edition."""

    name: str
    label: str
    codes: dict[str, str]


class TableQuery(Schema):
    """Which tables of an edition."""

    q: str = Field("", description="Words in the name or label of the table or of one of its fields")
    subset: str = ""
    source: str = ""
    frequency: str = ""


@router.get("/standards", response=list[StandardOut], summary="Editions of the data standards, those in force first")
@public
def list_standards(request: Request) -> list[dict[str, Any]]:
    """Every edition that is carried."""
    return [
        {
            "code": one.code,
            "title": one.title,
            "short_title": one.short_title,
            "publisher": one.publisher,
            "issued": one.issued,
            "source": one.source,
            "superseded_by": one.superseded_by,
            "tables": len(one.tables),
            "fields": sum(len(table.fields) for table in one.tables.values()),
            "code_sets": len(one.code_sets),
            "known_errors": list(one.known_errors),
        }
        for one in all_standards()
    ]


@router.get("/standards/{code}/tables", response=list[TableOut], summary="Tables of an edition")
@public
def list_tables(request: Request, code: str, query: Query[TableQuery]) -> list[dict[str, Any]]:
    """In the order of the document."""
    found = find_tables(_standard(code), text=query.q[:100], subset=query.subset, source=query.source, frequency=query.frequency)
    return [_table_out(hit.table) for hit in found]


@router.get("/standards/{code}/tables/{name}", response=TableDetailOut, summary="A table with its fields")
@public
def get_table(request: Request, code: str, name: str) -> dict[str, Any]:
    """Every field with its type, length, code set and example."""
    standard = _standard(code)
    table = _table(standard, name)
    return {**_table_out(table), "fields": [_field_out(field, standard) for field in table.fields]}


@router.get("/standards/{code}/tables/{name}/schema", response=dict[str, Any], summary="JSON Schema of a row")
@public
def get_schema(request: Request, code: str, name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one row as it is pushed: all values are texts."""
    standard = _standard(code)
    return table_schema(_table(standard, name), standard)


@router.get("/standards/{code}/code-sets", response=list[CodeSetOut], summary="Code sets of an edition")
@public
def list_code_sets(request: Request, code: str) -> list[dict[str, Any]]:
    """Every code set with its codes, in the order of the document."""
    return [_codes_out(codes) for codes in _standard(code).code_sets.values()]


def _standard(code: str) -> Standard:
    found = find_standard(code)
    if found is None:
        raise Http404(_("没有这个标准。"))
    return found


def _table(standard: Standard, name: str) -> StandardTable:
    found = standard.tables.get(name.upper())
    if found is None:
        raise Http404(_("这个标准里没有这张表。"))
    return found


def _table_out(table: StandardTable) -> dict[str, Any]:
    return {
        "standard": table.standard,
        "number": table.number,
        "name": table.name,
        "label": table.label,
        "subset": table.subset,
        "source": table.source,
        "frequency": str(table.frequency.value),
        "scope": table.scope,
        "key": list(table.rules.key),
        "delete_field": table.rules.delete_field,
        "delete_value": table.rules.delete_value,
        "field_count": len(table.fields),
        "template": reverse("registers:standard-table-file", args=[table.standard, table.name, "xlsx"]),
    }


def _field_out(field: StandardField, standard: Standard) -> dict[str, Any]:
    rule = field.field
    codes = code_set_of(field, standard)
    return {
        "name": field.name,
        "label": field.label,
        "kind": str(rule.kind.value),
        "type": field.type,
        "length": rule.length,
        "scale": rule.scale,
        "is_required": rule.is_required,
        "is_list": rule.is_list,
        "is_sensitive": rule.is_sensitive,
        "code_set": rule.code_set,
        "codes": dict(codes.codes) if codes else None,
        "example": example_of(field, standard),
        "note": note_of(field),
    }


def _codes_out(codes: CodeSet) -> dict[str, Any]:
    return {"name": codes.name, "label": codes.label, "codes": dict(codes.codes)}
