"""Routes of organisations."""

from django.urls import path

from baigong.contexts.organisations.views import bodies, imports, leading, posts

app_name = "organisations"
urlpatterns = [
    path("", bodies.organisation_list, name="organisation-list"),
    path("tree/", bodies.organisation_tree, name="organisation-tree"),
    path("add/", bodies.organisation_add, name="organisation-add"),
    path("<int:pk>/", bodies.organisation, name="organisation"),
    path("<int:pk>/edit/", bodies.organisation_edit, name="organisation-edit"),
    path("<int:pk>/rename/", bodies.organisation_rename, name="organisation-rename"),
    path("<int:pk>/move/", bodies.organisation_move, name="organisation-move"),
    path("<int:pk>/reorganise/", bodies.organisation_reorganise, name="organisation-reorganise"),
    path("<int:pk>/alias/", bodies.alias_add, name="alias-add"),
    path("<int:pk>/alias/<int:alias>/remove/", bodies.alias_remove, name="alias-remove"),
    path("<int:pk>/post/", posts.post_add, name="post-add"),
    path("posts/", posts.post_list, name="post-list"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post-edit"),
    path("posts/<int:pk>/appoint/", posts.post_appoint, name="post-appoint"),
    path("posts/<int:pk>/vacate/", posts.post_vacate, name="post-vacate"),
    path("posts/<int:pk>/abolish/", posts.post_abolish, name="post-abolish"),
    path("posts/<int:pk>/holdings/<int:holding>/correct/", posts.holding_correct, name="holding-correct"),
    path("leading/", leading.leading_body_list, name="leading-body-list"),
    path("leading/add/", leading.leading_body_add, name="leading-body-add"),
    path("leading/<int:pk>/", leading.leading_body, name="leading-body"),
    path("leading/<int:pk>/edit/", leading.leading_body_edit, name="leading-body-edit"),
    path("leading/<int:pk>/dissolve/", leading.leading_body_dissolve, name="leading-body-dissolve"),
    path("leading/<int:pk>/seat/", leading.seat_add, name="seat-add"),
    path("leading/<int:pk>/seat/<int:seat>/end/", leading.seat_end, name="seat-end"),
    path("leading/<int:pk>/seat/<int:seat>/name/", leading.seat_name, name="seat-name"),
    path("import/", imports.import_index, name="import-index"),
    path("import/<slug:table>/", imports.import_add, name="import-add"),
    path("import/<slug:table>/template.xlsx", imports.import_template, name="import-template"),
    path("export/<slug:table>.xlsx", imports.table_export, name="table-export"),
    path("import/plan/<int:pk>/", imports.import_plan, name="import-plan"),
    path("import/plan/<int:pk>/marked.xlsx", imports.import_marked, name="import-marked"),
    path("import/plan/<int:pk>/confirm/", imports.import_confirm, name="import-confirm"),
    path("import/plan/<int:pk>/discard/", imports.import_discard, name="import-discard"),
]
