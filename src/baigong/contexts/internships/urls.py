"""Routes of internships."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.contexts.internships.post_urls import post_pages

app_name = "internships"
urlpatterns: list[URLPattern] = [*post_pages]
