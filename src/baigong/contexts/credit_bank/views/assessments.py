"""Sessions and entries: published at a site, entered for by schools and learners, results brought by table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.access_of_pilots import ENTRY_POLICY, SESSION_POLICY
from baigong.contexts.credit_bank.exchange.assessments import LineWriter, SessionSheet, result_of
from baigong.contexts.credit_bank.forms.pilots import AssessmentTableForm, EntryForm, OwnEntryForm, SessionForm, initial_of_session
from baigong.contexts.credit_bank.models import AssessmentSession
from baigong.contexts.credit_bank.pages_of_pilots import certificate_of, entry_page, own_page, path_of, session_page, tabs_for
from baigong.contexts.credit_bank.selectors import pilots as selectors
from baigong.contexts.credit_bank.selectors.assessments import scored_of
from baigong.contexts.credit_bank.selectors.certificate_types import open_levels
from baigong.contexts.credit_bank.selectors.people import own_learner
from baigong.contexts.credit_bank.services import assessments as services
from baigong.contexts.credit_bank.services.assessment_results import post_results
from baigong.contexts.credit_bank.services.candidates import learners_named
from baigong.contexts.credit_bank.services.people import is_minor
from baigong.contexts.credit_bank.views.pilot_listings import CLASS_TONES, ENTRIES, ENTRY_TONES, SESSION_TONES, SESSIONS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, import_page, rows_as_read


@requires(SESSION_POLICY, "work")
@require_GET
def session_list(request: Request) -> HttpResponse:
    """The sessions."""
    day = request.now.date()
    context = {"tabs": tabs_for(request.actor, "x-sessions"), "may_open": bool(selectors.sites_for(request.actor, day))}
    rows = selectors.list_sessions(request.actor)
    return SESSIONS.respond(request, rows, "credit_bank/x_session_list.html", context, on_export="credit_bank.assessmentsession.exported")


@requires(SESSION_POLICY, "open")
@require_http_methods(["GET", "POST"])
def session_add(request: Request) -> HttpResponse:
    """A new session."""
    return _session_form(request, None)


@requires(SESSION_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def session_edit(request: Request, pk: int) -> HttpResponse:
    """What a session is, while a result is out."""
    row = selectors.get_session(request.actor, pk)
    SESSION_POLICY.require(request.actor, "edit", row)
    return _session_form(request, row)


def _session_form(request: Request, row: AssessmentSession | None) -> HttpResponse:
    day = request.now.date()
    sites, levels = selectors.sites_for(request.actor, day), list(open_levels(day))
    form = SessionForm(request.POST or None, sites=sites, levels=levels, initial=initial_of_session(row) if row else None)

    def act(data: dict[str, Any]) -> AssessmentSession:
        if row is None:
            return services.open_session(actor=request.actor, now=request.now, head=form.head())
        return services.edit_session(actor=request.actor, now=request.now, session=row, head=form.head())

    return form_page(
        request, form, "credit_bank/x_session_form.html", act, done=_("已保存场次。"), context={"row": row, "sites": sites}
    )  # fmt: skip


@requires(SESSION_POLICY, "view")
@require_GET
def session(request: Request, pk: int) -> HttpResponse:
    """One session with the entries in the reader's sight."""
    row = selectors.get_session(request.actor, pk)
    own = own_learner(request.actor)
    context = {
        "page": session_page(request.actor, row, request.now.date()), "tones": SESSION_TONES, "entry_tones": ENTRY_TONES,
        "works": SESSION_POLICY.reachable(request.actor, "work"), "own": own,
    }  # fmt: skip
    return render(request, "credit_bank/x_session.html", context)


@requires(ENTRY_POLICY, "register")
@require_http_methods(["GET", "POST"])
def session_enter(request: Request, pk: int) -> HttpResponse:
    """A school enters learners: a class as a whole, a list, or both. All of them or none."""
    row = selectors.get_session(request.actor, pk)
    quotas, classes = selectors.quotas_for(row, request.actor), selectors.classes_for(row, request.actor)
    initial = {"certificate_class": request.GET.get("class", "")}
    form = EntryForm(request.POST or None, quotas=quotas, classes=classes, initial=initial)

    def act(data: dict[str, Any]) -> AssessmentSession:
        learners = [trainee.learner for trainee in selectors.trainees_of(data["certificate_class"])] if data["certificate_class"] else []
        learners += [found for found in learners_named(data["people"]) if found not in learners] if data["people"] else []
        made = services.enter_learners(
            actor=request.actor, now=request.now, session=row, quota=data["quota"], learners=learners, consent=form.consent()
        )
        form.count = len(made)  # type: ignore[attr-defined]
        return row

    return form_page(
        request, form, "credit_bank/x_session_enter.html", act, done=lambda made: _("已报名%(n)d人。") % {"n": getattr(form, "count", 0)},
        context={"row": row, "quotas": quotas},
    )  # fmt: skip


