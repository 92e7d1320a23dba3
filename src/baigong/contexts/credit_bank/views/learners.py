"""The desk: opening accounts, seeing documents, merging and taking apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import IDENTITY_DOCUMENT_POLICY, LEARNER_POLICY, MERGER_POLICY
from baigong.contexts.credit_bank.forms.people import CheckForm, DocumentForm, GuardianForm, MergeForm, OpeningForm
from baigong.contexts.credit_bank.models import Learner
from baigong.contexts.credit_bank.pages import learner_page
from baigong.contexts.credit_bank.selectors.people import get_learner, homes_of, list_learners
from baigong.contexts.credit_bank.services import people as services
from baigong.contexts.credit_bank.views.listings import LEARNERS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(LEARNER_POLICY, "work")
@require_GET
def learner_list(request: Request) -> HttpResponse:
    """The accounts in the reader's charge."""
    context = {"may_open": LEARNER_POLICY.reachable(request.actor, "open")}
    rows = list_learners(request.actor)
    return LEARNERS.respond(request, rows, "credit_bank/learner_list.html", context, on_export="credit_bank.learner.exported")


@requires(LEARNER_POLICY, "open")
@require_http_methods(["GET", "POST"])
def learner_open(request: Request) -> HttpResponse:
    """Open the account of somebody who stands at the desk."""
    homes = homes_of(request.actor, request.now.date())
    form = OpeningForm(request.POST or None, homes=homes, needs_home=True)

    def act(data: dict[str, str]) -> Learner:
        home = form.chosen_home
        if home is None:
            raise at_field("home", _("请选择办理单位。"))
        return services.open_account(actor=request.actor, now=request.now, opening=form.opening(), home=home)

    return form_page(request, form, "credit_bank/learner_open.html", act, done=_("已开户。请核对证件后启用。"))


@requires(LEARNER_POLICY, "work")
@require_GET
def learner(request: Request, pk: int) -> HttpResponse:
    """One account: who, documents, guardians, outcomes, what was merged. Every reading is in the log, where the learner finds it."""
    row = get_learner(request.actor, pk)
    LEARNER_POLICY.require(request.actor, "work", row)
    audit.record(request.actor, "credit_bank.learner.read", row, now=request.now)
    return show_learner(request, row)


FORMS: dict[str, tuple[type[forms.Form], str]] = {
    "document_form": (DocumentForm, "id_document_%s"), "check_form": (CheckForm, "id_check_%s"),
    "guardian_form": (GuardianForm, "id_guardian_%s"), "merge_form": (MergeForm, "id_merge_%s"),
}  # fmt: skip


def show_learner(request: Request, row: Learner, *, refusal: Refusal | None = None, typed: forms.Form | None = None) -> HttpResponse:
    """The account's page; after a refusal with the reason on top and what was ``typed`` in its form."""
    context = {
        "page": learner_page(request.actor, row, request.now.date()), "is_minor": services.is_minor(row, request.now.date()),
        "refusal": refusal,
        **{name: typed if isinstance(typed, form) else form(auto_id=auto_id) for name, (form, auto_id) in FORMS.items()},
    }  # fmt: skip
    return render(request, "credit_bank/learner.html", context, status=refusal.status if refusal else 200)


def _answer(request: Request, row: Learner, act: Callable[[], object], done: str, typed: forms.Form | None = None) -> HttpResponse:
    """Do it and come back to the account, with the reason where it was refused."""
    return button_page(
        request, act, done=done, to=row,
        show=lambda refusal: show_learner(request, get_learner(request.actor, row.pk), refusal=refusal, typed=typed),
    )  # fmt: skip


def _form_on(request: Request, row: Learner, name: str, act: Callable[[dict[str, Any]], object], done: str) -> HttpResponse:
    """The same for one of the forms on the account's page."""
    made, auto_id = FORMS[name]
    form = made(request.POST, auto_id=auto_id)

    def checked() -> object:
        if not form.is_valid():
            words = "；".join(f"{form[field].label}：{messages[0]}" for field, messages in form.errors.items())
            raise Refusal(words, code=name)
        return act(form.cleaned_data)

    return _answer(request, row, checked, done, form)


@requires(LEARNER_POLICY, "edit")
@require_POST
def document_add(request: Request, pk: int) -> HttpResponse:
    """A further document of the same person."""
    row = get_learner(request.actor, pk)
    return _form_on(
        request, row, "document_form",
        lambda data: services.add_document(
            actor=request.actor, now=request.now, learner=row, kind=data["document_kind"], number=data["document_number"]
        ),
        _("证件已登记，请核验。"),
    )  # fmt: skip


@requires(LEARNER_POLICY, "edit")
@require_POST
def guardian_add(request: Request, pk: int) -> HttpResponse:
    """A guardian who agreed, at the desk."""
    row = get_learner(request.actor, pk)
    return _form_on(
        request, row, "guardian_form", lambda data: services.add_guardian(actor=request.actor, now=request.now, learner=row, **data),
        _("监护人已登记。"),
    )  # fmt: skip


@requires(IDENTITY_DOCUMENT_POLICY, "verify")
@require_POST
def document_check(request: Request, pk: int) -> HttpResponse:
    """A document was seen."""
    document = IDENTITY_DOCUMENT_POLICY.get_or_404(request.actor, pk=pk)
    row = get_learner(request.actor, document.learner_id)
    how = request.POST.get("how", "")
    return _answer(
        request, row, lambda: services.check_document(actor=request.actor, now=request.now, document=document, how=how), _("已核验。")
    )


@requires(LEARNER_POLICY, "merge")
@require_POST
def learner_merge(request: Request, pk: int) -> HttpResponse:
    """Another account is the same person's."""
    row = get_learner(request.actor, pk)
    return _form_on(
        request, row, "merge_form",
        lambda data: services.merge(actor=request.actor, now=request.now, kept=row, absorbed=data["other"], reason=data["reason"]),
        _("已合并；两边的记录都在。"),
    )  # fmt: skip


@requires(MERGER_POLICY, "split")
@require_POST
def learner_split(request: Request, pk: int) -> HttpResponse:
    """The two were not one person after all."""
    merger = MERGER_POLICY.get_or_404(request.actor, pk=pk)
    row = get_learner(request.actor, merger.kept_id)
    reason = request.POST.get("reason", "")
    return _answer(
        request, row, lambda: services.split(actor=request.actor, now=request.now, merger=merger, reason=reason), _("已拆分，恢复使用。")
    )
