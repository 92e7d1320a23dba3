"""One door through which states change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import models

from baigong.contexts.organisations.models import Organisation
from baigong.kernel.access import SYSTEM, Actor, Allow, Holding, Policy, Reach, role
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.workflow import StateMachine, Transition, Unmet, available, fire, fire_all, machine_of, mermaid, todos

pytestmark = pytest.mark.django_db


class Kind(models.TextChoices):
    """Stands in for a state: the column of an organisation that the database lets take these values."""

    COUNTY = "county", "起草"
    COLLEGE = "college", "已提交"
    BASE = "base", "已通过"


@pytest.fixture
def clerk(declarations):
    return role("test_clerk", "经办", Reach.OWN)


@pytest.fixture
def head(declarations):
    return role("test_head", "负责人", Reach.OWN)


@pytest.fixture
def row(monkeypatch):
    monkeypatch.setattr(Organisation, "get_absolute_url", lambda self: f"/{self.pk}/")
    return Organisation.objects.create(name="一号", kind="county", path="0901.")


def acting(role_, row):
    return Actor(1, "张三", (Holding(role_, row.pk, row.path),))


@pytest.fixture
def machine(clerk, head):
    effects = []

    def keep(row, **facts):
        effects.append(facts)
        row.note = facts["reason"]
        row.save(update_fields=["note"])

    policy = Policy(
        Organisation,
        [Allow.of("view submit", {clerk}, via="self"), Allow.of("view approve return", {head}, via="self")],
        {"self": ""},
    )
    declared = StateMachine(
        policy=policy, states=Kind, initial="county", field="kind",
        transitions=[
            Transition.of("submit", "county", "college", "提交", "submitted", todo="等待提交", due="founded_on",
                          guard=lambda row: None if row.moe_code else "还没有填写编号。"),
            Transition.of("return", "college", "county", "退回", "returned", reason_required=True, effect=keep),
            Transition.of("approve", "college", "base", "通过", "approved", danger=True, todo="等待审核", due="founded_on"),
        ],
    )  # fmt: skip
    declared.effects = effects
    return declared


def test_a_step_changes_the_state_and_leaves_an_audit_row(machine, clerk, row, now):
    row.moe_code = "1"
    row.save()
    fired = fire(row, "submit", actor=acting(clerk, row), now=now)
    assert fired.kind == row.kind == Organisation.objects.get().kind == "college"
    event = AuditEvent.objects.get()
    assert (event.action, event.detail, event.actor_name) == (
        "organisations.organisation.submitted",
        {"from": "county", "to": "college"},
        "张三",
    )


def test_the_guard_says_why_not_and_nothing_is_written(machine, clerk, row, now):
    with pytest.raises(Refusal, match="还没有填写编号"):
        fire(row, "submit", actor=acting(clerk, row), now=now)
    assert Organisation.objects.get().kind == "county"
    assert not AuditEvent.objects.exists()


def test_a_reason_is_asked_for_and_kept(machine, head, row, now):
    Organisation.objects.update(kind="college")
    with pytest.raises(Refusal) as refused:
        fire(row, "return", actor=acting(head, row), now=now, reason="  ")
    assert refused.value.code == "reason_required"
    fire(row, "return", actor=acting(head, row), now=now, reason=" 数字不符 ")
    assert Organisation.objects.get().note == "数字不符"
    assert AuditEvent.objects.get().detail["reason"] == "数字不符"


def test_many_take_a_step_together_or_none_of_them(machine, head, row, now, django_assert_max_num_queries):
    rows = [row, *(Organisation.objects.create(name=f"{n}号", kind="county", path=f"0901.{n:04d}.") for n in range(2, 12))]
    chief = Actor(1, "张三", (Holding(replace(head, reach=Reach.EVERYWHERE), row.pk, row.path),))
    Organisation.objects.update(kind="college")
    Organisation.objects.filter(pk=rows[3].pk).update(kind="base")
    every = Organisation.objects.order_by("pk")
    with pytest.raises(Conflict, match="一件也没有办"):
        fire_all(every, "approve", actor=SYSTEM, now=now)
    assert not AuditEvent.objects.exists()
    Organisation.objects.update(kind="college")
    with pytest.raises(Refusal, match="请写明理由"):
        fire_all(every, "return", actor=chief, now=now)
    with django_assert_max_num_queries(8):
        done = fire_all(every, "approve", actor=SYSTEM, now=now)
    assert {one.kind for one in done} == {one.kind for one in Organisation.objects.all()} == {"base"}
    assert AuditEvent.objects.filter(action="organisations.organisation.approved").count() == len(rows)
    assert fire_all(every.none(), "return", actor=SYSTEM, now=now, reason="空") == []


def test_a_stale_page_is_told_what_the_state_is_now(machine, clerk, row, now):
    Organisation.objects.update(kind="base")
    with pytest.raises(Conflict, match="已通过") as refused:
        fire(row, "submit", actor=acting(clerk, row), now=now)
    assert refused.value.status == 409


def test_a_row_deleted_meanwhile_is_a_conflict(machine, clerk, row, now):
    Organisation.objects.all().delete()
    with pytest.raises(Conflict):
        fire(row, "submit", actor=acting(clerk, row), now=now)


def test_another_role_and_another_organisation_are_refused(machine, clerk, head, row, now):
    Organisation.objects.update(kind="college")
    with pytest.raises(NotPermitted, match="负责人"):
        fire(row, "approve", actor=acting(clerk, row), now=now)
    stranger = Actor(2, "李四", (Holding(head, 99, "0902."),))
    with pytest.raises(NotPermitted, match="不属于"):
        fire(row, "approve", actor=stranger, now=now)


def test_the_policy_is_asked_about_the_row_as_it_is_now(machine, clerk, row, now):
    actor = acting(clerk, row)
    Organisation.objects.update(path="0902.", moe_code="1")  # moved away after the page was loaded
    with pytest.raises(NotPermitted):
        fire(row, "submit", actor=actor, now=now)


def test_an_effect_that_fails_undoes_the_step(machine, head, row, now, monkeypatch):
    Organisation.objects.update(kind="college")
    monkeypatch.setattr(Organisation, "save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fire(row, "return", actor=acting(head, row), now=now, reason="x")
    assert Organisation.objects.get().kind == "college"
    assert not AuditEvent.objects.exists()


def test_buttons_are_the_steps_out_of_the_present_state_that_one_may_take(machine, clerk, head, row):
    assert [(a.step.name, a.allowed, a.why_not) for a in available(row, acting(clerk, row))] == [("submit", False, "还没有填写编号。")]
    row.kind = "college"
    assert [a.step.name for a in available(row, acting(head, row))] == ["return", "approve"]


def test_a_step_that_cannot_be_taken_yet_leads_whom_the_policy_allows_to_where_it_is_put_right(machine, clerk, row):
    submit = machine.transitions[0]
    for needs, at in (("submit", "/number/"), ("", "/number/"), ("approve", "")):
        machine.transitions[0] = replace(
            submit, guard=lambda row, needs=needs: Unmet("还没有填写编号。", "填写编号", "/number/", needs=needs)
        )
        shown = available(row, acting(clerk, row))[0].why_not
        assert (shown, shown.at) == ("还没有填写编号。", at)
    machine.transitions[0] = replace(submit, guard=lambda row: "还没有填写编号。")
    assert available(row, acting(clerk, row))[0].why_not.at == ""


def test_todos_are_what_waits_for_the_actor_earliest_date_first_undated_last(machine, clerk, row):
    other = Organisation.objects.create(name="二号", kind="county", path="0901.2.", founded_on=date(2021, 3, 1))
    wide = role("test_wide", "全市", Reach.EVERYWHERE)
    machine.policy.rules.append(Allow.of("submit", {wide}))
    (group,) = todos(Actor(3, "王五", (Holding(wide, row.pk, row.path),)))
    assert (group.label, group.count, [t.row for t in group.items]) == ("等待提交", 2, [other, row])
    assert group.items[0].is_overdue(date(2021, 3, 2))
    assert not group.items[1].is_overdue(date(2021, 3, 2))


def test_the_step_with_the_earliest_date_comes_first_and_undated_ones_last(machine, row):
    wide = role("test_wide", "全市", Reach.EVERYWHERE)
    machine.policy.rules.append(Allow.of("submit approve", {wide}))
    worker = Actor(3, "王五", (Holding(wide, row.pk, row.path),))
    Organisation.objects.create(name="二号", kind="college", path="0901.2.", founded_on=date(2021, 3, 1))
    assert [group.label for group in todos(worker)] == ["等待审核", "等待提交"]
    Organisation.objects.filter(pk=row.pk).update(founded_on=date(2021, 2, 1))
    assert [group.label for group in todos(worker)] == ["等待提交", "等待审核"]


def test_todos_ask_the_database_no_more_for_more_rows(machine, clerk, head, row, django_assert_max_num_queries):
    wide = role("test_wide", "全市", Reach.EVERYWHERE)
    machine.policy.rules.append(Allow.of("submit approve", {wide}))
    Organisation.objects.bulk_create(Organisation(name=f"{n}", kind=("county", "college")[n % 2], path=f"1.{n}.") for n in range(90))
    with django_assert_max_num_queries(5):
        groups = todos(Actor(3, "王五", (Holding(wide, row.pk, row.path),)))
    assert [g.count for g in groups] == [46, 45]
    assert [len(g.items) for g in groups] == [20, 20]


def test_steps_that_wait_for_nobody_are_all_asked_for_at_once(machine, row, django_assert_num_queries):
    wide = role("test_wide", "全市", Reach.EVERYWHERE)
    machine.policy.rules.append(Allow.of("submit approve", {wide}))
    worker = Actor(3, "王五", (Holding(wide, row.pk, row.path),))
    with django_assert_num_queries(2):  # whether anything waits at all, and for the one step its rows
        assert [group.label for group in todos(worker)] == ["等待提交"]
    Organisation.objects.filter(pk=row.pk).update(kind="department")
    with django_assert_num_queries(1):
        assert todos(worker) == []


def test_the_system_has_no_todos(machine, row):
    assert todos(SYSTEM) == []


def test_the_diagram_names_every_state_and_step(machine):
    drawn = mermaid(machine)
    for expected in ("county: 起草", "[*] --> county", "college --> base: 通过 (approve)", "base --> [*]"):
        assert expected in drawn


@pytest.mark.parametrize(
    ("transitions", "complaint"),
    [
        ([("submit", "county", "nowhere")], "unknown states"),
        ([("fly", "county", "college"), ("approve", "college", "base")], "allows nobody"),
        ([("submit", "county", "college")], "never reached"),
        ([("submit", "county", "college"), ("return", "base", "base")], "never reached"),
        ([("submit", "county", "college"), ("submit", "college", "base")], "declared twice"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused(declarations, clerk, transitions, complaint):
    policy = Policy(Organisation, [Allow.of("submit return approve", {clerk})])
    with pytest.raises(ValueError, match=complaint):
        StateMachine(policy, Kind, "county", [Transition.of(*t, "某步", "done") for t in transitions], field="kind")


def test_what_is_prepared_stands_before_the_change_and_may_refuse_it(clerk, row, now):
    seen = []

    def prepare(row, *, actor, now, reason, mark="", **facts):
        seen.append((row.kind, mark))
        if mark == "late":
            raise Refusal("已截止。", code="late")

    policy = Policy(Organisation, [Allow.of("view submit take", {clerk}, via="self")], {"self": ""})
    steps = [
        Transition.of("submit", "county", "college", "提交", "submitted", prepare=prepare),
        Transition.of("take", "college", "base", "取代", "taken", internal=True),
    ]
    declared = StateMachine(policy=policy, states=Kind, initial="county", field="kind", transitions=steps)
    with pytest.raises(Refusal, match="已截止"):
        fire(row, "submit", actor=acting(clerk, row), now=now, mark="late")
    assert Organisation.objects.get().kind == "county"
    fire(row, "submit", actor=acting(clerk, row), now=now)
    assert seen == [("county", "late"), ("county", "")]
    assert declared.transition("submit").facts == {"mark"}
    assert available(Organisation.objects.get(), acting(clerk, row)) == []  # the internal step is offered to nobody
    assert machine_of(Organisation).offered("take") is None
    fire(Organisation.objects.get(), "take", actor=acting(clerk, row), now=now)
    assert Organisation.objects.get().kind == "base"
