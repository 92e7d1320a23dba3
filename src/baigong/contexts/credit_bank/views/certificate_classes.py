"""Classes that prepare for a certificate: listed, opened, filled."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_pilots import CLASS_POLICY
from baigong.contexts.credit_bank.forms.pilots import ClassForm, PeopleForm
from baigong.contexts.credit_bank.pages_of_pilots import class_page, tabs_for
from baigong.contexts.credit_bank.selectors import pilots as selectors
from baigong.contexts.credit_bank.services import certificate_classes as services
from baigong.contexts.credit_bank.services.candidates import learners_named
from baigong.contexts.credit_bank.views.pilot_listings import CLASS_TONES, CLASSES
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(CLASS_POLICY, "work")
@require_GET
def class_list(request: Request) -> HttpResponse:
    """The classes one works with."""
    context = {"tabs": tabs_for(request.actor, "x-classes"), "may_open": CLASS_POLICY.reachable(request.actor, "open")}
    rows = selectors.list_classes(request.actor)
    return CLASSES.respond(request, rows, "credit_bank/x_class_list.html", context, on_export="credit_bank.certificateclass.exported")


@requires(CLASS_POLICY, "open")
@require_http_methods(["GET", "POST"])
def class_add(request: Request) -> HttpResponse:
    """A new class under a quota."""
    quotas = selectors.quotas_for_classes(request.actor)
    form = ClassForm(request.POST or None, quotas=quotas, initial={"quota": request.GET.get("quota", "")})
    return form_page(
        request, form, "credit_bank/x_class_form.html",
        lambda data: services.open_class(actor=request.actor, now=request.now, quota=data["quota"], head=form.head()),
        done=_("已登记培训班，请添加学员。"), context={"row": None, "quotas": quotas},
    )  # fmt: skip


@requires(CLASS_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def class_edit(request: Request, pk: int) -> HttpResponse:
    """What a class is."""
    row = selectors.get_class(request.actor, pk)
    CLASS_POLICY.require(request.actor, "edit", row)
    initial = {name: getattr(row, name) for name in ("title", "teacher", "hours", "starts_on", "ends_on")}
    form = ClassForm(request.POST or None, quotas=[row.quota], initial=initial)
    return form_page(
        request, form, "credit_bank/x_class_form.html",
        lambda data: services.edit_class(actor=request.actor, now=request.now, certificate_class=row, head=form.head()),
        done=_("已保存。"), context={"row": row, "quotas": [row.quota]},
    )  # fmt: skip


@requires(CLASS_POLICY, "view")
@require_GET
def certificate_class(request: Request, pk: int) -> HttpResponse:
    """One class with its people."""
    return _show(request, pk)


def _show(request: Request, pk: int, *, form: PeopleForm | None = None, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    row = selectors.get_class(request.actor, pk)
    context = {"page": class_page(request.actor, row), "form": form or PeopleForm(), "tones": CLASS_TONES, "refusal": refusal}
    return render(request, "credit_bank/x_class.html", context, status=refusal.status if refusal else status)


@requires(CLASS_POLICY, "enrol")
@require_POST
def class_enrol(request: Request, pk: int) -> HttpResponse:
    """People come into a class, from a list."""
    row = selectors.get_class(request.actor, pk)
    form = PeopleForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, form=form, status=422)
    return button_page(
        request,
        lambda: services.enrol(
            actor=request.actor, now=request.now, certificate_class=row, learners=learners_named(form.cleaned_data["people"])
        ),
        done=_("已加入学员。"), to=lambda made: row, show=lambda refusal: _show(request, pk, form=form, refusal=refusal),
    )  # fmt: skip


@requires(CLASS_POLICY, "enrol")
@require_POST
def class_leave(request: Request, pk: int, trainee: int) -> HttpResponse:
    """Somebody leaves a class."""
    row = selectors.get_class(request.actor, pk)
    found = selectors.get_trainee(row, trainee)
    if found is None:
        raise Http404
    return button_page(
        request, lambda: services.leave(actor=request.actor, now=request.now, trainee=found),
        done=_("已退出班级。"), to=lambda made: row, show=lambda refusal: _show(request, pk, refusal=refusal),
    )  # fmt: skip
