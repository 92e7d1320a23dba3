"""What the part hears from below: a unit closes while it has interns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import EnterpriseClosed
from baigong.contexts.internships.models import STANDING, InternshipPost, Placement, PlacementState, PostState
from baigong.contexts.internships.workflow.placements import TO_REPLACE
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel.access import SYSTEM
from baigong.kernel.clock import current_time
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire, fire_all


def unit_closed(event: EnterpriseClosed, now: datetime | None = None) -> None:
    """Who is at work there is suspended at once and keeps his pay and hours; the school is asked to place everybody elsewhere.

    Its posts take nobody any more: they close, those with somebody who is still to be placed elsewhere at night, once he is.
    """
    now = now or current_time()
    rows = Placement.objects.filter(post__enterprise=event.enterprise_id, state__in=STANDING, ends_on__gt=event.on)
    with as_recorded():
        reason = _("实习单位已于%(day)s关闭；未付的报酬仍须付清，请另行安排单位。") % {"day": event.on.isoformat()}
    words: Any = gettext_lazy("实习单位已关闭，请另行安排：%(title)s")
    for row in rows.select_related("intern__learner", "post", "school", "enterprise"):
        if row.state == PlacementState.ACTIVE:
            row = fire(row, "suspend", actor=SYSTEM, now=now, reason=reason)
        tell(row, ["school", "intern"], TO_REPLACE, words, actor=SYSTEM, now=now, body=reason)
    posts = InternshipPost.objects.filter(enterprise=event.enterprise_id).order_by("pk")
    with as_recorded():
        why = _("企业已于%(day)s关闭") % {"day": event.on.isoformat()}
    fire_all(posts.filter(state=PostState.PUBLISHED), "pause", actor=SYSTEM, now=now, reason=why)
    free = posts.filter(state=PostState.PAUSED).exclude(pk__in=Placement.objects.filter(state__in=STANDING).values("post"))
    fire_all(free, "close", actor=SYSTEM, now=now, reason=why)
