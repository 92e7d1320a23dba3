"""Mail that carries a one-time link: sent by a job, whose arguments hold the words encrypted, so that no link lies open in a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from baigong.kernel.access import Actor
from baigong.kernel.jobs import enqueue, job
from baigong.kernel.privacy import decrypt, encrypt


@job("accounts.mail", _("发送账号邮件"))
def send(progress: Any, to: str, subject: str, sealed: str) -> dict[str, str]:
    """Send one mail. A mail that was sent twice does no harm: its link serves once."""
    EmailMessage(subject, decrypt(sealed), to=[decrypt(to)]).send()
    return {"sent": subject}


def mail_later(*, to: str, subject: str, body: str, actor: Actor, now: datetime) -> None:
    """Put a mail in the queue, in the caller's transaction."""
    enqueue("accounts.mail", actor=actor, now=now, to=encrypt(to), subject=subject, sealed=encrypt(body))
