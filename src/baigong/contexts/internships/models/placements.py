"""Placements: a student at a post from a day to a day, however it came about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models.interns import Intern
from baigong.contexts.internships.models.placement_states import STANDING, PlacementState
from baigong.contexts.internships.models.posts import InternshipPost
from baigong.contexts.internships.models.rounds import PlacementRound
from baigong.kernel.privacy import Personal
from baigong.kernel.workflow import states_constraint

PLACED = Personal("实习安排", "实习结束后3年", "本人、所在学校、实习企业")
KEPT, SEEN = PLACED.retention, PLACED.disclosure
"""How long what belongs to a placement is kept, and who sees it."""


class Placement(models.Model):
    """A student at a post. ``round`` is empty for a unit that the student found himself; such a one passes the same gates.

    A student holds one place at a time; what was left (changed, ended early) keeps its row with the days served (``ends_on``: the last).
    ``school`` and ``enterprise`` are the organisations of intern and post, kept here for policy and lists.
    """

    privacy = {"intern": PLACED}

    intern = models.ForeignKey(Intern, models.PROTECT, related_name="placements", verbose_name=_("实习生"))
    post = models.ForeignKey(InternshipPost, models.PROTECT, related_name="placements", verbose_name=_("实习岗位"))
    round = models.ForeignKey(PlacementRound, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("安排轮次"))
    school = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校"))
    enterprise = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("实习单位"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    state = models.CharField(_("状态"), max_length=12, choices=PlacementState.choices, default=PlacementState.PLANNED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("安排人"))
    created_at = models.DateTimeField(_("安排时间"))

    class Meta:
        verbose_name = _("实习安排")
        verbose_name_plural = _("实习安排")
        ordering = ["-starts_on", "pk"]
        constraints = [
            states_constraint(PlacementState, name="placement_state"),
            models.UniqueConstraint(
                fields=["intern"], condition=Q(state__in=[state.value for state in STANDING]), name="placement_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="placement_dates"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["post", "starts_on", "ends_on"], name="placement_days")]

    def __str__(self) -> str:
        return f"{self.intern.name} {self.post.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("internships:placement", args=[self.pk])
