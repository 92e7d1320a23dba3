"""Routes of internships."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.contexts.internships.apprenticeship_urls import apprenticeship_pages
from baigong.contexts.internships.duty_urls import duty_pages
from baigong.contexts.internships.post_urls import post_pages
from baigong.contexts.internships.round_urls import round_pages
from baigong.contexts.internships.work_urls import work_pages

app_name = "internships"
urlpatterns: list[URLPattern] = [*apprenticeship_pages, *duty_pages, *post_pages, *round_pages, *work_pages]
