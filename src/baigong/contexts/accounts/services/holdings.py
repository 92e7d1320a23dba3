"""Giving and ending roles. Who sets rights must not be who checks the log, nobody sets their own, and somebody must be left to set them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.contexts.accounts.access import HOLDINGS
from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.accounts.roles import ENTERPRISE_OFFICER, EXCLUSIVE, EXPERT, OFFICERS, SECURITY_ADMIN, WORKING_TEAM
from baigong.contexts.organisations.public import Organisation, Post
from baigong.kernel import audit
from baigong.kernel.access import Actor, Role, all_roles
from baigong.kernel.errors import NotPermitted, Refusal

INVITED_BY_TEAM = frozenset({*OFFICERS, ENTERPRISE_OFFICER, EXPERT})
"""The roles that the working team may invite to: those who report to it. All others are the security administrator's to give."""


def may_invite_to(actor: Actor) -> list[Role]:
    """The roles to which an actor may invite, in the order of their declaration."""
    everything = actor.has(SECURITY_ADMIN)
    team = actor.has(WORKING_TEAM)
    return [role for role in all_roles().values() if everything or (team and role in INVITED_BY_TEAM)]


def grant_role(
    *,
    actor: Actor,
    now: datetime,
    user: User,
    role: Role,
    organisation: Organisation,
    from_on: date | None = None,
    until_on: date | None = None,
    post: Post | None = None,
) -> RoleHolding:
    """Give ``role`` at a body from a day (today) to a day (open). Refuses oneself, a second exclusive administration, a repetition."""
    HOLDINGS.require(actor, "grant", RoleHolding())
    if actor.user_id == user.pk:
        raise NotPermitted(_("不能给自己授权。请由另一位安全管理员办理。"), code="own_rights")
    with transaction.atomic():
        return give(
            actor=actor, now=now, user=user, role=role, organisation=organisation,
            from_on=from_on or now.date(), until_on=until_on, post=post,
        )  # fmt: skip


def give(
    *,
    actor: Actor,
    now: datetime,
    user: User,
    role: Role,
    organisation: Organisation,
    from_on: date,
    until_on: date | None = None,
    post: Post | None = None,
    granted_by: int | None = None,
) -> RoleHolding:
    """The part of granting that invitations and hand-overs share; the caller has checked access and opened a transaction.

    1. The account is locked, so that two grants at once cannot together break a rule. 2. Dates, body and account are checked.
    3. Exclusive administrations are compared over all accounts of the same person. 4. Written and audited.
    ``granted_by`` is who decided, where that is not who acts: an invitation is taken up by the invited.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.is_active or locked.is_program:
        raise Refusal(_("“%(user)s”已停用或是程序账号，不能授权。") % {"user": locked}, code="inactive")
    if until_on is not None and until_on < from_on:
        raise Refusal(_("止期早于起期。"), code="dates", fields={"until_on": _("须不早于起期。")})
    if organisation.ended_on is not None and organisation.ended_on < from_on:
        raise Refusal(_("“%(unit)s”已于 %(day)s 撤并。") % {"unit": organisation, "day": organisation.ended_on}, code="unit_ended")
    if post is not None and post.organisation_id != organisation.pk:
        raise Refusal(_("“%(post)s”不是该单位的职务。") % {"post": post}, code="other_post", fields={"post": _("请另选。")})
    held = RoleHolding.objects.filter(user=locked, role=role.key, organisation=organisation)
    if held.filter(Q(until_on=None) | Q(until_on__gte=from_on)).exists():
        raise Refusal(
            _("%(user)s在“%(unit)s”已有“%(role)s”职责。") % {"user": locked, "unit": organisation, "role": role.label}, code="held"
        )
    check_exclusive(locked, role, from_on, until_on)
    holding = RoleHolding.objects.create(
        user=locked, role=role.key, organisation=organisation, from_on=from_on, until_on=until_on, post=post,
        granted_by_id=granted_by or actor.user_id,
    )  # fmt: skip
    detail = {
        "role": role.key, "organisation": organisation.pk, "organisation_name": str(organisation),
        "from": str(from_on), "until": str(until_on or ""), "post": post.pk if post else None, "granted_by": holding.granted_by_id,
    }  # fmt: skip
    audit.record(actor, "accounts.role.granted", locked, now=now, detail=detail)
    return holding


def check_exclusive(user: User, role: Role, from_on: date, until_on: date | None) -> None:
    """Refuse a second of the three administrations in the hands of one person, whichever account it is under."""
    if role not in EXCLUSIVE:
        return
    people = Q(user=user) | Q(user__person=user.person_id) if user.person_id else Q(user=user)
    others = RoleHolding.objects.filter(people, role__in=[r.key for r in EXCLUSIVE if r != role])
    others = others.filter(Q(until_on=None) | Q(until_on__gte=from_on))
    if until_on is not None:
        others = others.filter(from_on__lte=until_on)
    other = others.first()
    if other is not None:
        raise Refusal(
            _("%(user)s已是%(other)s；系统、安全、审计三类管理员须由不同的人担任。") % {"user": user, "other": other.role_label},
            code="exclusive",
            fields={"role": _("与已有职责不相容。")},
        )


def end_role(*, actor: Actor, now: datetime, holding: RoleHolding, last_on: date | None = None, reason: str = "") -> RoleHolding:
    """End a role; ``last_on`` is its last day (by default yesterday: it is over at once)."""
    HOLDINGS.require(actor, "end", holding)
    with transaction.atomic():
        row = RoleHolding.objects.select_for_update(no_key=True, of=("self",)).select_related("user", "organisation").get(pk=holding.pk)
        last = last_on if last_on is not None else now.date() - timedelta(days=1)
        if row.until_on is not None and row.until_on <= last:
            raise Refusal(_("这项授权已于 %(day)s 结束。") % {"day": row.until_on}, code="ended")
        check_not_last(row)
        finish(row, last_on=last, actor=actor, now=now, reason=reason)
    return row


def finish(row: RoleHolding, *, last_on: date, actor: Actor, now: datetime, reason: str) -> None:
    """Write the last day of a holding and audit it; the caller has checked and locked."""
    row.until_on = last_on
    row.save(update_fields=["until_on"])
    detail = {"role": row.role, "organisation": row.organisation_id, "until": str(last_on)} | ({"reason": reason} if reason else {})
    audit.record(actor, "accounts.role.ended", row.user, now=now, detail=detail)


def check_not_last(holding: RoleHolding) -> None:
    """Refuse to end the last open-ended security administration: nobody could give rights any more."""
    if holding.role == SECURITY_ADMIN.key and not other_security_admins(holding.user_id, holding.pk):
        raise Refusal(
            _("%(user)s是最后一位安全管理员，不能结束。请先授予另一人安全管理员职责。") % {"user": holding.user}, code="last_security_admin"
        )


def other_security_admins(user_id: int, holding_id: int | None = None) -> bool:
    """Whether somebody else holds the security administration with no end in sight; the rows are locked against a race."""
    rows = RoleHolding.objects.select_for_update(no_key=True, of=("self",)).filter(
        role=SECURITY_ADMIN.key, until_on=None, user__is_active=True
    )  # fmt: skip
    return any(row.user_id != user_id for row in rows if row.pk != holding_id)
