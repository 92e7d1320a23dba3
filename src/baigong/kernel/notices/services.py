"""Telling people, and what they do with what they were told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.jobs import enqueue
from baigong.kernel.notices import robots
from baigong.kernel.notices.access import NOTICE_POLICY, ROBOT_POLICY
from baigong.kernel.notices.models import Channel, Delivery, DeliveryState, Notice, Preference, Robot
from baigong.kernel.privacy import encrypt
from baigong.kernel.wording import as_recorded


@transaction.atomic
def notify(
    users: Iterable[int],
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    subject: str,
    body: str = "",
    url: str = "",
    key: str = "",
    broadcast: bool = False,
) -> list[int]:
    """Tell ``users`` (account ids) something, in the caller's transaction; returns the ids of those who had not been told.

    1. Each active account gets one notice; with ``key``, none if it already has one of that key.
    2. Mail is prepared for those with an address who did not switch it off.
    3. ``broadcast`` also hands the text to the chat robots that take this kind: never put personal matters into one.
    4. One job sends what was prepared.
    """
    subject, url = " ".join(subject.split())[:200], url if url.startswith("/") and not url.startswith("//") else ""
    people = {u.pk: u for u in get_user_model().objects.filter(pk__in=set(users), is_active=True).order_by("pk")}
    if key:
        known = Notice.objects.filter(key=key, recipient__in=people).values_list("recipient_id", flat=True)
        people = {pk: user for pk, user in people.items() if pk not in set(known)}
    Notice.objects.bulk_create(
        [Notice(recipient_id=pk, kind=kind, subject=subject, body=body, url=url, key=key, created_at=now) for pk in people],
        ignore_conflicts=bool(key),  # of two reminders sent at the same moment each person gets one
    )
    reachable = [pk for pk, user in people.items() if user.email]
    written = Notice.objects.filter(recipient__in=reachable, kind=kind, key=key, created_at=now, subject=subject)
    prepared = _mails(list(written), now) if reachable else []
    prepared += _robot_messages(kind, subject, body, url, now) if broadcast and (people or not key) else []
    if prepared:
        enqueue("notices.deliver", actor=actor, now=now, label=_("发送通知：%(subject)s") % {"subject": subject}, deliveries=prepared)
    return list(people)


def _mails(notices: Sequence[Notice], now: datetime) -> list[int]:
    """What is prepared for notices of people with an address, those apart who switched mail off."""
    off = set(Preference.objects.filter(user__in=[n.recipient_id for n in notices], by_mail=False).values_list("user_id", flat=True))
    Delivery.objects.bulk_create(
        [
            Delivery(channel=Channel.MAIL, notice=n, subject=n.subject, body=n.body, url=n.url, created_at=now, next_try_at=now)
            for n in notices
            if n.recipient_id not in off
        ],
        ignore_conflicts=True,
    )
    return list(Delivery.objects.filter(notice__in=notices, state=DeliveryState.WAITING).values_list("pk", flat=True))


def _robot_messages(kind: str, subject: str, body: str, url: str, now: datetime) -> list[int]:
    rows = [
        Delivery(channel=Channel.ROBOT, robot=robot, subject=subject, body=body, url=url, created_at=now, next_try_at=now)
        for robot in Robot.objects.filter(is_active=True)
        if robot.takes(kind)
    ]
    return [row.pk for row in Delivery.objects.bulk_create(rows)]


def unread_count(user_id: int) -> int:
    """How many notices wait for a person. One query over a partial index."""
    return Notice.objects.filter(recipient_id=user_id, read_at=None).count()


def mark_read(*, actor: Actor, now: datetime, notice: Notice) -> Notice:
    """Note that a notice was opened; the first time counts."""
    NOTICE_POLICY.require(actor, "read", notice)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
    return notice


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Note that a person has seen everything that had come by ``now``."""
    return NOTICE_POLICY.visible(actor, "read").filter(read_at=None, created_at__lte=now).update(read_at=now)


