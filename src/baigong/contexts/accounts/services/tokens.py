"""Keys of programs: made once, shown once, dated, revoked."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.contexts.accounts.access import TOKENS
from baigong.contexts.accounts.models import ApiToken, User
from baigong.contexts.accounts.roles import EXCLUSIVE
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor, Holding, Role, all_roles
from baigong.kernel.errors import NotPermitted, Refusal, at_field
from baigong.kernel.privacy import keyed_hash

LONGEST = timedelta(days=366)


def issue_token(
    *, actor: Actor, now: datetime, name: str, role: Role, organisation: Organisation, expires_on: date
) -> tuple[ApiToken, str]:
    """Make a key for a program of a body; returns it with its text, which is shown once and never kept.

    The program gets an account of its own that nobody can sign in to. Administrators' roles are not given to programs.
    """
    TOKENS.require(actor, "create", ApiToken())
    if actor.user_id is None:
        raise NotPermitted(_("令牌须由人建立。"), code="not_a_person")
    name = " ".join(name.split())
    if not name:
        raise at_field("name", _("请填写用途。"), code="empty")
    if role in EXCLUSIVE:
        raise Refusal(_("系统、安全、审计管理员的职责不授予程序。"), code="role", fields={"role": _("请另选。")})
    if not now.date() <= expires_on <= now.date() + LONGEST:
        raise Refusal(_("有效期须在今天起一年之内。"), code="dates", fields={"expires_on": _("请另选日期。")})
    if organisation.ended_on is not None and organisation.ended_on < now.date():
        raise Refusal(_("“%(unit)s”已撤并。") % {"unit": organisation}, code="unit_ended")
    prefix = secrets.token_hex(4)
    text = f"bg_{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        program = User(username=f"program-{prefix}", display_name=name[:60], is_program=True, date_joined=now)
        program.set_unusable_password()
        program.save()
        row = ApiToken.objects.create(
            name=name, user=program, prefix=prefix, digest=keyed_hash(text), role=role.key, organisation=organisation,
            created_by_id=actor.user_id, created_at=now, expires_on=expires_on,
        )  # fmt: skip
        detail = {"role": role.key, "organisation": organisation.pk, "expires_on": str(expires_on)}
        audit.record(actor, "accounts.token.issued", row, now=now, detail=detail)
    return row, text


def revoke_token(*, actor: Actor, now: datetime, token: ApiToken, reason: str = "") -> ApiToken:
    """Make a key worthless at once."""
    TOKENS.require(actor, "revoke", token)
    with transaction.atomic():
        row = ApiToken.objects.select_for_update(no_key=True, of=("self",)).get(pk=token.pk)
        if row.revoked_at:
            raise Refusal(_("令牌“%(token)s”已经吊销。") % {"token": row}, code="revoked")
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        User.objects.filter(pk=row.user_id).update(is_active=False)
        audit.record(actor, "accounts.token.revoked", row, now=now, detail={"reason": reason.strip()} if reason.strip() else {})
    return row


def authenticate_token(text: str, *, now: datetime, address: str = "") -> Actor | None:
    """The program behind a key, as an actor with the key's one role; ``None`` for an unknown, expired or revoked one. One query.

    That a key was used is noted at most once a minute.
    """
    row = ApiToken.objects.select_related("organisation").filter(digest=keyed_hash(text)).first()
    if row is None or row.standing(now) != "valid" or row.role not in all_roles():
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if row.last_used_at is None or row.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=now)
    holding = Holding(all_roles()[row.role], row.organisation_id, row.organisation.path)
    return Actor(row.user_id, f"{row.name}（{row.organisation}）", (holding,), address=address)
