"""The lists of accounts' pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.models import HandOver, HandOverState, RoleHolding
from baigong.contexts.accounts.selectors.people import held_on
from baigong.kernel.access import Request, all_roles
from baigong.kernel.audit.words import all_words
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing


def _roles(request: Request) -> list[tuple[str, object]]:
    return [(role.key, role.label) for role in all_roles().values()]


def _holds(request: Request, key: str) -> Q:
    held = RoleHolding.objects.filter(held_on(request.now.date()), user=OuterRef("pk"), role=key)
    return Q(Exists(held))


def _account_search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word in a name, the phone, the address, or the name of a body at which a role is or was held."""
    for word in text.split()[:8]:
        at = RoleHolding.objects.filter(user=OuterRef("pk")).filter(
            Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)
        )
        own = Q(username__icontains=word) | Q(display_name__icontains=word) | Q(phone__icontains=word) | Q(email__icontains=word)
        rows = rows.filter(own | Exists(at))
    return rows


UNUSED_DAYS = 90
STANDINGS = {"active": _("在用"), "disabled": _("停用"), "sample": _("示例")}
STANDING_TONES = {"active": "good", "disabled": "bad", "sample": "neutral"}


def standing_of(user: Any) -> str:
    """``active``, ``disabled`` or ``sample``."""
    return "disabled" if not user.is_active else "sample" if user.is_sample else "active"


def _standing(request: Request, value: str) -> Q:
    return {"active": Q(is_active=True, is_sample=False), "disabled": Q(is_active=False), "sample": Q(is_sample=True)}[value]


def _unused(request: Request) -> Q:
    """Accounts nobody has used for long, which GB/T 22239 wants stopped."""
    since = request.now - timedelta(days=UNUSED_DAYS)
    return Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since)


def _held(user: Any) -> list[str]:
    return [f"{row.organisation} {row.role_label}" for row in user.held_today]


ACCOUNT_LIST = Listing(
    name="accounts",
    caption=pgettext_lazy("标题", "账号"),
    columns=[
        Column("display_name", _("姓名"), sort="display_name", sub="username"),
        Column("roles", _("职责"), value=_held, kind="tags", width="wide"),
        Column("standing", _("状态"), value=standing_of, kind="badge", labels=STANDINGS, tones=STANDING_TONES),
        Column("has_factor", _("双因素"), value=lambda u: gettext("已设") if u.has_factor else "", priority=3),
        Column("phone", _("电话"), priority=3),
        Column("last_login", _("最近登录"), kind="datetime", sort="last_login", priority=2),
    ],
    filters=[
        ChoiceFilter("role", _("职责"), choices=_roles, where=_holds),
        ChoiceFilter("standing", _("状态"), choices=STANDINGS, where=_standing),
        BooleanFilter("unused", _("最近登录"), yes=_("90 天以上没有"), no=_("90 天以内"), where=_unused),
        BooleanFilter("factor", _("双因素"), "has_factor", yes=_("已设"), no=_("未设")),
    ],
    search=_account_search,
    search_hint=_("姓名、用户名、单位、电话"),
    default_sort=("display_name", "username"),
    row_link="accounts:account",
    empty=EmptyState(_("还没有账号"), _("邀请一个人，对方设置密码后列在这里。"), "users", _("邀请"), "accounts:invitation-add"),
)

INVITATION_STANDINGS = {"pending": _("等待接受"), "accepted": _("已接受"), "expired": _("已过期"), "withdrawn": _("已撤回")}
INVITATION_TONES = {"pending": "info", "accepted": "good", "expired": "warn", "withdrawn": "neutral"}


def _invitation_standing(request: Request, value: str) -> Q:
    now = request.now
    open_ = Q(accepted_at=None, withdrawn_at=None)
    return {
        "pending": open_ & Q(expires_at__gt=now),
        "expired": open_ & Q(expires_at__lte=now),
        "accepted": Q(accepted_at__isnull=False),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }[value]


