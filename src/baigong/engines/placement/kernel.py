"""``bidding``, ``flow`` and ``mending`` compiled. Importing this takes seconds: only workers and the command line do, never a page."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any, Literal

import numba
import numpy as np

from baigong.engines.placement import bidding, flow, mending


def _compiled(module: ModuleType, names: dict[str, Literal["never", "always"]]) -> dict[str, Any]:
    """The functions of a module, compiled to call one another compiled; the module itself stays as it is."""
    world: dict[str, Any] = dict(vars(module))
    for name, inline in names.items():
        plain = vars(module)[name]
        world[name] = numba.njit(inline=inline)(FunctionType(plain.__code__, world, name))
    return world


_BIDDING = _compiled(bidding, {"_next": "always", "_lowest": "always", "_cost": "always", "bid": "never"})
_FLOW = _compiled(flow, {"level": "never", "settle": "never", "promising": "never"})
_STEPS: dict[str, Literal["never", "always"]] = {"_grow": "always", "_nearer": "always", "_reach": "always", "_push": "never"}
_MENDING = _compiled(mending, {**_STEPS, "spread": "never", "carry": "never", "fill": "never"})
bid, level, settle, promising = _BIDDING["bid"], _FLOW["level"], _FLOW["settle"], _FLOW["promising"]
spread, carry, fill = _MENDING["spread"], _MENDING["carry"], _MENDING["fill"]


def numbers(values: Any) -> Any:
    """A list as an array that may be written to."""
    return np.array(values, dtype=np.int64)


def filled(count: int, value: int) -> Any:
    """An array of ``count`` times the same."""
    return np.full(count, value, dtype=np.int64) if value else np.zeros(count, dtype=np.int64)


def small(count: int) -> Any:
    """An array of so many noughts, of numbers that count units, arcs or types: half as long, and what is not looked at takes no memory."""
    return np.zeros(count, dtype=np.int32)


def begins(values: Any) -> Any:
    """Where the arcs of each type begin; without a sign, as ``fixed``."""
    return np.asarray(values, dtype=np.uint32)


def fixed(values: Any) -> Any:
    """Numbers that nobody changes, none below 0, in as few bytes as hold them: reading them is what most of the time goes into.

    Without a sign, because an index that may be below 0 is looked at twice.
    """
    found = np.asarray(values)
    kind = np.uint16 if found.size == 0 or found.max() <= np.iinfo(np.uint16).max else np.uint32
    return np.ascontiguousarray(found, dtype=kind)


def total(values: Any, weights: Any) -> int:
    """The sum of products."""
    where = np.flatnonzero(values)
    return int(np.dot(values[where].astype(np.int64), weights[where].astype(np.int64)))


def added(values: Any) -> int:
    """The sum."""
    return int(np.sum(values, dtype=np.int64))


def most(values: Any) -> int:
    """The greatest, or 0."""
    return int(np.max(values)) if len(values) else 0


def owners(first: Any) -> Any:
    """The type of every arc."""
    return np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))


def where(values: Any) -> Any:
    """The places that are not 0."""
    return np.flatnonzero(values).tolist()


def inward(lot: Any, lots: int) -> Any:
    """The arcs by their lots, and where those of each begin."""
    start = np.concatenate([[0], np.cumsum(np.bincount(lot, minlength=lots))])
    return start, np.argsort(lot, kind="stable")


def picked(values: Any, where: Any) -> Any:
    """The values at these places."""
    return values[where]


def placed(count: int, where: Any, values: Any) -> Any:
    """``count`` numbers: the values at these places, 0 elsewhere."""
    found = np.zeros(count, dtype=values.dtype)
    found[where] = values
    return found
