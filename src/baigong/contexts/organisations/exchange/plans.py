"""An import plan as the page shows it: what is added, what changes from what to what, what is wrong where."""

from __future__ import annotations

from dataclasses import dataclass

from baigong.kernel.exchange import ActionKind, FieldChange, ImportPlan, Issue, Table, shown

SHOWN = 200


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
        notices=tuple(plan.notices),
    )


def _change(table: Table, change: FieldChange) -> tuple[str, str | None, str | None]:
    column = table.by_key[change.column]
    return str(column.label), shown(column, change.old) or None, shown(column, change.new) or None
