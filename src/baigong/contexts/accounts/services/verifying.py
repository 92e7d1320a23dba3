"""Checking the whole log, as a job: with a city's years of events it takes longer than a page should."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.accounts.roles import AUDIT_ADMIN
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.jobs import enqueue, job

_DIGEST = re.compile(r"[0-9a-f]{64}")


@job("accounts.verify_log", gettext_lazy("校验审计日志"))
def run(progress: Any, user_id: int, name: str, address: str, head: str = "") -> dict[str, str]:
    """Check every block and write down what was found, as an event of the log itself."""
    found = audit.verify(head=head)
    detail = {
        "sound": found.is_sound, "blocks": found.blocks, "events": found.events, "unsealed": found.unsealed, "head": found.head,
        "problems": list(found.problems)[:50], "noted": head,
    }  # fmt: skip
    audit.record(Actor(user_id, name, address=address), "audit.verified", now=progress.now, detail=detail)
    words = _("日志完好。") if found.is_sound else _("发现 %(n)s 处问题。") % {"n": len(found.problems)}
    return {"message": words, "url": reverse("accounts:audit-blocks"), "label": _("查看校验结果")}


def verify_log(*, actor: Actor, now: datetime, head: str = "") -> Any:
    """Put the check in the queue; returns the job. ``head`` is a digest noted down outside: without it a cut-off end goes unseen."""
    if not actor.has(AUDIT_ADMIN):
        raise NotPermitted(_("校验审计日志属于：审计管理员。"), code="not_permitted")
    head = "".join(head.split()).lower()
    if head and not _DIGEST.fullmatch(head):
        raise Refusal(
            _("摘要应为 64 位的数字和字母 a 到 f；请核对是否抄全。"), code="digest", fields={"head": _("应为 64 位的数字和字母 a 到 f。")}
        )
    with transaction.atomic():
        return enqueue(
            "accounts.verify_log", actor=actor, now=now, user_id=actor.user_id, name=actor.name, address=actor.address, head=head
        )
