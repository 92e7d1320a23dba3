"""Routes of credit_bank."""

from __future__ import annotations

app_name = "credit_bank"
urlpatterns: list[object] = []
