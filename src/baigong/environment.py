"""Typed settings from environment variables; an unsafe value for production is refused with the reason.

Every variable is named ``BAIGONG_<FIELD>`` except ``DATABASE_URL``. ``docs/operations/settings.md`` lists them.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]


def default_var() -> Path:
    """``var/`` of the checkout; where Baigong was installed as a wheel there is none, and the user's own data folder is taken."""
    return CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").exists() else Path.home() / ".local/share/baigong"


class Mode(StrEnum):
    """What this process is for; only ``production`` is held to the safety rules."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"
    TEST = "test"


class Environment(BaseSettings):
    """The environment variables Baigong reads, with their types and defaults."""

    model_config = SettingsConfigDict(env_prefix="BAIGONG_", extra="ignore")

    mode: Mode = Mode.DEMONSTRATION
    var: Path = Field(default_factory=default_var)
    secret_key: SecretStr | None = None
    field_key: SecretStr | None = None
    hosts: str = "localhost,127.0.0.1,[::1]"
    trusted_origins: str = ""
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    https: bool = False
    behind_proxy: bool = False
    city_name: str = ""
    open_data_licence: str = Field(default="", pattern=r"^(https?://\S+)?$")
    rulebook_dir: str = ""
    snapshot_days: int = Field(default=35, ge=1, le=3650)
    idle_minutes: int = Field(default=30, ge=1, le=1440)
    session_hours: int = Field(default=12, ge=1, le=168)
    password_days: int = Field(default=90, ge=0, le=3650)
    lockout_failures: int = Field(default=5, ge=1, le=100)
    lockout_minutes: int = Field(default=30, ge=1, le=1440)
    interface_address_failures: int = Field(default=20, ge=1, le=10_000)
    second_factor_roles: str = ""
    oidc_name: str = ""
    oidc_server: str = ""
    oidc_client_id: str = ""
    oidc_secret: SecretStr | None = None
    oidc_claim: str = "preferred_username"
    help_contact: str = ""
    mail_url: str = ""
    mail_from: str = "baigong@localhost"
    site_address: str = ""
    webhook_hosts: str = ""
    job_workers: int = Field(default=2, ge=1, le=64)
    job_timeout_seconds: int = Field(default=600, ge=5)
    job_retry_seconds: int = Field(default=660, ge=6)
    upload_max_mb: int = Field(default=50, ge=1, le=1024)
    report_font_dirs: str = ""


class UnsafeSettings(SystemExit):
    """Raised (exit status 1) when the environment is unusable; the message says which variable and why."""


def read_environment() -> Environment:
    """The environment of this process. Raises ``UnsafeSettings`` naming each variable that is wrong."""
    try:
        env = Environment()
    except ValidationError as error:
        lines = [f"- BAIGONG_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise UnsafeSettings("环境变量有误，未启动 (settings refused):\n" + "\n".join(lines)) from None
    if env.mode is Mode.PRODUCTION and (reasons := unsafe_reasons(env)):
        raise UnsafeSettings("生产环境设置不安全，未启动 (unsafe production settings):\n" + "\n".join(f"- {r}" for r in reasons))
    if env.job_retry_seconds <= env.job_timeout_seconds:
        raise UnsafeSettings("BAIGONG_JOB_RETRY_SECONDS must exceed BAIGONG_JOB_TIMEOUT_SECONDS, or a running job is started twice")
    return env


def unsafe_reasons(env: Environment) -> list[str]:
    """Why this environment must not serve real people; empty when it may."""
    reasons = []
    key = env.secret_key.get_secret_value() if env.secret_key else ""
    if len(key) < 50 or len(set(key)) < 10:
        reasons.append("BAIGONG_SECRET_KEY: give at least 50 random characters (baigong secret prints one)")
    if not env.field_key or len(env.field_key.get_secret_value()) < 32:
        reasons.append("BAIGONG_FIELD_KEY: give at least 32 random characters; identity numbers are encrypted with it")
    elif env.field_key == env.secret_key:
        reasons.append("BAIGONG_FIELD_KEY: must differ from BAIGONG_SECRET_KEY, which may have to be replaced; this one never may")
    if "*" in env.hosts:
        reasons.append("BAIGONG_HOSTS: name the host names people use; * lets anybody forge links")
    elif not env.hosts.strip() or env.hosts == Environment.model_fields["hosts"].default:
        reasons.append("BAIGONG_HOSTS: name the host names people use; requests for others are refused")
    if not env.database_url:
        reasons.append("DATABASE_URL: production runs on PostgreSQL; the embedded database is for demonstration")
    elif not env.database_url.startswith(("postgres://", "postgresql://")):
        reasons.append("DATABASE_URL: only postgresql:// is supported in production")
    if not env.https:
        reasons.append("BAIGONG_HTTPS: set it to true once the proxy serves https; cookies then travel encrypted only")
    elif not env.behind_proxy:
        reasons.append("BAIGONG_BEHIND_PROXY: https is the proxy's work; without its word every page would lead to itself for ever")
    for name in ("trusted_origins", "site_address", "oidc_server"):
        if "http://" in getattr(env, name):
            reasons.append(f"BAIGONG_{name.upper()}: https:// only; what is sent to an http:// address can be read and altered on the way")
    return reasons


def demonstration_today(env: Environment) -> date | None:
    """The day on which the demonstration stands still, written by its builder; ``None`` in production and tests, or before it is built."""
    path = env.var / "demonstration_today"
    if env.mode is not Mode.DEMONSTRATION or "pytest" in sys.modules or not path.exists():
        return None
    return date.fromisoformat(path.read_text(encoding="ascii").strip())


def local_secret(var: Path, name: str) -> str:
    """A random secret kept in ``var`` for demonstration and tests, made on first use, readable by the owner only."""
    path = var / name
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        # Written whole under another name first: two processes that start at once must end with the same secret.
        draft = var / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")


def database(url: str | None, var: Path) -> dict[str, Any]:
    """Django's database entry for ``url`` (postgresql://user:password@host:port/name?option=…), or SQLite in ``var``."""
    if not url or url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///") if url else str(var / "baigong.sqlite3")
        return {
            "ENGINE": "baigong.kernel.sqlite",
            "NAME": path,
            "TEST": {"NAME": ":memory:"},  # as Django does by itself for its own engine, and test runners that know it by its name
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what the page said was saved survives a power cut, not only kill -9.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # For ``kernel.prepared`` alone: Django's own cursors prepare nothing. One plan for all values, else each value is planned anew.
        # And no plan is compiled: in a large ledger a balance seems dear enough, which then takes 17 ms instead of 0.2.
        "OPTIONS": {"prepare_threshold": 0, "options": "-c plan_cache_mode=force_generic_plan -c jit=off", **options},
    }
