"""Work day by day: the intern's own page, days, pay, leave, logs, visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access_of_work import (
    DAY_POLICY,
    LEAVE_POLICY,
    LOG_POLICY,
    PAY_POLICY,
    PLACEMENT_POLICY,
    VISIT_POLICY,
)
from baigong.contexts.internships.exchange.work import AttendanceSheet, PaySheet, SheetWriter
from baigong.contexts.internships.forms.work import (
    AttendanceSheetForm,
    DayForm,
    LeaveForm,
    LogForm,
    MarkForm,
    PayForm,
    VisitForm,
    initial_of_pay,
)
from baigong.contexts.internships.models import InternshipLog
from baigong.contexts.internships.pages_of_work import placement_page
from baigong.contexts.internships.selectors.work import (
    firms_of,
    get_log,
    get_placement,
    list_days,
    list_leaves,
    list_logs,
    list_pays,
    list_visits,
    logs_to_mark,
    own_placements,
    schools_of,
    units_with_interns,
)
from baigong.contexts.internships.services import days as day_services
from baigong.contexts.internships.services import pay as pay_services
from baigong.contexts.internships.services import work as services
from baigong.contexts.internships.services.days import usual_shift
from baigong.contexts.internships.views.placements import TONES, work_form
from baigong.contexts.internships.views.work_listings import DAYS, LEAVES, LOG_TONES, LOGS, PAYS, VISITS
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, execute
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.import_pages import Import, import_page, rows_as_read
from baigong.kernel.workflow import available

TOGETHER = 20
"""Logs on the page where several are marked."""


@requires(PLACEMENT_POLICY, "own")
@require_GET
def mine(request: Request) -> HttpResponse:
    """My internship: today, check in, log, pay, my agreement, the hotline."""
    return _mine(request)


def _mine(request: Request, refusal: Refusal | None = None) -> HttpResponse:
    rows = own_placements(request.actor)
    page = placement_page(request.actor, rows[0], request.now.date()) if rows else None
    newest = page.today if page is not None else None
    today = newest if newest is not None and newest.day == request.now.date() else None
    context = {"page": page, "today": today, "others": rows[1:], "tones": TONES, "refusal": refusal, "day": request.now.date()}
    return render(request, "internships/work_mine.html", context, status=refusal.status if refusal else 200)


@requires(PLACEMENT_POLICY, "check_in")
@require_POST
def check_in(request: Request, pk: int) -> HttpResponse:
    """Come, or leave."""
    row = get_placement(request.actor, pk)
    return button_page(
        request, lambda: day_services.check_in(actor=request.actor, now=request.now, placement=row),
        done=lambda made: _("已签退。") if made.left_at else _("已签到。"), to=lambda made: "internships:work-mine",
        show=lambda refusal: _mine(request, refusal),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "ask")
@require_http_methods(["GET", "POST"])
def leave_add(request: Request, pk: int) -> HttpResponse:
    """Ask for leave."""
    row = get_placement(request.actor, pk)
    form = LeaveForm(request.POST or None, initial={"first": request.now.date(), "last": request.now.date()})
    return work_form(
        request, row, form, _("请假"), lambda data: services.ask_leave(actor=request.actor, now=request.now, placement=row, **data),
        _("已提交，等学校批准。"),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "write")
@require_http_methods(["GET", "POST"])
def log_add(request: Request, pk: int) -> HttpResponse:
    """Hand in a log."""
    row = get_placement(request.actor, pk)
    form = LogForm(request.POST or None, initial={"kind": "weekly", "begins": request.now.date()})
    return work_form(
        request, row, form, _("写实习报告"), lambda data: services.write_log(actor=request.actor, now=request.now, placement=row, **data),
        _("已提交，等导师和教师批阅。"),
    )  # fmt: skip


@requires(LOG_POLICY, "view")
@require_GET
def log(request: Request, pk: int) -> HttpResponse:
    """A log with its marks."""
    return _show_log(request, get_log(request.actor, pk))


def _show_log(request: Request, row: InternshipLog, form: MarkForm | None = None, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "row": row, "tones": LOG_TONES, "steps": available(row, request.actor), "refusal": refusal,
        "mark_form": (form or MarkForm()) if LOG_POLICY.decide(request.actor, "mark", row) else None,
    }  # fmt: skip
    return render(request, "internships/log.html", context, status=refusal.status if refusal else 200)


@requires(LOG_POLICY, "mark")
@require_POST
def log_mark(request: Request, pk: int) -> HttpResponse:
    """The mentor's mark."""
    row = get_log(request.actor, pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _show_log(request, row, form, Refusal(_("评分填0至100的整数。"), code="mark"))
    return button_page(
        request, lambda: services.mark_log(actor=request.actor, now=request.now, log=row, **form.cleaned_data), done=_("已评分。"),
        to=row.get_absolute_url(), show=lambda refusal: _show_log(request, row, form, refusal),
    )  # fmt: skip


@requires(LOG_POLICY, "work")
@require_http_methods(["GET", "POST"])
def log_marks(request: Request) -> HttpResponse:
    """Several logs read and marked on one page, those that wait longest by intern; what is left empty waits on."""
    who = request.GET.get("intern", "")
    waiting = logs_to_mark(request.actor, who)
    rows, refusal = list(waiting[:TOGETHER]), None
    typed = {row.pk: (request.POST.get(f"mark_{row.pk}", "").strip(), request.POST.get(f"words_{row.pk}", "")) for row in rows}
    if request.method == "POST":
        marks = [services.LogMark(row, *typed[row.pk]) for row in rows if typed[row.pk][0]]
        try:
            count = services.mark_logs(actor=request.actor, now=request.now, marks=marks)
        except NotPermitted:
            raise
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("已批阅%(n)d份。") % {"n": count})
            return redirect(request.get_full_path())
    context = {"rows": rows, "typed": typed, "waiting": waiting.count(), "refusal": refusal, "of_school": bool(schools_of(request.actor))}
    return render(request, "internships/log_marks.html", context, status=refusal.status if refusal else 200)


