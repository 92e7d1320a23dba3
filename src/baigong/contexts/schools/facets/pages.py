"""What the page of a facet says beside its list: which returns feed it, who owes them, whose names are shown in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import BATCH_POLICY, Batch, accounts, find_standard
from baigong.contexts.schools.facets.declaration import Facet, Feed
from baigong.contexts.schools.facets.declared import AUDIENCE
from baigong.kernel.access import Actor
from baigong.kernel.ui.listing import EmptyState


@dataclass(frozen=True)
class FacetPage:
    """A facet of one school, or (``school`` is ``None``) of all in sight; ``day`` is the day as of which it is told."""

    facet: Facet
    school: Organisation | None
    day: date
    is_today: bool
    feeds: tuple[str, ...]
    is_masked: bool


def named_for(actor: Actor, schools: Sequence[Organisation]) -> set[int]:
    """The schools whose rows, with the names in them, the actor may read. No query."""
    return {school.pk for school in schools if BATCH_POLICY.decide(actor, "read", Batch(organisation=school))}


def feeds_in_words(facet: Facet, schools: Sequence[Organisation]) -> tuple[str, ...]:
    """The tables that feed a facet of these schools, with their edition."""
    return tuple(_in_words(feed) for feed in _feeds_for(facet, schools))


def _feeds_for(facet: Facet, schools: Sequence[Organisation]) -> list[Feed]:
    """The feeds whose edition is written for schools of these kinds."""
    kinds = {school.kind for school in schools}
    return [feed for feed in facet.feeds if not kinds or AUDIENCE.get(feed.standard) in (None, *kinds)]


def _in_words(feed: Feed) -> str:
    standard = find_standard(feed.standard)
    title = standard.short_title if standard else feed.standard
    return _("“%(table)s”（%(standard)s）") % {"table": feed.declared.label, "standard": title}


def nothing_there(facet: Facet, actor: Actor, schools: Sequence[Organisation], day: date) -> EmptyState:
    """What an empty list says: which of the tables that these schools owe would fill it, and where to send them."""
    owed = {(item.table.standard, item.table.name) for account in accounts(schools, day) for item in account.owed}
    feeds = [feed for feed in facet.feeds if (feed.standard, feed.table) in owed]
    names = "、".join(_in_words(feed) for feed in feeds or _feeds_for(facet, schools))
    what = _("由%(tables)s得出；学校推送或上传后列在这里。")
    if not feeds:
        what = _("由%(tables)s得出，报送义务里还没有这些表；设定义务并报送后列在这里。")
    may_send = any(BATCH_POLICY.decide(actor, "send", Batch(organisation=school)) for school in schools)
    action = (_("上传数据"), "registers:upload") if may_send else (_("报送日历"), "registers:home")
    return EmptyState(_("这一天还没有数据"), what % {"tables": names}, facet.icon, *action)
