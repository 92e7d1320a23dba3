"""Courses under an agreement: the list, one with who enrolled, entering and changing it, the table in and out, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_mutual import ENROLMENT_POLICY, SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.exchange.mutual import CourseResultSheet, CourseResultWriter, CourseSheet, CourseWriter
from baigong.contexts.credit_bank.forms.mutual import CourseResultsForm, SharedCourseForm, initial_of_course
from baigong.contexts.credit_bank.models import RecognitionAgreement, SharedCourse
from baigong.contexts.credit_bank.pages_of_mutual import course_page
from baigong.contexts.credit_bank.selectors.mutual import agreements_to_open_by, get_course, list_courses, own_bodies
from baigong.contexts.credit_bank.services import mutual_courses as services
from baigong.contexts.credit_bank.services import mutual_enrolments, mutual_results
from baigong.contexts.credit_bank.services.mutual_courses import types_to_share
from baigong.contexts.credit_bank.views.mutual_listings import COURSE_TONES, COURSES, ENROLMENT_TONES
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines, rows_as_read


@requires(SHARED_COURSE_POLICY, "work")
@require_GET
def course_list(request: Request) -> HttpResponse:
    """The courses one works with."""
    rows = list_courses(request.actor)
    return COURSES.respond(request, rows, "credit_bank/shared_course_list.html", on_export="credit_bank.sharedcourse.exported")


@requires(SHARED_COURSE_POLICY, "work")
@require_GET
def course(request: Request, pk: int) -> HttpResponse:
    """One course: what it is, who enrolled, what one's own desk has to do."""
    row = get_course(request.actor, pk)
    SHARED_COURSE_POLICY.require(request.actor, "work", row)
    return _show(request, row)


def _show(request: Request, row: SharedCourse, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "page": course_page(request.actor, row, request.now.date()), "tones": COURSE_TONES, "enrolment_tones": ENROLMENT_TONES,
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "credit_bank/shared_course.html", context, status=refusal.status if refusal else 200)


def _of_own(request: Request, pk: int) -> tuple[RecognitionAgreement, Organisation]:
    """The agreement, and the body of the actor's that opens courses by it; 404 otherwise."""
    day = request.now.date()
    found = next((row for row in agreements_to_open_by(request.actor, day) if row.pk == pk), None)
    if found is None:
        raise Http404(_("没有可以登记课程的协议：各方同意以后，由按协议开放课程的单位登记。"))
    opening = {party.organisation_id for party in found.parties.all() if party.offers}
    return found, next(body for body in own_bodies(request.actor, day) if body.pk in opening)


@requires(SHARED_COURSE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def course_add(request: Request, pk: int) -> HttpResponse:
    """A course that the actor's school opens under an agreement."""
    agreement, school = _of_own(request, pk)
    form = SharedCourseForm(request.POST or None, agreement=agreement, school=school, types=types_to_share(school))
    return form_page(
        request, form, "credit_bank/shared_course_form.html",
        lambda data: services.draft_course(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记，核对后公布。"), context={"row": None, "agreement": agreement, "school": school},
    )  # fmt: skip


@requires(SHARED_COURSE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def course_edit(request: Request, pk: int) -> HttpResponse:
    """What a course says."""
    row = get_course(request.actor, pk)
    SHARED_COURSE_POLICY.require(request.actor, "edit", row)
    types = types_to_share(row.school)
    types += [row.type] if row.type not in types else []
    form = SharedCourseForm(
        request.POST or None, agreement=row.agreement, school=row.school, types=types, initial=initial_of_course(row)
    )  # fmt: skip
    return form_page(
        request, form, "credit_bank/shared_course_form.html",
        lambda data: services.edit_course(actor=request.actor, now=request.now, course=row, head=form.head()),
        done=_("已保存。"), context={"row": row, "agreement": row.agreement, "school": row.school},
    )  # fmt: skip


# -- the list as a table ---------------------------------------------------------------------------------------------


@requires(SHARED_COURSE_POLICY, "import")
@require_GET
def course_sheet(request: Request, pk: int) -> HttpResponse:
    """The school's courses under an agreement in the layout of the import; ``?empty=1`` gives the template."""
    agreement, school = _of_own(request, pk)
    sheet = CourseSheet(request.actor, request.now, agreement, school)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "shared-courses-template.xlsx")
    audit.record(request.actor, "credit_bank.sharedcourse.exported", agreement, now=request.now, detail={"school": school.pk})
    return attachment(sheet.workbook(), "shared-courses.xlsx")


@requires(SHARED_COURSE_POLICY, "import")
@require_http_methods(["GET", "POST"])
def course_import(request: Request, pk: int) -> HttpResponse:
    """Read a filled course list, show what it would write, and write it once confirmed."""
    agreement, school = _of_own(request, pk)
    sheet = CourseSheet(request.actor, request.now, agreement, school)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, CourseWriter(sheet), digest=digest)
        audit.record(request.actor, "credit_bank.sharedcourse.imported", agreement, now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "credit_bank/shared_course_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write),
        salt=f"credit_bank.shared_courses:{agreement.pk}:{school.pk}", done=_("已登记%(add)d门课程，改写%(change)d门。"),
        to=lambda: agreement, lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("改写")}),
        context={"agreement": agreement, "school": school},
    )  # fmt: skip


