"""The end: another employer, the assessment, the hours that become credits (once), the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.public import (
    Credential,
    IdentityDocument,
    Learner,
    LearnerState,
    OutcomeLine,
    OutcomeType,
    OutcomeTypeState,
    issue_credentials,
    post_outcomes,
)
from baigong.contexts.internships.access_of_work import APPRAISAL_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.models import (
    Appraisal,
    DayKind,
    InternshipPost,
    LogState,
    Placement,
    PlacementState,
)
from baigong.contexts.internships.services.outside_rounds import hold_place
from baigong.contexts.internships.services.stays import refuse_overlap
from baigong.contexts.internships.workflow.placements import TO_FORMALISE
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.contexts.internships.workflow.work import mark_of
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.rules import number_on
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

KIND = "internship"
"""The kind of outcome in the credit bank's rulebook."""
ENDING = (PlacementState.ACTIVE, PlacementState.CHANGED, PlacementState.ENDED_EARLY)


def _held(placement: Placement) -> Placement:
    rows = Placement.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("intern__learner", "post__enterprise", "school", "enterprise").get(pk=placement.pk)


@transaction.atomic
def change_employer(
    *, actor: Actor, now: datetime, placement: Placement, post: InternshipPost, starts_on: date, ends_on: date, last_day: str, reason: str
) -> Placement:
    """End the placement and its agreement, and plan another at ``post``: with formalities of its own, none is carried over.

    Raises ``Refusal`` where the student may not go to the post or it has no place (``hold_place``), and where the two spans overlap (both
    named).
    """
    row = _held(placement)
    PLACEMENT_POLICY.require(actor, "change", row)
    if not reason.strip():
        raise at_field("reason", _("请写明变更单位的原因。"), code="reason_required")
    if post.pk == row.post_id:
        raise at_field("post", _("新岗位与原岗位相同，没有变更。"), code="same_post")
    fire(row, "change", actor=actor, now=now, reason=reason, last_day=last_day)
    made = Placement(
        intern=row.intern, post=post, round_id=row.round_id, school=row.school, enterprise=post.enterprise.organisation,
        starts_on=starts_on, ends_on=ends_on, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    refuse_overlap(made)
    made.post = hold_place(row.intern, post, starts_on, ends_on, now)
    made.save(force_insert=True)
    audit.record(actor, "internships.placement.placed_anew", made, now=now, detail={"instead_of": row.pk, "reason": reason.strip()})
    tell(made, ["intern", "unit", "school"], TO_FORMALISE, gettext_lazy("变更单位，手续待办：%(title)s"), actor=actor, now=now)
    return made


@dataclass(frozen=True)
class Served:
    """What a placement's days add up to."""

    days: int
    minutes: int

    @property
    def hours(self) -> int:
        """Whole hours; the rest is dropped, as the credit bank does."""
        return self.minutes // 60


def served(placement: Placement) -> Served:
    """Days present and minutes worked, as the unit entered them."""
    rows = placement.days.filter(kind=DayKind.PRESENT, minutes__gt=0)
    return Served(rows.count(), rows.aggregate(sum=Sum("minutes"))["sum"] or 0)


def score_of(mentor: int, teacher: int, day: date) -> tuple[Decimal, bool]:
    """The score by the weights of ``day`` and whether it passes; compared exactly, shown to a tenth."""
    percent = number_on("WRK-MENTOR-WEIGHT", day)
    weight = Fraction(1, 2) if percent is None else Fraction(percent, 100)
    exact = mentor * weight + teacher * (1 - weight)
    shown = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return shown, exact >= (number_on("WRK-PASS", day) or 0)


@transaction.atomic
def appraise(*, actor: Actor, now: datetime, placement: Placement, mentor_mark: str, teacher_mark: str, words: str) -> Appraisal:
    """Assess a placement that is over; the hours of one that passed go to the credit bank in the same transaction.

    Raises ``Conflict`` before its last day (who leaves early ends early first) and while days are not entered or logs not read.
    """
    row = _held(placement)
    PLACEMENT_POLICY.require(actor, "appraise", row)
    if row.state not in ENDING:
        raise Conflict(_("“%(row)s”现在是“%(state)s”，不能鉴定。") % {"row": row, "state": row.get_state_display()}, code="wrong_state")
    if row.state == PlacementState.ACTIVE and now.date() < row.ends_on:
        words_ = _("实习到%(day)s才结束；提前离岗的先办“提前结束”再鉴定。") % {"day": row.ends_on.isoformat()}
        raise Conflict(words_, code="not_over")
    unread = row.logs.filter(state=LogState.SUBMITTED).count()
    open_days = row.days.filter(kind=DayKind.PRESENT, minutes=0, day__lte=row.ends_on).count()
    waiting = [_("%(n)d份实习报告没有批阅") % {"n": unread}] if unread else []
    waiting += [_("%(n)d天签到单位没有登记") % {"n": open_days}] if open_days else []
    if waiting:
        raise Conflict(_("还有%(what)s；办完再鉴定。") % {"what": "、".join(waiting)}, code="unfinished")
    if not words.strip():
        raise at_field("words", _("请写鉴定意见。"))
    mentor, teacher = mark_of(mentor_mark, "mentor_mark"), mark_of(teacher_mark, "teacher_mark")
    score, is_passed = score_of(mentor, teacher, now.date())
    sums = served(row)
    made = Appraisal.objects.create(
        placement=row, mentor_mark=mentor, teacher_mark=teacher, score=score, is_passed=is_passed, words=words.strip()[:500],
        days=sums.days, hours=sums.hours, decided_on=now.date(), decided_by_id=actor.user_id,
    )  # fmt: skip
    audit.record(actor, "internships.appraisal.decided", made, now=now, detail={"score": str(score), "hours": sums.hours})
    fire(row, "appraise", actor=actor, now=now)
    tell(row, ["intern"], "internships.appraisal.decided", gettext_lazy("实习已鉴定：%(title)s"), actor=actor, now=now)
    return post_hours(actor=actor, now=now, appraisal=made)


@transaction.atomic
def post_hours(*, actor: Actor, now: datetime, appraisal: Appraisal) -> Appraisal:
    """The hours become an outcome of the catalogue in the student's account: once, however often it is asked; else it says why not."""
    rows = Appraisal.objects.select_for_update(no_key=True, of=("self",)).select_related("placement__intern__learner", "placement__school")
    made = rows.get(pk=appraisal.pk)
    APPRAISAL_POLICY.require(actor, "post", made)
    if made.outcome_id is not None:
        return made
    placement = made.placement
    learner, kind = _learner_of(placement), _type_of(placement)
    with as_recorded():
        made.not_posted = _why_not(made, learner, kind)
        decision = _("实习鉴定%(number)s") % {"number": certificate_number(placement)}
    if not made.not_posted and learner is not None and kind is not None:
        line = OutcomeLine(
            account=learner.number, name=learner.name, code=kind.code, attained_on=min(placement.ends_on, now.date()),
            number=certificate_number(placement), hours=made.hours, grade=str(made.score),
        )  # fmt: skip
        receipt = post_outcomes(
            actor=actor, now=now, body=placement.school, key=f"internship:{placement.pk}", decision=decision, lines=[line]
        )
        made.outcome = receipt.batch.outcomes.get()
    made.save(update_fields=["outcome", "not_posted"])
    return made


def certificate_number(placement: Placement) -> str:
    """The number of the internship certificate."""
    return f"SXZ{placement.starts_on.year}{placement.pk:07d}"


def _learner_of(placement: Placement) -> Learner | None:
    if placement.intern.learner is not None:
        return placement.intern.learner
    document = IdentityDocument.objects.filter(number_hash=placement.intern.number_hash).select_related("learner").first()
    return document.learner if document is not None else None


def _type_of(placement: Placement) -> OutcomeType | None:
    """The school's entry for internships: that of the programme, else the one for all."""
    entries = OutcomeType.objects.filter(issuer_body=placement.school, kind=KIND, state=OutcomeTypeState.PUBLISHED)
    by_programme = {row.programme_code: row for row in entries.order_by("-code")}
    return by_programme.get(placement.intern.programme_code) or by_programme.get("")


def _why_not(appraisal: Appraisal, learner: Learner | None, kind: OutcomeType | None) -> str:
    if not appraisal.is_passed:
        return _("鉴定不合格，不计学分。")
    if not appraisal.hours:
        return _("没有登记过实习时间，没有学时可计。")
    if learner is None:
        return _("学生还没有学分账户；开户后再点“学时入账”。")
    if learner.state != LearnerState.ACTIVE:
        return _("学分账户现在是“%(state)s”；可用后再点“学时入账”。") % {"state": learner.get_state_display()}
    if kind is None:
        return _("成果目录里还没有本校已公布的“岗位实习”；公布后再点“学时入账”。")
    return ""


def issue_certificate(*, actor: Actor, now: datetime, appraisal: Appraisal) -> Credential:
    """The internship certificate as a signed credential over the outcome; asked again, the same one."""
    made = Appraisal.objects.select_related("outcome__learner", "outcome__type", "placement").get(pk=appraisal.pk)
    APPRAISAL_POLICY.require(actor, "view", made)
    if made.outcome is None:
        raise Refusal(made.not_posted or _("学时还没有入账，不能签发电子凭证。"), code="not_posted")
    return issue_credentials(actor=actor, now=now, outcomes=[made.outcome])[0]
