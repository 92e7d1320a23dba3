"""Cohorts and subsidies in sight; what a cohort's subsidy comes to, person by person, by the rule in force when it began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from baigong.contexts.internships.access_of_apprenticeship import APPRENTICE_POLICY, COHORT_POLICY, SUBSIDY_POLICY
from baigong.contexts.internships.models import Apprentice, ApprenticeState, Cohort, CohortStage, Intern, SubsidyClaim
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, OrganisationKind
from baigong.kernel.access import Actor
from baigong.kernel.rules import all_parameters, number_on, parameter_on

FEN = 100
MONTHS = 12


@dataclass(frozen=True)
class Share:
    """What one apprentice's training is worth, in 分, and how that comes about."""

    apprentice: Apprentice
    amount: int
    words: str


@dataclass(frozen=True)
class Worth:
    """What a cohort's subsidy comes to. ``open`` says which figure nobody has fixed: without it nothing can be computed."""

    amount: int
    shares: Sequence[Share]
    open: str = ""


def months_of(cohort: Cohort) -> int:
    """Whole months of training that count: from first to last day, at most as long as the rule lets it last and the level takes."""
    first, after = cohort.starts_on, cohort.ends_on + timedelta(days=1)
    months = (after.year - first.year) * MONTHS + after.month - first.month - (after.day < first.day)
    known = all_parameters()
    most = [number_on(key, cohort.starts_on) for key in (f"APP-YEARS-{cohort.level.upper()}", "APP-MOST-YEARS") if key in known]
    return min([max(0, months), *(years * MONTHS for years in most if years is not None)])


def expected_of(cohort: Cohort) -> Worth:
    """What it comes to when all who are in training finish with a certificate: what an advance is measured by."""
    return _worth(cohort, {ApprenticeState.ENROLLED: "level", ApprenticeState.CERTIFIED: "level", ApprenticeState.FINISHED: "finished"})


def due_of(cohort: Cohort) -> Worth:
    """What it comes to by who finished with what."""
    return _worth(cohort, {ApprenticeState.CERTIFIED: "level", ApprenticeState.FINISHED: "finished"})


def _worth(cohort: Cohort, counted: dict[ApprenticeState, str]) -> Worth:
    rates = {"level": f"APP-RATE-{cohort.level.upper()}", "finished": "APP-RATE-FINISHED"}
    found = {name: number_on(key, cohort.starts_on) for name, key in rates.items()}
    if found["level"] is None:
        words = _("%(level)s的补贴标准在%(day)s没有规定，市人社局设定后才能计算。")
        return Worth(0, [], words % {"level": cohort.get_level_display(), "day": cohort.starts_on.isoformat()})
    months = months_of(cohort)
    shares = [_share(one, counted.get(ApprenticeState(one.state)), found, months) for one in cohort.apprentices.all()]
    return Worth(sum(share.amount for share in shares), shares)


def _share(one: Apprentice, by: str | None, rates: dict[str, int | None], months: int) -> Share:
    if one.other_subsidy:
        return Share(one, 0, _("同期已享受“%(other)s”，不重复补贴。") % {"other": one.other_subsidy})
    if by is None:
        return Share(one, 0, _("%(state)s，不补贴。") % {"state": one.get_state_display()})
    rate = rates[by]
    if rate is None:
        return Share(one, 0, _("结业未取证的补贴标准没有规定，暂不补贴。"))
    amount = int(Fraction(rate * FEN * months, MONTHS))
    return Share(one, amount, _("每年%(rate)s元 × %(months)s个月") % {"rate": f"{rate:,}", "months": months})


def most_in_advance(expected: int, day: date) -> int:
    """How much of it may be paid in advance, in 分; the whole where no share is fixed."""
    version = parameter_on("APP-ADVANCE-SHARE", day)
    return expected if version is None or version.value is None else int(expected * version.value)


def paid_of(claim: SubsidyClaim) -> int:
    """What went out less what came back, in 分."""
    return int(claim.payments.aggregate(total=Sum("amount"))["total"] or 0)


# -- lists -----------------------------------------------------------------------------------------------------------


def list_cohorts(actor: Actor) -> QuerySet[Cohort]:
    """The cohorts in sight, with how many are in training and how many got a certificate."""
    rows = COHORT_POLICY.visible(actor).select_related("enterprise__organisation", "school")
    certified = Count("apprentices", filter=Q(apprentices__state=ApprenticeState.CERTIFIED))
    return rows.annotate(people=Count("apprentices"), certified=certified)


def get_cohort(actor: Actor, pk: int) -> Cohort:
    """One of them; 404 where it is not in sight."""
    return COHORT_POLICY.get_or_404(actor, Cohort.objects.select_related("enterprise__organisation__parent", "school"), pk=pk)


def apprentices_of(actor: Actor, cohort: Cohort) -> list[Apprentice]:
    """Who is trained in it."""
    rows = APPRENTICE_POLICY.visible(actor).filter(cohort=cohort)
    return list(rows.select_related("cohort__enterprise__organisation", "cohort__school", "intern__learner"))


def list_claims(actor: Actor) -> QuerySet[SubsidyClaim]:
    """The subsidies in sight, with what was paid so far."""
    rows = SUBSIDY_POLICY.visible(actor).select_related("cohort__enterprise__organisation", "cohort__school", "payer")
    return rows.annotate(paid=Sum("payments__amount"))


def get_claim(actor: Actor, pk: int) -> SubsidyClaim:
    """One of them; 404 where it is not in sight."""
    rows = SubsidyClaim.objects.select_related("cohort__enterprise__organisation", "cohort__school", "payer")
    return SUBSIDY_POLICY.get_or_404(actor, rows, pk=pk)


def get_stage(actor: Actor, pk: int) -> CohortStage:
    """A stage of a cohort in sight; 404 otherwise."""
    row = CohortStage.objects.select_related("cohort").filter(pk=pk, cohort__in=COHORT_POLICY.visible(actor)).first()
    if row is None:
        raise Http404(_("没有找到这个阶段，或不在您的职责范围内。"))
    return row


def possible_schools() -> QuerySet[Organisation]:
    """Schools with which an enterprise trains."""
    return Organisation.objects.filter(kind__in=SCHOOL_KINDS, ended_on=None).order_by("order", "pk")


def possible_payers() -> QuerySet[Organisation]:
    """Departments that may pay a subsidy."""
    return Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, ended_on=None).order_by("order", "pk")


def usual_payer() -> int | None:
    """The department that the last subsidy was asked of, where there was one: in a city it is always the same."""
    return SubsidyClaim.objects.filter(payer__in=possible_payers()).order_by("-created_at", "-pk").values_list("payer", flat=True).first()


def possible_students(cohort: Cohort) -> QuerySet[Intern]:
    """Students of the cohort's school who are in no training."""
    rows = Intern.objects.filter(school=cohort.school, left_on=None)
    return rows.exclude(apprenticeships__state=ApprenticeState.ENROLLED)
