"""“+20 posts in 护理 in 民勤: who moves?” — the last question of a round asked again with posts that are not there."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from baigong.contexts.internships.models import InternshipPost, PlacementRound, RoundEntry
from baigong.contexts.internships.placing import distances, engine
from baigong.contexts.internships.placing.asking import born_by, weights_of
from baigong.contexts.internships.placing.plain import request_from, result_from
from baigong.engines.placement.facts import BornBy, Post
from baigong.kernel.rules import number_on

NEW = "new"


@dataclass(frozen=True)
class Moved:
    """Somebody whose post would be another one."""

    entry: RoundEntry
    before: str
    after: str


@dataclass(frozen=True)
class Answer:
    """What more posts would do. ``chains``: from where to where, with how many. ``meant``, ``have``: students for whom the posts are
    meant (their major group), and how many of them have one already.
    """

    row: PlacementRound
    placed: int
    placed_more: int
    fit_more: int
    moved: Sequence[Moved]
    filled: int
    chains: Sequence[tuple[str, str, int]]
    meant: int
    have: int
    county: str


def more_posts(row: PlacementRound, programme: str, county: str, count: int, on: date) -> Answer:
    """Ask the round again with ``count`` posts for a programme in a county, of a firm that has room for them."""
    request, result = request_from(row.problem), result_from(row.answer)
    least = number_on("INT-02", row.starts_on)
    ages = (BornBy(born_by(row.starts_on, least), "INT-02"),) if least is not None else ()
    post = Post(id=NEW, enterprise=NEW, kind=NEW, first=row.starts_on, last=row.ends_on, capacity=count, occupation=programme, site=county,
                born_by=ages)  # fmt: skip
    codes = {student.programme for student in request.students}
    provisional = InternshipPost(programmes=[programme])
    matches = dict(request.weights.matches) | dict(weights_of(codes, [provisional], on).matches)
    far = dict(request.distances) | distances.table({student.place for student in request.students}, {county})
    weights = dataclasses.replace(request.weights, matches=matches)
    other = dataclasses.replace(request, posts=(*request.posts, post), weights=weights, distances=far)
    change = engine.what_if(request, result, other)
    entries = {
        str(entry.pk): entry for entry in row.entries.filter(pk__in=[int(move.student) for move in change.moves]).select_related("intern")
    }
    keys = {int(key) for move in change.moves for key in (move.before, move.after) if key and key != NEW}
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(keys)

    def called(key: str | None) -> str:
        if key is None:
            return _("没有安排")
        return _("新增岗位") if key == NEW else f"{posts[int(key)]}（{posts[int(key)].enterprise}）"

    moved = [Moved(entries[move.student], called(move.before), called(move.after)) for move in change.moves]
    chains = Counter((one.before, one.after) for one in moved)
    filled = sum(1 for key in change.result.placements.values() if key == NEW)
    listed = [(before, after, n) for (before, after), n in chains.most_common()]
    meant = [student.id for student in request.students if (student.programme, programme) in matches]
    have = sum(1 for student in meant if student in result.placements)
    return Answer(row, change.result.placed, change.placed_more, change.fit_more, moved, filled, listed, len(meant), have, county)
