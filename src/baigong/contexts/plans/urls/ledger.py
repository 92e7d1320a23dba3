"""Routes of overview, ledger, measures, targets and tasks. Without a key they mean the current plan."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.plans.views import ledger, settings, task

urlpatterns = [
    path("overview/", ledger.overview, name="current-overview"),
    path("ledger/", ledger.task_list, name="current-ledger"),
    path("measures/", ledger.measure_list, name="current-measures"),
    path("targets/", ledger.target_list, name="current-targets"),
    path("tasks/<int:pk>/", task.task, name="task"),
    path("tasks/<int:pk>/date/", task.task_date, name="task-date"),
    path("tasks/<int:pk>/edit/", task.task_edit, name="task-edit"),
    path("tasks/<int:pk>/break-down/", task.task_break_down, name="task-break-down"),
    path("tasks/<int:pk>/measures/", task.task_measures, name="task-measures"),
    path("tasks/<int:pk>/milestones/", task.milestone_add, name="milestone-add"),
    path("milestones/<int:pk>/remove/", task.milestone_remove, name="milestone-remove"),
    path("targets/<int:pk>/", ledger.target, name="target"),
    path("targets/<int:pk>/date/", settings.target_date, name="target-date"),
    path("targets/<int:pk>/interim/", settings.target_interim, name="target-interim"),
    path("targets/<int:pk>/outcome/", settings.target_outcome, name="target-outcome"),
    path("targets/<int:pk>/tasks/", settings.target_tasks, name="target-tasks"),
    path("targets/<int:pk>/slices/", settings.target_slices, name="target-slices"),
    path("p/<slug:key>/", ledger.overview, name="overview"),
    path("p/<slug:key>/print/", ledger.overview_print, name="overview-print"),
    path("p/<slug:key>/ledger/", ledger.task_list, name="ledger"),
    path("p/<slug:key>/assign/", ledger.tasks_assign, name="tasks-assign"),
    path("p/<slug:key>/measures/", ledger.measure_list, name="measures"),
    path("p/<slug:key>/measures/<str:number>/", ledger.measure, name="measure"),
    path("p/<slug:key>/targets/", ledger.target_list, name="targets"),
    path("p/<slug:key>/settings/", settings.plan_settings, name="settings"),
]
