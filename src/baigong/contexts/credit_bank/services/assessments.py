"""Sessions at a site, and entering learners for them: of their own will, within capacity and quota, whoever enters at the same moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.access_of_pilots import ENTRY_POLICY, SESSION_POLICY
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    AssessmentSite,
    CertificateLevel,
    EntryState,
    Guardian,
    IssuedCertificate,
    IssuedState,
    Learner,
    LearnerState,
    Outcome,
    OutcomeState,
    PilotQuota,
    QuotaState,
    SessionState,
    SiteApproval,
)
from baigong.contexts.credit_bank.services.people import is_minor
from baigong.contexts.credit_bank.workflow.telling_of_pilots import tell_candidate
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.wording import as_recorded


@dataclass(frozen=True)
class SessionHead:
    """What a session is. ``fee``: 分 a candidate. ``full_mark``: the highest score of each part."""

    site: AssessmentSite
    level: CertificateLevel
    held_on: date
    registers_until: date
    capacity: int
    has_theory: bool = True
    has_practice: bool = True
    full_mark: int = 100
    fee: int = 0


@dataclass(frozen=True)
class Consent:
    """What was said before entering: by the learner (X04), and by a guardian where the learner is not of age."""

    is_voluntary: bool
    guardian_agrees: bool = False


@transaction.atomic
def open_session(*, actor: Actor, now: datetime, head: SessionHead) -> AssessmentSession:
    """Publish a session. Raises ``Refusal`` where the site is not approved for it that day or smaller, or the certificate is closed."""
    row = AssessmentSession(
        site=head.site, level=head.level, held_on=head.held_on, created_by_id=actor.user_id, created_at=now
    )  # fmt: skip
    SESSION_POLICY.require(actor, "open", row)
    _refuse_past(head.held_on, now.date())
    _put(row, head)
    audit.record(actor, "credit_bank.assessmentsession.opened", row, now=now, detail={"capacity": row.capacity})
    return row


@transaction.atomic
def edit_session(*, actor: Actor, now: datetime, session: AssessmentSession, head: SessionHead) -> AssessmentSession:
    """Write a session anew; its capacity does not fall below those entered, who are told what changes for them. What was written wrongly
    is corrected after its day too, and while a result that was taken back is out, for results are held to it; the day is not moved into the
    past. Raises ``Conflict`` once every result is there or it is off.
    """
    row = _locked_session(session)
    SESSION_POLICY.require(actor, "edit", row)
    is_awaited = row.state == SessionState.HELD and row.entries.filter(state=EntryState.REGISTERED).exists()
    if row.state != SessionState.OPEN and not is_awaited:
        raise Conflict(_("“%(row)s”现在是“%(state)s”，不能再改。") % {"row": row, "state": row.get_state_display()}, code="session_state")
    held = _holding(row.entries)
    if held and (head.site, head.level) != (row.site, row.level):
        raise Conflict(_("已有%(n)d人报名，站点和证书不能再改。") % {"n": held}, code="entered")
    if head.capacity < held:
        raise at_field("capacity", _("已有%(n)d人报名，人数上限不能比这少。") % {"n": held})
    if head.held_on != row.held_on:
        _refuse_past(head.held_on, now.date())
    before = _told(row)
    row.site, row.level = head.site, head.level
    _put(row, head)
    changes = [(name, old, new) for (name, old), (_name, new) in zip(before, _told(row), strict=True) if old != new]
    audit.record(actor, "credit_bank.assessmentsession.edited", row, now=now, detail={"told": len(changes)})
    if changes:
        with as_recorded():
            body = "；".join(_("%(what)s由%(old)s改为%(new)s") % {"what": str(what), "old": old, "new": new} for what, old, new in changes)
        for entry in row.entries.filter(state=EntryState.REGISTERED).select_related("learner", "level__certificate"):
            tell_candidate(entry, "moved", actor=actor, now=now, body=body)
    return row


def _told(row: AssessmentSession) -> list[tuple[Any, str]]:
    """What whoever is entered relies on, in the language of records."""
    with as_recorded():
        return [
            (gettext_lazy("考核日期"), row.held_on.isoformat()),
            (gettext_lazy("内容"), str(row.parts_text)),
            (gettext_lazy("考核费"), _("%(n)s元/人") % {"n": row.fee_text} if row.fee else _("不收费")),
        ]


def _refuse_past(held_on: date, today: date) -> None:
    if held_on < today:
        raise at_field("held_on", _("考核日期%(day)s已过。") % {"day": held_on.isoformat()})


def _refuse_against_scores(row: AssessmentSession, head: SessionHead) -> None:
    """What is there stays within the full mark, and a part that has scores stays a part."""
    above = Q(theory__gt=head.full_mark) | Q(practice__gt=head.full_mark)
    if row.entries.filter(above).exists():
        raise at_field("full_mark", _("已登记的成绩有高于%(n)d分的，满分不能比这少。") % {"n": head.full_mark})
    for part, label, stays in (("theory", _("理论成绩"), head.has_theory), ("practice", _("实操成绩"), head.has_practice)):
        if not stays and row.entries.filter(**{f"{part}__isnull": False}).exists():
            raise at_field(f"has_{part}", _("已登记%(part)s，这一项不能取消。") % {"part": label})


def _put(row: AssessmentSession, head: SessionHead) -> None:
    if head.registers_until > head.held_on:
        raise at_field("registers_until", _("报名截止日期晚于考核日期。"))
    if not (head.has_theory or head.has_practice):
        raise at_field("has_theory", _("理论、实操至少选一项。"))
    if row.pk is not None:
        _refuse_against_scores(row, head)
    if why := head.level.certificate.why_closed_on(head.held_on):
        raise at_field("level", why)
    if not head.site.is_open_on(head.held_on):
        raise at_field("site", _("“%(site)s”在%(day)s不在使用期内。") % {"site": head.site, "day": head.held_on.isoformat()})
    approved = SiteApproval.objects.filter(site=head.site, level=head.level, since__lte=head.held_on, until__gte=head.held_on)
    if not approved.exists():
        words = _("“%(site)s”在%(day)s没有“%(level)s”的考核核准；请先登记评价组织的核准文件。")
        raise at_field("level", words % {"site": head.site, "day": head.held_on.isoformat(), "level": head.level})
    if head.capacity > head.site.places:
        raise at_field("capacity", _("“%(site)s”只有%(n)d个工位。") % {"site": head.site, "n": head.site.places})
    row.held_on, row.registers_until, row.capacity, row.fee = head.held_on, head.registers_until, head.capacity, head.fee
    row.has_theory, row.has_practice, row.full_mark = head.has_theory, head.has_practice, head.full_mark
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("“%(site)s”在%(day)s已有“%(level)s”的场次。")
        facts = {"site": head.site, "day": head.held_on.isoformat(), "level": head.level}
        raise Conflict(words % facts, code="session_known") from None


@transaction.atomic
def enter_learners(
    *, actor: Actor, now: datetime, session: AssessmentSession, quota: PilotQuota, learners: Sequence[Learner], consent: Consent
) -> list[AssessmentEntry]:
    """Enter learners for a session under a quota: all of them or none.

    1. Session and quota are locked, in this order, so that places are given out one desk after the other. 2. Who may, and whether all
    agreed. 3. Whether session and quota have room. 4. What speaks against each learner. 5. They are written and told.

    Raises ``NotPermitted``; ``Refusal`` (``voluntary``, ``people`` with everybody's reason); ``Conflict`` (``full``, ``quota_full``,
    ``too_late``, ``quota_state``, ``entered_meanwhile``).
    """
    held, granted = _locked_session(session), _locked_quota(quota)
    rows = [
        AssessmentEntry(
            session=held, learner=learner, level=held.level, quota=granted, agreed_on=now.date(), entered_by_id=actor.user_id,
            entered_at=now,
        )
        for learner in learners
    ]  # fmt: skip
    for row in rows:
        ENTRY_POLICY.require(actor, "register", row)
    if not consent.is_voluntary:
        raise at_field("is_voluntary", _("考核自愿参加：请确认本人自愿报名。"), code="voluntary")
    _refuse_closed(held, granted, now.date())
    _refuse_full(held, granted, len(rows))
    known = _known(learners, held)
    wrong = [f"{row.learner.name}：{said}" for row in rows if (said := _what_speaks_against(row, known, actor, consent, now.date()))]
    if wrong:
        raise at_field("people", "".join(wrong[:20]))
    try:
        with transaction.atomic():
            AssessmentEntry.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(_("名单里有人刚在别处报了同一证书同一等级，没有报上任何一人；请刷新后再报。"), code="entered_meanwhile") from None
    audit.record_all(actor, "credit_bank.assessmententry.registered", rows, now=now, detail={"session": held.pk, "quota": granted.pk})
    for row in rows:
        if row.learner.user_id != actor.user_id:
            tell_candidate(row, "registered", actor=actor, now=now)
    return rows


def _locked_session(session: AssessmentSession) -> AssessmentSession:
    rows = AssessmentSession.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "level__certificate__body", "site__organisation"
    )
    return rows.get(pk=session.pk)


def _locked_quota(quota: PilotQuota) -> PilotQuota:
    return PilotQuota.objects.select_for_update(no_key=True, of=("self",)).select_related("level__certificate", "school").get(pk=quota.pk)


def _holding(entries: Any) -> int:
    """How many of these hold a place."""
    return int(entries.exclude(state=EntryState.CANCELLED).count())


def _refuse_closed(session: AssessmentSession, quota: PilotQuota, day: date) -> None:
    if session.state != SessionState.OPEN or day > session.registers_until:
        words = _("“%(session)s”已截止报名（%(day)s）。") % {"session": session, "day": session.registers_until.isoformat()}
        raise Conflict(words, code="too_late")
    if why := session.level.certificate.why_closed_on(session.held_on):
        raise Refusal(why, code="certificate_closed")
    if quota.state != QuotaState.APPROVED:
        words = _("试点配额“%(quota)s”现在是“%(state)s”，不能报名。") % {"quota": quota, "state": quota.get_state_display()}
        raise Conflict(words, code="quota_state")
    if (quota.level_id, quota.year) != (session.level_id, session.held_on.year):
        words = _("试点配额“%(quota)s”与场次“%(session)s”的证书等级或年度不一致。") % {"quota": quota, "session": session}
        raise at_field("quota", words, code="quota_of_another")


def _refuse_full(session: AssessmentSession, quota: PilotQuota, coming: int) -> None:
    free = session.capacity - _holding(session.entries)
    if coming > free:
        words = _("“%(session)s”还有%(free)d个考位，要报%(n)d人，没有报上任何一人。")
        raise Conflict(words % {"session": session, "free": max(free, 0), "n": coming}, code="full")
    left = (quota.approved or 0) - _holding(quota.entries)
    if coming > left:
        words = _("试点配额“%(quota)s”还有%(left)d个，要报%(n)d人，没有报上任何一人。")
        raise Conflict(words % {"quota": quota, "left": max(left, 0), "n": coming}, code="quota_full")


@dataclass(frozen=True)
class _Known:
    """What the bank knows of everybody who comes, by account: asked for all of them at once."""

    guardians: Mapping[int, Guardian]
    registered: frozenset[int]
    in_session: frozenset[int]
    holders: frozenset[int]


def _known(learners: Sequence[Learner], session: AssessmentSession) -> _Known:
    """X02: what accounts that rest in one another hold is one person's; a certificate and level counts once, whichever way it came in."""
    person = {learner.pk: learner.pk for learner in learners}
    merged = Learner.objects.filter(merged_into__in=list(person)).values_list("pk", "merged_into")
    person |= {own: into for own, into in merged if into is not None}
    level, everything = session.level, list(person)
    entered = AssessmentEntry.objects.filter(learner__in=everything, level=level).exclude(state=EntryState.CANCELLED)
    rows = list(entered.values_list("learner", "session", "state"))
    issued = IssuedCertificate.objects.filter(learner__in=everything, level=level, state=IssuedState.ISSUED)
    outcomes = Outcome.objects.filter(learner__in=everything, state=OutcomeState.RECOGNISED, type=level.outcome_type_id or 0)
    holders = [*issued.values_list("learner", flat=True), *outcomes.values_list("learner", flat=True)]
    return _Known(
        {guardian.learner_id: guardian for guardian in Guardian.objects.filter(learner__in=learners).order_by("-pk")},
        frozenset(person[pk] for pk, _session, state in rows if state == EntryState.REGISTERED),
        frozenset(person[pk] for pk, held, _state in rows if held == session.pk),
        frozenset(person[pk] for pk in holders),
    )


def _what_speaks_against(row: AssessmentEntry, known: _Known, actor: Actor, consent: Consent, day: date) -> str:
    learner = row.learner
    if learner.state != LearnerState.ACTIVE:
        return _("账户现在是“%(state)s”。") % {"state": learner.get_state_display()}
    by_oneself = learner.user_id is not None and learner.user_id == actor.user_id
    if by_oneself and learner.home_id != row.quota.school_id:
        return _("这是%(school)s的配额，您的账户不由它办理。") % {"school": row.quota.school}
    if is_minor(learner, day):
        row.guardian = known.guardians.get(learner.pk)
        if by_oneself:
            return _("未成年人由学校凭监护人的同意书报名。")
        if row.guardian is None:
            return _("未成年，账户里没有监护人；请先补登。")
        if not consent.guardian_agrees:
            return _("未成年，须确认监护人（%(who)s）同意。") % {"who": row.guardian.name}
    if learner.pk in known.registered:
        return _("已报名同一证书同一等级的考核，考完再报。")
    if learner.pk in known.in_session:
        return _("在这一场次已有记录。")
    if learner.pk in known.holders:
        return _("已持有“%(level)s”，不必再考。") % {"level": row.level}
    return ""
