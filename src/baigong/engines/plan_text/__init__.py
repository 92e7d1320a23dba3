"""Reads a government plan as a list of promises: measures, tasks with who owes them, targets, bodies.

The one public door is `read_plan`. The specification, with small examples, is `docs/algorithms/plan-reading.md`.
Everything here is a pure function of the text: no I/O, no clock, no network, no model. What the document does not say
is None, never guessed; every object points at the characters it was read from.

To learn it, read `model` (what comes out), then `read` (who is asked for what), then a module beside its section of the
specification. A module says how it judges; the words that promise or exclude a number stand in `promise_signs` and
`exclusion_signs`, the kinds of units in `counters`.
"""

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.model import (
    Annex,
    Body,
    Department,
    Goal,
    Heading,
    Measure,
    Member,
    Office,
    PlanReading,
    Remark,
    TableHint,
    Target,
    Task,
)
from baigong.engines.plan_text.read import read_plan

__all__ = [
    "Annex",
    "Body",
    "Department",
    "Goal",
    "Heading",
    "Measure",
    "Member",
    "Office",
    "PlanReading",
    "Remark",
    "Span",
    "TableHint",
    "Target",
    "Task",
    "read_plan",
]
