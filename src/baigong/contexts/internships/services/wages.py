"""Which wage of a post is the base of an intern's pay on a day (INT-11)."""

from __future__ import annotations

from datetime import date

from baigong.contexts.internships.checking.findings import codes_on
from baigong.contexts.internships.models import InternshipPost


def wage_of(post: InternshipPost, day: date) -> tuple[int | None, str]:
    """The base in 分 and its kind: the first that the edition of ``day`` allows and the post says; nothing where it says none."""
    known = {"probation": post.trial_wage, "same_post": post.post_wage, "lowest_grade": post.lowest_grade_wage}
    _version, allowed = codes_on("WRK-PAY-BASIS", day)
    for kind in allowed:
        if known[kind] is not None:
            return known[kind], kind
    return None, allowed[0] if allowed else ""
