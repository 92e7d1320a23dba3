"""Where others find us: the site's address, the issuer's identifier that follows from it, and the addresses that credentials name."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.engines.credentials.controllers import did_web


def site_address() -> str:
    """``BAIGONG_SITE_ADDRESS``, else what follows from the first host name; a demonstration stands on the port of ``make demo``."""
    if settings.SITE_ADDRESS:
        return str(settings.SITE_ADDRESS)
    host = next((host for host in settings.ALLOWED_HOSTS if host[:1] not in ".*"), "localhost")
    return f"https://{host}" if settings.PRODUCTION else f"http://{host}:8000"


def issuer_did() -> str:
    """The identifier of this credit bank: did:web by the site's host."""
    return did_web(urlsplit(site_address()).netloc)


def issuer_name() -> str:
    """How the credit bank signs: the city's name before its own."""
    with override("zh-hans"):  # a credential speaks the language of the city
        city = settings.CITY_NAME
        if not city:
            body = Organisation.objects.filter(kind=OrganisationKind.CITY).order_by("order", "pk").first()
            city = body.name.removesuffix(gettext("政府")).removesuffix(gettext("人民")) if body else ""
        return city + gettext("职业教育学分银行")


def verification_address(number: str) -> str:
    """Where a credential is verified by its number: also its identifier."""
    return site_address() + reverse("credentials:number", args=[number])


def packed_address(packed: str) -> tuple[str, str]:
    """The link in a QR code, in two parts: where it leads, and after ``#`` the whole credential.

    What stands after ``#`` stays in the browser: neither we nor a proxy writes it into a log before somebody asks for the answer. Host and
    path are in capitals, which a QR code packs tightest.
    """
    return (site_address() + reverse("credentials:code")).upper(), packed


def status_list_address(volume: int, purpose: str) -> str:
    """Where a list of statuses is published."""
    return site_address() + reverse("credit_bank:status-list", args=[volume, purpose])
