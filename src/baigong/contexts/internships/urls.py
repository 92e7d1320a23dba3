"""Routes of internships."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "internships"
urlpatterns: list[URLPattern] = []
