"""What an enterprise's officer sees first: quota, posts, people and money of the own enterprise."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from baigong.contexts.enterprises.access import STAFF_RETURN_POLICY
from baigong.contexts.enterprises.models import Enterprise, StaffReturn, StaffReturnState
from baigong.contexts.enterprises.panels import Panel, PanelContent, PanelFigure, PanelLine, Shown, panels_for
from baigong.contexts.enterprises.selectors.staff import average_staff, returns_of, staff_on
from baigong.kernel.access import Actor
from baigong.kernel.ui.formats import number

DRAFTS = 8


def first_screen(actor: Actor, row: Enterprise, on: date) -> list[Shown]:
    """Quota, posts, people and money of an actor's own enterprise, for its workbench: the panels of the page, with people among them."""
    people = PEOPLE.build(actor, row, on)
    shown = panels_for(actor, row, on) + ([Shown(PEOPLE, people)] if people else [])
    return sorted(shown, key=lambda each: each.panel.order)


def _people(actor: Actor, row: Enterprise, on: date) -> PanelContent | None:
    """How many people there are, what is drafted and not returned, and where to return the next."""
    if not may_see_staff(actor, row):
        return None
    average, now = average_staff([row.pk], on.year - 1)[row.pk], staff_on([row.pk], on)[row.pk]
    figures = [
        PanelFigure(
            gettext("%(year)s年平均") % {"year": on.year - 1}, number(average.value) if average else "—", gettext("人"),
            "" if average else gettext("没有报送，或月末、季末数不齐"), "neutral" if average else "warn",
        ),
        PanelFigure(
            gettext("最近一次报送"), number(now.value) if now else "—", gettext("人"),
            gettext("截至%(day)s") % {"day": now.as_of.isoformat()} if now else "",
        ),
    ]  # fmt: skip
    drafts = returns_of(actor, row).filter(state=StaffReturnState.DRAFT)[:DRAFTS]
    lines = [PanelLine(one.when.label, one.get_absolute_url(), "", one.get_state_display(), "warn") for one in drafts]
    may = STAFF_RETURN_POLICY.decide(actor, "create", StaffReturn(enterprise=row))
    return PanelContent(figures, lines, [(gettext("报送职工人数"), reverse("enterprises:staff-add", args=[row.pk]))] if may else [])


PEOPLE = Panel("people", gettext_lazy("职工人数"), 30, _people, "users-group")
"""For the workbench; the enterprise's page says more of them itself."""


def may_see_staff(actor: Actor, row: Enterprise) -> bool:
    """Whether the reader sees head-counts of this enterprise: asked of a submitted one."""
    return bool(STAFF_RETURN_POLICY.decide(actor, "view", StaffReturn(enterprise=row, state=StaffReturnState.SUBMITTED)))
