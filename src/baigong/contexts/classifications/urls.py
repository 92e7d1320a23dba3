"""Routes of the codes. Addresses of codes are permanent: ``/codes/programmes/entry/secondary/720301/``."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.classifications import upload_views, views

app_name = "classifications"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("search/", views.search, name="search"),
    path("uploads/", upload_views.upload_list, name="upload-list"),
    path("uploads/<int:pk>/", upload_views.upload_view, name="upload"),
    path("uploads/<int:pk>/load/", upload_views.upload_load, name="upload-load"),
    path("uploads/<int:pk>/discard/", upload_views.upload_discard, name="upload-discard"),
    path("<slug:scheme>/", views.scheme, name="scheme"),
    path("<slug:scheme>/upload/", upload_views.upload_add, name="upload-add"),
    path("<slug:scheme>/template/", upload_views.template, name="template"),
    re_path(r"^(?P<scheme>[-\w]+)/editions/(?P<edition>[^/]+)/(?P<fmt>csv|xlsx)/$", views.download, name="download"),
    path("<slug:scheme>/entry/<path:address>/", views.entry, name="entry"),
]
