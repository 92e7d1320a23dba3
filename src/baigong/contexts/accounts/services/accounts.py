"""An account's own life: profile, stop and start, password, second factor, lock, sample accounts."""

from __future__ import annotations

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.accounts.access import ACCOUNTS
from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.accounts.roles import EXCLUSIVE, SECURITY_ADMIN
from baigong.contexts.accounts.selectors.people import held_on
from baigong.contexts.accounts.services.holdings import check_exclusive, give, other_security_admins
from baigong.contexts.accounts.services.sessions import close_sessions
from baigong.contexts.organisations.public import Organisation, Person, Post
from baigong.kernel import audit
from baigong.kernel.access import Actor, Role, all_roles
from baigong.kernel.errors import NotPermitted, Refusal, at_field


def _not_oneself(actor: Actor, user: User) -> None:
    if actor.user_id == user.pk:
        raise NotPermitted(_("不能对自己的账号办理此事。请由另一位安全管理员办理。"), code="own_account")


def _checked_email(email: str) -> str:
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refusal(_("邮箱地址不对。"), code="email", fields={"email": _("请写成 name@example.cn 的样子。")}) from None
    return email


def edit_own_profile(*, actor: Actor, now: datetime, display_name: str, phone: str, email: str, language: str, password: str = "") -> User:
    """Change one's own name, phone, mail and language.

    A new mail address needs the password: whoever reads mail there can set a new password.
    """
    if actor.user_id is None:
        raise NotPermitted(_("请先登录。"), code="not_signed_in")
    name, address = " ".join(display_name.split()), _checked_email(email)
    if not name:
        raise at_field("display_name", _("请填写姓名。"), code="empty")
    if language not in {"", *dict(settings.LANGUAGES)}:
        raise Refusal(_("没有这种语言。"), code="language", fields={"language": _("请另选。")})
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
        if address != row.email and not row.check_password(password):
            raise Refusal(_("修改邮箱须输入现在的密码。"), code="password", fields={"password": _("密码不对。")})
        before = {f: getattr(row, f) for f in ("display_name", "phone", "email", "language")}
        row.display_name, row.phone, row.email, row.language = name[:60], phone.strip()[:30], address, language
        changed = [f for f, value in before.items() if getattr(row, f) != value]
        row.save(update_fields=["display_name", "phone", "email", "language"])
        if changed:
            audit.record(actor, "accounts.user.profile_changed", row, now=now, detail={"fields": changed})
    return row


def edit_account(*, actor: Actor, now: datetime, user: User, display_name: str, phone: str, email: str) -> User:
    """Correct somebody's name, phone or mail."""
    ACCOUNTS.require(actor, "edit", user)
    name, address = " ".join(display_name.split()), _checked_email(email)
    if not name:
        raise at_field("display_name", _("请填写姓名。"), code="empty")
    if address != user.email:
        _not_oneself(actor, user)
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        row.display_name, row.phone, row.email = name[:60], phone.strip()[:30], address
        row.save(update_fields=["display_name", "phone", "email"])
        audit.record(actor, "accounts.user.edited", row, now=now)
    return row


def link_person(*, actor: Actor, now: datetime, user: User, person: Person | None) -> User:
    """Say which person of the register stands behind an account; hand-overs and the separation of administrations follow persons."""
    ACCOUNTS.require(actor, "edit", user)
    _not_oneself(actor, user)
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        row.person = person
        for holding in RoleHolding.objects.filter(held_on(now.date()), user=row, role__in=[r.key for r in EXCLUSIVE]):
            check_exclusive(row, all_roles()[holding.role], holding.from_on, holding.until_on)
        row.save(update_fields=["person"])
        audit.record(actor, "accounts.user.linked", row, now=now, detail={"person": person.pk if person else None})
    return row


def disable_account(*, actor: Actor, now: datetime, user: User, reason: str) -> User:
    """Stop an account: nobody signs in with it, its sessions end at once, what it did stays."""
    ACCOUNTS.require(actor, "disable", user)
    _not_oneself(actor, user)
    if not reason.strip():
        raise at_field("reason", _("请写明停用理由。"), code="reason_required")
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not row.is_active:
            raise Refusal(_("“%(user)s”已经停用。") % {"user": row}, code="inactive")
        holds = RoleHolding.objects.filter(user=row, role=SECURITY_ADMIN.key, until_on=None).exists()
        if holds and not other_security_admins(row.pk):
            raise Refusal(_("“%(user)s”是最后一位安全管理员，不能停用。") % {"user": row}, code="last_security_admin")
        row.is_active = False
        row.save(update_fields=["is_active"])
        close_sessions(row, now=now)
        audit.record(actor, "accounts.user.disabled", row, now=now, detail={"reason": reason.strip()})
    return row


