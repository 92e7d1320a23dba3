"""What the working team does with reporting cycles: make one or a year's, change dates, grant and be asked for extensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import CYCLE_POLICY, RESPONSIBILITY_POLICY
from baigong.contexts.plans.models import CycleException, CycleState, Plan, PlanState, ReportingCycle, Responsibility
from baigong.contexts.plans.workflow.telling import officers_of, team
from baigong.contexts.plans.workflow.window import not_yours
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire


@dataclass(frozen=True)
class CycleDates:
    """A cycle to be made. ``locks_on`` empty: a person locks it; ``remind_days`` empty: nobody is reminded by itself."""

    name: str
    period_from: date
    period_until: date
    opens_on: date
    closes_on: date
    locks_on: date | None = None
    remind_days: int | None = None


@dataclass(frozen=True)
class Rhythm:
    """How the days of a year's cycles follow from their periods; no rule fixes them (EXE-09), so the team gives each.

    ``opens_after`` and ``closes_after`` count days after the period's last day, ``locks_after`` days after closing.
    """

    opens_after: int
    closes_after: int
    locks_after: int | None = None
    remind_days: int | None = None


@transaction.atomic
def create_cycle(*, actor: Actor, now: datetime, plan: Plan, dates: CycleDates) -> ReportingCycle:
    """Make a cycle by hand. Raises ``Refusal`` for dates out of order or a name that is taken."""
    CYCLE_POLICY.require(actor, "create", ReportingCycle(plan=plan))
    _check(dates)
    if plan.cycles.filter(name=dates.name.strip()).exists():
        raise Refusal(_("已有报告期“%(name)s”。") % {"name": dates.name}, code="name_taken", fields={"name": _("已有同名报告期")})
    try:
        with transaction.atomic():
            cycle = ReportingCycle.objects.create(plan=plan, **_values(dates))
    except IntegrityError:
        raise Conflict(_("“%(name)s”刚由他人建立。请刷新页面。") % {"name": dates.name}, code="raced") from None
    audit.record(actor, "plans.reportingcycle.created", cycle, now=now, detail=_detail(cycle))
    return cycle


@transaction.atomic
def generate_cycles(*, actor: Actor, now: datetime, plan: Plan, year: int, rhythm: Rhythm) -> list[ReportingCycle]:
    """Make the cycles of a year from ``plan.reporting_months``; periods that have a cycle already are left alone.

    Raises ``Refusal`` (``no_interval``) while nobody has set the interval.
    """
    CYCLE_POLICY.require(actor, "create", ReportingCycle(plan=plan))
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    existing = list(plan.cycles.all())
    made = []
    for dates in year_of_cycles(plan.reporting_months, year, rhythm):
        if any((c.period_from <= dates.period_until and dates.period_from <= c.period_until) or c.name == dates.name for c in existing):
            continue
        _check(dates)
        made.append(ReportingCycle.objects.create(plan=plan, **_values(dates)))
    audit.record(actor, "plans.reportingcycle.generated", plan, now=now, detail={"year": year, "cycles": [c.name for c in made]})
    return made


def year_of_cycles(months: int | None, year: int, rhythm: Rhythm) -> list[CycleDates]:
    """The cycles of a year, by periods of ``months``. Raises ``Refusal`` when no interval is set. Nothing is written."""
    if not months:
        raise Refusal(_("计划还没有设定报送间隔，不能按年生成。请先设定间隔，或逐个建立报告期。"), code="no_interval")
    cycles = []
    for first in range(1, 13, months):
        last = first + months - 1
        until = date(year, 12, 31) if last == 12 else date(year, last + 1, 1) - timedelta(days=1)
        closes = until + timedelta(days=rhythm.closes_after)
        cycles.append(
            CycleDates(
                name=_period_name(year, first, months),
                period_from=date(year, first, 1),
                period_until=until,
                opens_on=until + timedelta(days=rhythm.opens_after),
                closes_on=closes,
                locks_on=None if rhythm.locks_after is None else closes + timedelta(days=rhythm.locks_after),
                remind_days=rhythm.remind_days,
            )
        )
    return cycles


def _period_name(year: int, first: int, months: int) -> str:
    last = first + months - 1
    with as_recorded():
        words = {
            1: _("%(year)d年%(first)d月"),
            2: _("%(year)d年%(first)d–%(last)d月"),
            3: _("%(year)d年第%(quarter)d季度"),
            6: _("%(year)d年上半年") if first == 1 else _("%(year)d年下半年"),
            12: _("%(year)d年"),
        }
    return words[months] % {"year": year, "first": first, "last": last, "quarter": first // 3 + 1}


@transaction.atomic
def edit_cycle(*, actor: Actor, now: datetime, cycle: ReportingCycle, dates: CycleDates) -> ReportingCycle:
    """Change a cycle's name and days. Its period stays once a report speaks of it; a locked cycle is reopened first."""
    CYCLE_POLICY.require(actor, "edit", cycle)
    row = ReportingCycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    _check(dates)
    if row.state == CycleState.LOCKED:
        raise Refusal(_("%(cycle)s已锁定；请先重新开放，再改日期。") % {"cycle": row}, code="closed")
    moved = (dates.period_from, dates.period_until) != (row.period_from, row.period_until)
    if moved and row.reports.exists():
        raise Refusal(_("已有报告属于%(cycle)s，不能再改报告期的起止。") % {"cycle": row}, code="has_reports")
    if row.plan.cycles.filter(name=dates.name.strip()).exclude(pk=row.pk).exists():
        raise Refusal(_("已有报告期“%(name)s”。") % {"name": dates.name}, code="name_taken", fields={"name": _("已有同名报告期")})
    before = _detail(row)
    for name, value in _values(dates).items():
        setattr(row, name, value)
    row.save()
    audit.record(actor, "plans.reportingcycle.edited", row, now=now, detail={"from": before, "to": _detail(row)})
    return row


