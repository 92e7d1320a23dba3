"""What the caps on interns go by: head-counts as returned, and the posts that stand beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from baigong.contexts.enterprises.public import staff_by_kind_of_post, staff_on
from baigong.contexts.internships.models import InternshipPost
from baigong.contexts.internships.post_rules.findings import Staff


def staff_of(posts: Sequence[InternshipPost], live: Iterable[str]) -> Mapping[int | None, Staff]:
    """Per post (its key) the staff of its firm and of its kind of post as known on its first day, and its neighbours on the same days."""
    firms = sorted({post.enterprise_id for post in posts})
    beside: dict[tuple[int, int], list[InternshipPost]] = defaultdict(list)
    for other in InternshipPost.objects.filter(enterprise__in=firms, state__in=list(live)).order_by("starts_on", "pk"):
        beside[other.enterprise_id, other.site_id].append(other)
    found: dict[int | None, Staff] = {}
    for day in sorted({post.starts_on for post in posts}):
        whole, kinds = staff_on(firms, day), staff_by_kind_of_post(firms, day)
        for post in posts:
            if post.starts_on == day:
                count, kind = whole[post.enterprise_id], kinds[post.enterprise_id].get(post.kind_id or 0)
                neighbours = _neighbours(post, beside[post.enterprise_id, post.site_id])
                found[post.pk] = Staff(None if count is None else int(count.value), None if kind is None else int(kind.value), neighbours)
    return found


def _neighbours(post: InternshipPost, beside: Iterable[InternshipPost]) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (one.title, one.days_text, one.capacity)
        for one in beside
        if one.pk != post.pk and one.starts_on <= post.ends_on and post.starts_on <= one.ends_on
    )
