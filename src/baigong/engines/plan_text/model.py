"""What a reading of a plan consists of.

All values are frozen. Each one carries the span it was read from, so that a screen can show the sentence beside it and a
person can judge. `PlanReading.as_json` gives the format of the design, section 7; keys beyond it are additions only.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baigong.engines.common.numerals import to_json_number
from baigong.engines.common.spans import Span


@dataclass(frozen=True)
class TableHint:
    """A table whose grid the file format knows: one tuple per row, one span per cell, None where a cell is void.

    Merged cells are resolved by the extractor: every grid position a merged cell covers repeats its span.
    """

    rows: tuple[tuple[Span | None, ...], ...]


@dataclass(frozen=True)
class Heading:
    """A numbered heading: `span` is the number and title, `block` runs to the next heading of its level or above."""

    style: str  # part 第一章 · division 第一节 · chapter 一、 · section （一） · item 1. · point （1） · circle ① · article 第一条
    number: str
    title: str
    span: Span
    block: Span


@dataclass(frozen=True)
class Measure:
    """One thing the plan sets out to do, under the number the document gives it. `span` covers its whole wording."""

    number: str
    title: str
    span: Span
    title_span: Span
    chapter: str | None
    section: str | None


@dataclass(frozen=True)
class Department:
    """A responsible unit as written. `is_collective`: stands for many bodies (各县区), to be expanded by the city."""

    name: str
    span: Span
    duty: str | None  # lead · support · None where the document makes no difference
    is_collective: bool


@dataclass(frozen=True)
class Task:
    """A row of the task list, or the words to which responsible units are attached."""

    number: str | None
    text: str
    span: Span
    departments: tuple[Department, ...]
    units_raw: str  # the wording that names the units, for the screen
    units_span: Span
    is_open_list: bool  # the list of units ends in 等
    deadline: str | None
    deadline_raw: str | None
    measure: str | None  # the measure it stands in; None for the row of a table
    category: str | None  # the merged first column of a table

    @property
    def lead(self) -> tuple[str, ...]:
        """Names of the units that lead."""
        return tuple(unit.name for unit in self.departments if unit.duty == "lead")

    @property
    def support(self) -> tuple[str, ...]:
        """Names of the units that support."""
        return tuple(unit.name for unit in self.departments if unit.duty == "support")


@dataclass(frozen=True)
class Target:
    """A number to be reached. `value` is one exact number, or two for a range."""

    quote: str
    span: Span
    value: tuple[Decimal, ...]
    number_span: Span
    unit: str
    comparator: str  # = >= > <= < ~ range
    deadline: str | None  # YYYY · YYYY-MM-DD · yearly
    deadline_raw: str | None
    scope: str | None
    measure: str | None
    baseline: str | None  # the old level, as written
    reason: str  # which sign made it a target, for the screen

    def value_as_json(self) -> int | float | list[int | float]:
        """One number, or `[low, high]`."""
        numbers = [to_json_number(number) for number in self.value]
        return numbers[0] if len(numbers) == 1 else numbers


@dataclass(frozen=True)
class Goal:
    """A dated goal that carries no number (全面达标, 全覆盖): shown to the person who imports, never counted."""

    quote: str
    span: Span
    deadline: str
    measure: str | None


@dataclass(frozen=True)
class Member:
    """A seat in a body. `is_listed_by_rank`: the plan names a rank (三级调研员), so no successor can be inferred."""

    role: str
    name: str | None
    post: str | None
    span: Span
    is_listed_by_rank: bool
    is_concurrent: bool  # the post is marked 兼


@dataclass(frozen=True)
class Office:
    """Where a body's office sits and who holds its posts: pairs of (name, office post)."""

    seat: str | None
    holders: tuple[tuple[str, str], ...]
    span: Span


@dataclass(frozen=True)
class Body:
    """A leading group, joint conference or the like, with its roster."""

    name: str
    heading: str
    members: tuple[Member, ...]
    office: Office | None
    succession: str | None  # the sentence that says who follows a member who leaves
    span: Span


