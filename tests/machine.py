"""What this machine lacks, said loudly: tests that need it are skipped with the reason away from CI, and refused in CI."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests import postgres

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SHARED = Path(__file__).resolve().parents[2] / "shared"
IN_CI = bool(os.environ.get("CI"))


def chromium() -> str | None:
    """The path of a Chromium: ``BAIGONG_CHROMIUM`` or one on the path."""
    return os.environ.get("BAIGONG_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def on_postgres() -> bool:
    """Whether this run's database is PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def lacking() -> dict[str, str]:
    """Marker → why its tests cannot run here."""
    reasons = {}
    if not on_postgres():
        reasons["postgres"] = "runs on PostgreSQL only: make test-postgres"
    if chromium() is None:
        reasons["browser"] = "Chromium is not installed (Debian: apt-get install chromium, or set BAIGONG_CHROMIUM)"
    if not (SHARED / "seed").is_dir():
        reasons["documents"] = "the real plan documents do not lie beside the project (../shared)"
    return reasons


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here, with the reason; in CI a missing browser is an error."""
    reasons = lacking()
    for item in items:
        for marker, reason in reasons.items():
            if item.get_closest_marker(marker):
                if IN_CI and marker == "browser":
                    raise pytest.UsageError(reason)
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end what was not tested for want of a program, so that nobody takes silence for success."""
    absent = [reason for marker, reason in lacking().items() if marker != "postgres"]
    if not on_postgres() and postgres.find_binaries() is None:
        absent.append(postgres.MISSING)
    if absent:
        terminalreporter.section("NOT TESTED on this machine", sep="!", yellow=True, bold=True)
        for reason in absent:
            terminalreporter.write_line(f"!! {reason}", yellow=True)