INVITATION_LIST = Listing(
    name="invitations",
    caption=pgettext_lazy("标题", "邀请"),
    columns=[
        Column("display_name", _("姓名"), sort="display_name", sub="email"),
        Column("organisation", _("单位"), sort="organisation__order"),
        Column("role", _("职责"), value="role_label"),
        Column("standing", _("状态"), value="standing_now", kind="badge", labels=INVITATION_STANDINGS, tones=INVITATION_TONES),
        Column("invited_by", _("邀请人"), priority=3),
        Column("created_at", _("发出"), kind="datetime", sort="created_at", priority=2),
        Column("expires_at", _("有效期至"), kind="datetime", sort="expires_at", priority=3),
    ],
    filters=[
        ChoiceFilter("standing", _("状态"), choices=INVITATION_STANDINGS, where=_invitation_standing),
        ChoiceFilter("role", _("职责"), choices=_roles),
    ],
    search=["display_name", "email", "organisation__name", "organisation__short_name"],
    default_sort=("-created_at",),
    row_link="accounts:invitation",
    export=False,
    empty=EmptyState(_("还没有邀请"), _("邀请链接只能用一次，七天内有效。"), "send", _("邀请"), "accounts:invitation-add"),
)

HAND_OVER_LIST = Listing(
    name="hand-overs",
    caption=_("账号移交"),
    columns=[
        Column("post", _("职务"), sort="post__organisation__order", width="wide"),
        Column("former", _("原账号")),
        Column("new_person", _("接任人"), value=lambda row: row.new_person or gettext("空缺")),
        Column("on", _("换人日期"), kind="date", sort="on"),
        Column("state", _("状态"), kind="badge", labels=HandOverState,
               tones={"open": "warn", "invited": "info", "done": "good", "set_aside": "neutral"}),
        Column("successor", _("接替账号"), priority=2),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=HandOverState), DateFilter("on", _("换人日期"))],
    search=["post__title", "post__organisation__name", "post__organisation__short_name", "former__display_name", "new_person__name"],
    default_sort=("-on",),
    row_link=HandOver.get_absolute_url,
    export=False,
    empty=EmptyState(_("没有要移交的账号"), _("有账号随职务授权时，职务换人后在这里办理移交。"), "users-group"),
)  # fmt: skip

TOKEN_STANDINGS = {"valid": _("有效"), "expired": _("已过期"), "revoked": _("已吊销")}
TOKEN_TONES = {"valid": "good", "expired": "warn", "revoked": "neutral"}


def _token_standing(request: Request, value: str) -> Q:
    today = request.now.date()
    return {
        "valid": Q(revoked_at=None, expires_on__gte=today),
        "expired": Q(revoked_at=None, expires_on__lt=today),
        "revoked": Q(revoked_at__isnull=False),
    }[value]


TOKEN_LIST = Listing(
    name="tokens",
    caption=_("接口令牌"),
    columns=[
        Column("name", _("用途"), sort="name", sub=lambda row: f"bg_{row.prefix}…", width="wide"),
        Column("organisation", _("单位"), sort="organisation__order"),
        Column("role", _("职责"), value="role_label"),
        Column("standing", _("状态"), value="standing_now", kind="badge", labels=TOKEN_STANDINGS, tones=TOKEN_TONES),
        Column("expires_on", _("有效期至"), kind="date", sort="expires_on", priority=2),
        Column("last_used_at", _("最近使用"), kind="datetime", sort="last_used_at", priority=2),
    ],
    filters=[ChoiceFilter("standing", _("状态"), choices=TOKEN_STANDINGS, where=_token_standing)],
    search=["name", "prefix", "organisation__name", "organisation__short_name"],
    default_sort=("-created_at",),
    row_link="accounts:token",
    export=False,
    empty=EmptyState(_("还没有接口令牌"), _("令牌让一个程序代表一个单位调用接口。由安全管理员建立。"), "key"),
)


