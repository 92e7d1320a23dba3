"""What each page shows, gathered once and frozen: templates read these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.organisations.access import LEADING_BODIES, ORGANISATIONS, POSTS
from baigong.contexts.organisations.models import (
    LeadingBody,
    Organisation,
    OrganisationName,
    Post,
    PostHolding,
    Seat,
    Succession,
)
from baigong.contexts.organisations.selectors.bodies import ancestors_of, duties_now_with, existing_on, name_on
from baigong.contexts.organisations.selectors.leading import (
    Flag,
    Member,
    SeatChange,
    Voter,
    changes_between,
    list_leading_bodies,
    members_of,
    seats_of,
    voters_among,
)
from baigong.contexts.organisations.selectors.posts import find_holding, holdings_on, list_posts
from baigong.kernel.access import Actor
from baigong.kernel.ui import formats

CHILDREN_SHOWN = 60

FLAG_WORDS = {
    Flag.VACANT: (gettext_lazy("空缺"), "warn"),
    Flag.BY_RANK_ALONE: (gettext_lazy("仅列职级，须向单位核实"), "bad"),
    Flag.POST_ABOLISHED: (gettext_lazy("职务已撤销，须向单位核实"), "bad"),
    Flag.BODY_ENDED: (gettext_lazy("单位已撤并，须核实接任者"), "bad"),
    Flag.BY_SUCCESSION: (gettext_lazy("由承接机构负责人接任"), "info"),
}


@dataclass(frozen=True)
class Day:
    """The day a page speaks of. ``note`` says what of the address was not understood."""

    on: date
    is_today: bool
    note: str = ""

    @classmethod
    def asked(cls, text: str, today: date) -> Day:
        """From ``?on=``; today where there is none or it is no day."""
        if not text:
            return cls(today, True)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return cls(today, True, _("日期“%(text)s”看不懂，已按今天显示。") % {"text": text[:20]})
        return cls(day, day == today)


@dataclass(frozen=True)
class PostRow:
    """A post with who holds it on the day."""

    post: Post
    holding: PostHolding | None


@dataclass(frozen=True)
class BodyPage:
    """A body on a day."""

    body: Organisation
    name: str
    day: Day
    exists: bool
    facts: tuple[tuple[str, str], ...]
    ancestors: tuple[Organisation, ...]
    children: tuple[Organisation, ...]
    more_children: bool
    names: tuple[OrganisationName, ...]
    aliases: tuple[Any, ...]
    posts: tuple[PostRow, ...]
    successors: tuple[Succession, ...]
    predecessors: tuple[Succession, ...]
    bearers: tuple[Organisation, ...]
    hosts: tuple[LeadingBody, ...]
    seats: tuple[Seat, ...]
    may: frozenset[str]


def body_page(body: Organisation, actor: Actor, day: Day) -> BodyPage:
    """Everything about a body, in a fixed number of queries."""
    posts = list(list_posts(body, on=day.on))
    holdings = holdings_on(posts, day.on)
    children = list(body.children.filter(existing_on(day.on))[: CHILDREN_SHOWN + 1])
    exists = body.exists_on(day.on)
    may = {act for act in ("edit", "alias", "reorganise") if ORGANISATIONS.decide(actor, act, body)}
    return BodyPage(
        body=body,
        name=name_on(body, day.on),
        day=day,
        exists=exists,
        facts=_facts(body),
        ancestors=tuple(ancestors_of(body)),
        children=tuple(children[:CHILDREN_SHOWN]),
        more_children=len(children) > CHILDREN_SHOWN,
        names=tuple(body.names.order_by("-until_on")),
        aliases=tuple(body.aliases.all()),
        posts=tuple(PostRow(post, holdings.get(post.pk)) for post in posts),
        successors=tuple(body.successions.select_related("successor")),
        predecessors=tuple(body.inheritances.select_related("predecessor")),
        bearers=() if exists else tuple(duties_now_with(body, day.on)),
        hosts=tuple(list_leading_bodies(on=day.on).filter(office_at=body)),
        seats=tuple(seats_of(body, day.on)),
        may=frozenset(may),
    )


def _facts(body: Organisation) -> tuple[tuple[str, str], ...]:
    """What describes a body; what is not known is left out."""
    facts = [
        (_("全称"), body.name),
        (_("简称"), body.short_name),
        (_("类别"), str(body.get_kind_display())),
        (_("上级"), format_html('<a href="{}">{}</a>', body.parent.get_absolute_url(), body.parent) if body.parent else ""),
        (_("信用代码"), body.credit_code),
        (_("学校标识码"), body.moe_code),
        (_("行政区划"), body.division_code),
        (_("成立日期"), formats.date(body.founded_on) if body.founded_on else ""),
        (_("撤并日期"), formats.date(body.ended_on) if body.ended_on else ""),
        (_("备注"), body.note),
    ]
    return tuple((term, value) for term, value in facts if value)


@dataclass(frozen=True)
class PostPage:
    """A post: who holds it on the day, who held it when, what it sits in."""

    post: Post
    day: Day
    holding: PostHolding | None
    holdings: tuple[PostHolding, ...]
    present: PostHolding | None
    seats: tuple[Seat, ...]
    may: frozenset[str]


def post_page(post: Post, actor: Actor, day: Day) -> PostPage:
    """Everything about a post."""
    holdings = list(post.holdings.select_related("person").order_by("-from_on", "-pk"))
    seats = post.seats.select_related("body").order_by("body__order", "body_id", "order").filter(Q(until_on=None) | Q(until_on__gte=day.on))
    return PostPage(
        post=post,
        day=day,
        holding=find_holding(post, day.on),
        holdings=tuple(holdings),
        present=next((holding for holding in holdings if holding.until_on is None), None),
        seats=tuple(seats),
        may=frozenset(act for act in ("edit", "appoint") if POSTS.decide(actor, act, post)),
    )


@dataclass(frozen=True)
class MemberRow:
    """A member as the page shows it."""

    member: Member
    role: str
    flags: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, member: Member) -> MemberRow:
        """The words for a member's role and flags; "vacant" goes without saying where the unit must be asked."""
        flags = [flag for flag in member.flags if flag is not Flag.VACANT or not member.needs_asking]
        return cls(member, member.seat.role_label, tuple((str(FLAG_WORDS[flag][0]), FLAG_WORDS[flag][1]) for flag in flags))


@dataclass(frozen=True)
class LeadingBodyPage:
    """A leading body on a day, and what became of it since its document."""

    body: LeadingBody
    day: Day
    founded: date | None
    rows: tuple[MemberRow, ...]
    voters: tuple[Voter, ...]
    several: tuple[Voter, ...]
    asking: tuple[MemberRow, ...]
    vacant: int
    changes: tuple[SeatChange, ...]
    may: frozenset[str]


def leading_body_page(body: LeadingBody, actor: Actor, day: Day) -> LeadingBodyPage:
    """Members, votes, whom to ask, and the changes since the founding document."""
    members = members_of(body, day.on)
    rows = tuple(MemberRow.of(member) for member in members)
    voters = voters_among(members)
    founded = body.formed_on
    return LeadingBodyPage(
        body=body,
        day=day,
        founded=founded,
        rows=rows,
        voters=tuple(voters),
        several=tuple(voter for voter in voters if len(voter.members) > 1),
        asking=tuple(row for row in rows if row.member.needs_asking),
        vacant=sum(1 for member in members if member.person is None),
        changes=tuple(changes_between(body, founded, day.on)) if founded and founded < day.on else (),
        may=frozenset(act for act in ("edit", "seat") if LEADING_BODIES.decide(actor, act, body)),
    )