def wants_mail(actor: Actor) -> bool:
    """Whether a person's notices also come by mail, where the account has an address."""
    return actor.user_id is not None and not Preference.objects.filter(user_id=actor.user_id, by_mail=False).exists()


def tell(
    people: Iterable[int], row: Any, kind: str, words: Any, *, actor: Actor, now: datetime, title: object = None, body: str = ""
) -> None:
    """Say something of ``row`` to people. ``words`` (lazy) has a place for its ``title``: both are said in the language of records."""
    with as_recorded():
        subject = str(words) % {"title": row if title is None else title}
    notify(people, actor=actor, now=now, kind=kind, url=row.get_absolute_url(), subject=subject, body=body)


def answered(row: Any, kind: str, now: datetime) -> None:
    """What people were asked of ``row`` has been answered, or taken back."""
    settle(kind=kind, url=row.get_absolute_url(), now=now)


def settle(*, kind: str, url: str, now: datetime) -> int:
    """What these notices asked for is done, by whomever: they wait for nobody any more. Returns how many were still unread."""
    return Notice.objects.filter(kind=kind, url=url, read_at=None).update(read_at=now)


@transaction.atomic
def set_preference(*, actor: Actor, now: datetime, by_mail: bool) -> Preference:
    """Choose whether notices also come by mail."""
    if actor.user_id is None:
        raise Refusal(_("请先登录。"), code="not_signed_in", status=403)
    row, _made = Preference.objects.update_or_create(user_id=actor.user_id, defaults={"by_mail": by_mail})
    audit.record(actor, "notices.preference.set", row, now=now, detail={"by_mail": by_mail})
    return row


@transaction.atomic
def save_robot(
    *,
    actor: Actor,
    now: datetime,
    robot: Robot | None = None,
    name: str,
    platform: str,
    address: str = "",
    secret: str | None = None,
    kinds: Sequence[str] = (),
    is_active: bool = True,
) -> Robot:
    """Set up a robot or change one. An empty ``address`` and a ``secret`` of ``None`` keep what there is; ``""`` removes the secret.

    Raises ``Refusal`` for an address that is not https or not on an allowed host. The log names host and name only.
    """
    row = robot or Robot(created_by_id=actor.user_id, created_at=now)
    ROBOT_POLICY.require(actor, "edit" if robot else "create", row)
    row.name, row.platform, row.kinds, row.is_active = name.strip(), platform, list(kinds), is_active
    if not row.name:
        raise at_field("name", _("请填写名称。"), code="name_required")
    if Robot.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise Refusal(_("已有名为“%(name)s”的机器人。") % {"name": row.name}, code="name_taken", fields={"name": _("已有同名")})
    if address.strip() or not row.sealed_address:
        row.host = robots.check_address(address)
        row.sealed_address = encrypt(address.strip())
    if secret is not None:
        row.sealed_secret = encrypt(secret.strip()) if secret.strip() else ""
    row.save()
    event = "notices.robot.changed" if robot else "notices.robot.added"
    audit.record(actor, event, row, now=now, detail={"host": row.host, "platform": platform, "is_active": is_active})
    return row


@transaction.atomic
def test_robot(*, actor: Actor, now: datetime, robot: Robot) -> Delivery:
    """Send a robot a greeting, through the same job as everything else, so that its log entry shows whether it works."""
    ROBOT_POLICY.require(actor, "test", robot)
    row = Delivery.objects.create(
        channel=Channel.ROBOT, robot=robot, created_at=now, next_try_at=now,
        subject=_("测试消息"), body=_("百工的通知会发到这里。"),
    )  # fmt: skip
    audit.record(actor, "notices.robot.tested", robot, now=now)
    enqueue("notices.deliver", actor=actor, now=now, label=_("测试群机器人"), deliveries=[row.pk])
    return row


def waiting(now: datetime) -> Any:
    """The sendings whose time has come."""
    return Delivery.objects.filter(Q(next_try_at=None) | Q(next_try_at__lte=now), state=DeliveryState.WAITING)
