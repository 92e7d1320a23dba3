"""How far it is from a county to a county, as the crow flies: good enough to say which post is nearer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml

EARTH = 6371
"""Kilometres from the middle of the earth to its face."""


@cache
def places() -> dict[str, tuple[float, float]]:
    """Longitude and latitude, in radians, of a point of each county."""
    return {one["code"]: (math.radians(one["lon"]), math.radians(one["lat"])) for one in _told()}


@cache
def _told() -> list[dict[str, Any]]:
    file = resources.files("baigong.rulebook") / "internships" / "division_places.yaml"
    return list(yaml.safe_load(file.read_text(encoding="utf-8"))["places"])


@cache
def place_names() -> dict[str, str]:
    """The counties by their code."""
    return {one["code"]: one["name"] for one in _told()}


@cache
def kilometres(one: str, other: str) -> int | None:
    """Whole kilometres between two divisions; ``None`` where one of them is not known."""
    if one == other:
        return 0
    known = places()
    if one not in known or other not in known:
        return None
    (lon, lat), (lon2, lat2) = known[one], known[other]
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(half)))


def table(homes: Iterable[str], sites: Iterable[str]) -> dict[tuple[str, str], int]:
    """Distances from homes to sites, those that are known."""
    ends = set(sites)
    every = ((home, site, kilometres(home, site)) for home in set(homes) for site in ends)
    return {(home, site): far for home, site, far in every if far is not None}
