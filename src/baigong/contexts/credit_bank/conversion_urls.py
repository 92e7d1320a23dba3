"""Routes of conversion: programmes, settings, rules, applications, exemptions."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.credit_bank.views import conversions, programmes, rule_sheets, rules

conversion_pages = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/add/", programmes.programme_add, name="programme-add"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme-edit"),
    path("settings/", programmes.settings_list, name="settings"),
    path("settings/add/", programmes.settings_add, name="settings-add"),
    path("settings/<int:pk>/", programmes.settings_edit, name="settings-edit"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/add/", rules.rule_add, name="rule-add"),
    path("rules/sheet/", rule_sheets.rule_sheet, name="rule-sheet"),
    path("rules/import/", rule_sheets.rule_import, name="rule-import"),
    path("rules/conflicts/", rules.conflicts, name="rule-conflicts"),
    path("rules/trial/", rules.trial, name="rule-trial"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/edit/", rules.rule_edit, name="rule-edit"),
    path("public/rules/", rules.public_rules, name="public-rules"),
    path("conversions/", conversions.conversion_list, name="conversions"),
    path("conversions/<int:pk>/", conversions.conversion, name="conversion"),
    path("exemptions/", conversions.exemptions, name="exemptions"),
    path("learners/<int:pk>/convert/", conversions.conversion_add, name="conversion-add"),
    path("learners/<int:pk>/route/", conversions.route, name="route"),
]
