"""HTTP operations of filings."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["plans"])
