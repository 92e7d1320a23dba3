"""The states of a placement, from the day it is published to the archive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacementState(models.TextChoices):
    """拟安排 → 已知情同意 → 已签协议 → 已投保 → 已培训 → 实习中 → 中止、变更、提前结束 → 已鉴定 → 已归档."""

    PLANNED = "planned", _("待办手续")
    CONSENTED = "consented", _("已知情同意")
    AGREED = "agreed", _("已签协议")
    INSURED = "insured", _("已投保")
    TRAINED = "trained", _("可上岗")
    ACTIVE = "active", _("实习中")
    SUSPENDED = "suspended", _("已中止")
    CHANGED = "changed", _("已变更单位")
    ENDED_EARLY = "ended_early", _("已提前结束")
    WITHDRAWN = "withdrawn", _("未上岗撤回")
    APPRAISED = "appraised", _("已鉴定")
    ARCHIVED = "archived", _("已归档")


BEFORE_START = (
    PlacementState.PLANNED, PlacementState.CONSENTED, PlacementState.AGREED, PlacementState.INSURED, PlacementState.TRAINED,
)  # fmt: skip
"""The gates that are still to be passed; nobody is at work."""
AT_WORK = (PlacementState.ACTIVE, PlacementState.SUSPENDED)
OVER = (PlacementState.CHANGED, PlacementState.ENDED_EARLY, PlacementState.APPRAISED, PlacementState.ARCHIVED)
SERVED = (PlacementState.APPRAISED, PlacementState.ARCHIVED)
"""Over and assessed, or left without: who was there to the last day of the post is told by the days."""
STANDING = (*BEFORE_START, *AT_WORK)
"""Placements that take a place: they count for caps and overlaps up to their last day."""
