"""What delivery and the contexts above may use of enterprises."""

from __future__ import annotations

__all__: list[str] = []
