"""The seven clusters of programmes that the plan names, and the programmes of each (``rulebook/projects/clusters.csv``)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import StringIO


@dataclass(frozen=True)
class Cluster:
    """A cluster: pairs of level (1 secondary, 2 diploma) and beginning of a programme's code; of several the longest beginning decides."""

    code: str
    name: str
    programmes: tuple[tuple[str, str], ...]


@cache
def all_clusters() -> tuple[Cluster, ...]:
    """Every cluster in the order of the plan."""
    text = (resources.files("baigong.rulebook") / "projects" / "clusters.csv").read_text(encoding="utf-8")
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in csv.DictReader(line for line in StringIO(text) if not line.startswith("#")):
        found.setdefault((row["cluster"], row["name"]), []).append((row["level"], row["prefix"]))
    return tuple(Cluster(code, name, tuple(lines)) for (code, name), lines in found.items())
