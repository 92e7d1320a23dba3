"""Questions about placements at work: which are in sight, who is whose, what of the records broke a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, SCHOOL_OFFICER
from baigong.contexts.internships.access_of_work import (
    AGREEMENT_POLICY,
    HANDLER_POLICY,
    LEAVE_POLICY,
    LOG_POLICY,
    PAY_POLICY,
    PLACEMENT_POLICY,
    VIOLATION_POLICY,
    VISIT_POLICY,
)
from baigong.contexts.internships.checking.gates import check_insurance
from baigong.contexts.internships.models import (
    AT_WORK,
    OVER,
    Appraisal,
    InternshipAgreement,
    InternshipDay,
    InternshipLeave,
    InternshipLog,
    InternshipPay,
    InternshipPost,
    InternshipVisit,
    LogState,
    PayVerdict,
    Placement,
    PlacementState,
    PostState,
    ReportHandler,
    RoundEntry,
    ViolationKind,
    ViolationReport,
)
from baigong.contexts.internships.placing.asking import closed_to
from baigong.contexts.internships.placing.caps import held_in_posts
from baigong.contexts.internships.workflow.formalities import formalities_of
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation
from baigong.kernel.access import Actor
from baigong.kernel.rules import parameter_on

WHOLE = ("intern__learner", "post__enterprise__organisation", "post__site", "school", "enterprise")


def list_placements(actor: Actor) -> QuerySet[Placement]:
    """The placements in an actor's sight."""
    return PLACEMENT_POLICY.visible(actor).select_related("intern", "post", "school", "enterprise", "teacher", "appraisal")


def get_placement(actor: Actor, pk: int) -> Placement:
    """One in sight; 404 otherwise."""
    return PLACEMENT_POLICY.get_or_404(actor, Placement.objects.select_related(*WHOLE), pk=pk)


def get_agreement(actor: Actor, pk: int) -> InternshipAgreement:
    """One in sight; 404 otherwise."""
    rows = InternshipAgreement.objects.select_related(*(f"placement__{name}" for name in WHOLE))
    return AGREEMENT_POLICY.get_or_404(actor, rows.prefetch_related("signatures"), pk=pk)


def get_log(actor: Actor, pk: int) -> InternshipLog:
    """One in sight; 404 otherwise."""
    return LOG_POLICY.get_or_404(actor, InternshipLog.objects.select_related("placement__intern__learner", "placement__post"), pk=pk)


def own_placements(actor: Actor) -> list[Placement]:
    """An intern's own, the one that goes on first."""
    rows = Placement.objects.filter(intern__learner__user=actor.user_id).exclude(state=PlacementState.WITHDRAWN).select_related(*WHOLE)
    order = {PlacementState.ACTIVE: 0, PlacementState.SUSPENDED: 1}
    found = rows if actor.user_id else rows.none()
    return sorted(
        found, key=lambda row: (order.get(PlacementState(row.state), 2 if row.state not in OVER else 3), -row.starts_on.toordinal())
    )


@dataclass(frozen=True)
class OwnInternship:
    """What an intern finds first after signing in: where he works, and whether he has checked in today."""

    placement: Placement
    today: InternshipDay | None


def own_internship(actor: Actor, day: date) -> OwnInternship | None:
    """The one at which somebody is at work on a day; ``None`` for everybody else."""
    if actor.user_id is None or actor.holdings:
        return None
    rows = Placement.objects.filter(intern__learner__user=actor.user_id, state=PlacementState.ACTIVE)
    found = rows.filter(starts_on__lte=day, ends_on__gte=day).select_related("post", "enterprise").first()
    return OwnInternship(found, found.days.filter(day=day).first()) if found is not None else None


MANY = 10_000
"""Days in sight, beyond which the latest are found soonest by going back from the last day."""


def list_days(actor: Actor) -> tuple[QuerySet[InternshipDay], QuerySet[InternshipDay]]:
    """Days in sight, to be shown and to be counted: of very many the latest are read off the index of days, past those of others; of few
    all are found by their placements."""
    rows = counted = InternshipDay.objects.order_by()
    if PLACEMENT_POLICY.predicate(actor, "view"):
        sight = PLACEMENT_POLICY.visible(actor)
        counted = rows.filter(placement__in=sight.order_by().values("pk"))
        rows = _whatever_the_placement(rows, sight) if counted[: MANY + 1].count() > MANY else counted
    return rows.select_related("placement__intern", "placement__enterprise", "placement__school", "placement__post"), counted