@transaction.atomic
def grant_extension(
    *, actor: Actor, now: datetime, cycle: ReportingCycle, organisation: Organisation, until_on: date, reason: str
) -> CycleException:
    """Let one body report until a later day; a second grant replaces the first, and the log keeps both. Its officers are told."""
    CYCLE_POLICY.require(actor, "grant_exception", cycle)
    if not reason.strip():
        raise at_field("reason", _("请写明批准延期的理由。"), code="reason_required")
    if until_on < now.date() or until_on <= cycle.closes_on:
        message = _("延期须到今天或以后，且晚于截止日期%(day)s。") % {"day": cycle.closes_on}
        raise Refusal(message, code="dates", fields={"until_on": message})
    if not Responsibility.objects.filter(task__plan=cycle.plan, organisation=organisation).exists():
        raise Refusal(_("%(body)s在本计划中没有任务，无需延期。") % {"body": organisation}, code="owes_nothing")
    row, _made = CycleException.objects.update_or_create(
        cycle=cycle,
        organisation=organisation,
        defaults={"until_on": until_on, "reason": reason.strip()[:300], "granted_by_id": actor.user_id, "granted_at": now},
    )
    detail = {"body": organisation.pk, "until": str(until_on), "reason": reason.strip()}
    audit.record(actor, "plans.reportingcycle.extension_granted", cycle, now=now, detail=detail)
    with as_recorded():
        notify(
            officers_of([organisation.pk], now.date())[organisation.pk], actor=actor, now=now, kind="plans.cycle.extension_granted",
            subject=_("已批准延期：%(cycle)s 延至%(day)s") % {"cycle": cycle, "day": until_on}, body=reason.strip(),
            url=reverse("plans:dues"),
        )  # fmt: skip
    return row


@transaction.atomic
def ask_extension(*, actor: Actor, now: datetime, cycle: ReportingCycle, organisation: Organisation, reason: str) -> int:
    """A body asks for more time; the working team is told, once a day and body. Returns how many were told.

    Raises ``NotPermitted`` (``not_yours``) for somebody else's body.
    """
    if not RESPONSIBILITY_POLICY.decide(actor, "report", Responsibility(organisation=organisation)):
        raise not_yours(organisation, cycle)
    if not reason.strip():
        raise at_field("reason", _("请写明申请延期的理由。"), code="reason_required")
    audit.record(actor, "plans.reportingcycle.extension_asked", cycle, now=now, detail={"body": organisation.pk, "reason": reason.strip()})
    with as_recorded():
        told = notify(
            team(now.date()), actor=actor, now=now, kind="plans.cycle.extension_asked", url=cycle.get_absolute_url(),
            subject=_("申请延期：%(body)s %(cycle)s") % {"body": organisation, "cycle": cycle}, body=reason.strip(),
            key=f"extension:{cycle.pk}:{organisation.pk}:{now.date()}",
        )  # fmt: skip
    return len(told)


def turn_cycles(now: datetime) -> dict[str, list[str]]:
    """Open and lock by date what running plans have; what is done already is left alone, so it may run at any time again.

    A cycle is opened from ``opens_on`` to ``closes_on`` (one whose days all passed unopened waits for a person) and locked from
    the day after ``locks_on``.
    """
    today = now.date()
    running = ReportingCycle.objects.filter(plan__state=PlanState.RUNNING)
    due = {
        "open": running.filter(state=CycleState.PLANNED, opens_on__lte=today, closes_on__gte=today),
        "lock": running.filter(state=CycleState.OPEN, locks_on__lt=today),
    }
    done: dict[str, list[str]] = {}
    for name, cycles in due.items():
        done[name] = [cycle.name for cycle in cycles.order_by("pk") if _turned(cycle, name, now)]
    return done


def _turned(cycle: ReportingCycle, step: str, now: datetime) -> bool:
    try:
        fire(cycle, step, actor=SYSTEM, now=now, reason=_("按日期自动办理"))
    except Conflict:  # a person was faster
        return False
    return True


def _check(dates: CycleDates) -> None:
    wrong: dict[str, str] = {}
    if not dates.name.strip():
        raise at_field("name", _("请填写报告期的名称，如“2022年第二季度”。"), code="dates")
    if dates.period_until < dates.period_from:
        wrong["period_until"] = _("不能早于报告期起")
    if dates.closes_on < dates.opens_on:
        wrong["closes_on"] = _("不能早于开放日期")
    if dates.locks_on and dates.locks_on < dates.closes_on:
        wrong["locks_on"] = _("不能早于截止日期")
    if wrong:
        raise Refusal(_("报告期的日期前后不符，请核对。"), code="dates", fields=wrong)


def _values(dates: CycleDates) -> dict[str, object]:
    return {**vars(dates), "name": dates.name.strip()}


def _detail(cycle: ReportingCycle) -> dict[str, str]:
    names: Iterable[str] = ("name", "period_from", "period_until", "opens_on", "closes_on", "locks_on", "remind_days")
    return {name: str(getattr(cycle, name) if getattr(cycle, name) is not None else "") for name in names}
