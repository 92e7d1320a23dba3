"""Workflow: declared state machines; one ``fire()``; buttons, to-do list, diagrams and tests come from the declaration."""

from baigong.kernel.workflow.diagrams import mermaid
from baigong.kernel.workflow.firing import Available, available, fire, fire_all, reason_of
from baigong.kernel.workflow.machines import StateMachine, Transition, Unmet, all_machines, machine_of, states_constraint
from baigong.kernel.workflow.todos import Todo, TodoGroup, todos

__all__ = [
    "Available",
    "StateMachine",
    "Todo",
    "TodoGroup",
    "Transition",
    "Unmet",
    "all_machines",
    "available",
    "fire",
    "fire_all",
    "machine_of",
    "mermaid",
    "reason_of",
    "states_constraint",
    "todos",
]
