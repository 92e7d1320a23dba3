"""The URL map: contexts' own modules under their place, library routes declared."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from baigong.delivery import health, library_routes  # noqa: F401  (declares access of library routes)
from baigong.delivery.http_api import assembly

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("baigong.delivery.portal.urls")),
    # Choosing a language harms nobody, and pages without a token in them can be kept for every visitor.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("", include("baigong.contexts.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("api/", assembly.urls),
    path("", include("baigong.contexts.registers.interface_urls")),
    path("", include("baigong.contexts.credit_bank.credential_urls")),
    path("console/", include("baigong.delivery.console.urls")),
    path("organisations/", include("baigong.contexts.organisations.urls")),
    path("returns/", include("baigong.contexts.registers.urls")),
    path("schools/", include("baigong.contexts.schools.urls")),
    path("credits/", include("baigong.contexts.credit_bank.urls")),
    path("enterprises/", include("baigong.contexts.enterprises.urls")),
    path("incentives/", include("baigong.contexts.incentives.urls")),
    path("internships/", include("baigong.contexts.internships.urls")),
    path("supervision/", include("baigong.contexts.supervision.urls")),
    path("plans/", include("baigong.contexts.plans.urls")),
    path("act/", include("baigong.kernel.workflow.urls")),
    path("publications/", include("baigong.contexts.publications.urls")),
    path("codes/", include("baigong.contexts.classifications.urls")),
    path("jobs/", include("baigong.kernel.jobs.urls")),
    path("notices/", include("baigong.kernel.notices.urls")),
]
handler400 = "baigong.delivery.errors.bad_request"
handler403 = "baigong.delivery.errors.forbidden"
handler404 = "baigong.delivery.errors.not_found"
handler500 = "baigong.delivery.errors.server_error"

if not settings.PRODUCTION:
    from baigong.kernel.ui.gallery import gallery

    urlpatterns += [
        path("ui/gallery/", gallery, name="gallery"),
        path("ui/gallery/<str:shell>/", gallery, name="gallery-shell"),
    ]
