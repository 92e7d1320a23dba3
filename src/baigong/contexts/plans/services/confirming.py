"""Confirming a read document: the plan comes into being, or takes over the wording of an amended version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import NameBook, Organisation, expand_collective, find_collective
from baigong.contexts.plans.access import DOCUMENT_POLICY
from baigong.contexts.plans.models import (
    Clause,
    DateSource,
    DraftItem,
    DraftItemState,
    Duty,
    ItemKind,
    Measure,
    Plan,
    PlanDocument,
    PlanDocumentState,
    Responsibility,
    Target,
    Task,
)
from baigong.contexts.plans.services.lights import record_lights
from baigong.contexts.plans.services.rosters import form_bodies
from baigong.kernel import workflow
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal


@dataclass(frozen=True)
class Names:
    """How the plan will be called and who runs it; asked for with the first version only."""

    key: str
    short_title: str
    owner: Organisation
    team: Organisation


def unresolved_names(document: PlanDocument) -> list[Any]:
    """The responsible bodies of kept tasks that no organisation, alias or collective answers to, with near suggestions."""
    on = document.issued_on or date.max
    book, seen = NameBook(), {}
    for item in document.items.filter(kind=ItemKind.TASK).exclude(state=DraftItemState.DROPPED):
        for name in item.data.get("departments", ()):
            if name not in seen:
                seen[name] = None if find_collective(name) else book.resolve(name, on)
    return [found for found in seen.values() if found is not None and found.organisation is None]


@transaction.atomic
def confirm_document(*, actor: Actor, now: datetime, document: PlanDocument, names: Names | None = None) -> Plan:
    """Make the plan of a settled draft, or bring an amended version into force.

    1. Every finding must be settled and every body known. 2. The version in force is superseded. 3. Measures, tasks and targets
    are made or take over the new wording (their old clause stays with the old document, so old reports keep what they answered).
    4. What the new version no longer holds is marked withdrawn, never deleted. 5. Rosters become leading bodies of posts.
    """
    DOCUMENT_POLICY.require(actor, "confirm", document)
    document = PlanDocument.objects.select_for_update().get(pk=document.pk)
    if missing := unresolved_names(document):
        words = "、".join(found.text for found in missing[:6])
        raise Refusal(_("有%(n)d个单位不在机构表中：%(words)s。请先指定。") % {"n": len(missing), "words": words}, code="unknown_bodies")
    if document.plan is None:
        if names is None:
            raise Refusal(_("请填写计划的简称、标识和专班所在单位。"), code="names_required")
        if Plan.objects.filter(key=names.key).exists():
            raise Refusal(_("标识“%(k)s”已被使用。") % {"k": names.key}, code="key_taken", fields={"key": _("已被使用")})
        document.plan = Plan.objects.create(
            key=names.key,
            title=document.title or document.file_name,
            short_title=names.short_title,
            doc_number=document.doc_number,
            issued_on=document.issued_on,
            owner=names.owner,
            team=names.team,
        )
        document.save(update_fields=["plan"])
    for old in document.plan.documents.filter(state=PlanDocumentState.CONFIRMED):
        workflow.fire(old, "supersede", actor=actor, now=now)
    workflow.fire(document, "confirm", actor=actor, now=now)
    _Ledger(document).build(now.date())
    form_bodies(document=document, actor=actor, now=now)
    record_lights(plan=document.plan, now=now)
    return document.plan


class _Ledger:
    """One building of the ledger from the kept findings of a document."""

    def __init__(self, document: PlanDocument):
        assert document.plan is not None
        self.document, self.plan = document, document.plan
        self.names, self.on = NameBook(), document.issued_on or date.max
        self.kept: dict[str, list[DraftItem]] = {kind: [] for kind in ItemKind.values}
        for item in document.items.filter(state=DraftItemState.KEPT).order_by("kind", "order", "pk"):
            self.kept[item.kind].append(item)

    def build(self, today: date) -> None:
        """Measures first, since tasks and targets refer to them."""
        self._measures(today)
        self._tasks()
        self._targets()

    def _clause(self, item: DraftItem, fallback: str) -> Clause:
        text = self.document.text[item.start : item.end] if item.start is not None else fallback
        return Clause.objects.create(document=self.document, kind=item.kind, number=item.number, text=text, start=item.start, end=item.end)

    def _measures(self, today: date) -> None:
        self.measures: dict[str, Measure] = {}
        for order, item in enumerate(self.kept[ItemKind.MEASURE], start=1):
            row, _made = Measure.objects.update_or_create(
                plan=self.plan,
                number=item.number or str(order),
                defaults={
                    "title": str(item.data.get("title", ""))[:200],
                    "chapter": str(item.data.get("section") or item.data.get("chapter") or "")[:120],
                    "clause": self._clause(item, str(item.data.get("title", ""))),
                    "order": order,
                    "withdrawn_on": None,
                },
            )
            self.measures[row.number] = row
        self.plan.measures.exclude(number__in=self.measures).filter(withdrawn_on=None).update(withdrawn_on=today)

    def _tasks(self) -> None:
        self.tasks: list[tuple[DraftItem, Measure | None, Task]] = []
        for order, item in enumerate(self.kept[ItemKind.TASK], start=1):
            text = str(item.data.get("text", ""))
            due = _due(item.data.get("deadline"))
            clause = self._clause(item, text)
            number = item.number or str(order)
            task = Task.objects.filter(plan=self.plan, number=number).first()
            if task is None:
                task = Task.objects.create(
                    plan=self.plan, number=number, title=_title(text), statement=text, order=order, clause=clause,
                    due_on=due, due_source=DateSource.PLAN if due else "", is_yearly=item.data.get("deadline") == "yearly",
                )  # fmt: skip
            else:
                task.clause, task.statement, task.order = clause, text, order
                if due:
                    task.due_on, task.due_source = due, DateSource.PLAN
                task.save(update_fields=["clause", "statement", "order", "due_on", "due_source"])
            measure = self.measures.get(str(item.data.get("measure") or ""))
            if measure:
                task.measures.add(measure)
            self._responsible(task, item)
            self.tasks.append((item, measure, task))

    def _responsible(self, task: Task, item: DraftItem) -> None:
        lead, support = set(item.data.get("lead", ())), set(item.data.get("support", ()))
        wanted: set[int] = set()
        for place, name in enumerate(item.data.get("departments", ()), start=1):
            duty = Duty.LEAD if name in lead else Duty.SUPPORT if name in support else Duty.RESPONSIBLE
            members = expand_collective(name, self.on)
            resolved = None if members else self.names.resolve(name, self.on).organisation
            for organisation in members or ([resolved] if resolved else []):
                wanted.add(organisation.pk)
                Responsibility.objects.update_or_create(
                    task=task,
                    organisation=organisation,
                    defaults={"duty": duty, "wording": name[:120], "collective": name[:60] if members else "", "order": place},
                )
        if wanted:
            task.responsibilities.exclude(organisation_id__in=wanted).delete()

    def _targets(self) -> None:
        existing = list(self.plan.targets.all())
        known = {(t.measure_id, t.name): t for t in existing}
        alike = {(t.measure_id, t.value, t.value_high, t.unit): t for t in existing}
        count = len(existing)
        for item in self.kept[ItemKind.TARGET]:
            data = item.data
            low, high = _values(data.get("value"))
            measure = self.measures.get(str(data.get("measure") or ""))
            name = str(data.get("name") or data.get("quote", ""))[:120]
            due = _due(data.get("deadline"))
            facts = {
                "comparator": data["comparator"], "value": low, "value_high": high, "unit": str(data.get("unit", ""))[:20],
                "scope": str(data.get("scope") or "")[:120], "is_yearly": data.get("deadline") == "yearly",
                "clause": self._clause(item, name),
            }  # fmt: skip
            where = measure.pk if measure else None
            # A plan loaded as facts names its targets in own words: the same figure in the same measure is the same target.
            target = known.get((where, name)) or alike.pop((where, low, high, facts["unit"]), None)
            if target is None:
                count += 1
                target = Target(plan=self.plan, number=f"T{count}", name=name, measure=measure, order=count)
            for key, value in facts.items():
                setattr(target, key, value)
            if due:
                target.due_on, target.due_source = due, DateSource.PLAN
            target.save()
            if not target.tasks.exists():
                target.tasks.add(*self._served(item, measure))

    def _served(self, item: DraftItem, measure: Measure | None) -> list[Task]:
        """The tasks whose reports give a target's value: those whose sentence holds it, else those of its measure. Where the tasks stand
        in a table of their own nothing says which; the team names them on the target's page."""
        around = [task for found, _measure, task in self.tasks if _holds(found, item)]
        return around or [task for _found, own, task in self.tasks if measure is not None and own == measure]


def _holds(outer: DraftItem, inner: DraftItem) -> bool:
    if outer.start is None or outer.end is None or inner.start is None or inner.end is None:
        return False
    return outer.start <= inner.start and inner.end <= outer.end


def _values(value: Any) -> tuple[Decimal | None, Decimal | None]:
    if value is None:
        return None, None
    if isinstance(value, list):
        return Decimal(str(value[0])), Decimal(str(value[1]))
    return Decimal(str(value)), None


def _due(text: Any) -> date | None:
    """A deadline as a date: a year means its last day; ``yearly`` and nothing give none."""
    if not text or text == "yearly":
        return None
    return date(int(text), 12, 31) if len(str(text)) == 4 else date.fromisoformat(str(text))


def _title(text: str) -> str:
    """The first sentence of a task, at most 60 characters: what the ledger shows."""
    first = text.split("。")[0].strip()
    return first if len(first) <= 60 else first[:59] + "…"
