"""Routes of the duty of places."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.internships.views import duty, shortfalls

duty_pages = [
    path("public/duty/", duty.public_duty, name="public-duty"),
    path("duty/", duty.overview, name="duty"),
    path("duty/mine/", duty.mine, name="duty-mine"),
    path("duty/enterprises/", duty.enterprise_list, name="duty-enterprises"),
    path("duty/enterprises/<int:pk>/<int:year>/", duty.year, name="duty-year"),
    path("duty/enterprises/<int:pk>/<int:year>/draft/", duty.year_draft, name="duty-draft"),
    path("duty/enterprises/<int:pk>/<int:year>/share/", duty.share_add, name="duty-share"),
    path("duty/enterprises/<int:pk>/<int:year>/share/<int:share>/", duty.share_edit, name="duty-share-edit"),
    path("duty/enterprises/<int:pk>/<int:year>/share/<int:share>/remove/", duty.share_remove, name="duty-share-remove"),
    path("duty/<int:year>/notice/", duty.notice, name="duty-notice"),
    path("duty/shortfalls/", shortfalls.shortfall_list, name="shortfalls"),
    path("duty/shortfalls/<int:pk>/", shortfalls.shortfall, name="shortfall"),
]
