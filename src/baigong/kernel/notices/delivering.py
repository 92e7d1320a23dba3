"""Sending what was prepared: by job, tried again with growing pauses, each outcome kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.kernel.jobs import job, scheduled
from baigong.kernel.notices import robots
from baigong.kernel.notices.models import Channel, Delivery, DeliveryState
from baigong.kernel.notices.services import waiting
from baigong.kernel.privacy import decrypt

PAUSES = [timedelta(minutes=m) for m in (1, 5, 30, 120, 600)]
"""How long to wait after each failed attempt; after the last the sending is given up."""

LOST_AFTER = timedelta(minutes=15)


@job("notices.deliver", gettext_lazy("发送通知"))
def deliver(progress: Any, deliveries: list[int]) -> dict[str, int]:
    """Send the given deliveries; what fails is left to ``retry``."""
    return send(deliveries, progress.now)


@scheduled("notices.retry", gettext_lazy("补发未送达的通知"), "*/10 * * * *")
def retry(progress: Any) -> dict[str, int]:
    """Send what waits since an earlier failure, and what a killed worker left unfinished."""
    now = progress.now
    Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=now - LOST_AFTER).update(state=DeliveryState.WAITING)
    return send(list(waiting(now).order_by("pk").values_list("pk", flat=True)[:500]), now)


def send(ids: Iterable[int], now: datetime) -> dict[str, int]:
    """Send each delivery that still waits, once: a conditional update claims it. Returns how many went and how many did not."""
    counts = {"sent": 0, "failed": 0}
    for pk in ids:
        claimed = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING).update(state=DeliveryState.SENDING, claimed_at=now)
        if not claimed:
            continue
        row = Delivery.objects.select_related("notice__recipient", "robot").get(pk=pk)
        error = _sent_or_why(row, now)
        counts["failed" if error else "sent"] += 1
        _keep(row, error, now)
    return counts


def _sent_or_why(row: Delivery, now: datetime) -> str:
    try:
        if row.channel == Channel.MAIL:
            _mail(row)
        else:
            assert row.robot is not None
            secret = decrypt(row.robot.sealed_secret) if row.robot.sealed_secret else ""
            robots.post(row.robot.platform, decrypt(row.robot.sealed_address), secret, text_of(row), now)
    except robots.NotDelivered as error:
        return str(error) or "?"
    except Exception as error:  # one address that the mail server refuses must not keep the others from theirs
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def _mail(row: Delivery) -> None:
    assert row.notice is not None
    EmailMessage(f"[{_('百工')}] {row.subject}", text_of(row), to=[row.notice.recipient.email]).send()


def text_of(row: Delivery) -> str:
    """The message in words, with the way to what it speaks of."""
    where = ""
    if row.url:
        where = f"{settings.SITE_ADDRESS}{row.url}" if settings.SITE_ADDRESS else _("请登录系统，在“通知”中打开。")
    return "\n".join(part for part in (row.subject, row.body, where) if part)


def _keep(row: Delivery, error: str, now: datetime) -> None:
    row.attempts += 1
    row.error = error[:300]
    if not error:
        row.state, row.sent_at, row.next_try_at = DeliveryState.SENT, now, None
    elif row.attempts > len(PAUSES):
        row.state, row.next_try_at = DeliveryState.FAILED, None
    else:
        row.state, row.next_try_at = DeliveryState.WAITING, now + PAUSES[row.attempts - 1]
    row.save(update_fields=["attempts", "error", "state", "sent_at", "next_try_at"])
