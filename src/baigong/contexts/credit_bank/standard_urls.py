"""Routes of certificates, bodies, local standards and mappings of courses."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.credit_bank.views import certificate_types, course_mappings, local_standards, standard_contents

standard_pages = [
    path("x/bodies/", certificate_types.body_list, name="x-bodies"),
    path("x/bodies/add/", certificate_types.body_add, name="x-body-add"),
    path("x/bodies/<int:pk>/", certificate_types.body, name="x-body"),
    path("x/bodies/<int:pk>/edit/", certificate_types.body_edit, name="x-body-edit"),
    path("x/types/", certificate_types.type_list, name="x-types"),
    path("x/types/add/", certificate_types.type_add, name="x-type-add"),
    path("x/types/sheet/", certificate_types.type_sheet, name="x-type-sheet"),
    path("x/types/import/", certificate_types.type_import, name="x-type-import"),
    path("x/types/<int:pk>/", certificate_types.certificate, name="x-type"),
    path("x/types/<int:pk>/edit/", certificate_types.type_edit, name="x-type-edit"),
    path("x/types/<int:pk>/content/", standard_contents.type_content, name="x-type-content"),
    path("x/levels/<int:pk>/", certificate_types.level_link, name="x-level"),
    path("x/modules/<int:pk>/remove/", standard_contents.module_remove, name="x-module-remove"),
    path("x/versions/<int:pk>/sheet/", standard_contents.module_sheet, name="x-module-sheet"),
    path("x/versions/<int:pk>/import/", standard_contents.module_import, name="x-module-import"),
    path("x/local/", local_standards.local_list, name="x-locals"),
    path("x/local/add/", local_standards.local_add, name="x-local-add"),
    path("x/local/<int:pk>/", local_standards.local, name="x-local"),
    path("x/local/<int:pk>/edit/", local_standards.local_edit, name="x-local-edit"),
    path("x/local/<int:pk>/content/", standard_contents.local_content, name="x-local-content"),
    path("x/local/<int:pk>/parties/", local_standards.party_add, name="x-party-add"),
    path("x/local/<int:pk>/papers/", local_standards.paper_attach, name="x-paper-attach"),
    path("x/parties/<int:pk>/remove/", local_standards.party_remove, name="x-party-remove"),
    path("x/parties/<int:pk>/opinion/", local_standards.opinion_add, name="x-opinion-add"),
    path("x/papers/<int:pk>/", local_standards.paper, name="x-paper"),
    path("x/papers/<int:pk>/remove/", local_standards.paper_remove, name="x-paper-remove"),
    path("x/mappings/", course_mappings.mapping_list, name="x-mappings"),
    path("x/mappings/add/", course_mappings.mapping_add, name="x-mapping-add"),
    path("x/mappings/<int:pk>/", course_mappings.mapping, name="x-mapping"),
    path("x/mappings/<int:pk>/line/", course_mappings.line_save, name="x-mapping-line"),
    path("x/mappings/<int:pk>/sheet/", course_mappings.mapping_sheet, name="x-mapping-sheet"),
    path("x/mappings/<int:pk>/import/", course_mappings.mapping_import, name="x-mapping-import"),
    path("public/x/", certificate_types.public_list, name="x-public"),
    path("public/x/<int:pk>/", certificate_types.public_certificate, name="x-public-type"),
    path("public/x/local/", local_standards.public_list, name="x-public-locals"),
    path("public/x/local/<int:pk>/", local_standards.public_standard, name="x-public-local"),
]
