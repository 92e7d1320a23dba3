"""Routes of credit_bank."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.credit_bank.bulk_urls import bulk_pages
from baigong.contexts.credit_bank.conversion_urls import conversion_pages
from baigong.contexts.credit_bank.credential_urls import credential_pages
from baigong.contexts.credit_bank.mutual_urls import mutual_pages
from baigong.contexts.credit_bank.office_urls import office_pages
from baigong.contexts.credit_bank.pilot_urls import pilot_pages
from baigong.contexts.credit_bank.standard_urls import standard_pages
from baigong.contexts.credit_bank.views import catalogue, learners, mine, outcomes, posting, sign_in_links, statements

app_name = "credit_bank"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("register/", mine.register, name="register"),
    path("shares/", mine.share_give, name="share-give"),
    path("shares/<int:pk>/end/", mine.share_end, name="share-end"),
    path("shared/<str:token>/", mine.shared, name="shared"),
    path("learners/", learners.learner_list, name="learners"),
    path("learners/open/", learners.learner_open, name="learner-open"),
    path("learners/<int:pk>/", learners.learner, name="learner"),
    path("learners/<int:pk>/documents/", learners.document_add, name="document-add"),
    path("learners/<int:pk>/guardians/", learners.guardian_add, name="guardian-add"),
    path("learners/<int:pk>/sign-in/", sign_in_links.sign_in, name="sign-in"),
    path("learners/<int:pk>/sign-in/part/", sign_in_links.sign_in_part, name="sign-in-part"),
    path("sign-in-links/<int:pk>/withdraw/", sign_in_links.link_withdraw, name="sign-in-withdraw"),
    path("join/<str:token>/", sign_in_links.join, name="join"),
    path("learners/<int:pk>/merge/", learners.learner_merge, name="learner-merge"),
    path("learners/<int:pk>/claim/", outcomes.outcome_add, name="outcome-add"),
    path("learners/<int:pk>/statement/", statements.statement, name="statement"),
    re_path(r"^learners/(?P<pk>\d+)/statement\.(?P<ending>pdf|docx)$", statements.statement_file, name="statement-file"),
    path("learners/<int:pk>/postings/<int:posting>/proof/", statements.posting_proof, name="posting-proof"),
    path("verifier/", statements.verifier, name="verifier"),
    path("documents/<int:pk>/check/", learners.document_check, name="document-check"),
    path("mergers/<int:pk>/split/", learners.learner_split, name="learner-split"),
    path("results/", posting.results, name="results"),
    path("results/template/", posting.results_template, name="results-template"),
    path("outcomes/", outcomes.outcome_list, name="outcomes"),
    path("outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("outcomes/<int:pk>/edit/", outcomes.outcome_edit, name="outcome-edit"),
    path("outcomes/<int:pk>/attach/", outcomes.outcome_attach, name="outcome-attach"),
    path("evidence/<int:pk>/", outcomes.evidence, name="outcome-evidence"),
    path("evidence/<int:pk>/remove/", outcomes.evidence_detach, name="outcome-evidence-remove"),
    path("catalogue/", catalogue.type_list, name="outcome-types"),
    path("catalogue/add/", catalogue.type_add, name="outcome-type-add"),
    path("catalogue/<int:pk>/", catalogue.outcome_type, name="outcome-type"),
    path("catalogue/<int:pk>/edit/", catalogue.type_edit, name="outcome-type-edit"),
    path("public/catalogue/", catalogue.public_types, name="public-outcome-types"),
    *bulk_pages,
    *conversion_pages,
    *credential_pages,
    *pilot_pages,
    *mutual_pages,
    *office_pages,
    *standard_pages,
]
