"""Locks and second-factor rules."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts import services
from baigong.contexts.accounts.access import ACCOUNTS, SECOND_FACTOR_RULES
from baigong.contexts.accounts.selectors import list_locks, required_roles
from baigong.contexts.accounts.selectors.factors import with_factor
from baigong.contexts.accounts.selectors.pages import factor_rules_by_role
from baigong.kernel.access import all_roles, requires
from baigong.kernel.ui.form_pages import button_page


@requires(ACCOUNTS, "unlock")
@require_safe
def lock_list(request: Any) -> HttpResponse:
    """Names locked now after wrong passwords or codes."""
    context = {
        "locks": list_locks(now=timezone.localtime()),
        "limit": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
    }
    return render(request, "accounts/lock_list.html", context)


@require_POST
@requires(ACCOUNTS, "unlock")
def unlock(request: Any) -> HttpResponse:
    """Unlock one."""
    name = request.POST.get("username", "")
    return button_page(
        request,
        lambda: services.unlock(actor=request.actor, now=request.now, username=name),
        done=_("已解锁，现在可以登录。"),
        to="accounts:lock-list",
    )


@requires(SECOND_FACTOR_RULES, "view")
@require_safe
def factor_rules(request: Any) -> HttpResponse:
    """Of which roles a second factor is demanded, and how many have set one up."""
    demanded, rules = required_roles(), factor_rules_by_role()
    today = request.now.date()
    held, ready = with_factor(on=today)
    rows = [
        {
            "role": role,
            "is_required": role.key in demanded,
            "by_settings": role.key in settings.SECOND_FACTOR_ROLES,
            "rule": rules.get(role.key),
            "people": held.get(role.key, 0),
            "ready": ready.get(role.key, 0),
        }
        for role in all_roles().values()
    ]
    return render(request, "accounts/factor_rules.html", {"rows": rows})


@require_POST
@requires(SECOND_FACTOR_RULES, "set")
def factor_rule_set(request: Any, role: str) -> HttpResponse:
    """Demand it of one role, or no longer."""
    declared = all_roles().get(role)
    if declared is None:
        raise Http404
    wanted = request.POST.get("is_required") == "1"
    return button_page(
        request,
        lambda: services.demand_second_factor(actor=request.actor, now=request.now, role=declared, is_required=wanted),
        done=_("已保存；从下一个页面起生效。"),
        to="accounts:factor-rules",
    )
