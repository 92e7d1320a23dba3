"""The URL map: contexts' own modules under their place, library routes declared."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from baigong.delivery import health, library_routes  # noqa: F401  (declares access of library routes)

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("baigong.contexts.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("console/", include("baigong.delivery.console.urls")),
    path("organisations/", include("baigong.contexts.organisations.urls")),
    path("plans/", include("baigong.contexts.plans.urls")),
    path("act/", include("baigong.kernel.workflow.urls")),
    path("codes/", include("baigong.contexts.classifications.urls")),
    path("jobs/", include("baigong.kernel.jobs.urls")),
    path("notices/", include("baigong.kernel.notices.urls")),
]
handler400 = "baigong.delivery.errors.bad_request"
handler403 = "baigong.delivery.errors.forbidden"
handler404 = "baigong.delivery.errors.not_found"
handler500 = "baigong.delivery.errors.server_error"

if not settings.PRODUCTION:
    pass
