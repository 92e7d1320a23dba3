"""Tables in and out of Excel and CSV: declared once, read with coordinates for every error, exported in one layout."""

from .archive import LIMITS, Limits
from .carrying import carried, confirmed
from .layout import export, template
from .marking import marked
from .planning import Action, ActionKind, FieldChange, ImportPlan, Writer, execute, index, key_of, plan
from .reading import Issue, Parsed, read
from .schema import json_schema
from .sheets import Sheet, neutralised, write_csv, write_xlsx
from .table import Choice, Column, Finding, Kind, ParsedRow, Table, each_row
from .values import listed, shown

__all__ = [
    "LIMITS",
    "Action",
    "ActionKind",
    "Choice",
    "Column",
    "FieldChange",
    "Finding",
    "ImportPlan",
    "Issue",
    "Kind",
    "Limits",
    "Parsed",
    "ParsedRow",
    "Sheet",
    "Table",
    "Writer",
    "carried",
    "confirmed",
    "each_row",
    "execute",
    "export",
    "index",
    "json_schema",
    "key_of",
    "listed",
    "marked",
    "neutralised",
    "plan",
    "read",
    "shown",
    "template",
    "write_csv",
    "write_xlsx",
]
