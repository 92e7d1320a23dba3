"""The tree of bodies on a day, each under the name it bore and with who headed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from baigong.contexts.organisations.models import Organisation, OrganisationKind, PostHolding
from baigong.contexts.organisations.selectors.bodies import existing_on, names_on
from baigong.contexts.organisations.selectors.posts import holding_on


@dataclass
class Node:
    """A body with those below it."""

    body: Organisation
    name: str
    head: PostHolding | None
    below: list[Node] = field(default_factory=list)


def tree_on(on: date) -> list[Node]:
    """The bodies that existed on a day, highest first. Three queries.

    Enterprises are left out: they are thousands and have a register of their own. A body whose superior was no more hangs from the next one
    above. Who stands below whom is known as of now only: the register keeps names and ends by day, not moves.
    """
    rows = list(Organisation.objects.filter(existing_on(on)).exclude(kind=OrganisationKind.ENTERPRISE))
    names = names_on(rows, on)
    heads = {
        held.post.organisation_id: held
        for held in PostHolding.objects.filter(holding_on(on), post__is_head=True)
        .filter(Q(post__abolished_on=None) | Q(post__abolished_on__gte=on))
        .select_related("post", "person")
    }
    nodes = {row.pk: Node(row, names[row.pk], heads.get(row.pk)) for row in rows}
    roots: list[Node] = []
    for row in rows:
        above = [int(part) for part in row.path.split(".") if part][:-1]
        superior = next((nodes[pk] for pk in reversed(above) if pk in nodes), None)
        (superior.below if superior else roots).append(nodes[row.pk])
    return roots
