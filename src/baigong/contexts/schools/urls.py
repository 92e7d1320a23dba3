"""Routes of schools."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.schools.views import facets, profiles, projects, register, reviewing, sheets

app_name = "schools"
urlpatterns = [
    path("", profiles.school_list, name="schools"),
    path("<int:pk>/", profiles.school, name="school"),
    path("<int:pk>/<slug:slug>/", facets.school_facet, name="facet"),
    path("lists/", facets.city_facets, name="city-facets"),
    path("lists/<slug:slug>/", facets.city_facet, name="city-facet"),
    path("projects/", projects.project_list, name="projects"),
    path("projects/mine/", projects.own_projects, name="own-projects"),
    path("projects/kinds/", projects.project_kinds, name="project-kinds"),
    path("projects/apply/<slug:kind>/", projects.project_add, name="project-add"),
    path("projects/sheet/", sheets.sheet, name="project-sheet"),
    path("projects/import/", sheets.upload, name="project-import"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project-edit"),
    path("projects/<int:pk>/attach/", projects.project_attach, name="project-attach"),
    path("projects/<int:pk>/report/", projects.project_report, name="project-report"),
    path("projects/<int:pk>/assign/", reviewing.review_assign, name="review-assign"),
    path("projects/evidence/<int:pk>/", projects.evidence, name="project-evidence"),
    path("projects/evidence/<int:pk>/remove/", projects.evidence_detach, name="project-evidence-remove"),
    path("reviews/", reviewing.review_list, name="reviews"),
    path("reviews/<int:pk>/", reviewing.review, name="review"),
    path("reviews/<int:pk>/release/", reviewing.review_release, name="review-release"),
    path("register/", register.public_projects, name="public-projects"),
    path("register/<int:pk>/", register.public_project, name="public-project"),
]
