"""Who is entitled to attend a meeting: the posts of its day, one row a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Flag, Member, Person, members_of, voters_among
from baigong.contexts.plans.models import Attendance, Meeting

Seated = dict[str, int | str | bool]
NAME_LENGTH = 60


@dataclass
class Entitled:
    """One who is entitled to attend: a person with all seats held that day, or a seat whose holder must be asked for."""

    person: Person | None
    members: list[Member] = field(default_factory=list)
    has_vote: bool = False

    @property
    def capacity(self) -> str:
        """In which capacities, in the order of the seats."""
        return "、".join(dict.fromkeys(capacity_of(m) for m in self.members))[:300]

    @property
    def flag(self) -> str:
        """What must be looked at before relying on it; empty where nothing must."""
        return "；".join(dict.fromkeys(note for m in self.members for note in notes_of(m)))[:200]

    @property
    def seats(self) -> list[Seated]:
        """The seats as they are kept with the attendance."""
        votes = self.has_vote
        return [{"seat": m.seat.pk, "role": m.seat.role_label, "capacity": capacity_of(m), "votes": votes} for m in self.members]


def capacity_of(member: Member) -> str:
    """Unit, title and role: 示例市教育局局长（副组长）."""
    title = f"{member.organisation}{member.title}"
    return _("%(title)s（%(role)s）") % {"title": title, "role": member.seat.role_label}


def notes_of(member: Member) -> list[str]:
    """The flags of a seat in words, each saying what to do."""
    words = {
        Flag.BY_RANK_ALONE: _("文件只列职级，接任者不能推定，请询问单位"),
        Flag.POST_ABOLISHED: _("职务已撤销，请询问单位"),
        Flag.BODY_ENDED: _("单位已撤销，请核实由谁接替"),
        Flag.BY_SUCCESSION: _("单位已重组，由承接单位负责人出席"),
        Flag.VACANT: _("职务空缺，请询问单位由谁出席"),
    }
    flags = [f for f in member.flags if not (f is Flag.VACANT and member.needs_asking)]
    return [words[f] for f in flags]


def entitled_to(members: Iterable[Member]) -> list[Entitled]:
    """One row a person, however many seats; one row a seat without a person. In the order of the seats."""
    seated = list(members)
    voters = {voter.person.pk for voter in voters_among(seated)}
    rows: list[Entitled] = []
    of_person: dict[int, Entitled] = {}
    for member in seated:
        if member.person is None:
            rows.append(Entitled(None, [member]))
        elif member.person.pk in of_person:
            of_person[member.person.pk].members.append(member)
        else:
            row = of_person[member.person.pk] = Entitled(member.person, [member], member.person.pk in voters)
            rows.append(row)
    return rows


def resolve_attendance(meeting: Meeting) -> int:
    """Write down who is entitled to attend by the posts of the meeting's day; returns how many rows there are.

    What was registered of those who stay entitled is kept; those who no longer are go. To be called in a transaction.
    """
    before = {row.person_id: row for row in meeting.attendances.exclude(person=None)}
    vacant = {_seat(row): row for row in meeting.attendances.filter(person=None)}
    kept: set[int] = set()
    rows = entitled_to(members_of(meeting.body, meeting.held_on))
    with translation.override(settings.LANGUAGE_CODE):  # kept as a record, whatever language the clerk reads
        for order, entitled in enumerate(rows, start=1):
            old = before.get(entitled.person.pk) if entitled.person else vacant.get(entitled.members[0].seat.pk)
            row = old or Attendance(meeting=meeting, person=entitled.person)
            row.seats, row.capacity, row.flag, row.order = entitled.seats, entitled.capacity, entitled.flag, order
            row.save()
            kept.add(row.pk)
    meeting.attendances.exclude(pk__in=kept).delete()
    return len(rows)


def _seat(row: Attendance) -> int | None:
    return row.seats[0].get("seat") if row.seats else None
