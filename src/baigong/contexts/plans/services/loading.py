"""Loading a confirmed plan from a city pack: facts in own words, nothing invented, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import NameBook, Organisation, expand_collective
from baigong.contexts.plans.models import (
    DateSource,
    Duty,
    Measure,
    Milestone,
    Plan,
    PlanDocument,
    PlanDocumentState,
    Responsibility,
    SupportRequest,
    Target,
    TargetKind,
    Task,
)
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class LoadedPlan:
    """What was loaded; ``is_new`` is false when the plan was there already and was left as people have made it since."""

    plan: Plan
    is_new: bool
    unresolved: tuple[str, ...] = ()


@transaction.atomic
def load_plan(pack: Entry, *, actor: Actor, now: datetime) -> LoadedPlan:
    """Make the plan of a pack: document, measures, tasks with their bodies, targets, requests upward.

    A plan with the same key is left alone. Raises ``Refusal`` naming the entry that refers to something the pack does not hold,
    or a body nobody knows.
    """
    facts = pack["plan"]
    if found := Plan.objects.filter(key=facts["key"]).first():
        return LoadedPlan(found, is_new=False)
    loader = _Loader(pack, NameBook(), _day(facts.get("issued_on")) or now.date())
    plan = loader.load(now)
    audit.record(actor, "plans.plan.loaded", plan, now=now, detail={"source": pack["source"]["document"]})
    return LoadedPlan(plan, is_new=True)


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))


class _Loader:
    """One loading; remembers measures, tasks and targets by their number in the pack."""

    def __init__(self, pack: Entry, names: NameBook, on: date):
        self.pack, self.names, self.on = pack, names, on
        self.measures: dict[str, Measure] = {}
        self.tasks: dict[str, Task] = {}
        self.targets: dict[str, Target] = {}

    def load(self, now: datetime) -> Plan:
        facts = self.pack["plan"]
        self.plan = Plan.objects.create(
            key=facts["key"],
            title=facts["title"],
            short_title=facts["short_title"],
            doc_number=facts.get("doc_number", ""),
            issued_on=_day(facts.get("issued_on")),
            owner=self.body(facts["owner"]),
            team=self.body(facts["team"]),
            note=facts.get("note", ""),
            filers=facts.get("filers", ""),
        )
        self.document = PlanDocument.objects.create(
            plan=self.plan,
            title=facts["title"],
            doc_number=facts.get("doc_number", ""),
            issuer=facts.get("issuer", ""),
            issued_on=_day(facts.get("issued_on")),
            index_number=facts.get("index_number", ""),
            state=PlanDocumentState.CONFIRMED,
            imported_at=now,
            confirmed_at=now,
        )
        for order, entry in enumerate(self.pack.get("measures", ()), start=1):
            self.measure(order, entry)
        for order, entry in enumerate(self.pack.get("tasks", ()), start=1):
            self.task(order, entry)
        for order, entry in enumerate(self.pack.get("targets", ()), start=1):
            self.target(order, entry)
        for entry in self.pack.get("targets", ()):
            if entry.get("outcome"):
                row = self.targets[entry["n"]]
                row.outcome = self.known(self.targets, entry["outcome"], _("目标"))
                row.save(update_fields=["outcome"])
        for order, entry in enumerate(self.pack.get("requests", ()), start=1):
            self.request(order, entry)
        return self.plan

    def body(self, name: str) -> Organisation:
        found = self.names.resolve(name, self.on)
        if found.organisation is None:
            raise Refusal(_("数据包提到的机构“%(name)s”不在机构表中。") % {"name": name}, code="unknown_body")
        return found.organisation

    def known(self, rows: Mapping[str, Any], number: str, what: str) -> Any:
        if number not in rows:
            raise Refusal(_("数据包提到的%(what)s%(n)s不存在。") % {"what": what, "n": number}, code="unknown_reference")
        return rows[number]

    def measure(self, order: int, entry: Entry) -> None:
        self.measures[entry["n"]] = Measure.objects.create(
            plan=self.plan,
            number=entry["n"],
            title=entry["title"],
            chapter=entry.get("chapter", ""),
            summary=entry.get("summary", ""),
            order=order,
        )

    def task(self, order: int, entry: Entry) -> None:
        task = self.tasks[entry["n"]] = Task.objects.create(
            plan=self.plan,
            number=entry["n"],
            title=entry["title"],
            statement=entry.get("statement", ""),
            deliverable=entry.get("deliverable", ""),
            note=entry.get("note", ""),
            due_on=_day(entry.get("due")),
            due_source=DateSource.PLAN if entry.get("due") else "",
            is_yearly=entry.get("yearly", False),
            order=order,
        )
        task.measures.set([self.known(self.measures, n, _("措施")) for n in entry.get("measures", ())])
        self.responsible(task, entry)
        for place, stone in enumerate(entry.get("milestones", ()), start=1):
            due = _day(stone.get("due"))
            Milestone.objects.create(
                task=task, title=stone["title"], due_on=due, due_source=DateSource.PLAN if due else "", order=place * 10
            )

    def responsible(self, task: Task, entry: Entry) -> None:
        duties = {Duty.LEAD: entry.get("lead", ()), Duty.SUPPORT: entry.get("support", ()), Duty.RESPONSIBLE: entry.get("who", ())}
        place = 0
        for duty, names in duties.items():
            for name in names:
                members = expand_collective(name, self.on)
                for organisation in members or [self.body(name)]:
                    place += 1
                    Responsibility.objects.get_or_create(
                        task=task,
                        organisation=organisation,
                        defaults={"duty": duty, "wording": name, "collective": name if members else "", "order": place},
                    )
        if entry.get("open_list"):
            task.note = " ".join(part for part in (task.note, _("责任单位以“等”结尾，文件没有列全。")) if part)
            task.save(update_fields=["note"])

    def target(self, order: int, entry: Entry) -> None:
        due = _day(entry.get("due"))
        row = self.targets[entry["n"]] = Target.objects.create(
            plan=self.plan,
            number=entry["n"],
            name=entry["name"],
            measure=self.known(self.measures, entry["measure"], _("措施")) if entry.get("measure") else None,
            kind=TargetKind(entry.get("kind", "output")),
            comparator=entry["op"],
            value=None if entry.get("value") is None else Decimal(str(entry["value"])),
            value_high=None if entry.get("high") is None else Decimal(str(entry["high"])),
            unit=entry["unit"],
            due_on=due,
            due_source=DateSource.PLAN if due else "",
            is_yearly=entry.get("yearly", False),
            scope=entry.get("scope", ""),
            indicator_code=entry.get("indicator", ""),
            note=entry.get("note", ""),
            order=order,
        )
        row.tasks.set([self.known(self.tasks, n, _("任务")) for n in entry.get("tasks", ())])

    def request(self, order: int, entry: Entry) -> None:
        row = SupportRequest.objects.create(
            plan=self.plan,
            number=entry["n"],
            title=entry["title"],
            addressed_to=self.pack.get("requests_to", ""),
            owner=self.plan.team,
            order=order,
        )
        row.measures.set([self.known(self.measures, n, _("措施")) for n in entry.get("measures", ())])
