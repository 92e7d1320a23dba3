"""A sign-in for a learner whose account was opened at a desk or from a roster: a one-time link, for who knows the document's number.

A learner holds no role, so no invitation of an office fits; whoever has the link and knows the number comes to this one account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import User, create_own_account
from baigong.contexts.credit_bank.access import LEARNER_POLICY, SIGN_IN_LINK_POLICY
from baigong.contexts.credit_bank.identity import identity_of
from baigong.contexts.credit_bank.models import IdentityDocument, Learner, LearnerState, SignInLink
from baigong.contexts.credit_bank.workflow.telling import tell_of_parting
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.links import LinkEnd, close_links, gone, link_by

VALID_FOR = timedelta(days=14)
"""How long a link serves: a class takes it home and has a weekend or two."""


@dataclass(frozen=True)
class NewSignIn:
    """What somebody without a sign-in chooses."""

    username: str
    password: str


@transaction.atomic
def make_link(*, actor: Actor, now: datetime, learner: Learner) -> tuple[SignInLink, str]:
    """A link for a learner; the row and its secret, which is shown once. One that was out before is dead from now on.

    Raises ``Conflict`` for an account that is not in use, has a sign-in, or is the actor's own.
    """
    row = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    LEARNER_POLICY.require(actor, "invite", row)
    _hold_without_sign_in(row)
    close_links(SignInLink.objects.filter(learner=row), LinkEnd.REPLACED, now)
    made, token = SignInLink.new(actor=actor, now=now, until=now + VALID_FOR, learner=row)
    made.save(force_insert=True)
    audit.record(actor, "credit_bank.signinlink.made", made, now=now, detail={"learner": row.pk})
    return made, token


@transaction.atomic
def make_links(*, actor: Actor, now: datetime, numbers: Sequence[str]) -> list[tuple[Learner, str]]:
    """Links for many at once, by account numbers; returned with their secrets, which are shown once.

    Left out is who is not in use or not the actor's to invite, has a sign-in, or has a link that still serves.
    """
    waiting = LEARNER_POLICY.visible(actor, "invite").filter(number__in=numbers, state=LearnerState.ACTIVE, user=None)
    rows = list(waiting.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    links = SignInLink.objects.filter(learner__in=[row.pk for row in rows], closed_at=None)
    serving = set(links.filter(expires_at__gt=now).values_list("learner", flat=True))
    close_links(links.filter(expires_at__lte=now), LinkEnd.REPLACED, now)
    until = now + VALID_FOR
    fresh = [(row, *SignInLink.new(actor=actor, now=now, until=until, learner=row)) for row in rows if row.pk not in serving]
    made = SignInLink.objects.bulk_create(link for _row, link, _token in fresh)
    audit.record_all(actor, "credit_bank.signinlink.made", made, now=now, detail={"at_once": len(made)})
    return [(row, token) for row, _link, token in fresh]


@transaction.atomic
def withdraw_link(*, actor: Actor, now: datetime, link: SignInLink) -> SignInLink:
    """Take a link back; nothing happens where it serves no more."""
    row = SignInLink.objects.select_for_update(no_key=True, of=("self",)).select_related("learner").get(pk=link.pk)
    SIGN_IN_LINK_POLICY.require(actor, "withdraw", row)
    if row.closed_at is None:
        close_links(SignInLink.objects.filter(pk=row.pk), LinkEnd.WITHDRAWN, now)
        audit.record(actor, "credit_bank.signinlink.withdrawn", row, now=now)
        row.refresh_from_db()
    return row


@transaction.atomic
def part_from_sign_in(*, actor: Actor, now: datetime, learner: Learner, reason: str) -> Learner:
    """The sign-in leads to this account no more: it was somebody else's, or cannot be entered any more; a new link may follow.

    Raises ``Refusal`` without a reason and ``Conflict`` where there is none, or where it is the actor's own.
    """
    row = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    LEARNER_POLICY.require(actor, "invite", row)
    if not reason.strip():
        raise at_field("reason", _("请写明为什么解除，如“本人忘记登录名，已核对证件”；账户的经过里记着。"), code="reason_required")
    if row.user_id is None:
        raise Conflict(_("“%(row)s”没有绑定登录账号。") % {"row": row}, code="no_sign_in")
    if row.user_id == actor.user_id:
        raise Conflict(_("这是您自己的账户，请由其他经办人办理。"), code="own_account")
    audit.record(actor, "credit_bank.learner.parted", row, now=now, detail={"user": row.user_id, "reason": reason.strip()[:200]})
    parted, row.user = row.user_id, None
    row.save(update_fields=["user"])
    tell_of_parting(row, parted, actor=actor, now=now)
    return row


def get_link(token: str) -> SignInLink:
    """The link of a secret, whatever became of it. Raises ``Refusal`` (404) for one that was never given out."""
    return link_by(SignInLink.objects.select_related("learner__home"), token)


def hold_usable(link: SignInLink, now: datetime) -> None:
    """Raise ``Refusal`` (410) where a link serves no more, saying why."""
    if link.closed_why == LinkEnd.USED:
        raise gone(_("这个链接已经用过，登录已经开通。请直接登录；忘记登录名或密码的，请到办理单位重新开通。"), "used")
    link.hold_open(now)


def take_up(
    *, actor: Actor, now: datetime, token: str, document_number: str, user: User | None = None, new: NewSignIn | None = None
) -> User:
    """Tie the account to the sign-in one has (``user``), or to a ``new`` one. A wrong number is counted; the last try is the link's end.

    Raises ``Refusal`` for a wrong number, a dead link, a name that is taken, a password that does not do; ``Conflict`` for whoever has
    an account already, or made the link.
    """
    refused: Refusal | None = None
    with transaction.atomic():
        learner = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=get_link(token).learner_id)
        link = link_by(SignInLink.objects.select_for_update(no_key=True, of=("self",)), token)
        hold_usable(link, now)
        _hold_without_sign_in(learner)
        if user is not None:
            _hold_takes(link, user)
        if not _is_theirs(learner, document_number):
            refused = _count_wrong(actor, link, learner, now)
        else:
            account = user or _made(learner, new, actor, now)
            _tie(learner, account, link)
            close_links(SignInLink.objects.filter(learner=learner), LinkEnd.USED, now)
            who = Actor(account.pk, str(account), address=actor.address)
            audit.record(who, "credit_bank.learner.joined", learner, now=now, detail={"link": link.pk})
    if refused is not None:  # what was counted stays
        raise refused
    return account


def _tie(learner: Learner, account: User, link: SignInLink) -> None:
    learner.user = account
    try:
        with transaction.atomic():
            learner.save(update_fields=["user"])
    except IntegrityError:  # another link, or opening an account by oneself, was faster by a moment
        _hold_takes(link, account)
        raise


def _made(learner: Learner, new: NewSignIn | None, actor: Actor, now: datetime) -> User:
    if new is None:
        raise at_field("username", _("请设置登录名和密码，或先用已有的账号登录。"), code="no_sign_in")
    return create_own_account(
        now=now, address=actor.address, username=new.username, password=new.password, display_name=learner.name, phone=learner.phone
    )


def _hold_without_sign_in(row: Learner) -> None:
    if row.state != LearnerState.ACTIVE:
        facts = {"row": row, "state": row.get_state_display()}
        raise Conflict(_("“%(row)s”现在是“%(state)s”，启用后才能开通本人登录。") % facts, code="wrong_state")
    if row.user_id is not None:
        raise Conflict(_("“%(row)s”已经开通本人登录。") % {"row": row}, code="has_sign_in")


def _hold_takes(link: SignInLink, user: User) -> None:
    if user.pk == link.made_by_id:
        raise Conflict(_("这是您给别人做的链接，不能绑定到您自己的账号；请交给本人，或先退出登录。"), code="own_link")
    other = Learner.objects.filter(user=user).first()
    if other is not None:
        words = _("您现在登录的账号已有学分账户%(number)s。两个都是您的，请到学分银行合并；不是您的，请先退出登录。")
        raise Conflict(words % {"number": other.number}, code="has_account")


def _is_theirs(learner: Learner, number: str) -> bool:
    for document in IdentityDocument.objects.filter(learner__in=learner.one_person()):
        try:
            if identity_of(document.kind, number).hashed == document.number_hash:
                return True
        except Refusal:
            continue  # no number of this kind
    return False


def _count_wrong(actor: Actor, link: SignInLink, learner: Learner, now: datetime) -> Refusal:
    left = link.count_wrong(now)
    audit.record(actor, "credit_bank.signinlink.refused", link, now=now, detail={"learner": learner.pk})
    if not left:
        return link.locked()
    words = _("与开户登记的证件号码不一致，还可以试%(n)d次。") % {"n": left}
    return Refusal(words, code="document_number", fields={"document_number": words})
