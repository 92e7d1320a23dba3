"""The editions that come with the system: read from the project's own data files, without touching the database."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
FORMAT = "1"
"""Part of every digest: raise it when the way rows are stored changes, so that the next load stores them anew."""


@dataclass(frozen=True)
class EditionFacts:
    """What is known of an edition apart from its rows."""

    scheme: str
    code: str
    title: str
    source: str
    effective_from: date
    publisher: str = ""
    document: str = ""
    issued_on: date | None = None
    effective_to: date | None = None
    checked_note: str = ""
    known_errors: tuple[str, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True)
class BundledEdition:
    """An edition of ``data/editions.yaml``. ``counts`` are what its rows must come to; ``digest`` covers facts and file."""

    facts: EditionFacts
    path: Path
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over format, facts, expected counts and the file's bytes."""
        known = {**self.facts.__dict__, "counts": self.counts, "format": FORMAT}
        head = json.dumps(known, ensure_ascii=False, sort_keys=True, default=str).encode()
        return hashlib.sha256(head + b"\0" + self.path.read_bytes()).hexdigest()

    def rows(self) -> list[dict[str, str]]:
        """The rows of the file; every value a text, so that codes keep their leading zeros."""
        with self.path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


def bundled_editions(scheme: str = "") -> list[BundledEdition]:
    """The editions that come with the system, all or of one scheme, in the order of the file."""
    declared: list[dict[str, Any]] = yaml.safe_load((DATA / "editions.yaml").read_text(encoding="utf-8"))
    return [_bundled(item) for item in declared if scheme in ("", item["scheme"])]


@cache
def bundled_codes(scheme: str, edition: str = "", tier: str = "") -> Mapping[str, Mapping[str, str]]:
    """Code to name within each part of a bundled edition (the scheme's last when none is named), from its file; no database is asked.

    The empty part holds the codes of a scheme without parts, and of one with code sets the sets themselves. Raises ``LookupError``.
    """
    editions = [each for each in bundled_editions(scheme) if edition in ("", each.facts.code)]
    if not editions:
        raise LookupError(f"no edition {edition!r} of scheme {scheme!r} comes with the system")
    parts: dict[str, dict[str, str]] = {}
    for row in editions[-1].rows():
        if tier in ("", row.get("tier")):
            parts.setdefault(row.get("part", ""), {})[row["code"]] = row["name"]
    return MappingProxyType(parts)


def _bundled(item: dict[str, Any]) -> BundledEdition:
    facts = EditionFacts(
        scheme=item["scheme"],
        code=item["code"],
        title=item["title"],
        source=item["source"],
        effective_from=item["effective_from"],
        publisher=item.get("publisher", ""),
        document=item.get("document", ""),
        issued_on=item.get("issued_on"),
        effective_to=item.get("effective_to"),
        checked_note=item.get("checked", ""),
        known_errors=tuple(item.get("known_errors", ())),
        is_partial=item.get("is_partial", False),
    )
    return BundledEdition(facts, DATA / item["file"], item["counts"])
