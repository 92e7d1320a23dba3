"""Routes of the portal."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.delivery.portal import catalogue, feeds, files, indicators, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("promises/", views.promises, name="promises"),
    path("promises/<slug:key>/", views.promises, name="plan"),
    path("promises/<slug:key>/tasks/<str:number>/", views.task, name="task"),
    path("promises/<slug:key>/targets/<str:number>/", views.target, name="target"),
    path("open-data/", views.open_data, name="open-data"),
    path("open-data/catalog.jsonld", catalogue.catalogue, name="catalogue"),
    path("open-data/indicators/<str:code>/", indicators.indicator, name="indicator"),
    re_path(r"^open-data/indicators/(?P<code>[-\w]{1,40})\.(?P<ending>csv|json)$", indicators.indicator_file, name="indicator-file"),
    re_path(r"^open-data/(?P<key>[-\w]{1,40})/(?P<dataset>[a-z]{1,20})\.(?P<ending>csv|json)$", files.download, name="dataset"),
    path("feed.atom", feeds.changes, name="feed"),
    path("about/", views.about, name="about"),
]
