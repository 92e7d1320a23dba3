"""Routes of outputs."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.plans.views import outputs

urlpatterns = [
    path("p/<slug:key>/ledger/sheet/", outputs.ledger_sheet, name="ledger-sheet"),
    path("p/<slug:key>/ledger/import/", outputs.ledger_import, name="ledger-import"),
]
