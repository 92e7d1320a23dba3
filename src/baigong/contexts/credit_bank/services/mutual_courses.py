"""Course lists of an agreement: what a school opens to the others' pupils in a term."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_mutual import SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.models import (
    OutcomeType,
    OutcomeTypeState,
    RecognitionAgreement,
    SharedCourse,
    SharedCourseState,
    Term,
)
from baigong.contexts.credit_bank.workflow.mutual_courses import places_held, take_turn
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field

FIXED = ("agreement", "school", "type", "year", "term", "hours", "category")
"""What stays once a course is public: who enrolled relies on it."""


@dataclass(frozen=True)
class SharedCourseHead:
    """What a course says. ``takers`` empty: pupils of every party whose pupils choose."""

    agreement: RecognitionAgreement
    school: Organisation
    type: OutcomeType
    year: int
    term: str
    hours: int
    places: int
    opens_on: date
    closes_on: date
    starts_on: date
    ends_on: date
    schedule: str
    takers: tuple[Organisation, ...] = ()
    audience: str = ""
    category: str = "elective"


def types_to_share(school: Organisation) -> list[OutcomeType]:
    """What a school may open: courses and trainings it issues itself, in the catalogue, that bear no number of a certificate."""
    rows = OutcomeType.objects.filter(issuer_body=school, state=OutcomeTypeState.PUBLISHED).order_by("kind", "code")
    return [row for row in rows if row.declared.unit == "hours" and not row.declared.needs_number]


@transaction.atomic
def draft_course(*, actor: Actor, now: datetime, head: SharedCourseHead) -> SharedCourse:
    """Enter a course; it is chosen from once it is public. Raises ``Conflict`` where the list has it in that term."""
    row = SharedCourse(agreement=head.agreement, school=head.school, type=head.type, created_by_id=actor.user_id, created_at=now)
    SHARED_COURSE_POLICY.require(actor, "create", row)
    _put(row, head, now)
    audit.record(actor, "credit_bank.sharedcourse.drafted", row, now=now, detail={"type": row.type.code})
    return row


@transaction.atomic
def edit_course(*, actor: Actor, now: datetime, course: SharedCourse, head: SharedCourseHead) -> SharedCourse:
    """Write a course anew; once it is public only dates, places, rooms and for whom, and never fewer places than are taken."""
    row = SharedCourse.objects.select_for_update(no_key=True, of=("self",)).select_related("type", "agreement", "school").get(pk=course.pk)
    SHARED_COURSE_POLICY.require(actor, "edit", row)
    if row.state not in (SharedCourseState.DRAFT, SharedCourseState.PUBLISHED):
        raise Conflict(_("“%(title)s”现在是“%(state)s”，不再改动。") % {"title": row, "state": row.get_state_display()}, code="closed")
    if row.state == SharedCourseState.PUBLISHED:
        if changed := [name for name in FIXED if getattr(row, name) != getattr(head, name)]:
            names = {f.name: str(f.verbose_name) for f in row._meta.concrete_fields}
            labels = "、".join(names[name] for name in changed)
            words = _("“%(title)s”已经公布，%(fields)s不能再改；请停开后另行登记。") % {"title": row, "fields": labels}
            raise Conflict(words, code="published")
        take_turn(row)
        held = places_held(row)
        if head.places < held:
            raise at_field("places", _("已录取%(n)d人，名额不能少于这个数。") % {"n": held})
    _put(row, head, now)
    SHARED_COURSE_POLICY.require(actor, "edit", row)  # nor is it given to another school
    audit.record(actor, "credit_bank.sharedcourse.edited", row, now=now)
    return row


def faults_of(head: SharedCourseHead) -> list[tuple[str, str]]:
    """What cannot be in a course: (field, words). The same for a page and a table."""
    found = []
    parties = {party.organisation_id: party for party in head.agreement.parties.all()}
    own = parties.get(head.school.pk)
    if own is None or not own.offers:
        found.append(("school", _("按协议%(school)s不开放课程。") % {"school": head.school}))
    if head.type.pk not in {row.pk for row in types_to_share(head.school)}:
        found.append(("type", _("成果目录里没有由%(school)s颁发并已公布的这门课程。") % {"school": head.school}))
    strange = [str(body) for body in head.takers if body.pk == head.school.pk or not (body.pk in parties and parties[body.pk].takes)]
    if strange:
        found.append(("takers", _("按协议%(bodies)s的学生不选这里的课。") % {"bodies": "、".join(strange)}))
    if head.closes_on < head.opens_on:
        found.append(("closes_on", _("报名止不能早于报名起。")))
    if head.ends_on < head.starts_on:
        found.append(("ends_on", _("结课日期不能早于开课日期。")))
    elif head.ends_on < head.closes_on:
        found.append(("closes_on", _("报名止不能晚于结课日期。")))
    if not head.agreement.since <= head.starts_on <= head.agreement.until:
        facts = {"since": head.agreement.since.isoformat(), "until": head.agreement.until.isoformat()}
        found.append(("starts_on", _("开课日期不在协议期内（%(since)s至%(until)s）。") % facts))
    return found


def _put(row: SharedCourse, head: SharedCourseHead, now: datetime) -> None:
    if faults := faults_of(head):
        raise Refusal(faults[0][1], code=faults[0][0], fields=dict(reversed(faults)))
    for f in fields(SharedCourseHead):
        if f.name != "takers":
            value = getattr(head, f.name)
            setattr(row, f.name, " ".join(value.split()) if isinstance(value, str) else value)
    row.updated_at = now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        facts = {"title": head.type.title, "term": f"{head.year}–{head.year + 1} {Term(head.term).label}"}
        words = _("“%(title)s”在%(term)s已经列入这份协议的课程目录。") % facts
        raise Conflict(words, code="listed", fields={"type": words}) from None
    row.takers.set(head.takers)