def _words(request: Request) -> list[tuple[str, str]]:
    return list(all_words().items())


def _event_search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Every word in who, what it was about, or from where."""
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(actor_name__icontains=word) | Q(subject_label__icontains=word) | Q(address__icontains=word) | Q(action__icontains=word)
        )
    return rows


AUDIT_LIST = Listing(
    name="audit",
    caption=_("审计日志"),
    columns=[
        Column("at", _("时间"), kind="datetime"),
        Column("actor_name", _("操作人"), sub="address"),
        Column("action", _("事项"), value="words"),
        Column("subject_label", _("对象"), width="wide"),
        Column("code", _("事项代码"), value="action", kind="code", priority=3),
        Column("address", _("来源地址"), only_export=True),
        Column("subject_type", _("对象类型"), only_export=True),
        Column("subject_id", _("对象编号"), only_export=True),
        Column("detail", _("详情"), value=lambda row: str(row.detail) if row.detail else "", only_export=True),
        Column("block", _("审计块"), value="block_id", kind="number", only_export=True),
    ],
    filters=[
        ChoiceFilter("action", _("事项"), choices=_words, many=False),
        DateFilter("at", _("时间"), instant=True),
        BooleanFilter("sealed", _("封存"), yes=_("已封存"), no=_("未封存"), where=lambda _request: Q(block__isnull=False)),
    ],
    search=_event_search,
    search_hint=_("操作人、对象、地址、事项代码"),
    keyset="-pk",
    row_link="accounts:audit-event",
    empty=EmptyState(_("还没有审计记录"), _("每一次登录和办理都会记在这里。"), "file-description"),
)


BLOCK_LIST = Listing(
    name="blocks",
    caption=_("审计块"),
    columns=[
        Column("number", _("块号"), kind="number", sort="number"),
        Column("event_count", _("记录数"), kind="number"),
        Column("sealed_at", _("封存时间"), kind="datetime"),
        Column("digest", _("摘要"), kind="code", width="wide"),
    ],
    default_sort=("-number",),
    empty=EmptyState(_("还没有封存的块"), _("每十分钟封存一次新的记录。"), "lock"),
)

SIGN_IN_ACTIONS = [
    "accounts.user.signed_in", "accounts.user.signed_out", "accounts.user.sign_in_failed", "accounts.user.locked",
    "accounts.user.unlocked", "accounts.user.recovery_code_used",
]  # fmt: skip


def _kind(request: Request, value: str) -> Q:
    mine = request.actor.user_id
    return {
        "sign_in": Q(action__in=SIGN_IN_ACTIONS),
        "failed": Q(action__in=["accounts.user.sign_in_failed", "accounts.user.locked"]),
        "mine": Q(actor_id=mine) & ~Q(action__in=SIGN_IN_ACTIONS),
        "about": ~Q(actor_id=mine) | Q(actor_id=None),
    }[value]


BAD = {"accounts.user.sign_in_failed", "accounts.user.locked"}

OWN_LOG = Listing(
    name="own-log",
    caption=_("我的访问记录"),
    columns=[
        Column("at", _("时间"), kind="datetime"),
        Column("action", _("事项"), value="words", tone=lambda row: "bad" if row.action in BAD else ""),
        Column("subject_label", _("对象"), width="wide", priority=2),
        Column("actor_name", _("操作人"), priority=2),
        Column("address", _("来源地址"), kind="code"),
    ],
    filters=[
        ChoiceFilter(
            "kind", _("种类"), where=_kind,
            choices={"sign_in": _("登录"), "failed": _("失败的登录"), "mine": _("我办理的"), "about": _("他人对我账号的操作")},
        ),
        DateFilter("at", _("时间"), instant=True),
    ],
    keyset="-pk",
    empty=EmptyState(_("还没有记录"), "", "history"),
)  # fmt: skip
