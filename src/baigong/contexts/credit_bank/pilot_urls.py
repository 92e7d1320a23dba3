"""Routes of the pilot of 1+X: quotas, classes, sites, sessions, entries, the register of certificates."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.credit_bank.views import assessments, certificate_classes, issued, pilot_reports, pilots

pilot_pages = [
    path("x/pilots/", pilots.quota_list, name="x-quotas"),
    path("x/pilots/quotas/add/", pilots.quota_add, name="x-quota-add"),
    path("x/pilots/quotas/<int:pk>/", pilots.quota, name="x-quota"),
    path("x/pilots/schools/", pilots.pilot_school_list, name="x-pilot-schools"),
    path("x/pilots/schools/add/", pilots.pilot_school_add, name="x-pilot-school-add"),
    path("x/pilots/schools/<int:pk>/", pilots.pilot_school, name="x-pilot-school"),
    path("x/pilots/schools/<int:pk>/end/", pilots.pilot_school_end, name="x-pilot-school-end"),
    path("x/pilots/sites/", pilots.site_list, name="x-sites"),
    path("x/pilots/sites/add/", pilots.site_add, name="x-site-add"),
    path("x/pilots/sites/<int:pk>/", pilots.site, name="x-site"),
    path("x/pilots/sites/<int:pk>/edit/", pilots.site_edit, name="x-site-edit"),
    path("x/pilots/classes/", certificate_classes.class_list, name="x-classes"),
    path("x/pilots/classes/add/", certificate_classes.class_add, name="x-class-add"),
    path("x/pilots/classes/<int:pk>/", certificate_classes.certificate_class, name="x-class"),
    path("x/pilots/classes/<int:pk>/edit/", certificate_classes.class_edit, name="x-class-edit"),
    path("x/pilots/classes/<int:pk>/enrol/", certificate_classes.class_enrol, name="x-class-enrol"),
    path("x/pilots/classes/<int:pk>/leave/<int:trainee>/", certificate_classes.class_leave, name="x-class-leave"),
    path("x/pilots/sessions/", assessments.session_list, name="x-sessions"),
    path("x/pilots/sessions/add/", assessments.session_add, name="x-session-add"),
    path("x/pilots/sessions/<int:pk>/", assessments.session, name="x-session"),
    path("x/pilots/sessions/<int:pk>/edit/", assessments.session_edit, name="x-session-edit"),
    path("x/pilots/sessions/<int:pk>/enter/", assessments.session_enter, name="x-session-enter"),
    path("x/pilots/sessions/<int:pk>/results/", assessments.session_results, name="x-session-results"),
    path("x/pilots/sessions/<int:pk>/sheet/", assessments.results_sheet, name="x-session-sheet"),
    path("x/pilots/entries/", assessments.entry_list, name="x-entries"),
    path("x/pilots/entries/<int:pk>/", assessments.entry, name="x-entry"),
    path("x/pilots/certificates/", issued.certificate_list, name="x-certificates"),
    path("x/pilots/certificates/import/", issued.certificate_import, name="x-certificate-import"),
    path("x/pilots/certificates/sheet/", issued.certificate_sheet, name="x-certificate-sheet"),
    path("x/pilots/certificates/<int:pk>/", issued.certificate, name="x-certificate"),
    path("x/pilots/certificates/<int:pk>/rename/", issued.certificate_rename, name="x-certificate-rename"),
    path("x/pilots/report/", pilot_reports.report, name="x-report"),
    re_path(r"^x/pilots/report\.(?P<ending>xlsx|pdf|docx)$", pilot_reports.report_file, name="x-report-file"),
    path("x/pilots/own/", assessments.own, name="x-own"),
    path("x/pilots/own/<int:pk>/", assessments.own_enter, name="x-own-enter"),
]
