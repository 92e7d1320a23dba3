"""What is declared of states and access, tried on real rows: tests come from the declaration, not from a list beside it."""

from __future__ import annotations

import pytest

from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import ANONYMOUS, SYSTEM, Actor, Holding, Policy, all_policies, all_roles
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.workflow import all_machines, fire, mermaid
from tests.architecture.rows import a_row
from tests.builders import a_body

pytestmark = pytest.mark.django_db

STEPS = [(label, step.name) for label, machine in sorted(all_machines().items()) for step in machine.transitions]
MISPLACED = [
    (label, state, step.name)
    for label, machine in sorted(all_machines().items())
    for state in machine.states.values
    for step in machine.transitions
    if state not in step.sources
]


def standing_in(machine, state, monkeypatch):
    monkeypatch.setattr(machine, "state_of", lambda row: state)


@pytest.mark.parametrize(("label", "state", "step"), MISPLACED)
def test_a_step_out_of_another_state_is_a_conflict(label, state, step, now, monkeypatch):
    machine = all_machines()[label]
    row = a_row(label)
    events = AuditEvent.objects.count()
    standing_in(machine, state, monkeypatch)
    with pytest.raises(Conflict):
        fire(row, step, actor=SYSTEM, now=now, reason="理由")
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(("label", "step"), STEPS)
def test_a_step_without_its_reason_is_refused(label, step, now, monkeypatch):
    machine = all_machines()[label]
    declared = machine.transition(step)
    if not declared.reason_required:
        return  # said by the declaration; a reason that is not asked for cannot be missing
    row = a_row(label)
    standing_in(machine, min(declared.sources), monkeypatch)
    with pytest.raises(Refusal) as refused:
        fire(row, step, actor=SYSTEM, now=now, reason=" \n ")
    assert refused.value.code == "reason_required"


@pytest.mark.parametrize(("label", "step"), STEPS)
def test_a_step_by_somebody_else_is_not_permitted(label, step, now, monkeypatch):
    machine = all_machines()[label]
    row = a_row(label)
    standing_in(machine, min(machine.transition(step).sources), monkeypatch)
    elsewhere = a_body("别处")
    rules = [rule for rule in machine.policy.rules if step in rule.actions]
    meant = frozenset().union(*(rule.roles for rule in rules))
    others = [role for role in all_roles().values() if role not in meant and not any(rule.signed_in for rule in rules)]
    for actor in (ANONYMOUS, *(Actor(999_999, "旁人", (Holding(role, elsewhere.pk, elsewhere.path),)) for role in others)):
        with pytest.raises(NotPermitted):
            fire(row, step, actor=actor, now=now, reason="理由")


@pytest.mark.parametrize(("label", "step"), STEPS)
def test_a_step_says_what_it_does(label, step):
    declared = all_machines()[label].transition(step)
    assert str(declared.label)
    assert declared.event
    if declared.danger:
        assert str(declared.explain), "a step that takes something away explains itself"


@pytest.mark.parametrize("label", sorted(all_machines()))
def test_every_machine_can_be_drawn(label):
    machine = all_machines()[label]
    assert mermaid(machine).count("-->") >= len(machine.transitions)


# -- visible() and decide() -----------------------------------------------------------------------------------------


def actors() -> list[Actor]:
    bodies = list(Organisation.objects.order_by("pk"))
    places = bodies[:4] + bodies[-4:]
    held = [Actor(1, "某某", (Holding(role, body.pk, body.path),)) for role in all_roles().values() for body in places]
    return [ANONYMOUS, SYSTEM, Actor(1, "没有职责"), *held]


def disagreements(policy: Policy) -> list[str]:
    """Where filter and decision give different answers, over all actions, kinds of actors and every row (of long tables a sample)."""
    keys = list(policy.model._default_manager.order_by("pk").values_list("pk", flat=True))
    rows = list(policy.model._default_manager.filter(pk__in=keys[:: max(1, len(keys) // 60)]))
    found = []
    for actor in actors():
        for action in policy.actions:
            seen = list(policy.visible(actor, action).values_list("pk", flat=True))
            if len(seen) != len(set(seen)):
                found.append(f"{policy.label} {action}: a row twice for {actor}")
            found += [
                f"{policy.label} {action} {row.pk}: visible {row.pk in seen}, {decision.reason} for {actor.holdings}"
                for row in rows
                if bool(decision := policy.decide(actor, action, row)) != (row.pk in seen)
            ]
    return found


@pytest.fixture
def scenario():
    """A row of every model that has a policy."""
    for label in sorted(all_policies()):
        a_row(label)


def test_filter_and_decision_agree_on_every_row(scenario):
    assert not [line for policy in all_policies().values() for line in disagreements(policy)]


def test_control_a_wrong_policy_is_caught(scenario, monkeypatch):
    policy = all_policies()["organisations.organisation"]
    monkeypatch.setattr(policy, "decide", lambda actor, action, row: type("No", (), {"reason": "", "__bool__": lambda self: False})())
    assert disagreements(policy)
