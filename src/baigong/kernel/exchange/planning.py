"""From a file read to a plan shown, and from a plan confirmed to rows written: all of them or none.

A person sees the plan first and confirms it later. Its digest says what was shown; its old values say what the database
held then. ``execute`` carries out exactly that, or nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.kernel.errors import Conflict, Refusal

from . import values
from .reading import Issue, Parsed
from .table import Key, Row, Table


class ActionKind(StrEnum):
    """What a row of the file would do."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True)
class FieldChange:
    """One value that would change."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Action:
    """What one row of the file would do. ``values`` are those to write: all of them (add), the new ones (change)."""

    kind: ActionKind
    row: int
    key: Key
    values: Mapping[str, Any]
    changes: Sequence[FieldChange] = ()


@dataclass(frozen=True)
class ImportPlan:
    """What a file would do to the rows there are. ``missing`` are keys the file does not mention: never deleted."""

    table: Table
    filename: str
    sheet: str
    actions: Sequence[Action]
    missing: Sequence[Key] = ()
    issues: Sequence[Issue] = ()
    notices: Sequence[str] = ()

    @property
    def is_clean(self) -> bool:
        """Say whether the plan may be executed: not one cell of the file is wrong."""
        return not self.issues

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many rows would be added, changed, stay the same, are missing from the file, or are wrong."""
        found = {kind.value: 0 for kind in ActionKind}
        for action in self.actions:
            found[action.kind.value] += 1
        wrong = {issue.row for issue in self.issues}
        return found | {"missing": len(self.missing), "errors": len(self.issues), "wrong_rows": len(wrong)}

    @cached_property
    def digest(self) -> str:
        """Return the digest of everything the plan would write and every value it was compared with."""
        return hashlib.sha256(_dump(self._content()).encode()).hexdigest()

    def to_json(self) -> str:
        """Return the plan as text to store until it is confirmed."""
        return _dump(self._content() | {"digest": self.digest})

    @classmethod
    def from_json(cls, table: Table, text: str) -> ImportPlan:
        """Return the stored plan; raise ``Refusal`` when it was made for another declaration or has been altered."""
        content = json.loads(text)
        if content.get("table") != table.name or content.get("fingerprint") != table.fingerprint():
            raise Refusal(_("“%(title)s”的格式已更新；请重新上传文件。") % {"title": table.title}, code="plan_outdated")
        plan = cls(
            table,
            content["filename"],
            content["sheet"],
            tuple(_action(table, item) for item in content["actions"]),
            tuple(_key(table, item) for item in content["missing"]),
            tuple(Issue(**item) for item in content["issues"]),
            tuple(content["notices"]),
        )
        if plan.digest != content["digest"]:
            raise Refusal(_("导入计划与先前显示的不一致；请重新上传文件。"), code="plan_altered")
        return plan

    def _content(self) -> dict[str, Any]:
        return {
            "table": self.table.name,
            "fingerprint": self.table.fingerprint(),
            "filename": self.filename,
            "sheet": self.sheet,
            "actions": [
                {
                    "kind": action.kind.value,
                    "row": action.row,
                    "key": [values.to_json(part) for part in action.key],
                    "values": {name: values.to_json(value) for name, value in action.values.items()},
                    "changes": [[c.column, values.to_json(c.old), values.to_json(c.new)] for c in action.changes],
                }
                for action in self.actions
            ],
            "missing": [[values.to_json(part) for part in key] for key in self.missing],
            "issues": [asdict(issue) for issue in self.issues],
            "notices": list(self.notices),
        }


