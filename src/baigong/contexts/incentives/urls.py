"""Routes of incentives."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "incentives"
urlpatterns: list[URLPattern] = []
