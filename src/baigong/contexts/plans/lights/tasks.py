"""The light of a task: finished, overdue, a milestone missed, reports missing, a target behind, near its date, on course."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from baigong.contexts.plans.lights.light import Colour, Light, worst
from baigong.contexts.plans.lights.thresholds import Thresholds
from baigong.kernel.ui.formats import date as show_date


@dataclass(frozen=True)
class TaskFacts:
    """What the rules look at.

    ``missing`` counts, for each locked or overdue cycle from the latest back, the bodies that owe a report and have none
    accepted (empty when no cycle has closed yet). ``accepted`` counts accepted reports ever. ``targets`` are the lights of the
    targets the task serves, ``parts`` those of the tasks it was broken down into.
    """

    state: str
    due_on: date | None = None
    milestones: tuple[tuple[str, date | None, bool], ...] = ()
    missing: tuple[int, ...] = ()
    accepted: int = 0
    targets: tuple[tuple[str, Light], ...] = field(default=())
    parts: tuple[tuple[str, Light], ...] = field(default=())
    is_withdrawn: bool = False


def task_light(facts: TaskFacts, today: date, limits: Thresholds) -> Light:
    """The light of a task on ``today``. The first rule that applies decides.

    0. TASK-WITHDRAWN: an amended version of the plan dropped it: grey.
    1. TASK-DONE: completed or closed: green. 2. TASK-SUSPENDED, TASK-NOT-ASSIGNED: grey. 3. TASK-OVERDUE: red.
    4. TASK-MILESTONE: a milestone is past its date: red. 5. TASK-NO-REPORT: bodies owe a report of the latest closed cycle:
    amber, red from ``missed_cycles_red`` cycles in a row. 6. TASK-TARGET, TASK-PART: the worst of its targets and parts, where
    that is red or amber. 7. TASK-ADJUSTING: waits for a decision: amber. 8. TASK-NEAR: due within ``near_days``: amber.
    9. TASK-NO-RECORD: nothing accepted yet: grey. 10. TASK-ON-COURSE: green.
    """
    if facts.is_withdrawn:
        return Light(Colour.GREY, "TASK-WITHDRAWN", _("新版文件不再有这项任务。"))
    if facts.state in {"completed", "closed"}:
        return Light(Colour.GREEN, "TASK-DONE", _("已办结。"))
    if facts.state == "suspended":
        return Light(Colour.GREY, "TASK-SUSPENDED", _("已中止。"))
    if facts.state == "pending":
        return Light(Colour.GREY, "TASK-NOT-ASSIGNED", _("尚未下达。"), _("由专班下达到责任单位。"))
    if facts.due_on and today > facts.due_on:
        why = _("期限%(day)s已过，尚未办结。") % {"day": show_date(facts.due_on)}
        return Light(Colour.RED, "TASK-OVERDUE", why, _("完成并申请验收，或提请调整。"))
    return _milestone(facts, today) or _reports(facts, limits) or _below(facts) or _rest(facts, today, limits)


def _milestone(facts: TaskFacts, today: date) -> Light | None:
    late = [(title, due) for title, due, done in facts.milestones if not done and due and due < today]
    if not late:
        return None
    title, due = late[0]
    why = _("节点“%(title)s”应在%(day)s完成。") % {"title": title, "day": show_date(due)}
    return Light(Colour.RED, "TASK-MILESTONE", why, _("完成节点并在报告中附佐证。"))


def _reports(facts: TaskFacts, limits: Thresholds) -> Light | None:
    if not facts.missing or not facts.missing[0]:
        return None
    in_a_row = 0
    for count in facts.missing:
        if not count:
            break
        in_a_row += 1
    colour = Colour.RED if in_a_row >= limits.missed_cycles_red else Colour.AMBER
    why = _("最近一个报告期有%(bodies)d个单位没有被采用的报告，连续%(cycles)d期。") % {"bodies": facts.missing[0], "cycles": in_a_row}
    return Light(colour, "TASK-NO-REPORT", why, _("补报并经审核采用。"))


def _below(facts: TaskFacts) -> Light | None:
    for rule, words, lights in (
        ("TASK-TARGET", _("目标“%(name)s”：%(why)s"), facts.targets),
        ("TASK-PART", _("分解任务“%(name)s”：%(why)s"), facts.parts),
    ):
        bad = worst(light for _name, light in lights)
        if bad and bad.colour in {Colour.RED, Colour.AMBER}:
            name = next(name for name, light in lights if light == bad)
            return Light(bad.colour, rule, words % {"name": name, "why": bad.why}, bad.remedy)
    return None


def _rest(facts: TaskFacts, today: date, limits: Thresholds) -> Light:
    if facts.state == "adjusting":
        return Light(Colour.AMBER, "TASK-ADJUSTING", _("已提请调整，等待领导小组决定。"), _("领导小组作出决定。"))
    if facts.due_on and today >= facts.due_on - timedelta(days=limits.near_days) and facts.state != "awaiting":
        why = _("距期限%(days)d天，尚未办结。") % {"days": (facts.due_on - today).days}
        return Light(Colour.AMBER, "TASK-NEAR", why, _("完成并申请验收。"))
    if not facts.accepted:
        return Light(Colour.GREY, "TASK-NO-RECORD", _("还没有经审核采用的报告。"), _("报送进展并附佐证。"))
    if facts.due_on is None:
        return Light(Colour.GREEN, "TASK-ON-COURSE", _("按期报送，期限未定。"))
    return Light(Colour.GREEN, "TASK-ON-COURSE", _("按期报送，期限%(day)s。") % {"day": show_date(facts.due_on)})
