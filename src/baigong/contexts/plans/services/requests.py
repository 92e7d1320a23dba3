"""Requests upward: adding, editing and following up what the city asks of the province."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import PLAN_POLICY, REQUEST_POLICY
from baigong.contexts.plans.models import Measure, Plan, SupportRequest
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal


@transaction.atomic
def save_request(
    *,
    actor: Actor,
    now: datetime,
    plan: Plan,
    title: str,
    statement: str,
    addressed_to: str,
    owner: Organisation | None,
    measures: Iterable[Measure],
    request: SupportRequest | None = None,
) -> SupportRequest:
    """List a new item of support, or change one that has not been answered. Raises ``Refusal`` for a missing title or addressee."""
    PLAN_POLICY.require(actor, "edit", plan)
    lacking = {"title": _("请写明请求支持什么事项。"), "addressed_to": _("请写明向谁请求，如“省教育厅”。")}
    lacking = {name: words for (name, words), said in zip(lacking.items(), (title, addressed_to), strict=True) if not said.strip()}
    if lacking:
        raise Refusal(_("请填写事项和请求对象。"), code="incomplete", fields=lacking)
    if request is None:
        order = (plan.support_requests.aggregate(m=Max("order"))["m"] or 0) + 1
        request = SupportRequest(plan=plan, number=str(order), order=order)
        event = "plans.supportrequest.listed"
    else:
        REQUEST_POLICY.require(actor, "edit", request)
        if request.answered_on:
            raise Refusal(_("事项%(n)s已有答复，不再修改；情况请记在跟进里。") % {"n": request.number}, code="answered")
        event = "plans.supportrequest.edited"
    request.title, request.statement, request.addressed_to, request.owner = title.strip(), statement, addressed_to.strip(), owner
    request.save()
    request.measures.set(measures)
    audit.record(actor, event, request, now=now)
    return request