@dataclass(frozen=True)
class Annex:
    """An annex: `span` is its content, None when the document lists it but does not hold it."""

    number: str | None
    title: str | None
    span: Span | None


@dataclass(frozen=True)
class Remark:
    """Something the person who imports must look at."""

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True)
class PlanReading:
    """All that was read from one document."""

    title: str | None
    notice_title: str | None
    doc_number: str | None
    issuer: str | None
    date: str | None
    index_number: str | None
    body_span: Span
    chapters: tuple[Heading, ...]
    sections: tuple[Heading, ...]
    measures: tuple[Measure, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    goals: tuple[Goal, ...]
    bodies: tuple[Body, ...]
    annexes: tuple[Annex, ...]
    warnings: tuple[Remark, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data in the format of the design, section 7."""
        return {
            "title": self.title,
            "doc_number": self.doc_number,
            "issuer": self.issuer,
            "date": self.date,
            "index_number": self.index_number,
            "measures": [_measure_json(measure) for measure in self.measures],
            "tasks": [_task_json(task) for task in self.tasks],
            "targets": [_target_json(target) for target in self.targets],
            "bodies": [_body_json(body) for body in self.bodies],
            "warnings": [warning.message for warning in self.warnings],
            "notice_title": self.notice_title,
            "body_span": list(self.body_span),
            "chapters": [_heading_json(heading) for heading in self.chapters],
            "sections": [_heading_json(heading) for heading in self.sections],
            "goals": [
                {"quote": goal.quote, "deadline": goal.deadline, "measure": goal.measure, "span": list(goal.span)} for goal in self.goals
            ],
            "annexes": [{"number": annex.number, "title": annex.title, "span": _span_json(annex.span)} for annex in self.annexes],
            "notes": [{"code": warning.code, "message": warning.message, "span": _span_json(warning.span)} for warning in self.warnings],
        }


def _span_json(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _heading_json(heading: Heading) -> dict[str, Any]:
    return {"number": heading.number, "title": heading.title, "span": list(heading.span), "block": list(heading.block)}


def _measure_json(measure: Measure) -> dict[str, Any]:
    return {
        "number": measure.number,
        "title": measure.title,
        "span": list(measure.span),
        "title_span": list(measure.title_span),
        "chapter": measure.chapter,
        "section": measure.section,
    }


def _task_json(task: Task) -> dict[str, Any]:
    return {
        "number": task.number,
        "text": task.text,
        "span": list(task.span),
        "departments": [unit.name for unit in task.departments],
        "lead": list(task.lead),
        "support": list(task.support),
        "raw": task.units_raw,
        "units_span": list(task.units_span),
        "units": [
            {"name": unit.name, "span": list(unit.span), "duty": unit.duty, "collective": unit.is_collective} for unit in task.departments
        ],
        "open_list": task.is_open_list,
        "deadline": task.deadline,
        "deadline_raw": task.deadline_raw,
        "measure": task.measure,
        "category": task.category,
    }


def _target_json(target: Target) -> dict[str, Any]:
    return {
        "quote": target.quote,
        "value": target.value_as_json(),
        "unit": target.unit,
        "comparator": target.comparator,
        "deadline": target.deadline,
        "scope": target.scope,
        "measure": target.measure,
        "span": list(target.span),
        "number_span": list(target.number_span),
        "deadline_raw": target.deadline_raw,
        "baseline": target.baseline,
        "reason": target.reason,
    }


def _body_json(body: Body) -> dict[str, Any]:
    return {
        "name": body.name,
        "members": [
            {
                "role": member.role,
                "name": member.name,
                "post": member.post,
                "span": list(member.span),
                "by_rank": member.is_listed_by_rank,
                "concurrent": member.is_concurrent,
            }
            for member in body.members
        ],
        "heading": body.heading,
        "office": None
        if body.office is None
        else {
            "seat": body.office.seat,
            "holders": [{"name": name, "post": post} for name, post in body.office.holders],
            "span": list(body.office.span),
        },
        "succession": body.succession,
        "span": list(body.span),
    }