@requires(SESSION_POLICY, "post")
@require_GET
def results_sheet(request: Request, pk: int) -> HttpResponse:
    """The table of a session with everybody who waits for a result."""
    row = selectors.get_session(request.actor, pk)
    SESSION_POLICY.require(request.actor, "post", row)
    audit.record(request.actor, "credit_bank.assessmentsession.exported", row, now=request.now, detail={"results": True})
    return attachment(SessionSheet(row, request.now).filled(), "assessment-results.xlsx")


@requires(SESSION_POLICY, "post")
@require_http_methods(["GET", "POST"])
def session_results(request: Request, pk: int) -> HttpResponse:
    """Read the filled table, show what it would write, and write it once confirmed."""
    row = selectors.get_session(request.actor, pk)
    SESSION_POLICY.require(request.actor, "post", row)
    form = AssessmentTableForm(request.POST or None, request.FILES or None)

    def course(data: dict[str, Any]) -> Import:
        sheet = SessionSheet(row, request.now)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            def post(rows: Any) -> object:
                return post_results(
                    actor=request.actor, now=request.now, session=row, key=f"file:{plan.digest[:40]}:{scored_of(row)}",
                    document=data["document"], lines=[*map(result_of, rows)],
                )  # fmt: skip

            return execute(plan, LineWriter(post), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "credit_bank/x_session_results.html", course, salt=f"credit_bank.x_results.{row.pk}",
        done=_("已登记%(add)d人的成绩。"), to=row.get_absolute_url, lines=rows_as_read, context={"row": row},
    )  # fmt: skip


@requires(ENTRY_POLICY, "work")
@require_GET
def entry_list(request: Request) -> HttpResponse:
    """Entries one works with."""
    context = {"tabs": tabs_for(request.actor, "x-entries")}
    rows = selectors.list_entries(request.actor)
    return ENTRIES.respond(request, rows, "credit_bank/x_entry_list.html", context, on_export="credit_bank.assessmententry.exported")


@requires(ENTRY_POLICY, "view")
@require_GET
def entry(request: Request, pk: int) -> HttpResponse:
    """One entry: how far it has come."""
    row = selectors.get_entry(request.actor, pk)
    is_own = row.learner.user_id is not None and row.learner.user_id == request.actor.user_id
    context = {"page": entry_page(request.actor, row), "tones": ENTRY_TONES, "is_own": is_own}
    return render(request, "credit_bank/x_entry.html", context)


@requires(LEARNER_POLICY, "register")
@require_GET
def own(request: Request) -> HttpResponse:
    """My way to certificates: classes, entries with results and certificates, sessions I can enter for."""
    learner = own_learner(request.actor)
    if learner is None:
        return redirect("credit_bank:register")
    page = own_page(learner, request.now.date())
    context = {
        "page": page, "paths": [(row, path_of(row), certificate_of(row)) for row in page.entries], "tones": ENTRY_TONES,
        "class_tones": CLASS_TONES, "is_minor": is_minor(learner, request.now.date()),
    }  # fmt: skip
    return render(request, "credit_bank/x_own.html", context)


@requires(LEARNER_POLICY, "register")
@require_http_methods(["GET", "POST"])
def own_enter(request: Request, pk: int) -> HttpResponse:
    """I enter for a session, of my own will."""
    learner = own_learner(request.actor)
    if learner is None:
        raise Http404
    row = selectors.get_session(request.actor, pk)
    quotas = selectors.quotas_of_home(row, learner)
    if not quotas:
        messages.error(request, _("您的学校在这一证书等级没有剩余的试点配额，请与学校联系。"))
        return redirect("credit_bank:x-own")
    form = OwnEntryForm(request.POST or None, quotas=quotas)
    return form_page(
        request, form, "credit_bank/x_own_enter.html",
        lambda data: services.enter_learners(
            actor=request.actor, now=request.now, session=row, quota=data["quota"], learners=[learner],
            consent=services.Consent(data["is_voluntary"]),
        ),
        done=_("已报名，请按时参加考核。"), context={"row": row}, to=lambda made: "credit_bank:x-own",
    )  # fmt: skip
