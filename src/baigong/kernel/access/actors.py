"""Who acts: an actor holds roles at organisations of a tree, addressed by materialised paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Reach(StrEnum):
    """How far a role held at an organisation reaches over rows that belong to organisations."""

    OWN = "own"  # rows of that organisation
    SUBTREE = "subtree"  # rows of that organisation and all below it
    EVERYWHERE = "everywhere"  # every row of the city


@dataclass(frozen=True)
class Role:
    """A named set of duties. ``label`` is what people read; ``reach`` how far it goes from where it is held."""

    key: str
    label: object = field(compare=False, hash=False)
    reach: Reach = field(compare=False, default=Reach.OWN)
    description: object = field(compare=False, hash=False, default="")


_roles: dict[str, Role] = {}


def role(key: str, label: object, reach: Reach = Reach.OWN, description: object = "") -> Role:
    """Declare a role. Raises ``ValueError`` when the key is taken by another declaration."""
    declared = Role(key, label, reach, description)
    if key in _roles:
        raise ValueError(f"role {key!r} is declared twice")
    _roles[key] = declared
    return declared


def all_roles() -> dict[str, Role]:
    """Every declared role by key, in order of declaration."""
    return dict(_roles)


@dataclass(frozen=True)
class Holding:
    """A role held at one organisation. ``path`` is its place in the tree, e.g. ``0001.0004.`` (ends with a full stop)."""

    role: Role
    organisation_id: int
    path: str

    def covers(self, path: str) -> bool:
        """Whether rows of the organisation at ``path`` are within reach."""
        if self.role.reach is Reach.EVERYWHERE:
            return True
        return path.startswith(self.path) if self.role.reach is Reach.SUBTREE else path == self.path


@dataclass(frozen=True)
class Actor:
    """The person or program on whose behalf something happens; passed to every service and selector."""

    user_id: int | None = None
    name: str = ""
    holdings: tuple[Holding, ...] = ()
    is_system: bool = False
    address: str = ""
    second_factor: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody stands behind this actor."""
        return self.user_id is not None or self.is_system

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(h.role for h in self.holdings)

    @property
    def organisation_ids(self) -> tuple[int, ...]:
        """The organisations at which roles are held, in order, once each."""
        return tuple(dict.fromkeys(h.organisation_id for h in self.holdings))

    def has(self, *roles: Role) -> bool:
        """Whether any of ``roles`` is held anywhere."""
        return self.is_system or not self.roles.isdisjoint(roles)

    def at(self, *roles: Role) -> tuple[Holding, ...]:
        """The holdings of any of ``roles``."""
        return tuple(h for h in self.holdings if h.role in roles)


ANONYMOUS = Actor()
SYSTEM = Actor(name="系统", is_system=True)
