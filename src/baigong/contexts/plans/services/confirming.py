"""Confirming a read document: the plan comes into being, or takes over the wording of an amended version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
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
    TaskKind,
)
from baigong.contexts.plans.selectors.matching import Wording, item_text, match, row_text
from baigong.contexts.plans.services.lights import record_lights
from baigong.contexts.plans.services.rosters import form_bodies
from baigong.kernel import workflow
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.wording import as_recorded

LONG_TITLE, SHORT_TITLE = 40, 8
"""A sentence of more characters is cut at its first comma for the ledger, unless too little would be left of it."""


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
    document = PlanDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
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
        self._tasks(today)
        self._targets(today)

    def _clause(self, item: DraftItem, fallback: str) -> Clause:
        text = self.document.text[item.start : item.end] if item.start is not None else fallback
        return Clause.objects.create(document=self.document, kind=item.kind, number=item.number, text=text, start=item.start, end=item.end)

    def _taken_over(self, kind: str, rows: QuerySet[Any], today: date) -> Iterator[tuple[int, DraftItem, str, Any]]:
        """Each kept finding with its order, its number and the row that it is a new wording of (``None``: it is new).

        Rows that the document no longer holds are withdrawn. One whose number another takes keeps it as 旧5.
        """
        items, known = self.kept[kind], list(rows.select_related("clause").order_by("order", "pk"))
        numbers = [item.number or str(place) for place, item in enumerate(items, start=1)]
        worded = [Wording(number, item_text(item)) for number, item in zip(numbers, items, strict=True)]
        pairs = match([Wording(row.number, row_text(row)) for row in known], worded)
        going = [row for place, row in enumerate(known) if place not in pairs.values()]
        rows.filter(pk__in=[row.pk for row in going], withdrawn_on=None).update(withdrawn_on=today)
        for row in known:  # out of each other's way: numbers are unique in a plan
            rows.filter(pk=row.pk).update(number=f"~{row.pk}")
        taken = set(numbers)
        for row in going:
            if row.number in taken:
                with as_recorded():
                    row.number = _("旧%(n)s") % {"n": row.number}
                row.number = row.number if row.number not in taken else f"{row.number[:8]}/{row.pk}"
            taken.add(row.number)
            rows.filter(pk=row.pk).update(number=row.number)
        for place, item in enumerate(items):
            yield place + 1, item, numbers[place], known[pairs[place]] if place in pairs else None

    def _measures(self, today: date) -> None:
        self.measures: dict[str, Measure] = {}
        for order, item, number, row in self._taken_over(ItemKind.MEASURE, Measure.objects.filter(plan=self.plan), today):
            row = row or Measure(plan=self.plan)
            row.number, row.order, row.withdrawn_on = number, order, None
            row.title = str(item.data.get("title", ""))[:200]
            row.chapter = str(item.data.get("section") or item.data.get("chapter") or "")[:120]
            row.clause = self._clause(item, row.title)
            row.save()
            self.measures[number] = row

    def _tasks(self, today: date) -> None:
        self.tasks: list[tuple[DraftItem, Measure | None, Task]] = []
        listed = Task.objects.filter(plan=self.plan, kind=TaskKind.PLAN)
        for part in Task.objects.filter(parent__in=listed):
            Task.objects.filter(pk=part.pk).update(number=f"~{part.pk}")
        for order, item, number, found in self._taken_over(ItemKind.TASK, listed, today):
            text, due = str(item.data.get("text", "")), _due(item.data.get("deadline"))
            task = found or Task(plan=self.plan)
            if not task.title or task.title == _title(task.statement):  # a title of the team's own stays
                task.title = _title(text)
            task.number, task.order, task.withdrawn_on = number, order, None
            task.statement, task.clause = text, self._clause(item, text)
            task.is_yearly = item.data.get("deadline") == "yearly"
            if due and task.due_source != DateSource.GROUP:
                task.due_on, task.due_source = due, DateSource.PLAN
            task.save()
            self._parts(task, None)
            measure = self.measures.get(str(item.data.get("measure") or ""))
            if measure:
                task.measures.add(measure)
            self._responsible(task, item)
            self.tasks.append((item, measure, task))
        for gone in listed.exclude(withdrawn_on=None):
            self._parts(gone, gone.withdrawn_on)

    def _parts(self, task: Task, withdrawn_on: date | None) -> None:
        """The pieces of a task bear its number, stand behind it, and go and come with it."""
        for place, part in enumerate(task.parts.order_by("order", "pk"), start=1):
            part.number, part.order, part.withdrawn_on = f"{task.number}-{place}", task.order * 100 + place, withdrawn_on
            part.save(update_fields=["number", "order", "withdrawn_on"])

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

    def _targets(self, today: date) -> None:
        """A target is the one before if its words, or its figure in the same measure, are the same, or its words are alike.

        A plan loaded as facts names its targets in own words and may hold more than the reader finds: those without a wording stay.
        """
        known, kept = list(self.plan.targets.select_related("clause")), self.kept[ItemKind.TARGET]
        facts = [self._facts(item) for item in kept]
        same = {(t.measure_id, t.value, t.value_high, t.unit): place for place, t in enumerate(known) if not row_text(t)}
        pairs = {new: same.pop(key) for new, f in enumerate(facts) if (key := _figure(f)) in same}
        rest = [place for place in range(len(kept)) if place not in pairs]
        free = [place for place in range(len(known)) if place not in pairs.values()]
        worded = match([Wording("", row_text(known[p])) for p in free], [Wording("", item_text(kept[p])) for p in rest])
        pairs |= {rest[new]: free[old] for new, old in worded.items()}
        count = len(known)
        for place, (item, fact) in enumerate(zip(kept, facts, strict=True)):
            name = str(item.data.get("name") or item.data.get("quote", ""))[:120]
            if place in pairs:
                target = known[pairs[place]]
                if target.name == row_text(target)[:120]:  # a name of the team's own stays
                    target.name = name
            else:
                count += 1
                target = Target(plan=self.plan, number=f"T{count}", name=name, order=count)
            for field, value in fact.items():
                setattr(target, field, value)
            target.clause, target.withdrawn_on = self._clause(item, name), None
            if due := _due(item.data.get("deadline")):
                target.due_on, target.due_source = due, DateSource.PLAN
            target.save()
            if not target.tasks.exists():
                target.tasks.add(*self._served(item, target.measure))
        for place, row in enumerate(known):
            if place not in pairs.values() and row_text(row) and row.withdrawn_on is None:
                row.withdrawn_on = today
                row.save(update_fields=["withdrawn_on"])

    def _facts(self, item: DraftItem) -> dict[str, Any]:
        low, high = _values(item.data.get("value"))
        return {
            "measure": self.measures.get(str(item.data.get("measure") or "")),
            "comparator": item.data["comparator"],
            "value": low,
            "value_high": high,
            "unit": str(item.data.get("unit", ""))[:20],
            "scope": str(item.data.get("scope") or "")[:120],
            "is_yearly": item.data.get("deadline") == "yearly",
        }

    def _served(self, item: DraftItem, measure: Measure | None) -> list[Task]:
        """The tasks whose reports give a target's value: those whose sentence holds it, else those of its measure. Where the tasks stand
        in a table of their own nothing says which; the team names them on the target's page."""
        around = [task for found, _measure, task in self.tasks if _holds(found, item)]
        return around or [task for _found, own, task in self.tasks if measure is not None and own == measure]


def _figure(facts: dict[str, Any]) -> tuple[Any, ...]:
    measure = facts["measure"]
    return measure.pk if measure else None, facts["value"], facts["value_high"], facts["unit"]


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
    """The first sentence of a task, or of a long one the first clause, at most 60 characters: what the ledger shows."""
    first = text.split("。")[0].strip()
    if len(first) > LONG_TITLE:
        clause = re.split("[，,；;]", first)[0].strip()
        first = clause if len(clause) >= SHORT_TITLE else first
    return first if len(first) <= 60 else first[:59] + "…"
