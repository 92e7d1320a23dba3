"""A unit that a student found himself: the school checks it, and it passes the same gates and caps as every other."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.access import INTERN_POLICY
from baigong.contexts.internships.models import Intern, InternshipPost, Placement, PostState, RoundEntry
from baigong.contexts.internships.placing.asking import request_from_rows
from baigong.contexts.internships.placing.caps import forbids, held_in_posts
from baigong.contexts.internships.placing.holding import breaches
from baigong.contexts.internships.placing.words import breach_in_words, rule_in_words
from baigong.contexts.internships.services.rounds import too_early
from baigong.contexts.internships.services.stays import refuse_overlap
from baigong.engines.placement.legality import refusals
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal


@transaction.atomic
def place_in_own_unit(*, actor: Actor, now: datetime, intern: Intern, post: InternshipPost) -> Placement:
    """Place one student in a published post outside of a round. Raises ``Refusal`` with the clause, ``Conflict`` where he has a place."""
    INTERN_POLICY.require(actor, "edit", intern)
    list(Enterprise.objects.select_for_update().filter(pk=post.enterprise_id).values_list("pk"))
    if post.state != PostState.PUBLISHED:
        raise _refused(_("岗位“%(post)s”没有公布；自选单位的岗位同样先审核、公布。") % {"post": post})
    if why := too_early(intern, post.starts_on):
        raise _refused(f"{intern.name}：{why}")
    if RoundEntry.objects.filter(intern=intern, is_live=True).exists():
        raise Conflict(_("%(name)s还在一个安排轮次里；先退出那一轮。") % {"name": intern.name}, code="in_a_round")
    room = post.capacity - held_in_posts([post.pk]).get(post.pk, 0)
    entry = RoundEntry(pk=0, intern=intern, choices=[])
    request = request_from_rows([entry], [post], {post.pk: room}, [], now.date())
    if rules := refusals(request, request.students[0], request.posts[0]):
        raise _refused("；".join(rule_in_words(rule, post.starts_on) for rule in rules))
    if room < 1:
        raise _refused(_("“%(post)s”的%(n)d个名额已满。") % {"post": post, "n": post.capacity})
    if hard := [one for one in breaches(request, {"0": str(post.pk)}) if forbids(one.on)]:
        raise _refused(breach_in_words(hard[0]))
    row = Placement(
        intern=intern, post=post, school=intern.school, enterprise=post.enterprise.organisation, starts_on=post.starts_on,
        ends_on=post.ends_on, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    refuse_overlap(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("%(name)s已有实习安排，先办理结束或变更。") % {"name": intern.name}, code="placed_elsewhere") from None
    audit.record(actor, "internships.placement.planned", row, now=now, detail={"own": True})
    return row


def _refused(words: str) -> Refusal:
    return Refusal(words, code="own_unit", fields={"post": words})
