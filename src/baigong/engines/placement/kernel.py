"""``flow`` and ``bidding`` compiled. Importing this takes seconds: only workers and the command line do, never a page."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any, Literal

import numba
import numpy as np

from baigong.engines.placement import bidding, flow


def _compiled(module: ModuleType, names: dict[str, Literal["never", "always"]]) -> dict[str, Any]:
    """The functions of a module, compiled to call one another compiled; the module itself stays as it is."""
    world: dict[str, Any] = dict(vars(module))
    for name, inline in names.items():
        plain = vars(module)[name]
        world[name] = numba.njit(inline=inline)(FunctionType(plain.__code__, world, name))
    return world


_BIDDING = _compiled(bidding, {"_sink_in": "always", "_cost": "always", "_entered": "always", "_leave": "never", "bid": "never"})
_FLOW = _compiled(flow, {"_push": "never", "_found": "never", "level": "never", "settle": "never", "grow": "never", "mend": "never"})
bid, level, settle, mend = _BIDDING["bid"], _FLOW["level"], _FLOW["settle"], _FLOW["mend"]


def numbers(values: Any) -> Any:
    """A list as an array that may be written to."""
    return np.array(values, dtype=np.int64)


def filled(count: int, value: int) -> Any:
    """An array of ``count`` times the same."""
    return np.full(count, value, dtype=np.int64)


def fixed(values: Any) -> Any:
    """Numbers that nobody changes, in as few bytes as hold them: reading them is what most of the time goes into."""
    found = np.asarray(values)
    for kind in (np.int16, np.int32):
        if found.size == 0 or (found.min() >= np.iinfo(kind).min and found.max() <= np.iinfo(kind).max):
            return np.ascontiguousarray(found, dtype=kind)
    return np.ascontiguousarray(found, dtype=np.int64)


def total(values: Any, weights: Any) -> int:
    """The sum of products."""
    return int(np.dot(np.asarray(values, dtype=np.int64), np.asarray(weights, dtype=np.int64)))


def added(values: Any) -> int:
    """The sum."""
    return int(np.sum(values, dtype=np.int64))


def most(values: Any) -> int:
    """The greatest, or 0."""
    return int(np.max(values)) if len(values) else 0


def ratio(values: Any, times: int, parts: int) -> Any:
    """Every value times so much, through so much, rounded down."""
    found = np.asarray(values, dtype=np.int64) * times // parts
    return found.astype(values.dtype)


def owners(first: Any) -> Any:
    """The type of every arc."""
    return np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))


def where(values: Any) -> Any:
    """The places that are not 0."""
    return np.flatnonzero(values).tolist()
