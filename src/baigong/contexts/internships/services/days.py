"""Days of work: checked in on the phone by the intern, entered by the unit; what is not lawful is said when it is entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.access_of_work import DAY_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.checking.findings import Finding, refuse
from baigong.contexts.internships.checking.hours import Frame, Shift, check_apart, check_day
from baigong.contexts.internships.models import AT_WORK, DayKind, InternshipDay, InternshipPost, Placement, PlacementState
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field

BREACH = "internships.internshipday.breach"
WORKED = (*AT_WORK, PlacementState.CHANGED, PlacementState.ENDED_EARLY)
"""States in which days may still be entered: the last ones are entered after the end."""


@dataclass(frozen=True)
class DayEntry:
    """What the unit says of a day. ``reason``: why it stands although something was found.

    ``as_happened``: it was not lawful and is entered as it was, as a breach that the school and the bureau see.
    """

    day: date
    kind: str
    begins: time | None = None
    ends: time | None = None
    pause: int = 0
    reason: str = ""
    as_happened: bool = False


@transaction.atomic
def check_in(*, actor: Actor, now: datetime, placement: Placement) -> InternshipDay:
    """The intern is there: once to come, once more to leave. Raises ``Conflict`` for a third time, and where nothing is going on."""
    row = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("intern__learner", "post").get(pk=placement.pk)
    PLACEMENT_POLICY.require(actor, "check_in", row)
    today = now.date()
    if row.state != PlacementState.ACTIVE or not row.starts_on <= today <= row.ends_on:
        words = _("“%(row)s”现在是“%(state)s”，从%(first)s到%(last)s，今天不能签到。") % {
            "row": row, "state": PlacementState(row.state).label, "first": row.starts_on, "last": row.ends_on
        }  # fmt: skip
        raise Conflict(words, code="not_at_work")
    day, is_new = InternshipDay.objects.get_or_create(placement=row, day=today, defaults={"kind": DayKind.PRESENT, "came_at": now})
    if not is_new:
        if day.kind != DayKind.PRESENT:
            words = _("今天登记的是“%(kind)s”，不能签到；有误的请找单位更正。") % {"kind": day.get_kind_display()}
            raise Conflict(words, code="away")
        if day.came_at is None:
            day.came_at = now
        elif day.left_at is None:
            day.left_at = now
        else:
            words = _("今天%(came)s签到、%(left)s签退，都已记下。") % {"came": _clock(day.came_at), "left": _clock(day.left_at)}
            raise Conflict(words, code="checked_out")
        day.save(update_fields=["came_at", "left_at"])
    what = "checked_in" if day.left_at is None else "checked_out"
    audit.record(actor, f"internships.internshipday.{what}", day, now=now, detail={"placement": row.pk})
    return day


def _clock(moment: datetime) -> str:
    return f"{localtime(moment):%H:%M}"


def frame_of(placement: Placement) -> Frame:
    """What a day of a placement stands in; a filing counts from the day it was made."""
    post = placement.post
    rest = frozenset(range(7 - min(post.rest_days, 6), 7)) or frozenset({6})
    filing = "、".join(row.number for row in post.filings.all() if row.filed_on <= placement.starts_on)
    return Frame(placement.starts_on, placement.ends_on, rest, filing)


def minutes_around(interns: Iterable[int], first: date, last: date) -> dict[int, dict[date, int]]:
    """The minutes that interns worked on days of a span (whole weeks), wherever they did."""
    begin, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    found: dict[int, dict[date, int]] = {}
    rows = InternshipDay.objects.filter(placement__intern__in=list(interns), day__range=(begin, end), minutes__gt=0)
    for intern, day, minutes in rows.values_list("placement__intern", "day", "minutes"):
        days = found.setdefault(intern, {})
        days[day] = days.get(day, 0) + minutes
    return found


def check_entry(
    placement: Placement, entry: DayEntry, others: Mapping[date, int], known: InternshipDay | None, today: date
) -> list[Finding]:
    """Everything that is wrong with a day as it is entered."""
    if entry.day > today:
        here = _("登记的是%(day)s") % {"day": entry.day.isoformat()}
        there = _("今天是%(today)s，这一天还没有到") % {"today": today.isoformat()}
        return [Finding("INT-20", "", True, here, there, _("到了那天再登记。"), "day")]
    if entry.kind != DayKind.PRESENT:
        if not placement.starts_on <= entry.day <= placement.ends_on:
            return check_day(Shift(entry.day, time(8), time(9)), frame_of(placement), {})[:1]
        return []
    if entry.begins is None or entry.ends is None:
        there = _("没有填上班和下班时间")
        return [Finding("INT-20", "", True, entry.day.isoformat(), there, _("出勤的日子请填起止时间。"), "begins")]
    shift = Shift(entry.day, entry.begins, entry.ends, entry.pause)
    found = check_day(shift, frame_of(placement), others)
    if known is not None and known.came_at is not None:
        left = localtime(known.left_at).time() if known.left_at else None
        found += check_apart(shift, localtime(known.came_at).time(), left)
    return found


@transaction.atomic
def enter_day(*, actor: Actor, now: datetime, placement: Placement, entry: DayEntry) -> InternshipDay:
    """The unit enters a day. Raises ``Refusal`` for what is not lawful and, without a reason, for what needs one: both values are said."""
    return enter_days(actor=actor, now=now, entries=[(placement, entry)])[0]


@transaction.atomic
def enter_days(*, actor: Actor, now: datetime, entries: Sequence[tuple[Placement, DayEntry]]) -> list[InternshipDay]:
    """Enter days of placements, all or none."""
    wanted = {placement.pk for placement, _entry in entries}
    held = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("intern__learner", "post__enterprise")
    rows = {row.pk: row for row in held.filter(pk__in=wanted).prefetch_related("post__filings")}
    for row in rows.values():
        _hold_enterable(actor, row)
    if not entries:
        return []
    days = [entry.day for _placement, entry in entries]
    around = minutes_around([row.intern_id for row in rows.values()], min(days), max(days))
    known = {(one.placement_id, one.day): one for one in InternshipDay.objects.filter(placement__in=rows, day__in=days)}
    made = []
    for placement, entry in entries:
        row = rows[placement.pk]
        others = around.setdefault(row.intern_id, {})
        before = known.get((row.pk, entry.day))
        found = check_entry(row, entry, others, before, now.date())
        breach = _breach(entry, found)
        if not breach:
            refuse(found, code="unlawful_day", reason=entry.reason)
        made.append(_write(actor, now, row, entry, before, breach))
        if breach:
            tell(row, ["school"], BREACH, gettext_lazy("考勤有违规情形：%(title)s"), actor=actor, now=now, body=breach)
        others[entry.day] = made[-1].minutes
        known[row.pk, entry.day] = made[-1]
    subject = made[0] if len(made) == 1 else None
    detail = {"count": len(made), "placement": made[0].placement_id, "first": min(days).isoformat(), "last": max(days).isoformat()}
    audit.record(actor, "internships.internshipday.entered", subject, now=now, detail=detail)
    return made


def _hold_enterable(actor: Actor, row: Placement) -> None:
    DAY_POLICY.require(actor, "enter", InternshipDay(placement=row))
    if row.state not in WORKED:
        words = _("“%(row)s”现在是“%(state)s”，没有在岗，不能登记考勤。") % {"row": row, "state": PlacementState(row.state).label}
        raise Conflict(words, code="not_at_work")


def _breach(entry: DayEntry, found: Sequence[Finding]) -> str:
    """What broke a rule on a day that is entered as it happened; a slip of the pen (no clause stands behind it) is never entered."""
    hard = [one for one in found if one.blocks]
    if not entry.as_happened or not entry.reason.strip() or not hard or any(not one.clause for one in hard):
        return ""
    return "".join(str(one) for one in hard)[:500]


def _write(actor: Actor, now: datetime, row: Placement, entry: DayEntry, known: InternshipDay | None, breach: str) -> InternshipDay:
    if entry.kind not in DayKind.values:
        raise at_field("kind", _("请选择考勤类别。"))
    day = known or InternshipDay(placement=row, day=entry.day)
    is_present = entry.kind == DayKind.PRESENT
    day.kind, day.reason, day.breach = entry.kind, entry.reason.strip()[:300], breach
    day.begins, day.ends, day.pause = (entry.begins, entry.ends, entry.pause) if is_present else (None, None, 0)
    shift = Shift(entry.day, entry.begins, entry.ends, entry.pause) if is_present and entry.begins and entry.ends else None
    day.minutes = shift.minutes if shift else 0
    day.entered_by_id, day.entered_at = actor.user_id, now
    day.save()
    return day


def usual_shift(post: InternshipPost) -> tuple[time, time, int]:
    """A day's shift as the post says it, with the pause that follows from its hours; nine to five-thirty where it says none."""
    begins, ends = post.begins_at or time(8, 30), post.ends_at or time(17, 30)
    long = (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % (24 * 60)
    return begins, ends, max(0, long - int(post.hours_a_day * 60))
