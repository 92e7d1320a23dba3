"""Settings from the environment: an unsafe value stops a production start and says why."""

import pytest

from baigong import environment
from baigong.environment import UnsafeSettings, read_environment

SAFE = {
    "BAIGONG_MODE": "production",
    "BAIGONG_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxyz",
    "BAIGONG_FIELD_KEY": "abcdefghijklmnopqrstuvwxyz0123456789",
    "BAIGONG_HOSTS": "baigong.example.gov.cn",
    "BAIGONG_HTTPS": "true",
    "BAIGONG_BEHIND_PROXY": "true",
    "DATABASE_URL": "postgresql://baigong:x@127.0.0.1:5432/baigong",
}


@pytest.fixture
def start(monkeypatch):
    """Read the environment with ``SAFE`` and these changes; ``None`` takes a variable away."""

    def read(**changes):
        for name in [n for n in environment.os.environ if n.startswith("BAIGONG_")]:
            monkeypatch.delenv(name)
        for name, value in {**SAFE, **changes}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return read_environment()

    return read


def test_safe_settings_start_production(start):
    assert start().mode == "production"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BAIGONG_SECRET_KEY", None),
        ("BAIGONG_SECRET_KEY", "short"),
        ("BAIGONG_SECRET_KEY", "ab" * 40),
        ("BAIGONG_FIELD_KEY", None),
        ("BAIGONG_FIELD_KEY", "short"),
        ("BAIGONG_FIELD_KEY", SAFE["BAIGONG_SECRET_KEY"]),
        ("BAIGONG_HOSTS", "*"),
        ("BAIGONG_HOSTS", " "),
        ("BAIGONG_HOSTS", None),
        ("BAIGONG_HTTPS", "false"),
        ("BAIGONG_HTTPS", None),
        ("BAIGONG_BEHIND_PROXY", None),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:////srv/baigong.sqlite3"),
        ("BAIGONG_TRUSTED_ORIGINS", "http://baigong.example.gov.cn"),
        ("BAIGONG_SITE_ADDRESS", "http://baigong.example.gov.cn"),
        ("BAIGONG_OIDC_SERVER", "http://id.example.gov.cn"),
    ],
)
def test_an_unsafe_value_stops_production_and_is_named_with_the_reason(start, name, value):
    with pytest.raises(UnsafeSettings, match=f"(?m)^- {name}: .{{10,}}"):
        start(**{name: value})


def test_every_unsafe_value_is_said_at_once(start):
    with pytest.raises(UnsafeSettings) as refused:
        start(BAIGONG_SECRET_KEY=None, BAIGONG_HTTPS=None)
    assert "BAIGONG_SECRET_KEY" in str(refused.value)
    assert "BAIGONG_HTTPS" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("BAIGONG_MODE", "prod"), ("BAIGONG_HTTPS", "perhaps"), ("BAIGONG_IDLE_MINUTES", "0"), ("BAIGONG_JOB_WORKERS", "many")],
)
def test_a_value_of_the_wrong_kind_stops_every_start_and_names_the_variable(start, name, value):
    with pytest.raises(UnsafeSettings, match=name):
        start(**{"BAIGONG_MODE": "demonstration", name: value})


def test_the_demonstration_needs_no_variable(start):
    assert start(**dict.fromkeys(SAFE)).mode == "demonstration"


def test_data_lies_in_the_checkout_or_in_the_users_own_folder(start, monkeypatch, tmp_path):
    assert start().var == environment.CHECKOUT / "var"
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert start().var == tmp_path / "home/.local/share/baigong"
