"""Notices: what the system tells people, on the page, by mail and to chat robots.

``notify`` is the door, ``tell`` says something of a row; ``settle`` and ``answered`` mark read what nobody need look at any more. Rows are
written in the caller's transaction, so that a notice exists exactly if what it speaks of was committed; mail and robots follow as jobs, are
tried again, and leave a log.
"""

from __future__ import annotations

from typing import Any

__all__ = ["answered", "notify", "settle", "tell"]


def __getattr__(name: str) -> Any:
    """Load the doors late: models may only be imported once Django's apps are ready."""
    if name in __all__:
        from baigong.kernel.notices import services

        return getattr(services, name)
    raise AttributeError(name)