def enable_account(*, actor: Actor, now: datetime, user: User) -> User:
    """Let a stopped account sign in again, with the roles it still holds."""
    ACCOUNTS.require(actor, "enable", user)
    _not_oneself(actor, user)
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        row.is_active = True
        row.save(update_fields=["is_active"])
        audit.record(actor, "accounts.user.enabled", row, now=now)
    return row


def require_password_change(*, actor: Actor, now: datetime, user: User) -> User:
    """Ask for a new password at the next page the person opens."""
    ACCOUNTS.require(actor, "require_password", user)
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        row.must_change_password = True
        row.save(update_fields=["must_change_password"])
        audit.record(actor, "accounts.user.password_change_required", row, now=now)
    return row


def reset_link(*, actor: Actor, now: datetime, user: User) -> str:
    """A one-time address at which the person sets a new password (it serves once, for ``PASSWORD_RESET_TIMEOUT``).

    The administrator hands it over and never knows the password; that it was made is audited, and the person sees it in
    their own log.
    """
    ACCOUNTS.require(actor, "reset", user)
    _not_oneself(actor, user)
    if not user.is_active or user.is_program:
        raise Refusal(_("“%(user)s”已停用或是程序账号。") % {"user": user}, code="inactive")
    with transaction.atomic():
        audit.record(actor, "accounts.user.reset_link_made", user, now=now)
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def reset_second_factor(*, actor: Actor, now: datetime, user: User, reason: str) -> User:
    """Take away an authenticator that was lost; the person sets up a new one where their role demands it."""
    ACCOUNTS.require(actor, "reset_factor", user)
    if not actor.is_system:
        _not_oneself(actor, user)
    if not reason.strip():
        raise at_field("reason", _("请写明理由（如何核实本人）。"), code="reason_required")
    with transaction.atomic():
        count, _kinds = Authenticator.objects.filter(user=user).delete()
        if not count:
            raise Refusal(_("“%(user)s”没有设置双因素验证。") % {"user": user}, code="no_factor")
        close_sessions(user, now=now)
        audit.record(actor, "accounts.user.factor_reset", user, now=now, detail={"reason": reason.strip()})
    return user


def unlock(*, actor: Actor, now: datetime, username: str) -> int:
    """Forget the failures under a name, so that it can sign in at once. Returns how many records were removed."""
    user = User.objects.filter(username=username).first()
    ACCOUNTS.require(actor, "unlock", user or User(username=username))
    with transaction.atomic():
        count, _kinds = AccessAttempt.objects.filter(username=username).delete()
        if not count:
            raise Refusal(_("“%(name)s”没有被锁定。") % {"name": username}, code="not_locked")
        audit.record(actor, "accounts.user.unlocked", user, now=now, detail={"username": username})
    return int(count)


def create_sample_account(
    *,
    actor: Actor,
    now: datetime,
    username: str,
    display_name: str,
    role: Role | None = None,
    organisation: Organisation | None = None,
    person: Person | None = None,
    email: str = "",
    phone: str = "",
    post: Post | None = None,
) -> User:
    """An account of the demonstration, entered by one click on the sign-in page; it has no password.

    Refused in production. Only the system (the builder of the demonstration) makes one; a second call adds a role. Without a
    role it is somebody's who comes for oneself: a learner.
    """
    if not settings.DEMONSTRATION:
        raise Refusal(_("生产环境不建立示例账号。"), code="production")
    if not actor.is_system:
        raise NotPermitted(_("示例账号由演示数据建立。"), code="not_permitted")
    with transaction.atomic():
        user, made = User.objects.get_or_create(
            username=username,
            defaults={
                "display_name": display_name,
                "is_sample": True,
                "person": person,
                "email": email,
                "phone": phone,
                "date_joined": now,
            },
        )
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            audit.record(actor, "accounts.user.created", user, now=now, detail={"sample": True})
        if role is not None and organisation is not None:
            give(actor=actor, now=now, user=user, role=role, organisation=organisation, from_on=now.date(), post=post)
    return user
