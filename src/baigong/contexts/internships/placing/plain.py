"""Question and answer of the engine as plain data and back: so anybody can check the one against the other later, without our tables."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from baigong.engines.placement import facts, results

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Data of JSON; mappings become lists of pairs, since their keys may be tuples. What is as its declaration has it is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(held) for f in dataclasses.fields(value) if not _is_default(f, held := getattr(value, f.name))}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return sorted([to_plain(key), to_plain(held)] for key, held in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(to_plain(one) for one in value)
    if isinstance(value, (list, tuple)):
        return [to_plain(one) for one in value]
    return value


def _is_default(field: dataclasses.Field[Any], value: Any) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(value == field.default)
    return field.default_factory is not dataclasses.MISSING and bool(value == field.default_factory())


def request_from(data: Mapping[str, Any]) -> facts.Request:
    """The question again."""
    made: facts.Request = _read(facts.Request, data)
    return made


def result_from(data: Mapping[str, Any]) -> results.Result:
    """The answer again."""
    made: results.Result = _read(results.Result, data)
    return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    module = facts if kind.__module__ == facts.__name__ else results
    return typing.get_type_hints(kind, vars(module) | {"Mapping": Mapping, "date": date})


def _read(kind: Any, value: Any) -> Any:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], held) for name, held in value.items()})
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _read(next(one for one in inside if one is not types.NoneType), value)
    if kind is date:
        return date.fromisoformat(value)
    if origin is tuple:
        kinds = [inside[0]] * len(value) if len(inside) == 2 and inside[1] is Ellipsis else inside
        return tuple(_read(one, held) for one, held in zip(kinds, value, strict=True))
    if origin is frozenset:
        return frozenset(value)
    if origin is not None and issubclass(origin, Mapping):
        return {_read(inside[0], key): _read(inside[1], held) for key, held in value}
    return value