@requires(DAY_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def day_enter(request: Request, pk: int) -> HttpResponse:
    """Enter a day."""
    row = get_placement(request.actor, pk)
    begins, ends, pause = usual_shift(row.post)
    asked = request.GET.get("day", "")
    form = DayForm(
        request.POST or None,
        initial={"day": asked or request.now.date(), "kind": "present", "begins": begins, "ends": ends, "pause": pause},
    )
    lede = _("超时、夜班、节假日和休息日上岗当场指出，写明双方的数值和合规的做法。")
    return work_form(
        request, row, form, _("登记考勤"),
        lambda data: day_services.enter_day(actor=request.actor, now=request.now, placement=row, entry=form.entry()),
        _("已登记。"), lede=lede,
    )  # fmt: skip


@requires(PAY_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def pay_enter(request: Request, pk: int) -> HttpResponse:
    """Enter a month's pay."""
    row = get_placement(request.actor, pk)
    form = PayForm(request.POST or None, initial=initial_of_pay(row, request.GET.get("month") or f"{request.now:%Y-%m}"))
    lede = _("当场按工资基数、出勤天数核对最低应付；低于的要写原因，实物和经他人转付的不能登记。")
    return work_form(
        request, row, form, _("登记报酬"),
        lambda data: pay_services.enter_pay(actor=request.actor, now=request.now, placement=row, entry=form.entry()),
        _("已登记，等学生确认。"), lede=lede,
    )  # fmt: skip


@requires(DAY_POLICY, "work")
@require_GET
def day_list(request: Request) -> HttpResponse:
    """Days in sight."""
    rows, counted = list_days(request.actor)
    return DAYS.respond(
        request, rows, "internships/work_list.html", _head(request, "days", _("实习考勤")),
        on_export="internships.internshipday.exported", counted=counted,
    )  # fmt: skip


@requires(PAY_POLICY, "work")
@require_GET
def pay_list(request: Request) -> HttpResponse:
    """Months of pay in sight."""
    return PAYS.respond(
        request, list_pays(request.actor), "internships/work_list.html", _head(request, "pay", _("实习报酬")),
        on_export="internships.internshippay.exported",
    )  # fmt: skip


@requires(LEAVE_POLICY, "work")
@require_GET
def leave_list(request: Request) -> HttpResponse:
    """Leaves in sight."""
    head = _head(request, "leaves", _("实习请假"))
    return LEAVES.respond(
        request, list_leaves(request.actor), "internships/work_list.html", head, on_export="internships.internshipleave.exported"
    )


@requires(LOG_POLICY, "work")
@require_GET
def log_list(request: Request) -> HttpResponse:
    """Logs in sight."""
    head = _head(request, "logs", _("实习报告")) | {"marks": bool(firms_of(request.actor) or schools_of(request.actor))}
    return LOGS.respond(
        request, list_logs(request.actor), "internships/work_list.html", head, on_export="internships.internshiplog.exported"
    )


@requires(VISIT_POLICY, "work")
@require_GET
def visit_list(request: Request) -> HttpResponse:
    """Visits in sight."""
    head = _head(request, "visits", _("实习巡访")) | {"may_create": bool(schools_of(request.actor))}
    return VISITS.respond(
        request, list_visits(request.actor), "internships/work_list.html", head, on_export="internships.internshipvisit.exported"
    )


def _head(request: Request, at: str, title: str) -> dict[str, Any]:
    return {"title": title, "at": at, "sheets": bool(firms_of(request.actor)) and at in ("days", "pay")}


@requires(VISIT_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def visit_add(request: Request) -> HttpResponse:
    """Enter a visit."""
    schools = schools_of(request.actor)
    if not schools:
        raise Http404
    form = VisitForm(request.POST or None, firms=units_with_interns(schools), initial={"on": request.now.date(), "how": "onsite"})
    return form_page(
        request, form, "internships/visit_add.html",
        lambda data: services.enter_visit(actor=request.actor, now=request.now, school=schools[0], head=form.head()),
        done=_("已登记巡访。"), to=lambda made: "internships:visits",
    )  # fmt: skip


# -- tables ----------------------------------------------------------------------------------------------------------


def _month(request: Request) -> date:
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return request.now.date().replace(day=1)


@requires(DAY_POLICY, "enter")
@require_GET
def attendance_sheet(request: Request) -> HttpResponse:
    """The table of a month with everybody in it."""
    units = firms_of(request.actor)
    if not units:
        messages.error(request, _("考勤表由实习单位填报；学校在学生的页面上逐日登记。"))
        return redirect("internships:days")
    month = _month(request)
    sheet = AttendanceSheet(request.actor, request.now, units[0], month=month)
    return attachment(sheet.filled(), f"attendance-{month:%Y-%m}.xlsx")


@requires(PAY_POLICY, "enter")
@require_GET
def pay_sheet(request: Request) -> HttpResponse:
    """The table of a month with everybody in it."""
    units = firms_of(request.actor)
    if not units:
        messages.error(request, _("报酬表由实习单位填报；学校在学生的页面上逐月登记。"))
        return redirect("internships:pays")
    month = _month(request)
    sheet = PaySheet(request.actor, request.now, units[0], month=month)
    return attachment(sheet.filled(), f"pay-{month:%Y-%m}.xlsx")


@requires(DAY_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def attendance_import(request: Request) -> HttpResponse:
    """Read a filled table of days, show what it would enter, and enter it once confirmed."""
    return _imported(request, "days", _("按表格登记考勤"))


@requires(PAY_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def pay_import(request: Request) -> HttpResponse:
    """Read a filled table of pay, show what it would enter, and enter it once confirmed."""
    return _imported(request, "pay", _("按表格登记报酬"))


def _imported(request: Request, what: str, title: str) -> HttpResponse:
    units = firms_of(request.actor)
    if not units:
        messages.error(request, _("表格由实习单位填报。"))
        return redirect("internships:days" if what == "days" else "internships:pays")
    sheet = AttendanceSheet(request.actor, request.now, units[0]) if what == "days" else PaySheet(request.actor, request.now, units[0])

    def course(data: dict[str, Any]) -> Import:
        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, SheetWriter(sheet.write), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    form = AttendanceSheetForm(request.POST or None, request.FILES or None)
    context = {
        "title": title, "what": what, "month": f"{request.now:%Y-%m}", "headings": [_("行"), *(str(c.label) for c in sheet.table.columns)],
    }  # fmt: skip
    return import_page(
        request, form, "internships/work_import.html", course, salt=f"internships.{what}.{units[0].pk}", done=_("已登记%(add)d条。"),
        to=lambda: "internships:days" if what == "days" else "internships:pays", lines=rows_as_read, context=context,
    )  # fmt: skip
