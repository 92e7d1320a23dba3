"""News that travels up the floors: a lower context publishes after commit, an upper one listens.

All subscribers are listed in ``delivery/subscriptions.py``; a context never subscribes on its own.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

log = logging.getLogger("baigong.events")
E = TypeVar("E")
_subscribers: dict[type, list[Callable[[Any], object]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], object]) -> None:
    """Call ``handler`` with every ``event_type`` published after this. Handlers must be idempotent."""
    if handler not in _subscribers[event_type]:
        _subscribers[event_type].append(handler)


def publish(event: object) -> None:
    """Hand ``event`` (a frozen dataclass) to its subscribers once the surrounding transaction is committed.

    A subscriber that fails is logged and does not undo what was committed, nor keep the others from hearing.
    """
    for handler in _subscribers[type(event)]:
        transaction.on_commit(lambda handler=handler: handler(event), robust=True)  # type: ignore[misc]


@contextmanager
def hushed(*event_types: type) -> Iterator[None]:
    """Within, news of these types reaches nobody: for builders that tell a long story and settle its consequences once at the end."""
    kept = {kind: _subscribers.pop(kind, []) for kind in event_types}
    try:
        yield
    finally:
        _subscribers.update(kept)
