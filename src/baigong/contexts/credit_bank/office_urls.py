"""Routes of the office: appeals, postings and their reversal, reconciliations, statistics."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.credit_bank.views import appeals, reconciliations, reversals, statistics

office_pages = [
    path("public/figures/", statistics.public_figures, name="public-figures"),
    path("office/statistics/", statistics.statistics, name="statistics"),
    path("office/appeals/", appeals.appeal_list, name="appeals"),
    path("office/appeals/add/", appeals.appeal_add, name="appeal-add"),
    path("office/appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("office/appeals/<int:pk>/attach/", appeals.appeal_attach, name="appeal-attach"),
    path("office/papers/<int:pk>/", appeals.appeal_paper, name="appeal-paper"),
    path("office/papers/<int:pk>/remove/", appeals.appeal_detach, name="appeal-detach"),
    re_path(r"^office/appeals/(?P<pk>\d+)/letter\.(?P<ending>pdf|docx)$", appeals.appeal_letter, name="appeal-letter"),
    path("office/postings/", reversals.posting_list, name="postings"),
    path("office/postings/<int:pk>/", reversals.posting, name="posting"),
    path("office/reconciliations/", reconciliations.reconciliation_list, name="reconciliations"),
    path("office/reconciliations/add/", reconciliations.reconciliation_add, name="reconciliation-add"),
    path("office/reconciliations/<int:pk>/", reconciliations.reconciliation, name="reconciliation"),
    re_path(
        r"^office/reconciliations/(?P<pk>\d+)/report\.(?P<ending>pdf|docx|xlsx)$",
        reconciliations.reconciliation_file,
        name="reconciliation-file",
    ),
]
