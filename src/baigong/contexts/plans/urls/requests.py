"""Routes of requests upward."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.plans.views import requests

urlpatterns = [
    path("requests/", requests.request_list, name="current-requests"),
    path("requests/<int:pk>/", requests.request_page, name="request"),
    path("requests/<int:pk>/edit/", requests.request_edit, name="request-edit"),
    path("p/<slug:key>/requests/", requests.request_list, name="requests"),
    path("p/<slug:key>/requests/add/", requests.request_add, name="request-add"),
]
