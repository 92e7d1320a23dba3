"""Django settings, assembled from the typed environment (``environment.py``)."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from baigong import environment

ENV = environment.read_environment()
PACKAGE = Path(__file__).resolve().parent
PRODUCTION = ENV.mode is environment.Mode.PRODUCTION
TESTING = ENV.mode is environment.Mode.TEST or "pytest" in sys.modules
DEMONSTRATION = not PRODUCTION
DEMONSTRATION_TODAY = environment.demonstration_today(ENV)
DEBUG = False

SECRET_KEY = ENV.secret_key.get_secret_value() if ENV.secret_key else environment.local_secret(ENV.var, "secret_key")
FIELD_KEY = ENV.field_key.get_secret_value() if ENV.field_key else environment.local_secret(ENV.var, "field_key")
ALLOWED_HOSTS = [h.strip() for h in ENV.hosts.split(",") if h.strip()] + (["testserver"] if TESTING else [])
CSRF_TRUSTED_ORIGINS = [o.strip() for o in ENV.trusted_origins.split(",") if o.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_q",
    "ninja",
    "baigong.kernel.audit",
    "baigong.kernel.counts",
    "baigong.kernel.indicators",
    "baigong.kernel.jobs",
    "baigong.kernel.notices",
    "baigong.kernel.ui",
    "baigong.contexts.organisations",
    "baigong.contexts.accounts",
    "baigong.contexts.classifications",
    "baigong.contexts.registers",
    "baigong.contexts.schools",
    "baigong.contexts.enterprises",
    "baigong.contexts.credit_bank",
    "baigong.contexts.incentives",
    "baigong.contexts.internships",
    "baigong.contexts.plans",
    "baigong.contexts.supervision",
    "baigong.contexts.publications",
    "baigong.delivery",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "baigong.kernel.ui.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "baigong.delivery.portal.caching.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "baigong.contexts.accounts.middleware.ActorMiddleware",
    "baigong.contexts.accounts.middleware.PendingDuties",
    "baigong.kernel.access.middleware.DeclaredAccess",
    "baigong.kernel.ui.refusals.RefusalPages",
    "axes.middleware.AxesMiddleware",
]
if TESTING:  # WhiteNoise rescans the static folder for every test client
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")

ROOT_URLCONF = "baigong.delivery.urls"
API_PREFIX = ("/api/", "/prod-api4/")  # below these programs ask, and errors are no pages
WSGI_APPLICATION = "baigong.delivery.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            PACKAGE / "kernel/ui/templates",
            *(PACKAGE / "contexts").glob("*/templates"),
            *(PACKAGE / "delivery").glob("*/templates"),
            *(PACKAGE / "kernel").glob("[!u]*/templates"),
        ],
        "OPTIONS": {"environment": "baigong.kernel.ui.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "kernel/ui/django_templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": environment.database(ENV.database_url, ENV.var)}
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "pages")  # the portal's kept pages must not crowd out what is counted in the default one
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # Exact user names only: under a back end that folds case, each writing of a name would be locked separately.
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"baigong.contexts.accounts.passwords.{name}"} for name in ("Length", "Kinds", "NotPersonal", "NotCommon", "NotThePresent")
]
PASSWORD_DAYS = ENV.password_days
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "portal:home"

SESSION_COOKIE_AGE = ENV.idle_minutes * 60
SESSION_ABSOLUTE_SECONDS = ENV.session_hours * 3600
SESSION_SAVE_EVERY_REQUEST = False  # ActorMiddleware renews the session at most once a minute
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if ENV.https else 0
SECURE_SSL_REDIRECT = ENV.https and not TESTING
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_proxy else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "baigong.delivery.errors.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
CITY_NAME = ENV.city_name
RULEBOOK_DIR = ENV.rulebook_dir
SNAPSHOT_DAYS = ENV.snapshot_days
OPEN_DATA_LICENCE = ENV.open_data_licence
HELP_CONTACT = ENV.help_contact
BEHIND_PROXY = ENV.behind_proxy

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [PACKAGE / "kernel/documents/static"]  # a toolkit without models is no app
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMONSTRATION
MEDIA_ROOT = ENV.var / "files"
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_MAX_BYTES = ENV.upload_max_mb * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
REQUEST_MAX_BYTES = UPLOAD_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE  # the files of one form, and what is typed beside them
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
REPORT_FONT_DIRS = [d for d in ENV.report_font_dirs.split(":") if d]

Q_CLUSTER: dict[str, Any] = {
    "name": "baigong",
    "orm": "default",
    "workers": ENV.job_workers,
    "timeout": ENV.job_timeout_seconds,
    "retry": ENV.job_retry_seconds,
    "queue_limit": 1,  # a delivery that waits long in memory is delivered twice
    "ack_failures": False,  # only an infrastructure failure gets so far: deliver again (kernel.jobs counts attempts)
    "catch_up": False,
    "poll": 0.5,
    "save_limit": 250,
    "label": "jobs",
}

# W006: locking by account name only is meant: behind the city's proxy many people share one address.
SILENCED_SYSTEM_CHECKS = ["axes.W003", "axes.W006"]

ACCOUNT_ADAPTER = "baigong.contexts.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_FORMS = {
    "login": "baigong.contexts.accounts.sign_in_forms.SignInForm",
    "change_password": "baigong.contexts.accounts.sign_in_forms.ChangeForm",
    "reset_password_from_key": "baigong.contexts.accounts.sign_in_forms.ResetForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Wrong passwords and codes are counted by axes, per account; behind the city's proxy many people share one address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "baigong.contexts.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "baigong.contexts.accounts.sign_in_forms.SetUpForm",
    "authenticate": "baigong.contexts.accounts.sign_in_forms.SecondFactorForm",
    "reauthenticate": "baigong.contexts.accounts.sign_in_forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Baigong 百工"
SECOND_FACTOR_ROLES = {r.strip() for r in ENV.second_factor_roles.split(",") if r.strip()}
SOCIALACCOUNT_ADAPTER = "baigong.contexts.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": ENV.oidc_name or "OIDC",
                    "client_id": ENV.oidc_client_id,
                    "secret": ENV.oidc_secret.get_secret_value() if ENV.oidc_secret else "",
                    "settings": {"server_url": ENV.oidc_server, "username_claim": ENV.oidc_claim},
                }
            ]
        }
    }
    if ENV.oidc_server
    else {}
)

AXES_FAILURE_LIMIT = ENV.lockout_failures
AXES_COOLOFF_TIME = timedelta(minutes=ENV.lockout_minutes)
INTERFACE_ADDRESS_FAILURES = ENV.interface_address_failures
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the end that the page names holds
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the audit log
AXES_CLIENT_IP_CALLABLE = "baigong.contexts.accounts.address.address_of"
AXES_SENSITIVE_PARAMETERS = ["code", "csrfmiddlewaretoken", "next", "oldpassword", "password1", "password2"]  # next: a link may lead on
AXES_LOCKOUT_CALLABLE = "baigong.contexts.accounts.views.locked_out"
AXES_ENABLE_ADMIN = False

EMAIL_URL = ENV.mail_url
DEFAULT_FROM_EMAIL = ENV.mail_from
EMAIL_TIMEOUT = 20
SITE_ADDRESS = ENV.site_address.rstrip("/")
if ENV.mail_url:
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(ENV.mail_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or (465 if _mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENV.var / "mail"
WEBHOOK_HOSTS = {h.strip() for h in ENV.webhook_hosts.split(",") if h.strip()}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_secrets": {"()": "baigong.kernel.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "baigong": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django_q": {"level": "WARNING"},
        # Scanners call servers by any name; such a request is refused (400), which is not worth a traceback each.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
