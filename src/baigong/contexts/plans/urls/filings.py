"""Routes of filings."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.plans.views import filings

urlpatterns = [
    path("filings/", filings.filing_list, name="current-filings"),
    path("filings/<int:pk>/", filings.filing, name="filing"),
    path("filings/<int:pk>/write/", filings.filing_write, name="filing-write"),
    path("filings/<int:pk>/detach/<int:evidence>/", filings.filing_detach, name="filing-detach"),
    path("filings/<int:pk>/check/", filings.filing_check, name="filing-check"),
    path("filings/<int:pk>/comment/", filings.filing_comment, name="filing-comment"),
    path("filings/<int:pk>/receipt.<slug:file_format>", filings.filing_receipt, name="filing-receipt"),
    path("p/<slug:key>/filings/", filings.filing_list, name="filings"),
    path("p/<slug:key>/filings/date/", filings.filings_date, name="filings-date"),
    path("p/<slug:key>/filings/remind/", filings.filings_remind, name="filings-remind"),
    path("p/<slug:key>/filings/start/<int:organisation>/", filings.filing_start, name="filing-start"),
]
