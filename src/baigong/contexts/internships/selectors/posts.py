"""Posts in an actor's sight; for whom one enters them; how full they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from baigong.contexts.accounts.public import COUNTY_OFFICER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.classifications.public import LEVELS, labels_of
from baigong.contexts.enterprises.public import Enterprise, EnterpriseState, PostKind, Site, own_enterprises
from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.models import STANDING, InternshipPost, Organiser, Placement, PostState
from baigong.contexts.internships.models.placement_states import SERVED
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor

_HOLDING = Placement.objects.filter(Q(state__in=STANDING) | Q(state__in=SERVED, ends_on__gte=OuterRef("ends_on")), post=OuterRef("pk"))
TAKEN = Coalesce(Subquery(_HOLDING.order_by().values("post").annotate(held=Count("pk")).values("held")), 0)
"""Who holds a place, and who held it to its last day: a post that is over tells how many were there."""


def list_posts(actor: Actor, action: str = "view") -> QuerySet[InternshipPost]:
    """Posts in sight with how many interns hold a place."""
    rows = POST_POLICY.visible(actor, action).select_related("enterprise__organisation__parent", "site", "kind")
    return rows.annotate(held=TAKEN)


def get_post(actor: Actor, pk: int) -> InternshipPost:
    """One of them; 404 otherwise."""
    rows = InternshipPost.objects.select_related("enterprise__organisation", "site", "kind", "entered_for").annotate(held=TAKEN)
    return POST_POLICY.get_or_404(actor, rows, pk=pk)


def programmes_in_words(posts: Collection[InternshipPost]) -> dict[int, str]:
    """For which programmes posts are meant, by name and code; by their keys. Two queries for each first day."""
    found = {}
    for day in {post.starts_on for post in posts}:
        these = [post for post in posts if post.starts_on == day]
        names = labels_of("programmes", {(part, code) for part in LEVELS for post in these for code in post.programmes}, on=day)
        for post in these:
            called = ((next((name for part in LEVELS if (name := names[part, code]) != code), ""), code) for code in post.programmes)
            found[post.pk] = "、".join(f"{name} {code}".strip() for name, code in called)
    return found


def firms_to_post_for(actor: Actor, wanted: str = "") -> list[Enterprise]:
    """The firms for which an actor enters posts: its own; bureau, county and school any that is named or numbered so."""
    own = own_enterprises(actor)
    if own or not wanted.strip():
        return own
    rows = Enterprise.objects.exclude(state=EnterpriseState.CLOSED).select_related("organisation")
    if actor.has(COUNTY_OFFICER) and not actor.has(WORKING_TEAM):
        under = Q(pk__in=[])
        for holding in actor.at(COUNTY_OFFICER):
            under |= Q(organisation__path__startswith=holding.path)
        rows = rows.filter(under)
    text = wanted.strip()
    return list(rows.filter(Q(organisation__credit_code=text.upper()) | Q(organisation__name__icontains=text))[:20])


def school_of(actor: Actor) -> Organisation | None:
    """The school that enters a post for a firm; ``None`` for others."""
    places = [holding.organisation_id for holding in actor.at(SCHOOL_OFFICER)]
    return Organisation.objects.filter(pk__in=places).first()


def sites_and_kinds(firm: Enterprise, on: date) -> tuple[list[Site], list[PostKind]]:
    """Where a firm works on a day, and the kinds of post under which it counts its staff."""
    return [site for site in firm.sites.all() if site.is_open(on)], list(firm.post_kinds.all())


def find_post(firm: Enterprise, site: Site, title: str, starts_on: date) -> InternshipPost | None:
    """The post that a firm offers under that title at a site from that day on; ``None`` where there is none, or it was withdrawn."""
    same = InternshipPost.objects.filter(enterprise=firm, site=site, title=" ".join(title.split()), starts_on=starts_on)
    return same.exclude(state=PostState.WITHDRAWN).first()


def posts_found_by_students(on: date) -> list[InternshipPost]:
    """Published posts of units that students found themselves, which have not ended."""
    rows = InternshipPost.objects.filter(state=PostState.PUBLISHED, organiser=Organiser.OWN, ends_on__gte=on)
    return list(rows.select_related("enterprise__organisation", "site").order_by("enterprise__organisation__name", "title"))


def published_between(first: date, last: date) -> QuerySet[InternshipPost]:
    """Published posts that lie within some days, for a round."""
    rows = InternshipPost.objects.filter(state=PostState.PUBLISHED, starts_on__gte=first, ends_on__lte=last)
    return rows.select_related("enterprise__organisation", "site").annotate(held=TAKEN).order_by("enterprise__organisation__name", "title")
