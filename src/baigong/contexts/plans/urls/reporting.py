"""Routes of reporting."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.plans.views import cycles, dues_sheet, reporting, reports

urlpatterns = [
    path("dues/", reporting.dues, name="dues"),
    path("dues/sheet/<int:pk>/", dues_sheet.download, name="dues-sheet"),
    path("dues/sheet/<int:pk>/upload/", dues_sheet.upload, name="dues-upload"),
    path("tasks/<int:pk>/report/", reporting.task_report, name="task-report"),
    path("cycles/", cycles.cycle_list, name="cycles"),
    path("cycles/add/", cycles.cycle_add, name="cycle-add"),
    path("cycles/generate/", cycles.cycle_generate, name="cycle-generate"),
    path("cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("cycles/<int:pk>/edit/", cycles.cycle_edit, name="cycle-edit"),
    path("cycles/<int:pk>/remind/", cycles.cycle_remind, name="cycle-remind"),
    path("cycles/<int:pk>/extension/", cycles.cycle_extension, name="cycle-extension"),
    path("cycles/<int:pk>/ask/", cycles.cycle_ask, name="cycle-ask"),
    path("cycles/<int:pk>/export/", cycles.cycle_export, name="cycle-export"),
    path("cycles/<int:cycle>/start/", reporting.report_start, name="report-start"),
    path("reviews/", reporting.reviews, name="reviews"),
    path("reports/", reporting.report_list, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/write/", reports.report_write, name="report-write"),
    path("reports/<int:pk>/correct/", reports.report_correct, name="report-correct"),
    path("reports/<int:pk>/discard/", reports.report_discard, name="report-discard"),
    re_path(r"^reports/(?P<pk>\d{1,15})/(?P<step>submit|withdraw|return|accept)/$", reports.report_step, name="report-step"),
    path("evidence/<int:pk>/", reports.evidence, name="evidence"),
]
