"""What delivery and the contexts above may use of supervision."""

from __future__ import annotations

__all__: list[str] = []
