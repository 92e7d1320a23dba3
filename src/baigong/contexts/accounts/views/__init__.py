"""Pages of accounts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from baigong.contexts.accounts.adapter import locked_page


def locked_out(request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Too many wrong passwords or codes: say until when, and who can help."""
    return locked_page(request, str((credentials or {}).get("username") or ""))
