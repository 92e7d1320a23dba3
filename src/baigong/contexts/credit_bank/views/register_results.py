"""Results that schools returned to the registers: held against accounts and catalogue, posted once confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import LEARNER_POLICY, OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.access_of_registers import REGISTER_COURSE_POLICY
from baigong.contexts.credit_bank.exchange.register_courses import CourseSheet, CourseWriter
from baigong.contexts.credit_bank.forms.register_results import DecisionForm
from baigong.contexts.credit_bank.models import Learner, RegisterCourse
from baigong.contexts.credit_bank.selectors.register_results import (
    bodies_that_post,
    courses_without_entry,
    list_courses,
    list_returns,
    results_in_force,
)
from baigong.contexts.credit_bank.services.posting import MOST
from baigong.contexts.credit_bank.services.register_planning import NO_ENTRY, REASONS, VERDICTS, Planned, plan_return
from baigong.contexts.credit_bank.services.register_results import post_return
from baigong.contexts.credit_bank.views.bulk_listings import COURSES, RETURNS
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import Batch
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, Sheet, execute, export, write_xlsx
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines

SHOWN = 50


@requires(OUTCOME_BATCH_POLICY, "post")
@require_GET
def returns(request: Request) -> HttpResponse:
    """The returns of results, with how many outcomes came of each."""
    rows = list_returns(bodies_that_post(request.actor))
    context = {"may_match": REGISTER_COURSE_POLICY.reachable(request.actor, "work")}
    return RETURNS.respond(request, rows, "credit_bank/register_results.html", context, on_export="credit_bank.outcomebatch.exported")


@requires(OUTCOME_BATCH_POLICY, "post")
@require_http_methods(["GET", "POST"])
def results_of_return(request: Request, pk: int) -> HttpResponse:
    """What posting a return would do, and post it once confirmed."""
    batch = _batch(request, pk)
    results = results_in_force(batch.organisation)
    planned = plan_return(batch, request.now.date(), results)
    form = DecisionForm(request.POST or None, initial={"decision": _decision(batch), "digest": planned.digest})
    lacking = courses_without_entry(batch.organisation, results)
    context = {
        "batch": batch, "planned": planned, "counts": [(VERDICTS[name], count) for name, count in planned.counts.items()],
        "left": _shown(planned), "limit": SHOWN, "most": MOST, "lacking": lacking,
        "may_enrol": bool(LEARNER_POLICY.decide(request.actor, "enrol", Learner(home=batch.organisation))),
        "earlier": batch.outcome_batches.select_related("posted_by"),
    }  # fmt: skip
    return form_page(
        request, form, "credit_bank/register_return.html",
        lambda data: post_return(actor=request.actor, now=request.now, batch=batch, decision=data["decision"], seen=data["digest"]),
        done=lambda made: _("已存入%(add)d项成果，并记入学分账。") % {"add": sum(one.batch.count for one in made)},
        to=lambda _made: reverse("credit_bank:register-return", args=[batch.pk]), context=context,
    )  # fmt: skip


@requires(OUTCOME_BATCH_POLICY, "post")
@require_GET
def left_list(request: Request, pk: int) -> HttpResponse:
    """What is not posted and can be mended, with why."""
    batch = _batch(request, pk)
    planned = plan_return(batch, request.now.date())
    rows = [(one.row, one.student, one.name, one.course, one.title, _why(one.verdict, one.why)) for one in planned.to_mend]
    facts = {"rows": len(rows), "return": batch.pk}
    audit.record(request.actor, "credit_bank.outcomebatch.exported", batch.organisation, now=request.now, detail=facts)
    heads = [_("报送批次中的行号"), _("学号"), _("姓名"), _("课程号"), _("课程名称"), _("原因")]
    return attachment(write_xlsx([Sheet(_("未存入的成绩"), heads, rows)]), _("未存入的成绩") + ".xlsx")


def _shown(planned: Planned) -> list[tuple[int, str, str, str, str]]:
    """The first of them; results of courses without an entry last, for those are listed by course."""
    first = sorted(planned.to_mend, key=lambda one: (one.verdict == NO_ENTRY, one.row))[:SHOWN]
    return [(one.row, one.student, one.name, f"{one.course} {one.title}", _why(one.verdict, one.why)) for one in first]


def _why(verdict: str, why: str) -> str:
    return f"{VERDICTS[verdict]}：{REASONS[why]}" if why else str(VERDICTS[verdict])


def _decision(batch: Batch) -> str:
    return _("%(day)s报送的课程成绩") % {"day": localdate(batch.received_at).isoformat()}


def _batch(request: Request, pk: int) -> Batch:
    return get_object_or_404(list_returns(bodies_that_post(request.actor)), pk=pk)


@requires(REGISTER_COURSE_POLICY, "work")
@require_GET
def courses(request: Request) -> HttpResponse:
    """Which course is which entry of the catalogue."""
    may_set = REGISTER_COURSE_POLICY.reachable(request.actor, "set") and bool(_schools(request))  # none returned results: nothing to match
    context = {"may_set": may_set, "may_create": may_set}
    return COURSES.respond(
        request, list_courses(request.actor), "credit_bank/register_courses.html", context, on_export="credit_bank.registercourse.exported"
    )


@requires(REGISTER_COURSE_POLICY, "set")
@require_GET
def courses_template(request: Request) -> HttpResponse:
    """The courses of a school, those without an entry with the one that each may be."""
    sheet = CourseSheet(request.actor, request.now, _school(request))
    return attachment(export(sheet.table, sheet.to_fill()), _("课程对照表") + ".xlsx")


@requires(REGISTER_COURSE_POLICY, "set")
@require_http_methods(["GET", "POST"])
def courses_import(request: Request) -> HttpResponse:
    """Read a filled table, show what it would set, and set it once confirmed."""
    body = _school(request)
    form = TableForm(request.POST or None, request.FILES or None)

    def course(data: dict[str, Any]) -> Import:
        sheet = CourseSheet(request.actor, request.now, body)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, CourseWriter(sheet), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "credit_bank/register_courses_import.html", course, salt=f"credit_bank.register_courses.{body.pk}",
        done=_("新写入%(add)d门，改写%(change)d门。"), to=lambda: "credit_bank:register-courses",
        lines=lambda plan: plan_lines(plan, {"add": _("新写入"), "change": _("改写")}), context={"body": body, "bodies": _schools(request)},
    )  # fmt: skip


def _schools(request: Request) -> list[Organisation]:
    bodies = bodies_that_post(request.actor)
    return [body for body in bodies if REGISTER_COURSE_POLICY.decide(request.actor, "set", RegisterCourse(body=body))]


def _school(request: Request) -> Organisation:
    bodies, wanted = _schools(request), request.GET.get("body", "")
    body = next((one for one in bodies if str(one.pk) == wanted), None) if wanted else next(iter(bodies), None)
    if body is None:
        raise Http404(_("还没有收到课程成绩，或不在您的职责范围内。"))
    return body
