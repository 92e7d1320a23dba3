"""Demanding a second factor of a role."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.accounts.access import SECOND_FACTOR_RULES
from baigong.contexts.accounts.models import SecondFactorRule
from baigong.kernel import audit
from baigong.kernel.access import Actor, Role
from baigong.kernel.errors import NotPermitted, Refusal


def demand_second_factor(*, actor: Actor, now: datetime, role: Role, is_required: bool) -> SecondFactorRule:
    """Demand a second factor of everybody who holds ``role``, from their next page on; or no longer.

    What the server's settings demand cannot be taken back here.
    """
    SECOND_FACTOR_RULES.require(actor, "set", SecondFactorRule())
    if actor.user_id is None:
        raise NotPermitted(_("双因素要求须由人设定。"), code="not_a_person")
    if not is_required and role.key in settings.SECOND_FACTOR_ROLES:
        raise Refusal(_("“%(role)s”的双因素由服务器设置要求，不能在此取消。") % {"role": role.label}, code="by_settings")
    with transaction.atomic():
        row, _made = SecondFactorRule.objects.update_or_create(
            role=role.key, defaults={"is_required": is_required, "set_by_id": actor.user_id, "set_at": now}
        )
        audit.record(actor, "accounts.factor_rule.set", row, now=now, detail={"role": role.key, "is_required": is_required})
    return row
