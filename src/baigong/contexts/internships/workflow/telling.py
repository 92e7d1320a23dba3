"""Who is told what about posts, rounds and placements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM, people_at_each, people_with
from baigong.contexts.internships.models import EntryStanding, InternshipPost, PlacementAppeal, PlacementRound, RoundEntry
from baigong.contexts.organisations.public import ancestors_of
from baigong.kernel.access import Actor
from baigong.kernel.notices import answered, tell
from baigong.kernel.wording import as_recorded

POST_WAITING = "internships.post.waiting"
"""A post that waits for its review; settled when that is done."""
APPEAL_WAITING = "internships.appeal.waiting"


def post_waits(post: InternshipPost, *, actor: Actor, now: datetime) -> None:
    """The county of the firm looks at it, and the city's team."""
    above = [body.pk for body in ancestors_of(post.enterprise.organisation)]
    people = {user.pk for users in people_at_each(above, (COUNTY_OFFICER,), now.date()).values() for user in users}
    people |= set(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))
    title = f"{post.enterprise} {post}"
    tell(people, post, POST_WAITING, _("实习岗位待审核：%(title)s"), actor=actor, now=now, title=title)


def post_waits_no_more(post: InternshipPost, now: datetime) -> None:
    """It was looked at, or taken back."""
    answered(post, POST_WAITING, now)


def post_decided(post: InternshipPost, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What became of it, to the firm and to the school that entered it."""
    post_waits_no_more(post, now)
    bodies = [post.enterprise.organisation_id, *([post.entered_for_id] if post.entered_for_id else [])]
    roles = (ENTERPRISE_OFFICER, SCHOOL_OFFICER)
    people = {user.pk for users in people_at_each(bodies, roles, now.date()).values() for user in users}
    with as_recorded():
        title = f"{post}（{post.get_state_display()}）"
    tell(people, post, "internships.post.decided", _("实习岗位：%(title)s"), actor=actor, now=now, title=title, body=body)


def choosing_begins(row: PlacementRound, *, actor: Actor, now: datetime) -> None:
    """Students with an account may choose."""
    entries = row.entries.filter(is_live=True, intern__learner__user__isnull=False).select_related("intern__learner")
    for entry in entries:
        if (user := entry.intern.user_id) is not None:
            words = _("可以填报实习志愿：%(title)s")
            tell([user], entry, "internships.entry.choosing", words, actor=actor, now=now, title=row)


def placements_told(entries: Iterable[RoundEntry], *, actor: Actor, now: datetime) -> None:
    """Only with the publication people hear where they go."""
    for entry in entries:
        user = entry.intern.user_id
        if user is None:
            continue
        words = _("实习安排已公布：%(title)s") if entry.standing == EntryStanding.PLACED else _("本轮未能安排实习岗位：%(title)s")
        title = entry.post.title if entry.post else entry.round.title
        tell([user], entry, "internships.entry.published", words, actor=actor, now=now, title=title)


def tell_school_of_appeal(appeal: PlacementAppeal, *, actor: Actor, now: datetime) -> None:
    """An objection waits for the school."""
    people = people_at_each([appeal.entry.intern.school_id], (SCHOOL_OFFICER,), now.date())
    to = {user.pk for users in people.values() for user in users}
    tell(to, appeal, APPEAL_WAITING, _("安排申诉待答复：%(title)s"), actor=actor, now=now, title=appeal.entry.intern.name)


def appeal_answered(appeal: PlacementAppeal, *, actor: Actor, now: datetime, body: str = "") -> None:
    """The answer, to whoever objected."""
    answered(appeal, APPEAL_WAITING, now)
    user = appeal.entry.intern.user_id
    if user is not None:
        words = _("安排申诉已答复：%(title)s")
        tell([user], appeal, "internships.appeal.answered", words, actor=actor, now=now, title=appeal.entry.round, body=body)
