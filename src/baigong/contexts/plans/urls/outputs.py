"""Routes of outputs."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.plans.views import circulars, outputs, summaries

urlpatterns = [
    path("p/<slug:key>/ledger/sheet/", outputs.ledger_sheet, name="ledger-sheet"),
    path("p/<slug:key>/ledger/import/", outputs.ledger_import, name="ledger-import"),
    path("p/<slug:key>/public/", summaries.plan_public, name="plan-public"),
    path("reports/<int:pk>/summary/", summaries.report_summary, name="report-summary"),
    path("circulars/", circulars.circular_list, name="circulars"),
    path("circulars/<int:pk>/", circulars.circular, name="circular"),
    path("circulars/<int:pk>/write/", circulars.circular_write, name="circular-write"),
    path("circulars/<int:pk>/refresh/", circulars.circular_refresh, name="circular-refresh"),
    re_path(r"^circulars/(?P<pk>\d{1,15})/file\.(?P<form>pdf|docx)$", circulars.circular_file, name="circular-file"),
    path("cycles/<int:pk>/circular/", circulars.circular_draft, name="circular-draft"),
]
