"""A unit that a student found himself: the school checks it, and it passes the same gates and caps as every other."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.access import INTERN_POLICY
from baigong.contexts.internships.models import Intern, InternshipPost, Placement, RoundEntry
from baigong.contexts.internships.services.outside_rounds import hold_place
from baigong.contexts.internships.services.stays import refuse_overlap
from baigong.contexts.internships.workflow.placements import TO_FORMALISE
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict


@transaction.atomic
def place_in_own_unit(*, actor: Actor, now: datetime, intern: Intern, post: InternshipPost) -> Placement:
    """Place one student in a published post outside of a round. Raises ``Refusal`` with the clause, ``Conflict`` where he has a place."""
    INTERN_POLICY.require(actor, "edit", intern)
    held = hold_place(intern, post, post.starts_on, post.ends_on, now)
    if RoundEntry.objects.filter(intern=intern, is_live=True).exists():
        raise Conflict(_("%(name)s还在一个安排轮次里；先退出那一轮。") % {"name": intern.name}, code="in_a_round")
    row = Placement(
        intern=intern, post=held, school=intern.school, enterprise=held.enterprise.organisation, starts_on=held.starts_on,
        ends_on=held.ends_on, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    refuse_overlap(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("%(name)s已有实习安排，先办理结束或变更。") % {"name": intern.name}, code="placed_elsewhere") from None
    audit.record(actor, "internships.placement.planned", row, now=now, detail={"own": True})
    tell(row, ["intern", "unit"], TO_FORMALISE, gettext_lazy("自选单位已核准，手续待办：%(title)s"), actor=actor, now=now)
    return row
