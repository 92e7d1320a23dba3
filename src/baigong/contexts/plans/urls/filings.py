"""Routes of filings."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.plans.views import filing_writing, filings

urlpatterns = [
    path("filings/", filings.filing_list, name="current-filings"),
    path("filings/<int:pk>/", filing_writing.filing, name="filing"),
    path("filings/<int:pk>/write/", filing_writing.filing_write, name="filing-write"),
    path("filings/<int:pk>/detach/<int:evidence>/", filing_writing.filing_detach, name="filing-detach"),
    path("filings/<int:pk>/check/", filing_writing.filing_check, name="filing-check"),
    path("filings/<int:pk>/comment/", filing_writing.filing_comment, name="filing-comment"),
    path("filings/<int:pk>/receipt.<slug:form>", filing_writing.filing_receipt, name="filing-receipt"),
    path("p/<slug:key>/filings/", filings.filing_list, name="filings"),
    path("p/<slug:key>/filings/register/", filings.filing_register, name="filing-register"),
    path("p/<slug:key>/filings/coverage/", filings.filing_coverage, name="filing-coverage"),
    path("p/<slug:key>/filings/rule/", filings.filings_rule, name="filings-rule"),
    path("p/<slug:key>/filings/remind/", filings.filings_remind, name="filings-remind"),
    path("p/<slug:key>/filings/start/<int:organisation>/", filing_writing.filing_start, name="filing-start"),
]
