"""Long runs without a place to break (addresses, hashes, chains of digits) get one, so that they stay in their cell."""

from __future__ import annotations

import re
from typing import Any

from .prepared import LONGEST, Prepared

_RUN = re.compile(rf"[\x21-\x7e\u00a1-\u024f]{{{LONGEST + 1},}}")
_ZERO_WIDTH_SPACE = "\u200b"


def breakable(doc: Prepared) -> Prepared:
    """Return the prepared document with invisible places to break in the cells of its tables and its runs."""
    return {key: _walk(value) if key in ("blocks", "attachments") else value for key, value in doc.items()}


def _walk(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in ("svg", "href", "type") else _RUN.sub(_broken, value)
    if isinstance(value, list):
        return [_walk(item, key) for item in value]
    if isinstance(value, dict):
        return {name: _walk(item, name) for name, item in value.items()}
    return value


def _broken(match: re.Match[str]) -> str:
    text = match.group()
    return _ZERO_WIDTH_SPACE.join(text[start : start + 6] for start in range(0, len(text), 6))