def _whatever_the_placement(rows: QuerySet[InternshipDay], placements: QuerySet[Placement]) -> QuerySet[InternshipDay]:
    """The days of these placements, not looked up placement by placement."""
    return rows.annotate(of_placement=F("placement") + 0).filter(of_placement__in=placements.order_by().values("pk"))


def list_pays(actor: Actor) -> QuerySet[InternshipPay]:
    """Months of pay in sight."""
    return PAY_POLICY.visible(actor).select_related("placement__intern", "placement__enterprise", "placement__school", "placement__post")


def list_leaves(actor: Actor) -> QuerySet[InternshipLeave]:
    """Leaves in sight."""
    return LEAVE_POLICY.visible(actor).select_related("placement__intern", "placement__enterprise", "placement__school", "placement__post")


def list_logs(actor: Actor) -> QuerySet[InternshipLog]:
    """Logs in sight."""
    return LOG_POLICY.visible(actor).select_related("placement__intern", "placement__enterprise", "placement__school", "placement__post")


def logs_to_mark(actor: Actor, intern: str = "") -> QuerySet[InternshipLog]:
    """Logs that wait for the actor's own mark, by intern and time: the school's reading, the mentor's mark; of one ``intern`` or all."""
    mine = Q(placement__school__in=schools_of(actor)) | Q(placement__enterprise__in=firms_of(actor), mentor_mark=None)
    rows = list_logs(actor).filter(mine, state=LogState.SUBMITTED)
    rows = rows.filter(placement__intern=int(intern)) if intern.isdecimal() else rows
    return rows.order_by("placement__intern__class_name", "placement__intern__student_number", "begins", "pk")


def list_visits(actor: Actor) -> QuerySet[InternshipVisit]:
    """Visits in sight."""
    return VISIT_POLICY.visible(actor).select_related("school", "enterprise")


def list_reports(actor: Actor) -> QuerySet[ViolationReport]:
    """Reports in a handler's hands."""
    return VIOLATION_POLICY.visible(actor).select_related("enterprise", "school")


def get_report(actor: Actor, pk: int) -> ViolationReport:
    """One in a handler's hands; 404 for everybody else."""
    return VIOLATION_POLICY.get_or_404(actor, ViolationReport.objects.select_related("enterprise", "school", "placement__intern"), pk=pk)


def schools_of(actor: Actor) -> list[Organisation]:
    """The schools for which an actor works."""
    held = [holding.organisation_id for holding in actor.at(SCHOOL_OFFICER)]
    return list(Organisation.objects.filter(pk__in=held).order_by("order", "pk"))


def groups_to_formalise(actor: Actor) -> dict[str, tuple[str, list[Placement]]]:
    """Placements of the actor's schools whose formalities have not begun, by unit and first day: key → (what it is called, who)."""
    rows = Placement.objects.filter(school__in=schools_of(actor), state=PlacementState.PLANNED, agreements=None)
    found: dict[str, tuple[str, list[Placement]]] = {}
    for row in rows.select_related("intern", "post", "school", "enterprise").order_by("starts_on", "enterprise__name", "pk"):
        for key, where in (
            (f"{row.starts_on:%Y%m%d}", _("全部单位")),
            (f"{row.starts_on:%Y%m%d}-{row.enterprise_id}", row.enterprise.name),
        ):
            words = _("%(day)s开始，%(where)s") % {"day": row.starts_on.isoformat(), "where": where}
            found.setdefault(key, (words, []))[1].append(row)
    return {key: (_("%(words)s（%(n)d人）") % {"words": words, "n": len(rows_)}, rows_) for key, (words, rows_) in found.items()}


def firms_of(actor: Actor) -> list[Organisation]:
    """The units for which an actor works."""
    held = [holding.organisation_id for holding in actor.at(ENTERPRISE_OFFICER)]
    return list(Organisation.objects.filter(pk__in=held).order_by("order", "pk"))


def units_with_interns(schools: Iterable[Organisation]) -> list[Organisation]:
    """The units at which schools have or had interns."""
    there = Placement.objects.filter(school__in=list(schools)).exclude(state=PlacementState.WITHDRAWN)
    return list(Organisation.objects.filter(pk__in=there.values("enterprise")).order_by("name"))


