"""Inviting somebody to a role by a one-time link, and taking it up."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.accounts.access import INVITATIONS
from baigong.contexts.accounts.models import HandOver, HandOverState, Invitation, User
from baigong.contexts.accounts.roles import SECURITY_ADMIN
from baigong.contexts.accounts.services.holdings import INVITED_BY_TEAM, give
from baigong.contexts.accounts.services.mailing import mail_later
from baigong.contexts.organisations.public import Organisation, Person, Post, holder_of
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor, Role, all_roles
from baigong.kernel.errors import NotPermitted, Refusal, at_field
from baigong.kernel.privacy import keyed_hash
from baigong.kernel.ui import formats
from baigong.kernel.workflow import fire

VALID_FOR = timedelta(days=7)


def normalise_username(text: str) -> str:
    """The one writing of a user name: compatible characters folded, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def invite(
    *,
    actor: Actor,
    now: datetime,
    display_name: str,
    role: Role,
    organisation: Organisation,
    email: str = "",
    post: Post | None = None,
    person: Person | None = None,
    from_on: date | None = None,
    hand_over: HandOver | None = None,
    valid_for: timedelta = VALID_FOR,
    decided_by: int | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to ``role`` at a body; returns the invitation and its code, which is shown once and never kept.

    The working team invites those who report to it; other roles are the security administrator's to give. Mailed where an
    address is given. The system itself invites the first administrators of a fresh installation, and whom somebody else let in:
    ``decided_by`` is the account of that person, who can as little take it up as an inviter.
    """
    INVITATIONS.require(actor, "create", Invitation())
    if not actor.has(SECURITY_ADMIN) and role not in INVITED_BY_TEAM:
        raise NotPermitted(_("“%(role)s”须由安全管理员邀请。") % {"role": role.label}, code="role_not_yours")
    name = " ".join(display_name.split())
    if not name:
        raise at_field("display_name", _("请填写姓名。"), code="empty")
    if organisation.ended_on is not None and organisation.ended_on < now.date():
        raise Refusal(_("“%(unit)s”已于 %(day)s 撤并。") % {"unit": organisation, "day": organisation.ended_on}, code="unit_ended")
    if post is not None and post.organisation_id != organisation.pk:
        raise Refusal(_("“%(post)s”不是该单位的职务。") % {"post": post}, code="other_post", fields={"post": _("请另选。")})
    if person is None and post is not None:
        holder = holder_of(post, from_on or now.date())
        # Who holds the post under that very name is whom the invitation means: accounts of one person are told by the person.
        person = holder if holder is not None and holder.name == name else None
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = Invitation.objects.create(
            code_digest=keyed_hash(code), display_name=name, email=email.strip(), role=role.key, organisation=organisation,
            post=post, person=person, from_on=from_on, hand_over=hand_over, invited_by_id=actor.user_id or decided_by,
            created_at=now, expires_at=now + valid_for,
        )  # fmt: skip
        audit.record(
            actor,
            "accounts.invitation.sent",
            row,
            now=now,
            detail={"role": role.key, "organisation": organisation.pk, "mailed": bool(row.email)},
        )
        if row.email and settings.SITE_ADDRESS:
            _mail(row, code, actor, now)
    return row, code


def _mail(row: Invitation, code: str, actor: Actor, now: datetime) -> None:
    from django.urls import reverse

    link = settings.SITE_ADDRESS + reverse("accounts:invitation-accept", args=[code])
    words = {
        "name": row.display_name,
        "unit": row.organisation,
        "role": row.role_label,
        "link": link,
        "until": formats.datetime(row.expires_at, "iso"),
    }
    mail_later(
        to=row.email, actor=actor, now=now, subject=_("邀请您使用百工"),
        body=_("%(name)s：\n\n请在 %(until)s 前打开下面的链接，设置“%(unit)s”%(role)s的账号。\n链接只能用一次，请勿转发。\n\n%(link)s\n")
        % words,
    )  # fmt: skip


def find_invitation(code: str, *, now: datetime) -> Invitation | None:
    """The invitation of a code, whatever its standing; ``None`` for a code that was never given out."""
    rows = Invitation.objects.select_related("organisation", "invited_by", "post", "person", "hand_over")
    return rows.filter(code_digest=keyed_hash(code)).first()


def check_pending(row: Invitation, now: datetime) -> None:
    """Refuse an invitation that was used, withdrawn or has expired, each in its own words."""
    standing = row.standing(now)
    if standing == "accepted":
        raise Refusal(_("这个邀请链接已经用过。请直接登录；忘记密码可在登录页找回。"), code="used", status=410)
    if standing == "withdrawn":
        raise Refusal(_("这个邀请已被撤回。如有疑问，请联系邀请人。"), code="withdrawn", status=410)
    if standing == "expired":
        facts = {"at": formats.date(row.expires_at, "iso")}
        raise Refusal(_("这个邀请链接已于 %(at)s 过期。请联系邀请人重新发出。") % facts, code="expired", status=410)


def accept_invitation(
    *,
    code: str,
    now: datetime,
    address: str,
    username: str = "",
    password: str = "",
    display_name: str = "",
    email: str = "",
    phone: str = "",
    user: User | None = None,
) -> User:
    """Take up an invitation: with a new account, or (``user``) with the account one is signed in to.

    1. The invitation is locked and must be pending, so that a link serves once. 2. The account is made with its password checked.
    3. The role is given. 4. A hand-over that waited for it is closed. The inviter cannot take up their own invitation.
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation", "post", "person").filter(
            code_digest=keyed_hash(code)
        ).first()  # fmt: skip
        if row is None:
            raise Refusal(_("没有这个邀请。请检查链接是否完整。"), code="unknown", status=404)
        check_pending(row, now)
        if user is not None and user.pk == row.invited_by_id:
            raise NotPermitted(_("不能接受自己发出的邀请。"), code="own_invitation")
        if row.role not in all_roles():
            raise Refusal(_("邀请中的职责已不存在。请联系邀请人。"), code="no_role")
        role = all_roles()[row.role]
        account = user or _new_account(
            username=username, password=password, display_name=display_name.strip() or row.display_name, email=email.strip() or row.email,
            phone=phone, now=now,
        )  # fmt: skip
        if row.person_id and not account.person_id:
            account.person = row.person
            account.save(update_fields=["person"])
        acting = Actor(account.pk, str(account), address=address)
        if user is None:
            audit.record(acting, "accounts.user.created", account, now=now, detail={"invitation": row.pk})
        first_day = max(row.from_on or now.date(), now.date())
        give(
            actor=acting,
            now=now,
            user=account,
            role=role,
            organisation=row.organisation,
            from_on=first_day,
            post=row.post,
            granted_by=row.invited_by_id,
        )
        row.accepted_at, row.accepted_by = now, account
        row.save(update_fields=["accepted_at", "accepted_by"])
        audit.record(acting, "accounts.invitation.accepted", row, now=now, detail={"role": row.role, "organisation": row.organisation_id})
        if row.hand_over_id:
            _close_hand_over(row.hand_over_id, account, now)
    return account


