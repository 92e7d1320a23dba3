"""Routes of the context under /plans/; one file a subject."""

from baigong.contexts.plans.urls import documents, filings, ledger, meetings, outputs, reporting, requests

app_name = "plans"
urlpatterns = [
    *documents.urlpatterns,
    *reporting.urlpatterns,
    *filings.urlpatterns,
    *meetings.urlpatterns,
    *requests.urlpatterns,
    *outputs.urlpatterns,
    *ledger.urlpatterns,
]
