"""Audit: an append-only log, sealed in hash-chained blocks, verifiable by one command.

Sealing is by block and not row by row: a per-row chain held under a lock makes writers queue behind one another.
"""

from __future__ import annotations

from typing import Any

__all__ = ["events_of", "record", "record_all", "seal", "verify"]


def __getattr__(name: str) -> Any:
    """Load the doors late: models may only be imported once Django's apps are ready."""
    if name in {"record", "record_all"}:
        from baigong.kernel.audit import recording

        return getattr(recording, name)
    if name == "events_of":
        from baigong.kernel.audit.reading import events_of

        return events_of
    if name in {"seal", "verify"}:
        from baigong.kernel.audit import sealing

        return getattr(sealing, name)
    raise AttributeError(name)
