"""When a post changes hands, the roles tied to it end with the day; a successor takes them up. Nothing is deleted, no work moves."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.accounts.access import HAND_OVERS
from baigong.contexts.accounts.models import HandOver, HandOverState, Invitation, RoleHolding, User
from baigong.contexts.accounts.roles import SECURITY_ADMIN
from baigong.contexts.accounts.selectors.people import held_on
from baigong.contexts.accounts.services.holdings import INVITED_BY_TEAM, finish, give, other_security_admins
from baigong.contexts.accounts.services.invitations import invite
from baigong.contexts.organisations.public import PostChangedHands, holdings_on
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor, all_roles
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.jobs import scheduled
from baigong.kernel.workflow import fire


def post_changed_hands(event: PostChangedHands, *, now: datetime) -> list[HandOver]:
    """End the roles tied to a post, and open a hand-over for each account that loses them. Hearing the news twice changes nothing.

    1. Roles of the new holder's own account stay; so do, where nobody held the post before, those of accounts with no person.
    2. The others end on the day before the change, which may lie ahead.
    3. The last security administration does not end by itself: the hand-over says so, and it ends when it is handed on.
    """
    last_on = event.on - timedelta(days=1)
    opened = []
    with transaction.atomic():
        rows = (
            RoleHolding.objects.select_for_update(no_key=True, of=("self",))
            .filter(Q(until_on=None) | Q(until_on__gt=last_on), post_id=event.post_id, from_on__lt=event.on)
            .select_related("user", "organisation")
        )
        losing: dict[User, list[RoleHolding]] = defaultdict(list)
        for row in rows:
            person = row.user.person_id
            if (person is None and event.former_person_id is None) or (person is not None and person == event.new_person_id):
                continue
            losing[row.user].append(row)
        for user, held in losing.items():
            task, made = HandOver.objects.get_or_create(
                post_id=event.post_id, former=user, on=event.on, defaults={"new_person_id": event.new_person_id, "created_at": now}
            )
            task.holdings.add(*held)
            for row in held:
                if row.role == SECURITY_ADMIN.key and not other_security_admins(user.pk, row.pk):
                    task.note = _("原账号是最后一位安全管理员，该职责保留到移交时结束。")
                    task.save(update_fields=["note"])
                    continue
                finish(row, last_on=last_on, actor=SYSTEM, now=now, reason="post_changed_hands")
            if made:
                audit.record(SYSTEM, "accounts.handover.opened", task, now=now, detail={"post": event.post_id, "on": str(event.on)})
                opened.append(task)
    return opened


def _roles_for(actor: Actor, task: HandOver) -> list[RoleHolding]:
    """What is to be handed over; refuses the working team where a role is not its to give."""
    held = list(task.holdings.select_related("organisation", "post"))
    foreign = [row for row in held if all_roles().get(row.role) not in INVITED_BY_TEAM]
    if foreign and not actor.has(SECURITY_ADMIN):
        raise NotPermitted(_("其中的“%(role)s”须由安全管理员移交。") % {"role": foreign[0].role_label}, code="role_not_yours")
    return [row for row in held if row.role in all_roles()]


def hand_to(*, actor: Actor, now: datetime, hand_over: HandOver, user: User, reason: str = "") -> HandOver:
    """Give what the post carried to an existing account, from the day of the change on."""
    HAND_OVERS.require(actor, "hand", hand_over)
    if actor.user_id == user.pk:
        raise NotPermitted(_("不能把授权移交给自己。请由他人办理。"), code="own_rights")
    with transaction.atomic():
        task = HandOver.objects.select_for_update(no_key=True, of=("self",)).select_related("post", "former").get(pk=hand_over.pk)
        if user.pk == task.former_id:
            raise Refusal(_("接替账号就是原账号。"), code="same_account", fields={"user": _("请另选。")})
        for row in _roles_for(actor, task):
            _hand(row, task, user, actor, now)
        for invitation in task.invitations.filter(accepted_at=None, withdrawn_at=None):
            invitation.withdrawn_at = now
            invitation.save(update_fields=["withdrawn_at"])
            audit.record(actor, "accounts.invitation.withdrawn", invitation, now=now)
        task.successor = user
        task.save(update_fields=["successor"])
        return fire(task, "hand", actor=actor, now=now, reason=reason)


def _hand(row: RoleHolding, task: HandOver, user: User, actor: Actor, now: datetime) -> None:
    """One role: given to the successor unless they hold it already, then ended where it could not end before."""
    role, first_day = all_roles()[row.role], max(task.on, now.date())
    held = RoleHolding.objects.filter(user=user, role=row.role, organisation=row.organisation_id)
    if not held.filter(Q(until_on=None) | Q(until_on__gte=first_day)).exists():
        give(actor=actor, now=now, user=user, role=role, organisation=row.organisation, from_on=first_day, post=row.post)
    if row.until_on is None:
        finish(row, last_on=first_day - timedelta(days=1), actor=actor, now=now, reason="post_changed_hands")


def invite_successor(
    *, actor: Actor, now: datetime, hand_over: HandOver, display_name: str, email: str = ""
) -> list[tuple[Invitation, str]]:
    """Invite whoever now holds the post: one link a role. Returns the invitations with their codes, shown once."""
    HAND_OVERS.require(actor, "invite", hand_over)
    with transaction.atomic():
        task = HandOver.objects.select_for_update(no_key=True, of=("self",)).select_related("post", "new_person").get(pk=hand_over.pk)
        if (
            task.state == HandOverState.INVITED
            and task.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now).exists()
        ):
            raise Refusal(_("邀请已发出且仍有效。要重发，请先撤回。"), code="invited")
        sent = [
            invite(
                actor=actor, now=now, display_name=display_name, email=email, role=all_roles()[row.role], organisation=row.organisation,
                post=row.post, person=task.new_person, from_on=task.on, hand_over=task,
            )
            for row in _roles_for(actor, task)
        ]  # fmt: skip
        fire(task, "invite", actor=actor, now=now)
    return sent


def set_aside(*, actor: Actor, now: datetime, hand_over: HandOver, reason: str) -> HandOver:
    """Say that nobody takes up what the post carried, and why."""
    return fire(hand_over, "set_aside", actor=actor, now=now, reason=reason)


@scheduled("accounts.compare_posts", gettext_lazy("核对随职务的授权"), "20 1 * * *")
def compare_posts(progress: Any) -> dict[str, int]:
    """Open the hand-overs that were missed: news is heard after commit, and a process may have died in between."""
    today = progress.now.date()
    bound = list(
        RoleHolding.objects.filter(held_on(today), until_on=None, post__isnull=False, user__person__isnull=False)
        .select_related("user", "post")
    )  # fmt: skip
    holders = holdings_on([row.post_id for row in bound if row.post_id], today)
    opened = 0
    for row in bound:
        if row.post_id is None:
            continue
        holder = holders.get(row.post_id)
        if holder is not None and holder.person_id != row.user.person_id:
            event = PostChangedHands(row.post_id, row.user.person_id, holder.person_id, holder.from_on or today)
            opened += len(post_changed_hands(event, now=progress.now))
    return {"opened": opened}
