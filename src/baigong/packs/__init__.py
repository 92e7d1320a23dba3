"""Packs: the facts of a city as plain data, each file naming its source and edition. Nothing in the code knows a city."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def read_pack(pack: str, part: str) -> dict[str, Any]:
    """The data of ``<pack>/<part>.yaml``. Raises ``LookupError`` naming what there is when the pack or part does not exist."""
    folder = files(__name__)
    if pack not in pack_names():
        raise LookupError(f"no pack {pack!r}; there are {pack_names()}")
    path = folder / pack / f"{part}.yaml"
    if not path.is_file():
        raise LookupError(f"pack {pack!r} has no {part}.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def pack_names() -> list[str]:
    """The packs that come with the product."""
    return sorted(entry.name for entry in files(__name__).iterdir() if entry.is_dir() and (entry / "bodies.yaml").is_file())
