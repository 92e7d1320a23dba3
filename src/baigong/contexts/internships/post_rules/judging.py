"""A post judged by every rule, for the days of each edition; what is filed or reasoned lets pass what may be let pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.internships.models import InternshipPost, PostFiling, PostState
from baigong.contexts.internships.post_rules.checks import CHECKS
from baigong.contexts.internships.post_rules.findings import EXCEPTED, Facts, Finding, Force, Staff
from baigong.contexts.internships.post_rules.staffing import staff_of
from baigong.kernel.rules import all_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

LIVE = (PostState.SUBMITTED, PostState.REVIEWED, PostState.PUBLISHED, PostState.PAUSED)
"""Posts that stand beside others."""


@dataclass(frozen=True)
class Judgement:
    """Everything the rules say of a post."""

    findings: Sequence[Finding]

    @property
    def blocking(self) -> list[Finding]:
        """What stands against publication."""
        return [one for one in self.findings if one.blocks]

    @property
    def reasonless(self) -> list[Finding]:
        """What asks for a reason that is not there."""
        return [one for one in self.findings if one.asks_reason]

    @property
    def is_lawful(self) -> bool:
        """Whether the post may be published."""
        return not self.blocking and not self.reasonless


def editions(first: date, last: date) -> list[tuple[date, date]]:
    """The days from ``first`` to ``last`` cut where the rules on internships change."""
    cuts = {version.since for key, parameter in all_parameters().items() if key.startswith("INT-") for version in parameter.versions}
    starts = [first, *sorted(day for day in cuts if first < day <= last)]
    return [(day, then - timedelta(1)) for day, then in zip(starts, [*starts[1:], last + timedelta(1)], strict=True)]


def judge(post: InternshipPost, *, staff: Staff | None = None, filings: Iterable[PostFiling] | None = None) -> Judgement:
    """What the rules say of a post. ``staff`` and ``filings`` where they are at hand."""
    known = staff if staff is not None else standing_of([post])[post.pk]
    filed = list(filings if filings is not None else post.filings.all() if post.pk else ())
    found: list[Finding] = []
    for since, until in editions(post.starts_on, post.ends_on):
        facts = Facts(post, known, since, until)
        found += [_excused(said, post, filed) for check in CHECKS if (said := check(facts)) is not None]
    order = [Force.PROHIBIT, Force.WARN, Force.INFORM]
    return Judgement(sorted(found, key=lambda one: (one.excuse != "", order.index(one.force), one.since)))


def standing_of(posts: Sequence[InternshipPost]) -> Mapping[int | None, Staff]:
    """The head-counts that the caps of posts go by, and their neighbours at the site; a few queries for all of them."""
    return staff_of(posts, LIVE)


def _excused(finding: Finding, post: InternshipPost, filed: Sequence[PostFiling]) -> Finding:
    if finding.force is Force.WARN:
        reason = str(post.reasons.get(finding.rule, "")).strip()
        return replace(finding, excuse=_("理由：%(reason)s") % {"reason": reason}) if reason else finding
    if finding.force is not Force.PROHIBIT or finding.rule not in EXCEPTED:
        return finding
    matching = [one for one in filed if finding.rule in one.rules]
    if timely := next((one for one in matching if one.filed_on < post.starts_on), None):
        words = _("%(body)s备案：%(number)s（%(day)s）")
        return replace(finding, excuse=words % {"body": timely.filed_with, "number": timely.number, "day": timely.filed_on.isoformat()})
    if late := next(iter(matching), None):
        words = _("备案%(number)s的日期%(day)s不早于开始日期%(start)s，事后备案不能免除。")
        return replace(finding, fix=words % {"number": late.number, "day": late.filed_on.isoformat(), "start": post.starts_on.isoformat()})
    return finding
