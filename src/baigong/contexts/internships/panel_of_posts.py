"""What an enterprise's page says of its posts: how many places, who is there, how many the law still allows today."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise, PanelContent, PanelFigure, PanelLine, staff_on
from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.models import InternshipPost
from baigong.contexts.internships.placing.caps import UNIT, held_at, limit_of
from baigong.contexts.internships.selectors.posts import list_posts
from baigong.kernel.access import Actor

SHOWN = 6


def posts_panel(actor: Actor, enterprise: Enterprise, day: date) -> PanelContent | None:
    """Posts in the reader's sight, the latest first."""
    may = enterprise.closed_on is None and bool(POST_POLICY.decide(actor, "create", InternshipPost(enterprise=enterprise)))
    rows = list(list_posts(actor).filter(enterprise=enterprise).order_by("-starts_on", "-pk")[: SHOWN + 1])
    if not rows and not may:
        return None
    here = sum(one.count for one in held_at([enterprise.pk], day, day))
    most = limit_of(UNIT, staff_on([enterprise.pk], day)[enterprise.pk], day)
    figures = [PanelFigure(_("今天在岗实习生"), here, _("人"), tone="neutral" if most is None or here <= most else "bad")]
    if most is not None:
        figures.append(PanelFigure(_("单位人数上限"), most, _("人")))
    lines = [
        PanelLine(row.title, row.get_absolute_url(), f"{row.days_text} · {row.held}/{row.capacity}", row.get_state_display())  # type: ignore[attr-defined]
        for row in rows[:SHOWN]
    ]
    acts = [(_("登记岗位"), f"{reverse('internships:post-add')}?firm={enterprise.credit_code}&pk={enterprise.pk}")] if may else []
    if len(rows) > SHOWN:
        acts.append((_("全部实习岗位"), f"{reverse('internships:posts')}?q={enterprise.credit_code}"))
    return PanelContent(figures, lines, acts, _("还没有实习岗位"))
