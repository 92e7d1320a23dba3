"""Reminding those who owe: by itself on the days a cycle asks for, or by hand; nobody twice on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import CYCLE_POLICY
from baigong.contexts.plans.models import CycleState, PlanState, ReportingCycle
from baigong.contexts.plans.selectors.reporting import Due, dues_of
from baigong.contexts.plans.workflow.telling import officers_of
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded


@transaction.atomic
def remind(*, actor: Actor, now: datetime, cycle: ReportingCycle, organisations: Iterable[int] | None = None) -> dict[str, int]:
    """Remind the officers of bodies whose reports are missing (of ``organisations``, or of all). Returns people told, bodies reached,
    and bodies nobody reports for. Whoever was reminded of this cycle today is not told again. Audited.

    Raises ``Refusal`` (``not_open``) unless the cycle is open.
    """
    CYCLE_POLICY.require(actor, "remind", cycle)
    if cycle.state != CycleState.OPEN:
        raise Refusal(_("%(cycle)s没有开放，不能催报。") % {"cycle": cycle}, code="not_open")
    chosen = None if organisations is None else set(organisations)
    missing: dict[int, list[Due]] = defaultdict(list)
    for due in dues_of(cycle, now.date()):
        if due.is_missing and (chosen is None or due.organisation.pk in chosen):
            missing[due.organisation.pk].append(due)
    officers = officers_of(missing, now.date())
    told = 0
    with as_recorded():
        for body, dues in missing.items():
            told += len(_tell(cycle, dues, officers[body], actor, now))
    alone = [str(dues[0].organisation) for body, dues in missing.items() if not officers[body]]
    if told:
        with as_recorded():
            _tell_groups(cycle, len(missing), sum(len(d) for d in missing.values()), actor, now)
    detail = {"bodies": sorted(missing), "told": told, "without_officer": alone}
    audit.record(actor, "plans.reportingcycle.reminded", cycle, now=now, detail=detail)
    return {"told": told, "bodies": len(missing), "without_officer": len(alone)}


def _tell(cycle: ReportingCycle, dues: list[Due], people: list[int], actor: Actor, now: datetime) -> list[int]:
    numbers = "、".join(d.task.number for d in dues)
    told: list[int] = notify(
        people, actor=actor, now=now, kind="plans.cycle.reminder", url=reverse("plans:dues"), key=f"reminder:{cycle.pk}:{now.date()}",
        subject=_("催报：%(cycle)s还有%(n)d项未报，%(day)s截止") % {"cycle": cycle, "n": len(dues), "day": dues[0].due_on},
        body=_("未报任务：%(numbers)s") % {"numbers": numbers},
    )  # fmt: skip
    return told


def _tell_groups(cycle: ReportingCycle, bodies: int, reports: int, actor: Actor, now: datetime) -> None:
    """One line to the chat groups: numbers only, no names of people. Addressed to nobody, so it adds no notice."""
    words = {"cycle": cycle, "bodies": bodies, "reports": reports, "day": cycle.closes_on}
    notify(
        [], actor=actor, now=now, kind="plans.cycle.reminder", url=cycle.get_absolute_url(), broadcast=True,
        subject=_("催报：%(cycle)s还有%(bodies)d个单位%(reports)d项未报，%(day)s截止") % words,
    )  # fmt: skip


def remind_by_date(now: datetime) -> dict[str, int]:
    """Remind of open cycles ``remind_days`` before closing and on the closing day; each once, whenever the job runs that day.

    A worker that was down on the first of the two days catches up on the next. ``reminded_on`` is claimed by a conditional update, so
    of two workers one reminds.
    """
    today, done = now.date(), {}
    cycles = ReportingCycle.objects.filter(
        plan__state=PlanState.RUNNING, state=CycleState.OPEN, remind_days__isnull=False, closes_on__gte=today
    )
    for cycle in cycles.order_by("pk"):
        first = cycle.closes_on - timedelta(days=cycle.remind_days or 0)
        last = cycle.reminded_on
        if today < first or (last is not None and last >= first and not (today == cycle.closes_on and last < today)):
            continue
        with transaction.atomic():
            if ReportingCycle.objects.filter(pk=cycle.pk, reminded_on=last).update(reminded_on=today):
                done[cycle.name] = remind(actor=SYSTEM, now=now, cycle=cycle)["told"]
    return done


def tell_opened(cycle: ReportingCycle, now: datetime) -> int:
    """Tell the officers of every body that owes that a cycle is open; once a cycle and person, however often it runs."""
    owed: dict[int, list[Due]] = defaultdict(list)
    for due in dues_of(cycle, now.date()):
        if due.owes:
            owed[due.organisation.pk].append(due)
    told = 0
    with as_recorded():
        for body, people in officers_of(owed, now.date()).items():
            told += len(
                notify(
                    people, actor=SYSTEM, now=now, kind="plans.cycle.opened", url=reverse("plans:dues"), key=f"opened:{cycle.pk}",
                    subject=_("%(cycle)s开始报送：%(n)d项，%(day)s截止") % {"cycle": cycle, "n": len(owed[body]), "day": cycle.closes_on},
                )
            )  # fmt: skip
    return told