def posts_to_change_to(placement: Placement, day: date) -> list[InternshipPost]:
    """Posts open on a day at which the student may go on and where a place is free, those of the programme first."""
    rows = InternshipPost.objects.filter(state=PostState.PUBLISHED, ends_on__gt=day).exclude(pk=placement.post_id)
    posts = list(rows.select_related("enterprise__organisation", "site"))
    closed, held = closed_to(RoundEntry(pk=0, intern=placement.intern), posts, day), held_in_posts([post.pk for post in posts])
    found = [post for post in posts if post.pk not in closed and held.get(post.pk, 0) < post.capacity]
    return sorted(found, key=lambda post: placement.intern.programme_code not in post.programmes)


def find_firm(name: str) -> Organisation | None:
    """The unit of exactly this name."""
    return Organisation.objects.filter(kind="enterprise", name="".join(name.split())).first()


@dataclass(frozen=True)
class Detected:
    """What the records say was not lawful. ``key`` names the record; ``is_raised``: it was handed to the handlers."""

    placement: Placement
    kind: ViolationKind
    words: str
    clause: str
    on: date
    key: str
    is_raised: bool


def detected(actor: Actor, day: date) -> list[Detected]:
    """Pay below, days beyond the rules entered as they happened, placements at work without insurance; of those in sight, newest first."""
    sight = PLACEMENT_POLICY.visible(actor)
    raised = set(ViolationReport.objects.exclude(finding="").values_list("finding", flat=True))
    found = []
    pays = InternshipPay.objects.filter(placement__in=sight, verdict=PayVerdict.SHORT)
    for pay in pays.select_related("placement__intern", "placement__post", "placement__enterprise", "placement__school"):
        words = _("%(month)s已付%(paid)s元，至少应付%(least)s元") % {
            "month": f"{pay.month:%Y-%m}", "paid": pay.paid_text, "least": pay.least_text
        }  # fmt: skip
        found.append(_one(pay.placement, ViolationKind.PAY, words, "WRK-PAY-SHARE", pay.month, f"pay:{pay.pk}", raised))
    days = _whatever_the_placement(InternshipDay.objects.exclude(breach=""), sight)
    for one in days.select_related("placement__intern", "placement__post", "placement__enterprise", "placement__school"):
        found.append(_one(one.placement, ViolationKind.HOURS, one.breach, "WRK-HOURS-DAY", one.day, f"day:{one.pk}", raised))
    at_work = sight.filter(state__in=AT_WORK).select_related("intern", "post", "enterprise", "school")
    for row in at_work.prefetch_related("insurances", "signatures", "trainings")[:2000]:
        lacking = [] if _is_covered(row) else check_insurance(formalities_of(row))
        if lacking:
            found.append(_one(row, ViolationKind.INSURANCE, str(lacking[0]), "WRK-INSURANCE", row.starts_on, f"insurance:{row.pk}", raised))
    return sorted(found, key=lambda one: (one.is_raised, -one.on.toordinal()))


def _is_covered(row: Placement) -> bool:
    """One liability policy over the whole time: the usual case, told without the check."""
    return any(
        one.kind == "liability" and one.payer != "student" and one.first <= row.starts_on and one.last >= row.ends_on
        for one in row.insurances.all()
    )


def _one(row: Placement, kind: ViolationKind, words: str, rule: str, on: date, key: str, raised: set[str]) -> Detected:
    version = parameter_on(rule, on)
    return Detected(row, kind, words, str(version.citation) if version is not None else "", on, key, key in raised)


def visits_at(placement: Placement) -> QuerySet[InternshipVisit]:
    """The school's visits at the unit while the placement went on."""
    where = Q(school=placement.school_id, enterprise=placement.enterprise_id, on__range=(placement.starts_on, placement.ends_on))
    return InternshipVisit.objects.filter(where)


def vocational_schools() -> QuerySet[Organisation]:
    """The schools that place interns."""
    return Organisation.objects.filter(kind__in=SCHOOL_KINDS, ended_on=None).order_by("order", "pk")


def get_appraisal(placement: Placement) -> Appraisal:
    """The assessment of a placement in sight; 404 before there is one."""
    rows = Appraisal.objects.select_related("placement__intern", "placement__school", "outcome")
    return get_object_or_404(rows, placement=placement)


def list_handlers(actor: Actor) -> QuerySet[ReportHandler]:
    """Who is or was named."""
    return HANDLER_POLICY.visible(actor).select_related("user")


def reads_every_school(actor: Actor) -> bool:
    """Whether an actor sees the whole city: an enterprise's officer does not."""
    city = Organisation.objects.filter(kind="city").first()
    return city is not None and any(holding.covers(city.path) for holding in actor.holdings)
