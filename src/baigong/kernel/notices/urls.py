"""Routes of notices."""

from __future__ import annotations

from django.urls import path

from baigong.kernel.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("preference/", views.preference, name="preference"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("robots/", views.robots, name="robots"),
    path("robots/add/", views.robot_edit, name="robot-add"),
    path("robots/<int:pk>/", views.robot_edit, name="robot-edit"),
    path("robots/<int:pk>/test/", views.robot_test, name="robot-test"),
]
