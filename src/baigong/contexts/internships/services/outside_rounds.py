"""One student at one post outside of a round: a unit he found himself, or another employer. The same rules, places and caps hold."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime

from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.models import Intern, InternshipPost, PostState, RoundEntry
from baigong.contexts.internships.placing.asking import request_from_rows
from baigong.contexts.internships.placing.caps import forbids, held_in_posts
from baigong.contexts.internships.placing.holding import breaches
from baigong.contexts.internships.placing.words import breach_in_words, rule_in_words
from baigong.contexts.internships.services.rounds import too_early
from baigong.engines.placement.legality import refusals
from baigong.kernel.errors import at_field


def hold_place(intern: Intern, post: InternshipPost, starts_on: date, ends_on: date, now: datetime) -> InternshipPost:
    """The post as it is now, for a student from a day to a day; its firm is locked until the end of the transaction, so that nobody else
    takes the place meanwhile. Raises ``Refusal`` with the clause or both sides' numbers where he may not go there or nothing is free.
    """
    list(Enterprise.objects.select_for_update(no_key=True).filter(pk=post.enterprise_id).values_list("pk"))
    held = InternshipPost.objects.select_related("enterprise__organisation", "site").get(pk=post.pk)
    if held.state != PostState.PUBLISHED or starts_on < held.starts_on or ends_on > held.ends_on:
        words = _("岗位“%(post)s”现在是“%(state)s”，可实习%(days)s；请另选岗位或改日期。")
        raise at_field("post", words % {"post": held, "state": held.get_state_display(), "days": held.days_text})
    if why := too_early(intern, starts_on):
        raise at_field("post", f"{intern.name}：{why}")
    stay = copy(held)
    stay.starts_on, stay.ends_on = starts_on, ends_on
    room = held.capacity - held_in_posts([held.pk]).get(held.pk, 0)
    request = request_from_rows([RoundEntry(pk=0, intern=intern, choices=[])], [stay], {held.pk: room}, [], now.date())
    if rules := refusals(request, request.students[0], request.posts[0]):
        raise at_field("post", "；".join(rule_in_words(rule, starts_on) for rule in rules))
    if room < 1:
        raise at_field("post", _("“%(post)s”的%(n)d个名额已满。") % {"post": held, "n": held.capacity})
    if hard := [one for one in breaches(request, {"0": str(held.pk)}) if forbids(one.on)]:
        raise at_field("post", breach_in_words(hard[0]))
    return held
