"""How a scheme is declared: its tiers, parts, columns, and how it hangs together with other schemes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _


class Holds(StrEnum):
    """What the rows of a scheme are."""

    ENTRIES = "entries"  # codes
    MAPPINGS = "mappings"  # links from codes of one scheme to codes of another
    SUPPLEMENTS = "supplements"  # facts about codes of another scheme


@dataclass(frozen=True)
class Tier:
    """A rank of the tree; a scheme lists its ranks from the top."""

    key: str
    label: object


@dataclass(frozen=True)
class Attribute:
    """A further column. ``flag`` columns hold 1 or 0; ``values`` gives words for coded values; either can be filtered by."""

    key: str
    label: object
    is_flag: bool = False
    values: Mapping[str, object] = field(default_factory=dict)
    is_filter: bool = False

    def shown(self, value: Any) -> str:
        """The value in words."""
        if self.is_flag:
            return str(_("是") if value else _("否"))
        return str(self.values.get(str(value), value))


@dataclass(frozen=True)
class Scheme:
    """A declared code list.

    ``tiers`` are the ranks from the top. ``parts`` are the closed list of parts within which codes are unique (education
    levels); with ``has_sets`` the parts are the code sets, which are entries of the scheme themselves. ``under`` names the
    scheme whose codes stand above the top of this one (townships under counties). ``subject`` is the scheme that mappings
    lead from or supplements speak of, ``target`` where mappings lead. ``groups`` gives words for a supplement's groups.
    ``is_suggestion`` marks data too noisy to base a rule on. ``code_note`` says what is particular about the codes.
    """

    key: str
    label: object
    description: object
    holds: Holds = Holds.ENTRIES
    tiers: tuple[Tier, ...] = ()
    parts: Mapping[str, object] = field(default_factory=dict)
    part_label: object = ""
    has_sets: bool = False
    attributes: tuple[Attribute, ...] = ()
    under: str = ""
    subject: str = ""
    target: str = ""
    groups: Mapping[str, object] = field(default_factory=dict)
    is_suggestion: bool = False
    code_note: object = ""
    icon: str = "list-details"
    by_attribute: Mapping[str, Attribute] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the attributes."""
        object.__setattr__(self, "by_attribute", {a.key: a for a in self.attributes})

    def tier(self, key: str) -> Tier:
        """The tier; an unknown key stands for itself, so that old rows stay readable."""
        return next((t for t in self.tiers if t.key == key), Tier(key, key))

    @property
    def has_parts(self) -> bool:
        """Whether a code needs its part to be found."""
        return bool(self.parts) or self.has_sets

    @property
    def is_tree(self) -> bool:
        """Whether entries stand above one another."""
        return len(self.tiers) > 1

    @property
    def flags(self) -> tuple[Attribute, ...]:
        """The attributes that are yes or no."""
        return tuple(a for a in self.attributes if a.is_flag)
