"""HTTP operations of the context; one file a subject."""

from ninja import Router

from baigong.contexts.plans.operations import documents, filings, ledger, meetings, outputs, reporting, requests

router = Router(tags=["plans"])
for part in (ledger, documents, reporting, filings, meetings, requests, outputs):
    router.add_router("", part.router)
