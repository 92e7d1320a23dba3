"""Routes of publications: what the public reads, and the bench on which it is prepared."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.publications.views import preparing, reading

app_name = "publications"
urlpatterns = [
    path("", reading.catalogue, name="home"),
    path("feed.atom", reading.feed, name="feed"),
    path("<int:pk>/", reading.publication, name="publication"),
    path("files/<int:pk>/", reading.attachment, name="attachment"),
    path("preparing/", preparing.work_list, name="works"),
    path("preparing/add/", preparing.work_add, name="work-add"),
    path("preparing/from/<slug:kind>/<int:source>/", preparing.work_from, name="from"),
    path("preparing/<int:pk>/", preparing.work, name="work"),
    path("preparing/<int:pk>/edit/", preparing.work_edit, name="work-edit"),
    path("preparing/<int:pk>/examine/", preparing.work_examine, name="work-examine"),
    path("preparing/<int:pk>/attach/", preparing.work_attach, name="work-attach"),
    path("preparing/<int:pk>/validity/", preparing.work_validity, name="work-validity"),
    path("preparing/files/<int:pk>/remove/", preparing.work_detach, name="work-detach"),
]
