"""Routes of schools."""

from __future__ import annotations

from typing import Any

app_name = "schools"
urlpatterns: list[Any] = []
