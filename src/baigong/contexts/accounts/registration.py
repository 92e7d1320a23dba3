"""What the context registers with the kernel."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.accounts import access, services, workflow  # noqa: F401  (policies, machine and jobs register themselves)
from baigong.contexts.accounts.access import ACCOUNTS, HAND_OVERS, INVITATIONS, SECOND_FACTOR_RULES, TOKENS
from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.accounts.roles import AUDIT_ADMIN
from baigong.contexts.accounts.selectors.people import held_on
from baigong.contexts.accounts.services import verifying  # noqa: F401  (a job)
from baigong.contexts.accounts.views.entering import sample_address
from baigong.contexts.accounts.words import WORDS
from baigong.kernel.access import all_roles
from baigong.kernel.audit.words import register_words
from baigong.kernel.clock import current_time
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav
from baigong.kernel.ui.signin import SampleAccount, register_sample_accounts

register_words(WORDS)
register_nav(
    [
        NavItem("system", pgettext_lazy("标题", "账号"), "accounts:account-list", "users", policy=ACCOUNTS, order=10),
        NavItem("system", pgettext_lazy("标题", "邀请"), "accounts:invitation-list", "send", policy=INVITATIONS, order=11),
        NavItem("system", _("账号移交"), "accounts:hand-over-list", "users-group", policy=HAND_OVERS, order=12),
        NavItem("system", _("登录锁定"), "accounts:lock-list", "lock", policy=ACCOUNTS, action="unlock", order=13),
        NavItem("system", _("双因素要求"), "accounts:factor-rules", "shield-lock", policy=SECOND_FACTOR_RULES, order=14),
        NavItem("system", _("接口令牌"), "accounts:token-list", "key", policy=TOKENS, order=15),
        NavItem("system", _("审计日志"), "accounts:audit-list", "file-description", roles=frozenset({AUDIT_ADMIN}), order=20),
    ]
)
searchable(
    Searchable(
        ACCOUNTS,
        _("账号"),
        ("display_name", "username"),
        title=lambda user: user.display_name,
        detail=lambda user: user.username,
        icon="user",
    )
)


def samples() -> Iterable[SampleAccount]:
    """The sample accounts of a demonstration, one line each, in the order of the roles."""
    order = {key: n for n, key in enumerate(all_roles())}
    rows = RoleHolding.objects.filter(held_on(current_time().date()), user__is_sample=True, user__is_active=True)
    found: dict[User, RoleHolding] = {}
    for row in sorted(rows.select_related("user", "organisation"), key=lambda r: (order.get(r.role, 99), r.pk)):
        found.setdefault(row.user, row)
    for user, row in found.items():
        yield SampleAccount(
            user.username,
            role=row.role_label,
            organisation=row.organisation,
            name=user.display_name,
            enter_url=sample_address(user.username),
        )
    for user in User.objects.filter(is_sample=True, is_active=True, role_holdings=None).order_by("pk"):
        yield SampleAccount(
            user.username,
            role=_("学习者"),
            organisation=_("本人"),
            name=user.display_name,
            enter_url=sample_address(user.username),
        )


register_sample_accounts(samples)
