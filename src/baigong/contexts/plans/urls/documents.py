"""Routes of the import."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.plans.views import documents

urlpatterns = [
    path("documents/", documents.document_list, name="documents"),
    path("documents/import/", documents.document_import, name="document-import"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/file/", documents.document_file, name="document-file"),
    path("documents/<int:pk>/decide/", documents.items_decide, name="document-decide"),
    path("documents/<int:pk>/add/", documents.item_add, name="document-add"),
    path("documents/<int:pk>/names/", documents.name_assign, name="document-names"),
    path("documents/<int:pk>/differences/", documents.document_differences, name="document-differences"),
    path("documents/<int:pk>/confirm/", documents.document_confirm, name="document-confirm"),
    path("document-items/<int:pk>/", documents.item_correct, name="document-item"),
]
