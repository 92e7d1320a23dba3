"""Machines of enterprises."""

from __future__ import annotations

from baigong.contexts.enterprises.workflow.alliances import ALLIANCE
from baigong.contexts.enterprises.workflow.applications import APPLICATION
from baigong.contexts.enterprises.workflow.cooperation import COOPERATION
from baigong.contexts.enterprises.workflow.flags import FLAG
from baigong.contexts.enterprises.workflow.register import ENTERPRISE
from baigong.contexts.enterprises.workflow.staff import STAFF_RETURN

__all__ = ["ALLIANCE", "APPLICATION", "COOPERATION", "ENTERPRISE", "FLAG", "STAFF_RETURN"]