# -- what a desk does for many at once -------------------------------------------------------------------------------


@requires(SHARED_COURSE_POLICY, "admit")
@require_POST
def course_admit(request: Request, pk: int) -> HttpResponse:
    """Give the free places in turn."""
    row = get_course(request.actor, pk)
    SHARED_COURSE_POLICY.require(request.actor, "admit", row)

    def words(done: mutual_enrolments.Done) -> str:
        return _("已录取%(n)d人，列入候补%(m)d人。") % {"n": done.taken, "m": done.waiting}

    return _for_many(request, row, lambda: mutual_enrolments.admit_in_turn(actor=request.actor, now=request.now, course=row), words)


@requires(ENROLMENT_POLICY, "confirm")
@require_POST
def course_confirm(request: Request, pk: int) -> HttpResponse:
    """Say yes for all of one's own pupils."""
    row, home = _as_home(request, pk)

    def words(done: mutual_enrolments.Done) -> str:
        return ngettext("已同意%(n)d人选课。", "已同意%(n)d人选课。", done.taken) % {"n": done.taken}

    def act() -> mutual_enrolments.Done:
        return mutual_enrolments.confirm_all(actor=request.actor, now=request.now, course=row, home=home)

    return _for_many(request, row, act, words)


@requires(ENROLMENT_POLICY, "recognise")
@require_POST
def course_recognise(request: Request, pk: int) -> HttpResponse:
    """Recognise what one's own pupils passed, at one programme."""
    row, home = _as_home(request, pk)
    facts = {name: request.POST.get(name, "") for name in ("programme", "decision")}

    def words(done: mutual_enrolments.Done) -> str:
        said = ngettext("已互认%(n)d人。", "已互认%(n)d人。", done.taken) % {"n": done.taken}
        return said if not done.refused else said + _("没有互认的：%(why)s") % {"why": "".join(done.refused)}

    def act() -> mutual_enrolments.Done:
        return mutual_enrolments.recognise_all(actor=request.actor, now=request.now, course=row, home=home, **facts)

    return _for_many(request, row, act, words)


def _as_home(request: Request, pk: int) -> tuple[SharedCourse, Organisation]:
    row = get_course(request.actor, pk)
    homes = set(row.enrolments.values_list("home", flat=True))
    body = next((body for body in own_bodies(request.actor, request.now.date()) if body.pk in homes), None)
    if body is None:
        raise Http404(_("这门课没有本校的学生。"))
    return row, body


def _for_many(
    request: Request, row: SharedCourse, act: Callable[[], mutual_enrolments.Done], words: Callable[[mutual_enrolments.Done], str]
) -> HttpResponse:
    try:
        done = act()
    except Refusal as refusal:
        return _show(request, get_course(request.actor, row.pk), refusal=refusal)
    (messages.warning if done.refused else messages.success)(request, words(done))
    return redirect(row)


# -- results ---------------------------------------------------------------------------------------------------------


@requires(SHARED_COURSE_POLICY, "post")
@require_GET
def results_template(request: Request, pk: int) -> HttpResponse:
    """The table with who waits for a result."""
    row = _taught(request, pk)
    audit.record(request.actor, "credit_bank.sharedcourse.exported", row, now=request.now, detail={"results": True})
    return attachment(CourseResultSheet(request.actor, request.now, row).workbook(), "course-results.xlsx")


@requires(SHARED_COURSE_POLICY, "post")
@require_http_methods(["GET", "POST"])
def results(request: Request, pk: int) -> HttpResponse:
    """Read filled results, show what they would post, and post them once confirmed."""
    row = _taught(request, pk)
    sheet = CourseResultSheet(request.actor, request.now, row)

    def course_of(data: dict[str, Any]) -> Import:
        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            writer = CourseResultWriter(sheet, f"course:{row.pk}:{plan.digest[:40]}", data["decision"])
            execute(plan, writer, digest=digest)
            return writer.posted or {"passed": 0, "failed": 0}

        return Import(sheet.table, sheet.plan_of, write)

    context = {"row": row, "waiting": len(mutual_results.waiting_for_results(row)), "at_hand": len(mutual_results.outcomes_at_hand(row))}
    return import_page(
        request, CourseResultsForm(request.POST or None, request.FILES or None), "credit_bank/shared_course_results.html", course_of,
        salt=f"credit_bank.course_results:{row.pk}", done=_("成绩已入账：通过%(passed)d人，未通过%(failed)d人。"), to=lambda: row,
        lines=rows_as_read, context=context,
    )  # fmt: skip


@requires(SHARED_COURSE_POLICY, "post")
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """End enrolments whose outcome came into the account by another road."""
    row = _taught(request, pk)
    return button_page(
        request, lambda: mutual_results.settle(actor=request.actor, now=request.now, course=row), done=_("已按账上的成果办结。"),
        to=lambda done: row, show=lambda refusal: _show(request, row, refusal=refusal),
    )  # fmt: skip


def _taught(request: Request, pk: int) -> SharedCourse:
    row = get_object_or_404(list_courses(request.actor), pk=pk)
    SHARED_COURSE_POLICY.require(request.actor, "post", row)
    return row
