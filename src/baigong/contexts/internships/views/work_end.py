"""The end of a placement: another employer, assessment, hours into the credit bank, certificate; the returns on the national standard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access_of_work import APPRAISAL_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.forms.work import AppraisalForm, ChangeForm
from baigong.contexts.internships.models import Appraisal
from baigong.contexts.internships.outputs.agreements import certificate_document
from baigong.contexts.internships.outputs.returns import Term, returned, schools_with_interns, term_of
from baigong.contexts.internships.outputs.returns_seen import seen
from baigong.contexts.internships.selectors.work import get_appraisal, get_placement, posts_to_change_to, reads_every_school, schools_of
from baigong.contexts.internships.services import ending
from baigong.contexts.internships.views.placements import work_form
from baigong.kernel import audit, documents
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(PLACEMENT_POLICY, "change")
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Another employer: the old agreement ends, a new placement begins with formalities of its own."""
    row = get_placement(request.actor, pk)
    PLACEMENT_POLICY.require(request.actor, "change", row)
    day = request.now.date()
    form = ChangeForm(
        request.POST or None,
        posts=posts_to_change_to(row, day),
        initial={"last_day": day, "starts_on": day + timedelta(days=1), "ends_on": row.ends_on},
    )

    def act(data: dict[str, Any]) -> Any:
        return ending.change_employer(
            actor=request.actor, now=request.now, placement=row, post=form.chosen_post, starts_on=data["starts_on"],
            ends_on=data["ends_on"], last_day=data["last_day"].isoformat(), reason=data["reason"],
        )  # fmt: skip

    lede = _("原协议到最后一天终止；新单位要另行同意、签约、投保、培训，办齐才能上岗。")
    return form_page(
        request, form, "internships/work_form.html", act, done=_("已变更单位，请为新的安排办手续。"),
        context={"row": row, "title": _("变更单位"), "lede": lede},
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "appraise")
@require_http_methods(["GET", "POST"])
def appraise(request: Request, pk: int) -> HttpResponse:
    """Assess."""
    row = get_placement(request.actor, pk)
    PLACEMENT_POLICY.require(request.actor, "appraise", row)
    marks = [mark for mark in row.logs.exclude(mentor_mark=None).values_list("mentor_mark", flat=True) if mark is not None]
    form = AppraisalForm(request.POST or None, initial={"mentor_mark": round(sum(marks) / len(marks)) if marks else ""})
    sums = ending.served(row)
    lede = _("出勤%(days)d天、%(hours)d学时。合格的学时随即存入学分账户，只存一次。") % {"days": sums.days, "hours": sums.hours}
    return work_form(
        request, row, form, _("实习鉴定"), lambda data: ending.appraise(actor=request.actor, now=request.now, placement=row, **data),
        _("已鉴定。"), lede=lede,
    )  # fmt: skip


def _appraisal(request: Request, pk: int) -> Appraisal:
    row = get_placement(request.actor, pk)
    return get_appraisal(row)


@requires(APPRAISAL_POLICY, "post")
@require_POST
def post_hours(request: Request, pk: int) -> HttpResponse:
    """Once more: hours into the credit bank."""
    row = _appraisal(request, pk)
    return button_page(
        request, lambda: ending.post_hours(actor=request.actor, now=request.now, appraisal=row),
        done=lambda made: made.not_posted or _("学时已存入学分账户。"), to=row.placement.get_absolute_url(),
    )  # fmt: skip


@requires(APPRAISAL_POLICY, "post")
@require_POST
def certify(request: Request, pk: int) -> HttpResponse:
    """The certificate as a signed credential."""
    row = _appraisal(request, pk)
    return button_page(
        request, lambda: ending.issue_certificate(actor=request.actor, now=request.now, appraisal=row), done=_("已签发电子凭证。"),
        to=row.placement.get_absolute_url(),
    )  # fmt: skip


@requires(APPRAISAL_POLICY, "view")
@require_GET
def certificate_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The certificate on paper; who took it is in the log."""
    row = _appraisal(request, pk)
    APPRAISAL_POLICY.require(request.actor, "view", row)
    made = documents.render(certificate_document(row), ending)
    audit.record(request.actor, "internships.appraisal.certificate_taken", row, now=request.now, detail={"format": ending})
    return attachment(made.content, made.filename, made.media_type)


@requires(PLACEMENT_POLICY, "work")
@require_GET
def returns(request: Request) -> HttpResponse:
    """The national standard's internship tables of a school and a term: what they hold, what is lacking, the file."""
    schools = schools_of(request.actor)
    if not schools:
        schools = [] if request.actor.organisation_ids and not reads_every_school(request.actor) else schools_with_interns(_term(request))
    by_key = {str(row.pk): row for row in schools}
    school = by_key.get(request.GET.get("school", ""), schools[0] if schools else None)
    if school is None:
        return render(request, "internships/work_returns.html", {"made": None, "terms": _terms(request), "schools": []})
    if request.GET.get("file") == "1":
        made = returned(school, _term(request), request.now)
        detail = {"school": school.pk, "term": str(made.term), "rows": {name: len(rows) for name, rows in made.tables.items()}}
        audit.record(request.actor, "internships.placement.returns_taken", None, now=request.now, detail=detail)
        return attachment(made.archive(), made.filename, "application/zip")
    found = seen(school, _term(request))
    context = {"made": found, "schools": schools, "terms": _terms(request), "key": f"{found.term.year}-{found.term.number}"}
    return render(request, "internships/work_returns.html", context)


def _term(request: Request) -> Term:
    year, _dash, number = request.GET.get("term", "").partition("-")
    if year.isdecimal() and number in ("1", "2") and 2000 < int(year) < 2100:
        return Term(int(year), int(number))
    if request.GET.get("term"):
        raise Http404(_("没有这个学期。"))
    return term_of(request.now.date())


def _terms(request: Request) -> list[tuple[str, str]]:
    now = term_of(request.now.date())
    found = [Term(now.year - back, number) for back in range(3) for number in (2, 1)]
    return [(f"{one.year}-{one.number}", str(one)) for one in found]
