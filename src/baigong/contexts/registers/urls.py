"""Routes of registers."""

from __future__ import annotations

from typing import Any

app_name = "registers"
urlpatterns: list[Any] = []
