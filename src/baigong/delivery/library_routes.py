"""Access of routes that installed libraries bring: they cannot carry our decorator, so they are listed here with the reason."""

from __future__ import annotations

from baigong.kernel.access.routes import RouteAccess, declare_library_routes

PUBLIC = RouteAccess(public=True)
SIGNED_IN = RouteAccess(signed_in=True)
NOT_OFFERED = RouteAccess(absent=True)

declare_library_routes(
    {
        # Signing in and out: people are not signed in yet.
        "set_language": PUBLIC,
        "account_login": PUBLIC,
        "account_logout": PUBLIC,
        "account_inactive": PUBLIC,
        "account_reset_password": PUBLIC,
        "account_reset_password_done": PUBLIC,
        "account_reset_password_from_key": PUBLIC,
        "account_reset_password_from_key_done": PUBLIC,
        "mfa_authenticate": PUBLIC,
        "openid_connect_login": PUBLIC,
        "openid_connect_callback": PUBLIC,
        "socialaccount_login_cancelled": PUBLIC,
        "socialaccount_login_error": PUBLIC,
        # The description of the API holds no data.
        "api:openapi-view": PUBLIC,
        "api:openapi-json": PUBLIC,
        "api:api-root": PUBLIC,
        # One's own password and second factor.
        "account_change_password": SIGNED_IN,
        "account_reauthenticate": SIGNED_IN,
        "mfa_index": SIGNED_IN,
        "mfa_reauthenticate": SIGNED_IN,
        "mfa_activate_totp": SIGNED_IN,
        "mfa_deactivate_totp": SIGNED_IN,
        "mfa_generate_recovery_codes": SIGNED_IN,
        "mfa_view_recovery_codes": SIGNED_IN,
        "mfa_download_recovery_codes": SIGNED_IN,
        # Nobody registers by themselves, addresses are kept on the profile, and the identity provider maps to existing accounts only.
        "account_signup": NOT_OFFERED,
        "account_email": NOT_OFFERED,
        "account_email_verification_sent": NOT_OFFERED,
        "account_confirm_email": NOT_OFFERED,
        "account_set_password": NOT_OFFERED,
        "account_confirm_login_code": NOT_OFFERED,
        "socialaccount_signup": NOT_OFFERED,
        "socialaccount_connections": NOT_OFFERED,
        "django.views.generic.base.RedirectView": NOT_OFFERED,  # the library's four nameless forwarders of old addresses
    }
)
