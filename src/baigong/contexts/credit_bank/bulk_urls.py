"""Routes of what is done for many at once: accounts, and results of the registers."""

from __future__ import annotations

from django.urls import path

from baigong.contexts.credit_bank.views import accounts_in_bulk, register_results

bulk_pages = [
    path("learners/import/", accounts_in_bulk.accounts_import, name="accounts-import"),
    path("learners/import/template/", accounts_in_bulk.accounts_template, name="accounts-template"),
    path("learners/roster/", accounts_in_bulk.roster, name="roster"),
    path("learners/roster/open/", accounts_in_bulk.roster_open, name="roster-open"),
    path("learners/roster/guardians/", accounts_in_bulk.guardians_import, name="guardians-import"),
    path("learners/roster/guardians/template/", accounts_in_bulk.guardians_template, name="guardians-template"),
    path("learners/roster/links/", accounts_in_bulk.sign_in_links_list, name="sign-in-links"),
    path("learners/roster/numbers.xlsx", accounts_in_bulk.account_numbers_list, name="account-numbers"),
    path("register-results/", register_results.returns, name="register-results"),
    path("register-results/<int:pk>/", register_results.results_of_return, name="register-return"),
    path("register-results/<int:pk>/left.xlsx", register_results.left_list, name="register-return-left"),
    path("register-courses/", register_results.courses, name="register-courses"),
    path("register-courses/import/", register_results.courses_import, name="register-courses-import"),
    path("register-courses/template/", register_results.courses_template, name="register-courses-template"),
]
