"""What delivery and the contexts above may use of incentives."""

from __future__ import annotations

__all__: list[str] = []
