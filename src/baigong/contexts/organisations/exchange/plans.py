"""An import plan as the page shows it: what is added, what changes from what to what, what is wrong where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baigong.kernel.exchange import ActionKind, FieldChange, ImportPlan, Issue, Table, shown

SHOWN = 200
"""Rows and errors listed on the page at most; the marked file has every error at its cell."""

FEW = 12
"""Up to here errors are read one by one; above, what they have in common comes first."""

CELLS_NAMED = 6


@dataclass(frozen=True)
class Alike:
    """Errors of one column with one message, which are put right in one go: filter, fill down."""

    column: str
    message: str
    count: int
    cells: str


@dataclass(frozen=True)
class ChangeRow:
    """One row that would change."""

    row: int
    key: str
    changes: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True)
class PlanPage:
    """The plan in words; at most ``SHOWN`` of each kind."""

    counts: dict[str, int]
    is_clean: bool
    is_empty: bool
    digest: str
    headings: tuple[str, ...]
    added: tuple[tuple[str, ...], ...]
    changed: tuple[ChangeRow, ...]
    issues: tuple[Issue, ...]
    alike: tuple[Alike, ...]
    notices: tuple[str, ...]


def plan_page(plan: ImportPlan) -> PlanPage:
    """The plan for the template."""
    table = plan.table
    adds = [action for action in plan.actions if action.kind is ActionKind.ADD]
    used = [column for column in table.columns if any(action.values.get(column.key) is not None for action in adds)]
    changes = [action for action in plan.actions if action.kind is ActionKind.CHANGE]
    return PlanPage(
        counts=dict(plan.counts),
        is_clean=plan.is_clean,
        is_empty=not adds and not changes,
        digest=plan.digest,
        headings=("", *(str(column.label) for column in used)),
        added=tuple((str(a.row), *(shown(column, a.values.get(column.key)) for column in used)) for a in adds[:SHOWN]),
        changed=tuple(
            ChangeRow(
                action.row,
                " · ".join(shown(table.by_key[name], part) for name, part in zip(table.key, action.key, strict=True)),
                tuple(_change(table, change) for change in action.changes),
            )
            for action in changes[:SHOWN]
        ),
        issues=tuple(plan.issues[:SHOWN]),
        alike=_alike(plan.issues) if len(plan.issues) > FEW else (),
        notices=tuple(plan.notices),
    )


def _alike(issues: Sequence[Issue]) -> tuple[Alike, ...]:
    """What many errors have in common, the most frequent first."""
    cells: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        cells.setdefault((issue.column, issue.message), []).append(issue.cell)
    groups = sorted(cells.items(), key=lambda item: -len(item[1]))
    return tuple(Alike(column, message, len(found), _named(found)) for (column, message), found in groups if len(found) > 1)[:SHOWN]


def _named(cells: Sequence[str]) -> str:
    """The first few cells by name."""
    return "、".join(cell for cell in cells[:CELLS_NAMED] if cell) + ("…" if len(cells) > CELLS_NAMED else "")


def _change(table: Table, change: FieldChange) -> tuple[str, str | None, str | None]:
    column = table.by_key[change.column]
    return str(column.label), shown(column, change.old) or None, shown(column, change.new) or None
