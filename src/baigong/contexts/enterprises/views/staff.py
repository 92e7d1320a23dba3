"""Head-counts: the list, one return against last year and the insured, drafting and correcting, tables in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.enterprises.access import INSURED_POLICY, STAFF_RETURN_POLICY
from baigong.contexts.enterprises.exchange.staff import InsuredSheet, InsuredWriter, StaffSheet, StaffWriter
from baigong.contexts.enterprises.forms.staff import InsuredTableForm, StaffForm, StaffTableForm, initial_of_return, period_choices
from baigong.contexts.enterprises.models import StaffDefinition, StaffReturn
from baigong.contexts.enterprises.pages import SHOWN, staff_page
from baigong.contexts.enterprises.selectors.register import acting_bodies, get_enterprise
from baigong.contexts.enterprises.selectors.staff import STANDING, definition_on, list_returns, periods_due, returns_of
from baigong.contexts.enterprises.services import staff as services
from baigong.contexts.enterprises.services.insured import insured_owners
from baigong.contexts.enterprises.views.listings import STAFF, STAFF_TONES
from baigong.contexts.enterprises.views.marking import wrong_rows
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, import_page, plan_lines, rows_as_read


@requires(STAFF_RETURN_POLICY, "view")
@require_GET
def staff_list(request: Request) -> HttpResponse:
    """The returns one may see."""
    context = {
        "may_create": STAFF_RETURN_POLICY.reachable(request.actor, "import"), "may_insured": bool(_insured_bodies(request)),
        "definition": StaffDefinition(definition_on(request.now.date())).label,
    }  # fmt: skip
    return STAFF.respond(
        request, list_returns(request.actor), "enterprises/staff_list.html", context, on_export="enterprises.staffreturn.exported"
    )


@requires(STAFF_RETURN_POLICY, "view")
@require_GET
def staff_return(request: Request, pk: int) -> HttpResponse:
    """One return."""
    row = STAFF_RETURN_POLICY.get_or_404(request.actor, list_returns(request.actor).prefetch_related("by_post__kind"), pk=pk)
    return render(request, "enterprises/staff_return.html", {"page": staff_page(request.actor, row), "tones": STAFF_TONES})


@requires(STAFF_RETURN_POLICY, "create")
@require_http_methods(["GET", "POST"])
def staff_add(request: Request, pk: int) -> HttpResponse:
    """A new return of an enterprise."""
    firm = get_enterprise(request.actor, pk)
    STAFF_RETURN_POLICY.require(request.actor, "create", StaffReturn(enterprise=firm))
    due = periods_due(firm, request.now.date())
    form = StaffForm(
        request.POST or None, kinds=list(firm.post_kinds.all()), periods=period_choices(due),
        initial={"period": request.GET.get("period", due[0].code if due else "")},
    )  # fmt: skip
    standing = list(returns_of(request.actor, firm).filter(state__in=STANDING)[:SHOWN])
    return form_page(
        request, form, "enterprises/staff_form.html",
        lambda data: services.draft_return(actor=request.actor, now=request.now, enterprise=firm, head=form.head()),
        done=_("已存为草稿。核对后报送，报送即锁定。"),
        context={"firm": firm, "row": None, "definition": _definition(request), "standing": standing, "tones": STAFF_TONES},
    )  # fmt: skip


@requires(STAFF_RETURN_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def staff_edit(request: Request, pk: int) -> HttpResponse:
    """A draft."""
    row = _row(request, pk, "edit")

    def act(form: StaffForm, data: dict[str, Any]) -> StaffReturn:
        return services.edit_return(actor=request.actor, now=request.now, staff_return=row, head=form.head())

    return _form_of(request, row, _("已保存。"), act)


@requires(STAFF_RETURN_POLICY, "correct")
@require_http_methods(["GET", "POST"])
def staff_correct(request: Request, pk: int) -> HttpResponse:
    """The next version of a submitted return."""
    row = _row(request, pk, "correct")

    def act(form: StaffForm, data: dict[str, Any]) -> StaffReturn:
        return services.correct_return(
            actor=request.actor, now=request.now, staff_return=row, head=form.head(), correction=data["correction"]
        )

    return _form_of(request, row, _("已起草更正。报送以后取代原来的；报送之前仍以原来的为准。"), act, corrects=True)


def _row(request: Request, pk: int, action: str) -> StaffReturn:
    row = STAFF_RETURN_POLICY.get_or_404(request.actor, list_returns(request.actor).prefetch_related("by_post"), pk=pk)
    STAFF_RETURN_POLICY.require(request.actor, action, row)
    return row


def _form_of(
    request: Request, row: StaffReturn, done: str, act: Callable[[StaffForm, dict[str, Any]], StaffReturn], *, corrects: bool = False
) -> HttpResponse:
    kinds = list(row.enterprise.post_kinds.all())
    form = StaffForm(request.POST or None, kinds=kinds, row=row, corrects=corrects, initial=initial_of_return(row))
    context = {"firm": row.enterprise, "row": row, "definition": row.get_definition_display(), "standing": []}
    return form_page(request, form, "enterprises/staff_form.html", lambda data: act(form, data), done=done, context=context)


def _definition(request: Request) -> str:
    return str(StaffDefinition(definition_on(request.now.date())).label)


# -- tables ----------------------------------------------------------------------------------------------------------------


@requires(STAFF_RETURN_POLICY, "import")
@require_GET
def staff_sheet(request: Request) -> HttpResponse:
    """Counts of a year with a line for who has returned nothing; ``?empty=1`` gives the template."""
    sheet = StaffSheet(request.actor, request.now)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "staff-template.xlsx")
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else request.now.year - 1
    audit.record(request.actor, "enterprises.staffreturn.exported", now=request.now, detail={"year": year})
    return attachment(sheet.workbook(year), f"staff-{year}.xlsx")


@requires(STAFF_RETURN_POLICY, "import")
@require_http_methods(["GET", "POST"])
def staff_import(request: Request) -> HttpResponse:
    """Read filled counts, show what they would post and what is to be said of each, and post them once confirmed."""
    bodies = acting_bodies(request.actor)
    if not bodies:
        raise Http404
    sheet = StaffSheet(request.actor, request.now)
    if (back := wrong_rows(request, sheet.table, sheet.plan_of)) is not None:
        return back
    form = StaffTableForm(request.POST or None, request.FILES or None, bodies=bodies)

    def course(data: dict[str, Any]) -> Import:
        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            writer = StaffWriter(sheet, form.bodies[data["body"]], f"sheet:{plan.digest[:40]}")
            execute(plan, writer, digest=digest)
            receipt = writer.receipt
            return {name: getattr(receipt, name, 0) for name in ("added", "corrected", "same")}

        return Import(sheet.table, sheet.plan_of, write)

    def lines(plan: ImportPlan) -> list[list[str]]:
        return [[*line, sheet.said.get(int(line[0]), "")] for line in rows_as_read(plan)]

    return import_page(
        request, form, "enterprises/staff_import.html", course, salt="enterprises.staff",
        done=_("已报送%(added)d条，更正%(corrected)d条，%(same)d条没有变化。"), to=lambda: "enterprises:staff", lines=lines,
        context={"year": request.now.year - 1, "definition": _definition(request)},
    )  # fmt: skip


def _insured_bodies(request: Request) -> list[Organisation]:
    """On whose behalf the actor brings numbers of the insured: of its bodies those that own them; the working team for the owners."""
    if not INSURED_POLICY.reachable(request.actor, "import"):
        return []
    owners, own = insured_owners(request.now), acting_bodies(request.actor)
    if request.actor.has(WORKING_TEAM):
        return owners or own
    return [body for body in own if body in owners]


@requires(INSURED_POLICY, "import")
@require_GET
def insured_sheet(request: Request) -> HttpResponse:
    """Every enterprise with the number of its insured where there is one."""
    if not _insured_bodies(request):
        raise Http404
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else request.now.year - 1
    audit.record(request.actor, "enterprises.insuredcount.exported", now=request.now, detail={"year": year})
    return attachment(InsuredSheet(request.actor, request.now, year).workbook(), f"insured-{year}.xlsx")


@requires(INSURED_POLICY, "import")
@require_http_methods(["GET", "POST"])
def insured_import(request: Request) -> HttpResponse:
    """Read numbers of the insured, show what they would write, and write them once confirmed."""
    bodies = _insured_bodies(request)
    if not bodies:
        raise Http404
    blank = InsuredSheet(request.actor, request.now, request.now.year - 1)
    if (back := wrong_rows(request, blank.table, blank.plan_of)) is not None:
        return back
    form = InsuredTableForm(request.POST or None, request.FILES or None, bodies=bodies, initial={"year": request.now.year - 1})

    def course(data: dict[str, Any]) -> Import:
        sheet = InsuredSheet(request.actor, request.now, data["year"])

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, InsuredWriter(sheet, form.bodies[data["body"]]), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "enterprises/insured_import.html", course, salt="enterprises.insured", done=_("已登记%(add)d家，改写%(change)d家。"),
        to=lambda: "enterprises:staff", lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("改写")}),
        context={"year": request.now.year - 1},
    )  # fmt: skip
