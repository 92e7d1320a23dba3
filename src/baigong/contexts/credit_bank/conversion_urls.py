"""Routes of conversion: programmes, settings, rules, applications, exemptions."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.credit_bank.views import conversions, programme_sheets, programmes, rule_sheets, rules, trials

conversion_pages = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/add/", programmes.programme_add, name="programme-add"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme-edit"),
    path("programmes/<int:pk>/courses/", programme_sheets.course_sheet, name="course-sheet"),
    path("programmes/<int:pk>/courses/import/", programme_sheets.course_import, name="course-import"),
    path("settings/", programmes.settings_list, name="settings"),
    path("settings/add/", programmes.settings_add, name="settings-add"),
    path("settings/<int:pk>/", programmes.settings_edit, name="settings-edit"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/add/", rules.rule_add, name="rule-add"),
    path("rules/sheet/", rule_sheets.rule_sheet, name="rule-sheet"),
    path("rules/import/", rule_sheets.rule_import, name="rule-import"),
    path("rules/conflicts/", rules.conflicts, name="rule-conflicts"),
    path("rules/trial/", trials.trial_start, name="rule-trial"),
    path("rules/trials/", trials.trial_list, name="trials"),
    path("rules/trials/<int:pk>/", trials.trial, name="trial"),
    path("rules/trials/<int:pk>/drop/", trials.trial_drop, name="trial-drop"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/edit/", rules.rule_edit, name="rule-edit"),
    path("public/rules/", rules.public_rules, name="public-rules"),
    path("conversions/", conversions.conversion_list, name="conversions"),
    path("conversions/<int:pk>/", conversions.conversion, name="conversion"),
    path("conversions/<int:pk>/decide/", conversions.conversion_decide, name="conversion-decide"),
    re_path(r"^conversions/(?P<pk>\d+)/decision\.(?P<ending>pdf|docx)$", conversions.conversion_file, name="conversion-file"),
    path("exemptions/", conversions.exemptions, name="exemptions"),
    path("learners/<int:pk>/convert/", conversions.conversion_add, name="conversion-add"),
    path("learners/<int:pk>/route/", conversions.route, name="route"),
]
