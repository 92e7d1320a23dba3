"""Questions about integration enterprises: those in sight, one of them, the public catalogue, reports."""

from __future__ import annotations

from django.db.models import QuerySet

from baigong.contexts.incentives.access import CANDIDACY_PAPER_POLICY, CANDIDACY_POLICY, REPORT_POLICY
from baigong.contexts.incentives.models import OPEN_REPORTS, PUBLIC, Candidacy, CandidacyPaper, PaperKind, YearlyReport
from baigong.kernel.access import ANONYMOUS, Actor

RELATED = ("enterprise__organisation__parent", "reviewer", "created_by")


def list_candidacies(actor: Actor, action: str = "work") -> QuerySet[Candidacy]:
    """The applications an actor works with."""
    return CANDIDACY_POLICY.visible(actor, action).select_related(*RELATED)


def get_candidacy(actor: Actor, pk: int) -> Candidacy:
    """An application in sight; 404 otherwise."""
    return CANDIDACY_POLICY.get_or_404(actor, Candidacy.objects.select_related(*RELATED), pk=pk)


def candidacies_of(enterprise: int) -> list[Candidacy]:
    """All applications of an enterprise, the latest first."""
    return list(Candidacy.objects.filter(enterprise=enterprise).select_related(*RELATED))


def papers_of(actor: Actor, row: Candidacy) -> list[CandidacyPaper]:
    """Its papers that the actor may see."""
    return list(CANDIDACY_PAPER_POLICY.visible(actor).filter(candidacy=row).select_related("added_by"))


def public_catalogue() -> QuerySet[Candidacy]:
    """The catalogue as everybody may read it: cultivated with a public plan, certified."""
    return CANDIDACY_POLICY.visible(ANONYMOUS).filter(state__in=PUBLIC).select_related(*RELATED)


def public_plans(rows: list[Candidacy]) -> dict[int, CandidacyPaper]:
    """The latest public plan of each, by key."""
    papers = CandidacyPaper.objects.filter(candidacy__in=rows, kind=PaperKind.PLAN).order_by("added_at", "pk")
    return {paper.candidacy_id: paper for paper in papers}


def list_reports(actor: Actor, action: str = "view") -> QuerySet[YearlyReport]:
    """The yearly reports in sight."""
    return REPORT_POLICY.visible(actor, action).select_related("candidacy__enterprise__organisation", "candidacy__reviewer")


def get_report(actor: Actor, pk: int) -> YearlyReport:
    """A report in sight; 404 otherwise."""
    rows = YearlyReport.objects.select_related("candidacy__enterprise__organisation", "candidacy__reviewer")
    return REPORT_POLICY.get_or_404(actor, rows, pk=pk)


def open_reports_of(enterprise: int) -> list[YearlyReport]:
    """Reports that the enterprise still has to write."""
    rows = YearlyReport.objects.filter(candidacy__enterprise=enterprise, state__in=OPEN_REPORTS)
    return list(rows.select_related("candidacy__enterprise__organisation").order_by("due_on"))