def _close_hand_over(hand_over_id: int, account: User, now: datetime) -> None:
    """The last invitation of a hand-over was taken up."""
    task = HandOver.objects.select_for_update(no_key=True, of=("self",)).get(pk=hand_over_id)
    if task.state != HandOverState.INVITED or task.invitations.filter(accepted_at=None, withdrawn_at=None).exists():
        return
    task.successor = account
    task.save(update_fields=["successor"])
    fire(task, "take_up", actor=SYSTEM, now=now)


def create_own_account(*, now: datetime, address: str, username: str, password: str, display_name: str, phone: str = "") -> User:
    """An account that holds no role, for somebody whom another context knows: a learner. Raises ``Refusal`` as for an invitation."""
    with transaction.atomic():
        account = _new_account(username=username, password=password, display_name=display_name, email="", phone=phone, now=now)
        audit.record(Actor(account.pk, str(account), address=address), "accounts.user.created", account, now=now)
    return account


def _new_account(*, username: str, password: str, display_name: str, email: str, phone: str, now: datetime) -> User:
    name = normalise_username(username)
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        raise Refusal(_("用户名只能用文字、字母、数字和 @ . + - _。"), code="username", fields={"username": error.messages[0]}) from None
    if not 3 <= len(name) <= 60:
        raise Refusal(_("用户名须为 3 到 60 个字符。"), code="username", fields={"username": _("3 到 60 个字符")})
    taken = Refusal(
        _("用户名“%(name)s”已有人使用。") % {"name": name}, code="username_taken", fields={"username": _("已有人使用，请另取。")}
    )
    if User.objects.filter(username=name).exists():
        raise taken
    account = User(
        username=name, display_name=" ".join(display_name.split()), email=email.strip(), phone=phone.strip(), date_joined=now,
        password_set_at=now,
    )  # fmt: skip
    check_password(account, password)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise taken from None
    return account


def check_password(user: User, password: str) -> None:
    """Refuse a password that the rules do not admit, with every reason."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(_("密码不合要求。"), code="password", fields={"password": " ".join(error.messages)}) from None


def withdraw_invitation(*, actor: Actor, now: datetime, invitation: Invitation) -> Invitation:
    """Withdraw an invitation that was not taken up; its link is dead from then on. A hand-over that waited for it opens again."""
    INVITATIONS.require(actor, "withdraw", invitation)
    with transaction.atomic():
        row = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=invitation.pk)
        if row.accepted_at:
            raise Refusal(_("邀请已被接受，不能撤回；可以结束授权或停用账号。"), code="used")
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        audit.record(actor, "accounts.invitation.withdrawn", row, now=now)
        task = row.hand_over
        if task and task.state == HandOverState.INVITED and not task.invitations.filter(accepted_at=None, withdrawn_at=None).exists():
            fire(task, "reopen", actor=SYSTEM, now=now)
    return row
