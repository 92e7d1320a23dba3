"""Notices: what the system tells people, on the page, by mail and to chat robots.

``notify`` is the one door. It writes rows in the caller's transaction, so that a notice exists exactly if what it speaks of was
committed; mail and robots follow as jobs, are tried again, and leave a log.
"""

from __future__ import annotations

from typing import Any

__all__ = ["notify"]


def __getattr__(name: str) -> Any:
    """Load the door late: models may only be imported once Django's apps are ready."""
    if name == "notify":
        from baigong.kernel.notices.services import notify

        return notify
    raise AttributeError(name)