class Writer:
    """How a context writes the rows of its table; ``execute`` calls nothing else. One that only adds says no more than ``add``."""

    def transaction(self) -> AbstractContextManager[Any]:
        """The block within which everything is written or nothing."""
        return transaction.atomic()

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """Return, locked for writing, the rows there are now among these keys; none where the service refuses what is there already."""
        return {}

    def add(self, rows: Sequence[Row]) -> None:
        """Write new rows."""
        raise NotImplementedError

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write the new values of existing rows."""
        raise NotImplementedError


def index(table: Table, rows: Iterable[Row]) -> dict[Key, Row]:
    """Return rows (mappings by column key) by their key, for ``plan`` and ``Writer.current``."""
    return {key_of(table, row): row for row in rows}


def key_of(table: Table, row: Row) -> Key:
    """Return the key of a row in the form that reading gives."""
    return tuple(values.canonical(table.by_key[name], row.get(name)) for name in table.key)


def plan(table: Table, parsed: Parsed, existing: Mapping[Key, Row]) -> ImportPlan:
    """Compare what was read with the rows there are.

    Columns the file lacks are left alone; rows with a wrong cell are not planned but listed in ``issues``.
    """
    actions = []
    seen = set()
    for row in parsed.rows:
        key = key_of(table, row.values)
        seen.add(key)
        if not row.is_sound:
            continue
        old = existing.get(key)
        if old is None:
            actions.append(Action(ActionKind.ADD, row.number, key, dict(row.values)))
            continue
        changes = tuple(
            FieldChange(name, before, new)
            for name, new in row.values.items()
            if (before := values.canonical(table.by_key[name], old.get(name))) != new
        )
        kind = ActionKind.CHANGE if changes else ActionKind.SAME
        actions.append(Action(kind, row.number, key, {c.column: c.new for c in changes}, changes))
    missing = tuple(key for key in existing if key not in seen)
    return ImportPlan(table, parsed.filename, parsed.sheet, tuple(actions), missing, tuple(parsed.issues), tuple(parsed.notices))


def execute(plan: ImportPlan, writer: Writer, *, digest: str) -> Mapping[str, int]:
    """Write the plan, all or nothing, and return its counts.

    ``digest`` is that of the plan the person confirmed. Raises ``Refusal`` when the plan has errors or is another one,
    ``Conflict`` when rows have changed since it was made; then nothing is written.
    """
    if not plan.is_clean:
        raise Refusal(
            _("文件有 %(count)s 处错误，没有导入任何一行；请改正后重新上传。") % {"count": len(plan.issues)},
            code="plan_has_errors",
        )
    if plan.digest != digest:
        raise Refusal(_("导入计划与先前显示的不一致；请重新上传文件。"), code="plan_altered")
    adding = [action for action in plan.actions if action.kind is ActionKind.ADD]
    changing = [action for action in plan.actions if action.kind is ActionKind.CHANGE]
    with writer.transaction():
        current = writer.current({action.key for action in (*adding, *changing)})
        for action in (*adding, *changing):
            _check_still_so(plan.table, action, current.get(action.key))
        if adding:
            writer.add([action.values for action in adding])
        if changing:
            writer.change([(action.key, action.values) for action in changing])
    return plan.counts


def _check_still_so(table: Table, action: Action, now: Row | None) -> None:
    stale = (now is not None) if action.kind is ActionKind.ADD else now is None
    if now is not None and not stale:
        stale = any(values.canonical(table.by_key[c.column], now.get(c.column)) != c.old for c in action.changes)
    if stale:
        shown = "、".join(values.shown(table.by_key[name], part) for name, part in zip(table.key, action.key, strict=True))
        raise Conflict(
            _("“%(key)s”（文件第 %(row)s 行）在您核对期间已被他人改动，没有导入任何一行；请重新上传后再核对。")
            % {"key": shown, "row": action.row},
            code="plan_stale",
        )


def _action(table: Table, item: Mapping[str, Any]) -> Action:
    return Action(
        ActionKind(item["kind"]),
        item["row"],
        _key(table, item["key"]),
        {name: values.from_json(table.by_key[name], value) for name, value in item["values"].items()},
        tuple(
            FieldChange(name, values.from_json(table.by_key[name], old), values.from_json(table.by_key[name], new))
            for name, old, new in item["changes"]
        ),
    )


def _key(table: Table, parts: Sequence[Any]) -> Key:
    return tuple(values.from_json(table.by_key[name], part) for name, part in zip(table.key, parts, strict=True))


def _dump(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
