"""A notice is its reader's alone; robots and the log of sendings are the system administrator's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.kernel.access import Allow, Policy, Reach, Role
from baigong.kernel.notices.models import Delivery, Notice, Robot

# Declared by a context above; a role is told by its key, so the kernel may name it without declaring it again (tested).
SYSTEM_ADMIN = Role("system_admin", _("系统管理员"), Reach.EVERYWHERE)

NOTICE_POLICY = Policy(Notice, [Allow.of("view read", mine="recipient_id")])
ROBOT_POLICY = Policy(Robot, [Allow.of("view create edit test", {SYSTEM_ADMIN})])
DELIVERY_POLICY = Policy(Delivery, [Allow.of("view", {SYSTEM_ADMIN})])
