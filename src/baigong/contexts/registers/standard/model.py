"""What an edition of a standard is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.engines.checking.fields import Field, TableRules
from baigong.kernel.exchange.headers import fold_label


class Frequency(models.TextChoices):
    """How often a table is returned."""

    YEAR = "year", pgettext_lazy("报送周期", "每年")
    SCHOOL_YEAR = "school_year", _("每学年")
    TERM = "term", _("每学期")
    MONTH = "month", _("每月")
    WEEK = "week", _("每周")
    DAY = "day", _("每天")
    NEXT_DAY = "next_day", _("每天，报次日的数据")
    ON_CHANGE = "on_change", _("按变化自行判定")


@dataclass(frozen=True)
class CodeSet:
    """A value space that can be listed: code to label, in the order of the document."""

    name: str
    label: str
    codes: Mapping[str, str]


@dataclass(frozen=True)
class StandardField:
    """A column with what only people need to know of it; ``field`` is what is checked. ``type`` and ``length`` are as printed."""

    field: Field
    type: str
    length: str
    example: str = ""
    note: str = ""
    element: str = ""

    @property
    def name(self) -> str:
        """The column's name."""
        return self.field.name

    @property
    def label(self) -> str:
        """The column's name for people."""
        return self.field.label


@dataclass(frozen=True)
class StandardTable:
    """A table of an edition (``standard`` is the edition's code). ``scope`` says which rows are returned."""

    standard: str
    number: int
    name: str
    label: str
    subset: str
    source: str
    frequency: Frequency
    scope: str
    fields: tuple[StandardField, ...]
    rules: TableRules

    def field(self, name: str) -> StandardField | None:
        """The column ``name``."""
        return next((f for f in self.fields if f.name == name), None)

    @cached_property
    def known_labels(self) -> Mapping[str, str]:
        """Folded label or name → column; labels win."""
        names = {fold_label(f.name): f.name for f in reversed(self.fields)}
        return names | {fold_label(f.label): f.name for f in reversed(self.fields)}


@dataclass(frozen=True)
class Correction:
    """A misprint: what the document prints in one column of a field's line, what is read instead, and why."""

    table: str
    field: str
    column: str
    printed: str
    taken: str
    why: str


@dataclass(frozen=True)
class Standard:
    """An edition. ``superseded_by`` names the edition that replaced it, empty for one in force."""

    code: str
    title: str
    short_title: str
    publisher: str
    issued: str
    source: str
    tables: Mapping[str, StandardTable]
    code_sets: Mapping[str, CodeSet]
    drafted_by: str = ""
    checked: str = ""
    superseded_by: str = ""
    corrections: tuple[Correction, ...] = ()
    known_errors: tuple[str, ...] = field(default=())
