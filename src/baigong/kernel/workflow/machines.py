"""Declaring a state machine: states, transitions, who acts next, by when, and with which reason."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import CheckConstraint, Model, Q
from django.db.models.enums import Choices
from django.utils import timezone

from baigong.kernel.access import Policy
from baigong.kernel.audit.words import register_words

M = TypeVar("M", bound=Model)


class Unmet(str):
    """Why a step cannot be taken yet: a sentence, which may say where that is put right.

    ``act`` names the link to ``at``; with ``needs`` it is shown to those alone whom the policy of the row allows that action.
    """

    act: str
    at: str
    needs: str

    def __new__(cls, why: str, act: str = "", at: str = "", *, needs: str = "") -> Unmet:
        """The sentence with its way out."""
        made = super().__new__(cls, why)
        made.act, made.at, made.needs = act, at, needs
        return made


Guard = Callable[[Any], str | None]
"""Looks at the locked row; returns why the transition cannot happen now (an ``Unmet`` where a page puts it right), or ``None``."""

Effect = Callable[..., None]
"""Writes what belongs to the transition, in its transaction: ``effect(row, actor=, now=, reason=, **facts)``."""


@dataclass(frozen=True)
class Transition:
    """One step. Its name is the action the policy must allow; ``event`` names it in the audit log (past tense).

    ``todo`` is what the to-do list says to those who may take the step while a row waits in one of ``sources``;
    ``due`` is the path to the date by which they should (``"cycle__closes_on"``). ``danger`` marks a step that takes
    something away, so that the page asks again and explains (``explain``).

    ``prepare`` has the shape of an effect and runs before the state changes: it refuses what depends on the hour or the actor, and
    writes what must stand first. ``internal`` steps are taken by services alone, as part of another step: never offered to people.
    """

    name: str
    sources: frozenset[str]
    target: str
    label: Any
    event: str
    guard: Guard | None = None
    prepare: Effect | None = None
    effect: Effect | None = None
    internal: bool = False
    reason_required: bool = False
    reason_label: Any = ""
    todo: Any = ""
    due: str = ""
    danger: bool = False
    explain: Any = ""
    basis: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """The facts that its preparation and effect ask for by name, beside actor, hour and reason."""
        asked = [p for act in (self.prepare, self.effect) if act for p in inspect.signature(act).parameters.values()]
        return frozenset(p.name for p in asked if p.kind is p.KEYWORD_ONLY) - {"actor", "now", "reason"}

    @classmethod
    def of(cls, name: str, sources: str | Iterable[str], target: str, label: Any, event: str, **rest: Any) -> Transition:
        """Declare a step; ``sources`` as one state or several."""
        return cls(name, frozenset([sources] if isinstance(sources, str) else sources), str(target), label, event, **rest)


@dataclass
class StateMachine(Generic[M]):
    """The life of rows of ``policy.model``: which step may follow which. Registered when declared.

    ``final``, the states without a way out, follows from the transitions; where it is given it must agree. ``select`` names the
    relations that a row's title and address read, so that a list of them asks the database once.
    """

    policy: Policy[M]
    states: type[Choices]
    initial: str
    transitions: list[Transition]
    field: str = "state"
    final: frozenset[str] = frozenset()
    select: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a declaration with unknown states, unreachable states, or actions the policy does not know."""
        known = set(self.states.values)
        problems = []
        for step in self.transitions:
            if unknown := ({step.target} | set(step.sources)) - known:
                problems.append(f"{step.name}: unknown states {sorted(unknown)}")
            if step.name not in self.policy.actions:
                problems.append(f"{step.name}: the policy of {self.policy.label} allows nobody this action")
        names = [step.name for step in self.transitions]
        if twice := {name for name in names if names.count(name) > 1}:
            problems.append(f"transitions declared twice: {sorted(twice)}")
        if lost := known - self._reached():
            problems.append(f"states never reached: {sorted(lost)}")
        ends = frozenset(known - {source for step in self.transitions for source in step.sources})
        if self.final and self.final != ends:
            problems.append(f"final states are {sorted(ends)} by the transitions, {sorted(self.final)} by declaration")
        self.final = ends
        if self.policy.label in _machines:
            problems.append("declared twice")
        if problems:
            raise ValueError(f"state machine of {self.policy.label}: " + "; ".join(problems))
        _machines[self.policy.label] = self
        register_words({f"{self.policy.label}.{step.event}": step.label for step in self.transitions})

    def _reached(self) -> set[str]:
        reached, size = {str(self.initial)}, 0
        while len(reached) > size:
            size = len(reached)
            reached |= {step.target for step in self.transitions if not reached.isdisjoint(step.sources)}
        return reached

    @property
    def model(self) -> type[M]:
        """The model whose rows live by this machine."""
        return self.policy.model

    def state_of(self, row: M) -> str:
        """The state a row is in."""
        return str(getattr(row, self.field))

    def label_of(self, state: str) -> str:
        """What people read for ``state``."""
        return str(dict(self.states.choices)[state])

    def transition(self, name: str) -> Transition:
        """The step called ``name``. Raises ``LookupError`` when there is none."""
        for step in self.transitions:
            if step.name == name:
                return step
        raise LookupError(f"{self.policy.label} has no transition {name!r}")

    def offered(self, name: str) -> Transition | None:
        """The step called ``name`` if people and programs may ask for it; ``None`` for an unknown or an internal one."""
        return next((step for step in self.transitions if step.name == name and not step.internal), None)

    def due_of(self, step: Transition, row: M) -> date | None:
        """By when ``step`` should be taken on ``row``; ``None`` where the declaration or the row sets no date."""
        if not step.due:
            return None
        value: Any = row
        for part in step.due.split("__"):
            value = getattr(value, part, None)
        if isinstance(value, datetime):
            return timezone.localtime(value).date()
        return value if isinstance(value, date) else None


_machines: dict[str, StateMachine[Any]] = {}


def all_machines() -> dict[str, StateMachine[Any]]:
    """Every declared machine by model label."""
    return dict(_machines)


def machine_of(model: type[M] | M) -> StateMachine[M]:
    """The machine of a model or row. Raises ``LookupError`` when it has none."""
    return _machines[f"{model._meta.app_label}.{model._meta.model_name}"]


def states_constraint(states: type[Choices], *, name: str, field: str = "state") -> CheckConstraint:
    """The database's own guard that a state is one of the declared ones."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(states.values)}), name=name)
