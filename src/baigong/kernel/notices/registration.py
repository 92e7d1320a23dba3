"""The bell's number, the jobs, the administrator's entry in the menu, the words of the log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.kernel.audit.words import register_words
from baigong.kernel.notices import delivering  # noqa: F401  (declares the jobs)
from baigong.kernel.notices.access import ROBOT_POLICY
from baigong.kernel.notices.services import unread_count
from baigong.kernel.ui.navigation import NavItem, register_counter, register_nav


def unread(request: Any) -> int:
    """What waits for the reader of this page; asked once a request."""
    return unread_count(request.actor.user_id) if request.actor.user_id else 0


register_counter("notices", unread)
register_nav([NavItem("system", _("群机器人与发送记录"), "notices:robots", "message-2", policy=ROBOT_POLICY, order=80)])
register_words({"notices.preference.set": _("设置通知方式"), "notices.robot.tested": _("试发群机器人消息")})
