"""HTTP operations of reporting."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["plans"])
