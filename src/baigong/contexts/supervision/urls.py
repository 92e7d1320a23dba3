"""Routes of supervision."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.supervision.views import cases

app_name = "supervision"
urlpatterns = [
    path("cases/", cases.case_list, name="cases"),
    path("cases/add/", cases.case_add, name="case-add"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/informant/", cases.case_informant, name="case-informant"),
    path("cases/<int:pk>/attach/", cases.case_attach, name="case-attach"),
    path("papers/<int:pk>/", cases.case_paper, name="case-paper"),
    path("papers/<int:pk>/remove/", cases.case_detach, name="case-detach"),
    re_path(r"^cases/(?P<pk>\d+)/(?P<which>opinion|interview|ending)\.(?P<ending>pdf|docx)$", cases.case_letter, name="case-letter"),
]
