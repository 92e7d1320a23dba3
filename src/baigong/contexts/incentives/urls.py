"""Routes of incentives."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.incentives.views import candidacies, ledger, package, reports, statements, trials

app_name = "incentives"
urlpatterns = [
    path("", package.own, name="own"),
    path("candidacies/", candidacies.candidacy_list, name="candidacies"),
    path("candidacies/<int:pk>/", candidacies.candidacy, name="candidacy"),
    path("candidacies/<int:pk>/edit/", candidacies.candidacy_edit, name="candidacy-edit"),
    path("candidacies/<int:pk>/conditions/", candidacies.candidacy_claims, name="candidacy-claims"),
    path("candidacies/<int:pk>/attach/", candidacies.candidacy_attach, name="candidacy-attach"),
    path("papers/<int:pk>/", candidacies.candidacy_paper, name="candidacy-paper"),
    path("papers/<int:pk>/remove/", candidacies.candidacy_detach, name="candidacy-detach"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report-edit"),
    path("ledger/", ledger.entry_list, name="ledger"),
    path("ledger/<int:pk>/", ledger.entry, name="entry"),
    path("ledger/<int:pk>/withdraw/", ledger.entry_withdraw, name="entry-withdraw"),
    path("ledger/<int:pk>/reverse/", ledger.entry_reverse, name="entry-reverse"),
    path("ledger/<int:pk>/attach/", ledger.entry_attach, name="entry-attach"),
    path("vouchers/<int:pk>/", ledger.entry_paper, name="entry-paper"),
    path("vouchers/<int:pk>/remove/", ledger.entry_detach, name="entry-detach"),
    path("enterprises/<int:enterprise>/", package.package, name="package"),
    path("enterprises/<int:enterprise>/apply/", candidacies.candidacy_add, name="candidacy-add"),
    path("enterprises/<int:enterprise>/investments/add/", ledger.entry_add, name="entry-add"),
    path("enterprises/<int:enterprise>/investments/import/", ledger.ledger_import, name="ledger-import"),
    path("enterprises/<int:enterprise>/investments/template/", ledger.ledger_template, name="ledger-template"),
    path("enterprises/<int:enterprise>/surcharges/add/", ledger.surcharge_add, name="surcharge-add"),
    path("enterprises/<int:enterprise>/statement/", statements.statement, name="statement"),
    re_path(r"^enterprises/(?P<enterprise>\d+)/statement\.(?P<ending>pdf|docx|xlsx)$", statements.statement_file, name="statement-file"),
    path("enterprises/<int:enterprise>/incentives/<int:pk>/apply/", package.entitlement_add, name="entitlement-add"),
    path("suspensions/<int:pk>/lift/", package.suspension_lift, name="suspension-lift"),
    path("package/", package.incentive_list, name="incentives"),
    path("package/add/", package.incentive_add, name="incentive-add"),
    path("package/<int:pk>/", package.incentive, name="incentive"),
    path("package/<int:pk>/edit/", package.incentive_edit, name="incentive-edit"),
    path("entitlements/", package.entitlement_list, name="entitlements"),
    path("entitlements/<int:pk>/", package.entitlement, name="entitlement"),
    path("trials/", trials.trial_list, name="trials"),
    path("trials/add/", trials.trial_add, name="trial-add"),
    path("trials/<int:pk>/", trials.trial, name="trial"),
    path("trials/<int:pk>/drop/", trials.trial_drop, name="trial-drop"),
    path("public/", candidacies.catalogue, name="public-catalogue"),
    path("public/<int:pk>/", candidacies.public_enterprise, name="public-enterprise"),
]
