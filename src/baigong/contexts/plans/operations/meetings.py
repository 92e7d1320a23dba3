"""HTTP operations of meetings."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["plans"])
