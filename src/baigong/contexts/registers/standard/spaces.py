"""Value spaces: the edition's own code sets, and national lists that ``classifications`` carries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from baigong.contexts.classifications.public import bundled_codes
from baigong.contexts.registers.standard.model import CodeSet

DIVISION_PREFIX, CLASS_PREFIX = 2, 4


class Space(NamedTuple):
    """The codes, and how many of their first characters are held against a value (0: all of them)."""

    codes: frozenset[str]
    prefix: int = 0


def edition_sets(home: Mapping[str, str] | None) -> dict[str, CodeSet]:
    """The code sets of an edition that ``classifications`` carries: ``home`` names scheme and edition there."""
    if not home:
        return {}
    codes = bundled_codes(home["scheme"], home["edition"])
    return {name: CodeSet(name, label, MappingProxyType(codes.get(name, {}))) for name, label in codes[""].items()}


def space_of(name: str, sets: Mapping[str, CodeSet]) -> Space | None:
    """What a field's ``values`` means; None for an empty name. Raises ``LookupError`` when nothing bears that name.

    ``divisions``: GB/T 2260, by province only, since a code that was abolished stays right for its time. ``programmes:LEVEL``: the
    catalogue, by programme class, since our copy lacks some later programmes. ``base:TABLE``: a set of JY/T 1001.
    """
    if not name:
        return None
    if name in sets:
        return Space(frozenset(sets[name].codes))
    return _national(name)


@cache
def _national(name: str) -> Space:
    scheme, _, part = name.partition(":")
    if scheme == "divisions":
        provinces = bundled_codes("divisions", tier="province")[""]
        return Space(frozenset(code[:DIVISION_PREFIX] for code in provinces), DIVISION_PREFIX)
    if scheme == "programmes":
        return Space(frozenset(bundled_codes("programmes", tier="class")[part]), CLASS_PREFIX)
    if scheme == "base":
        return Space(frozenset(bundled_codes("base_codes")[part]))
    raise LookupError(f"no value space {name!r}")
