"""The hotline: anybody reports and asks what became of it; named handlers work; what the records show goes the same way."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.accounts.public import WORKING_TEAM, User, people_with
from baigong.contexts.internships.access_of_work import HANDLER_POLICY, VIOLATION_POLICY
from baigong.contexts.internships.forms.work import ReportForm
from baigong.contexts.internships.models import ReportHandler, ViolationReport
from baigong.contexts.internships.selectors.work import detected, find_firm, get_report, list_handlers, list_reports
from baigong.contexts.internships.services import violations as services
from baigong.contexts.internships.views.work_listings import REPORT_TONES, REPORTS
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.form_pages import button_page, refuse
from baigong.kernel.ui.pace import too_often
from baigong.kernel.workflow import available

MOST_AN_HOUR = 20
"""Reports and questions that one address may send."""


def _too_many(request: Request) -> bool:
    return too_often(request, "internships.hotline", MOST_AN_HOUR)


@public
@require_http_methods(["GET", "POST"])
def hotline(request: Request) -> HttpResponse:
    """Report a violation, unnamed if one likes; the receipt is shown once."""
    form = ReportForm(request.POST or None, initial={"about": request.GET.get("unit", ""), "occurred_on": request.now.date()})
    status = 200
    if request.method == "POST":
        status = 422
        if _too_many(request):
            form.add_error(None, _("一小时内提交太多次，请稍后再报；紧急的请直接打教育局电话。"))
            status = 429
        elif form.is_valid():
            try:
                head = form.head(find_firm(form.cleaned_data["about"]))
                row, receipt = services.lodge(actor=request.actor, now=request.now, head=head)
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
            else:
                return render(request, "internships/hotline_done.html", {"row": row, "receipt": receipt})
    return render(request, "internships/hotline.html", {"form": form}, status=status)


@public
@require_http_methods(["GET", "POST"])
def follow_up(request: Request) -> HttpResponse:
    """What became of a report, by its receipt."""
    found, said, status = None, "", 200
    if request.method == "POST" and _too_many(request):
        said, status = _("一小时内查询太多次，请稍后再查。"), 429
    elif request.method == "POST":
        found = services.find_by_receipt(request.POST.get("receipt", "")[:60])
        if found is None:
            said, status = _("没有这个回执；请核对十六位字母和数字。"), 404
    context = {"row": found, "said": said, "receipt": request.POST.get("receipt", ""), "tones": REPORT_TONES}
    return render(request, "internships/hotline_follow.html", context, status=status)


@requires(VIOLATION_POLICY, "work")
@require_GET
def report_list(request: Request) -> HttpResponse:
    """The reports in a handler's hands."""
    return REPORTS.respond(
        request, list_reports(request.actor), "internships/report_list.html", on_export="internships.violationreport.exported"
    )


@requires(VIOLATION_POLICY, "view")
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """One report; that it was opened is in the log."""
    row = get_report(request.actor, pk)
    audit.record(request.actor, "internships.violationreport.read", row, now=request.now)
    return _show(request, row)


def _show(request: Request, row: ViolationReport, **more: object) -> HttpResponse:
    events = list(audit.events_of(row)[:60])
    looks = [e for e in events if e.action.endswith(("reporter_looked_at", ".read"))]
    refusal = more.get("refusal")
    context = {
        "row": row, "tones": REPORT_TONES, "steps": available(row, request.actor), "looks": looks,
        "events": [e for e in events if e not in looks], "who": None, "refusal": None, **more,
    }  # fmt: skip
    return render(request, "internships/report.html", context, status=refusal.status if isinstance(refusal, Refusal) else 200)


@requires(VIOLATION_POLICY, "look")
@require_POST
def reporter(request: Request, pk: int) -> HttpResponse:
    """Who reported, shown once to a handler who says why."""
    row = get_report(request.actor, pk)
    try:
        who = services.look_at_reporter(actor=request.actor, now=request.now, report=row, reason=request.POST.get("reason", ""))
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _show(request, row, refusal=refusal)
    return _show(request, row, who=who)


@requires(VIOLATION_POLICY, "identify")
@require_POST
def identify(request: Request, pk: int) -> HttpResponse:
    """Say which unit it is about."""
    row = get_report(request.actor, pk)
    firm = find_firm(request.POST.get("enterprise", ""))
    return button_page(
        request, lambda: services.identify(actor=request.actor, now=request.now, report=row, enterprise=firm), done=_("已认定单位。"),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, row, refusal=refusal),
    )  # fmt: skip


@requires(HANDLER_POLICY, "view")
@require_GET
def handlers(request: Request) -> HttpResponse:
    """Who handles reports, and who did."""
    named = list(list_handlers(request.actor))
    standing = {row.user_id for row in named if row.until is None}
    people = [user for user in people_with([WORKING_TEAM], request.now.date()).order_by("pk") if user.pk not in standing]
    return render(request, "internships/handlers.html", {"named": named, "people": people})


@requires(HANDLER_POLICY, "name")
@require_POST
def handler_name(request: Request) -> HttpResponse:
    """Name a handler."""
    key = request.POST.get("user", "")
    user = people_with([WORKING_TEAM], request.now.date()).filter(pk=int(key)).first() if key.isdecimal() else None
    if not isinstance(user, User):
        messages.error(request, _("请选择教育局专班的人员。"))
        return redirect("internships:handlers")
    return button_page(
        request, lambda: services.name_handler(actor=request.actor, now=request.now, user=user), done=_("已指定。"),
        to=lambda made: "internships:handlers", show=lambda refusal: _back(request, refusal, "internships:handlers"),
    )  # fmt: skip


def _back(request: Request, refusal: Refusal, to: str) -> HttpResponse:
    messages.error(request, refusal.message)
    return redirect(to)


@requires(HANDLER_POLICY, "end")
@require_POST
def handler_end(request: Request, pk: int) -> HttpResponse:
    """End it."""
    row = HANDLER_POLICY.get_or_404(request.actor, ReportHandler.objects.select_related("user"), pk=pk)
    return button_page(
        request, lambda: services.end_handler(actor=request.actor, now=request.now, handler=row), done=_("已免去。"),
        to=lambda made: "internships:handlers", show=lambda refusal: _back(request, refusal, "internships:handlers"),
    )  # fmt: skip


@requires(VIOLATION_POLICY, "detect")
@require_GET
def detected_list(request: Request) -> HttpResponse:
    """What the records show not to be lawful, of those in sight, with what was handed over."""
    return render(request, "internships/detected.html", {"found": detected(request.actor, request.now.date())[:500]})


@requires(VIOLATION_POLICY, "detect")
@require_POST
def detect(request: Request) -> HttpResponse:
    """Hand one of them to the handlers."""
    key = request.POST.get("key", "")
    one = next((one for one in detected(request.actor, request.now.date()) if one.key == key), None)
    if one is None:
        raise Http404
    return button_page(
        request,
        lambda: services.detect(
            actor=request.actor, now=request.now, placement=one.placement, kind=one.kind, words=one.words, clause=one.clause,
            occurred_on=one.on, finding=one.key,
        ),
        done=_("已提交指定的经办人核查。"), to=lambda made: "internships:detected",
        show=lambda refusal: _back(request, refusal, "internships:detected"),
    )  # fmt: skip
