"""Routes of credentials: those at the root, where others look for them, and the context's own."""

from __future__ import annotations

from django.urls import path, re_path

from baigong.contexts.credit_bank.views import credentials, issuers, publishing, verifying

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", publishing.did_document, name="did"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:number>/", verifying.verify_number, name="number"),
    # In a QR code: capitals alone, and no sign more than needed; the credential follows after #. The first codes had it in the path.
    path("V/", verifying.verify, name="code"),
    path("V/<str:packed>", verifying.verify_packed, name="packed"),
]
credential_pages = [
    path("status/<int:volume>/<slug:purpose>/", publishing.status_list, name="status-list"),
    path("mine/credentials/", credentials.own_credentials, name="own-credentials"),
    path("mine/credentials/record/", credentials.record_issue, name="record-issue"),
    path("credentials/", credentials.credential_list, name="credentials"),
    path("credentials/<int:pk>/", credentials.credential, name="credential"),
    re_path(r"^credentials/(?P<pk>\d+)/credential\.(?P<ending>json|png|svg|pdf)$", credentials.credential_file, name="credential-file"),
    path("outcomes/<int:pk>/credential/", credentials.credential_issue, name="credential-issue"),
    path("evidence/<int:pk>/verify/", verifying.verify_evidence, name="outcome-evidence-verify"),
    path("keys/", issuers.key_list, name="issuer-keys"),
    path("keys/rotate/", issuers.key_rotate, name="issuer-key-rotate"),
    path("keys/<int:pk>/", issuers.key, name="issuer-key"),
    path("keys/<int:pk>/revoke/", issuers.key_revoke, name="issuer-key-revoke"),
    path("issuers/", issuers.trusted_list, name="trusted-issuers"),
    path("issuers/add/", issuers.trusted_add, name="trusted-issuer-add"),
    path("issuers/<int:pk>/", issuers.trusted, name="trusted-issuer"),
    path("issuers/<int:pk>/end/", issuers.trusted_end, name="trusted-issuer-end"),
]
