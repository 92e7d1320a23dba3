"""The desk: opening accounts, seeing documents, merging and taking apart."""

from __future__ import annotations

from collections.abc import Callable

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
from baigong.kernel.errors import Refusal
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
            raise Refusal(_("请选择办理单位。"), code="home", fields={"home": _("请选择")})
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


def show_learner(request: Request, row: Learner, *, refusal: Refusal | None = None) -> HttpResponse:
    """The account's page; after a refusal with the reason on top."""
    context = {
        "page": learner_page(request.actor, row, request.now.date()),
        "document_form": DocumentForm(auto_id="id_document_%s"),
        "check_form": CheckForm(auto_id="id_check_%s"),
        "guardian_form": GuardianForm(auto_id="id_guardian_%s"),
        "is_minor": services.is_minor(row, request.now.date()),
        "merge_form": MergeForm(auto_id="id_merge_%s"),
        "refusal": refusal,
    }
    return render(request, "credit_bank/learner.html", context, status=refusal.status if refusal else 200)


def _answer(request: Request, row: Learner, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and come back to the account, with the reason where it was refused."""
    return button_page(
        request, act, done=done, to=row, show=lambda refusal: show_learner(request, get_learner(request.actor, row.pk), refusal=refusal)
    )


@requires(LEARNER_POLICY, "edit")
@require_POST
def document_add(request: Request, pk: int) -> HttpResponse:
    """A further document of the same person."""
    row = get_learner(request.actor, pk)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return show_learner(request, row, refusal=Refusal(_("请写明证件类型和证件号。"), code="document"))
    kind, number = form.cleaned_data["document_kind"], form.cleaned_data["document_number"]
    return _answer(
        request, row, lambda: services.add_document(actor=request.actor, now=request.now, learner=row, kind=kind, number=number),
        _("证件已登记，请核验。"),
    )  # fmt: skip


@requires(LEARNER_POLICY, "edit")
@require_POST
def guardian_add(request: Request, pk: int) -> HttpResponse:
    """A guardian who agreed, at the desk."""
    row = get_learner(request.actor, pk)
    form = GuardianForm(request.POST)
    if not form.is_valid():
        return show_learner(request, row, refusal=Refusal(_("请写明监护人的姓名和与本人的关系。"), code="guardian"))
    data = form.cleaned_data
    return _answer(
        request, row, lambda: services.add_guardian(actor=request.actor, now=request.now, learner=row, **data), _("监护人已登记。")
    )


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
    form = MergeForm(request.POST)
    if not form.is_valid():
        words = next(str(message) for messages_ in form.errors.values() for message in messages_)
        return show_learner(request, row, refusal=Refusal(words, code="merge"))
    other, reason = form.cleaned_data["other"], form.cleaned_data["reason"]
    return _answer(
        request, row, lambda: services.merge(actor=request.actor, now=request.now, kept=row, absorbed=other, reason=reason),
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
