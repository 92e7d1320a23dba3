"""A state machine as a Mermaid diagram for the documentation."""

from __future__ import annotations

from typing import Any

from baigong.kernel.workflow.machines import StateMachine


def mermaid(machine: StateMachine[Any]) -> str:
    """The machine as ``stateDiagram-v2`` text; states carry their Chinese label, steps their permission name."""
    lines = ["stateDiagram-v2"]
    lines += [f"  {value}: {label}" for value, label in machine.states.choices]
    lines.append(f"  [*] --> {machine.initial}")
    for step in machine.transitions:
        lines += [f"  {source} --> {step.target}: {step.label} ({step.name})" for source in sorted(step.sources)]
    lines += [f"  {state} --> [*]" for state in sorted(machine.final)]
    return "\n".join(lines)
