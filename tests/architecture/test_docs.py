"""The documentation names real things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from baigong.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PATHS = re.compile(r"`((?:src|tests|docs|requirements|bench|kernel|contexts|engines|delivery)/[\w./\-]+)`")
COMMANDS = re.compile(r"\bbaigong ([a-z]+)\b(?! 百工)")
DJANGO_FREE = {"plan"}


def test_every_setting_is_documented_and_no_other():
    text = (ROOT / "docs/operations/settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(BAIGONG_[A-Z_]+|DATABASE_URL)`", text.replace("BAIGONG_VAR/mail", "")))
    real = {"DATABASE_URL" if name == "database_url" else f"BAIGONG_{name.upper()}" for name in Environment.model_fields}
    assert documented == real


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_names_files_that_exist(page):
    missing = [name for name in PATHS.findall(page.read_text(encoding="utf-8")) if not _exists(name)]
    assert not missing


def _exists(name: str) -> bool:
    return any((base / name).exists() for base in (ROOT, ROOT / "src/baigong", ROOT / "tests"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_links_to_what_exists(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_names_commands_that_exist(page):
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL))
    known = set(get_commands()) | DJANGO_FREE | {"help"}
    assert not [f"baigong {name}" for name in COMMANDS.findall(code) if name not in known]
