"""Routes of meetings."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.plans.views import meeting_writing, meetings

urlpatterns = [
    path("meetings/", meetings.meeting_list, name="current-meetings"),
    path("decisions/", meetings.decision_list, name="current-decisions"),
    path("p/<slug:key>/meetings/", meetings.meeting_list, name="meetings"),
    path("p/<slug:key>/meetings/add/", meetings.meeting_add, name="meeting-add"),
    path("p/<slug:key>/decisions/", meetings.decision_list, name="decisions"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    re_path(r"^meetings/(?P<pk>\d{1,15})/(?P<which>minutes|notice)\.(?P<form>pdf|docx)$", meetings.meeting_paper, name="meeting-paper"),
    path("meetings/<int:pk>/suggested/", meeting_writing.suggested_add, name="meeting-suggested"),
    path("meetings/<int:pk>/agenda/add/", meeting_writing.item_add, name="agenda-add"),
    path("agenda/<int:pk>/", meeting_writing.item_edit, name="agenda-edit"),
    path("agenda/<int:pk>/remove/", meeting_writing.item_remove, name="agenda-remove"),
    path("meetings/<int:pk>/attendance/", meeting_writing.attendance, name="meeting-attendance"),
    path("meetings/<int:pk>/resolve/", meeting_writing.resolve, name="meeting-resolve"),
    path("meetings/<int:pk>/write/", meeting_writing.minutes_write, name="meeting-write"),
    path("meetings/<int:pk>/decisions/add/", meeting_writing.decision_add, name="decision-add"),
    path("decisions/<int:pk>/", meeting_writing.decision_edit, name="decision-edit"),
    path("decisions/<int:pk>/remove/", meeting_writing.decision_remove, name="decision-remove"),
    path("decisions/<int:pk>/task/", meeting_writing.decision_task, name="decision-task"),
    path("decisions/<int:pk>/adjust/", meeting_writing.decision_adjust, name="decision-adjust"),
]
