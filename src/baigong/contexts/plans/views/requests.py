"""Pages of requests upward."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.plans.access import REQUEST_POLICY
from baigong.contexts.plans.forms.requests import SupportRequestForm
from baigong.contexts.plans.models import Plan, RequestState, SupportRequest
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.services.requests import save_request
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing
from baigong.kernel.workflow import available

TONES = {"listed": "neutral", "sent": "info", "granted": "good", "partly": "warn", "declined": "bad", "withdrawn": "neutral"}

REQUESTS = Listing(
    name="support-requests",
    caption=gettext_lazy("争取上级支持事项"),
    columns=[
        Column("number", gettext_lazy("序号"), sort="order", width="narrow", kind="code"),
        Column("title", gettext_lazy("事项"), width="wide", main=True),
        Column("addressed_to", gettext_lazy("请求对象"), priority=2),
        Column("state", gettext_lazy("状态"), kind="badge", labels=RequestState, tones=TONES, sort="state"),
        Column("sent_on", gettext_lazy("上报日期"), kind="date", sort="sent_on", priority=2),
        Column("answered_on", gettext_lazy("答复日期"), kind="date", sort="answered_on", priority=2),
        Column("owner", gettext_lazy("承办单位"), value=lambda row: str(row.owner) if row.owner else "", only_export=True),
        Column("statement", gettext_lazy("内容"), only_export=True),
        Column("measures", gettext_lazy("对应措施"), value=lambda row: "、".join(m.number for m in row.measures.all()), only_export=True),
        Column("sent_reference", gettext_lazy("上报文号"), only_export=True),
        Column("answer_reference", gettext_lazy("答复文号"), only_export=True),
        Column("answer", gettext_lazy("答复内容"), only_export=True),
    ],
    filters=[ChoiceFilter("state", gettext_lazy("状态"), choices=RequestState, many=True)],
    search=["title", "statement", "addressed_to"],
    default_sort=("order",),
    row_link="plans:request",
    empty=EmptyState(gettext_lazy("还没有争取支持事项"), gettext_lazy("需要上级支持的事项列在这里，逐项跟进到答复。"), "send"),
)


@requires(REQUEST_POLICY, "view")
def request_list(request: Request, key: str | None = None) -> HttpResponse:
    """The ledger of requests upward."""
    plan = ledger.get_plan(request.actor, key)
    rows = REQUEST_POLICY.visible(request.actor).filter(plan=plan).select_related("owner").prefetch_related("measures")
    may_add = REQUEST_POLICY.reachable(request.actor, "create")

    return REQUESTS.respond(
        request, rows, "plans/request_list.html", {"plan": plan, "may_add": may_add}, on_export="plans.supportrequest.exported", about=plan
    )


@requires(REQUEST_POLICY, "view")
def request_page(request: Request, pk: int) -> HttpResponse:
    """One request with its notes and what can be done."""
    row = REQUEST_POLICY.get_or_404(request.actor, SupportRequest.objects.select_related("plan", "owner"), pk=pk)
    may_edit = bool(REQUEST_POLICY.decide(request.actor, "edit", row)) and row.answered_on is None
    context = {"row": row, "steps": available(row, request.actor), "notes": list(row.notes.all()), "measures": list(row.measures.all())}
    return render(request, "plans/request.html", context | {"may_edit": may_edit})


def _form(request: Request, plan: Plan, row: SupportRequest | None) -> HttpResponse:
    initial: dict[str, object] = {"addressed_to": row.addressed_to if row else ""}
    if row is not None:
        initial |= {"title": row.title, "statement": row.statement, "owner": row.owner_id, "measures": [m.pk for m in row.measures.all()]}
    form = SupportRequestForm(request.POST or None, plan=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_request(actor=request.actor, now=request.now, plan=plan, request=row, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已保存。"))
            return redirect(saved.get_absolute_url())
    return render(request, "plans/request_form.html", {"plan": plan, "row": row, "form": form}, status=422 if form.errors else 200)


@requires(REQUEST_POLICY, "create")
def request_add(request: Request, key: str) -> HttpResponse:
    """List a new item."""
    return _form(request, ledger.get_plan(request.actor, key), None)


@requires(REQUEST_POLICY, "edit")
def request_edit(request: Request, pk: int) -> HttpResponse:
    """Change an item not yet answered."""
    row = REQUEST_POLICY.get_or_404(request.actor, SupportRequest.objects.select_related("plan"), pk=pk)
    REQUEST_POLICY.require(request.actor, "edit", row)
    return _form(request, row.plan, row)
