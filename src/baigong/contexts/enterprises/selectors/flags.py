"""Marks against firms: which stand on a day, which of them withhold incentives, who may enter which."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.enterprises.access import FLAG_POLICY
from baigong.contexts.enterprises.models import Flag, FlagKind, FlagState, flag_kinds
from baigong.contexts.organisations.public import NameBook, Organisation, book_of_authorities
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces


def standing_on(day: date) -> Q:
    """The condition of flags that hold on a day; the same question as ``Flag.stands_on``."""
    return (
        ~Q(state=FlagState.WITHDRAWN)
        & Q(since__lte=day)
        & (Q(until=None) | Q(until__gte=day))
        & (Q(lifted_on=None) | Q(lifted_on__gte=day))
    )


def flags_standing(enterprise_ids: Collection[int], day: date) -> dict[int, list[Flag]]:
    """The flags of each enterprise that hold on ``day``, by its key; every key asked for is there."""
    keys = list(enterprise_ids)
    found: dict[int, list[Flag]] = {pk: [] for pk in keys}
    for piece in pieces(keys):
        rows = Flag.objects.filter(standing_on(day), enterprise__in=piece)
        for flag in rows.select_related("body", "enterprise__organisation").order_by("since", "pk"):
            found[flag.enterprise_id].append(flag)
    return found


def blocking_flags(enterprise_ids: Collection[int], day: date) -> dict[int, list[Flag]]:
    """Of ``flags_standing`` those that withhold incentives. One query for every 5,000 enterprises."""
    return {pk: [flag for flag in flags if flag.blocks] for pk, flags in flags_standing(enterprise_ids, day).items()}


def list_flags(actor: Actor) -> QuerySet[Flag]:
    """The flags the actor may see, with what lists show of them."""
    return FLAG_POLICY.visible(actor).select_related("enterprise__organisation", "body")


def owners_of(kind: FlagKind, on: date, book: NameBook | None = None) -> list[Organisation]:
    """The bodies that own a kind of flag in this city; none where its register has none of them."""
    names = book or book_of_authorities()
    found = [names.resolve(name, on).organisation for name in kind.owners]
    return list(dict.fromkeys(body for body in found if body is not None))


def kinds_for(actor: Actor, on: date) -> list[FlagKind]:
    """The kinds the actor may enter: those its bodies own; the working team every one."""
    if actor.has(WORKING_TEAM):
        return list(flag_kinds().values())
    own, book = set(actor.organisation_ids), book_of_authorities()
    return [kind for kind in flag_kinds().values() if own & {body.pk for body in owners_of(kind, on, book)}]


def with_blocking_flags(day: date) -> Q:
    """Enterprises against which a flag stands that withholds incentives."""
    return Q(pk__in=Flag.objects.filter(standing_on(day), blocks=True).values("enterprise"))
