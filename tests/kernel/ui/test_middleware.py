"""Security headers of every answer."""

from django.http import HttpResponse
from django.test import RequestFactory

from baigong.kernel.access import ANONYMOUS, Actor
from baigong.kernel.ui.middleware import SecurityHeaders, content_security_policy


def answer(actor=ANONYMOUS, response=None):
    def view(request):
        request.actor = actor
        return response or HttpResponse("x")

    return SecurityHeaders(view)(RequestFactory().get("/"))


def test_nothing_inline_nothing_from_outside_no_frames():
    policy = answer()["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer()["X-Frame-Options"] == "DENY"


def test_what_somebody_signed_in_saw_is_not_kept_by_the_browser():
    assert "no-store" in answer(Actor(user_id=1, name="甲"))["Cache-Control"]


def test_public_pages_may_be_kept_but_a_fragment_never_stands_in_for_the_page():
    response = answer()
    assert "Cache-Control" not in response
    assert "HX-Request" in response["Vary"]


def test_a_header_a_view_has_set_stays():
    response = HttpResponse("x", headers={"Content-Security-Policy": "default-src 'none'"})
    assert answer(response=response)["Content-Security-Policy"] == "default-src 'none'"


def test_forms_may_end_at_the_identity_provider_only_where_one_is_set(settings):
    assert "form-action 'self';" in content_security_policy()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{"settings": {"server_url": "https://id.city.example/realm/x"}}]}}
    assert "form-action 'self' https://id.city.example;" in answer()["Content-Security-Policy"]
