"""Routes of apprenticeship."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.internships.views import apprenticeship, subsidies

apprenticeship_pages = [
    path("apprenticeship/", apprenticeship.cohort_list, name="cohorts"),
    path("apprenticeship/add/", apprenticeship.cohort_add, name="cohort-add"),
    path("apprenticeship/<int:pk>/", apprenticeship.cohort, name="cohort"),
    path("apprenticeship/<int:pk>/edit/", apprenticeship.cohort_edit, name="cohort-edit"),
    path("apprenticeship/<int:pk>/stages/add/", apprenticeship.stage_add, name="stage-add"),
    path("apprenticeship/stages/<int:pk>/remove/", apprenticeship.stage_remove, name="stage-remove"),
    path("apprenticeship/stages/<int:pk>/done/", apprenticeship.stage_done, name="stage-done"),
    path("apprenticeship/<int:pk>/people/add/", apprenticeship.apprentice_add, name="apprentice-add"),
    path("apprenticeship/<int:pk>/people/template/", apprenticeship.apprentice_sheet, name="apprentice-sheet"),
    path("apprenticeship/<int:pk>/people/import/", apprenticeship.apprentice_import, name="apprentice-import"),
    path("apprenticeship/<int:pk>/attach/", apprenticeship.cohort_attach, name="cohort-attach"),
    path("apprenticeship/papers/<int:pk>/", apprenticeship.cohort_paper, name="cohort-paper"),
    path("apprenticeship/papers/<int:pk>/remove/", apprenticeship.cohort_detach, name="cohort-detach"),
    path("apprenticeship/subsidies/", subsidies.subsidy_list, name="subsidies"),
    path("apprenticeship/<int:pk>/subsidy/add/", subsidies.subsidy_add, name="subsidy-add"),
    path("apprenticeship/subsidies/<int:pk>/", subsidies.subsidy, name="subsidy"),
    path("apprenticeship/subsidies/<int:pk>/approve/", subsidies.subsidy_approve, name="subsidy-approve"),
    path("apprenticeship/subsidies/<int:pk>/pay/", subsidies.subsidy_pay, name="subsidy-pay"),
    path("apprenticeship/subsidies/<int:pk>/settle/", subsidies.subsidy_settle, name="subsidy-settle"),
]
