"""The documentation names real things."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from baigong.environment import Environment
from baigong.kernel.workflow.diagrams import diagrams
from tests.machine import SHARED

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


def test_every_life_of_a_record_is_drawn_as_declared():
    page = ROOT / "docs/workflows.md"
    assert page.read_text(encoding="utf-8") == diagrams(), "run: baigong workflow diagrams > docs/workflows.md, and look at the difference"


BASES = (ROOT, ROOT / "src/baigong", ROOT / "tests", ROOT / "src/baigong/contexts/plans")
NAMES = re.compile(r"`([\w./\-]+\.py)::([\w.]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_names_functions_that_their_file_defines(page):
    """``contexts/plans/services/reports.py::submit_report`` in backticks: the file exists and defines the name at its top or in a class."""
    missing = []
    for name, wanted in NAMES.findall(page.read_text(encoding="utf-8")):
        file = next((base / name for base in BASES if (base / name).exists()), None)
        if file is None or wanted not in _defined(file):
            missing.append(f"{name}::{wanted}")
    assert not missing


def _defined(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
            inner = node.body if isinstance(node, ast.ClassDef) else []
            found |= {f"{node.name}.{part.name}" for part in inner if isinstance(part, ast.FunctionDef)}
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_names_what_make_can_make(page):
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert not set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) - targets


def test_the_index_leads_to_every_page():
    """Recipes and decisions are led to by the index of their folder."""
    docs = ROOT / "docs"
    led_to = {str(page.relative_to(docs)) for page in _linked_by(docs / "README.md")}
    led_to |= {str(page.relative_to(docs)) for index in ("recipes", "decisions") for page in _linked_by(docs / index / "README.md")}
    assert {"recipes/README.md", "decisions/README.md"} <= led_to
    assert not {str(page.relative_to(docs)) for page in docs.rglob("*.md")} - {"README.md"} - led_to


def _linked_by(page: Path) -> set[Path]:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    return {found for link in links if (found := (page.parent / link).resolve()).is_relative_to(ROOT / "docs")}


def test_every_library_asked_for_has_its_line_in_a_decision():
    asked = {
        name
        for file in (ROOT / "requirements").glob("*.in")
        for name in re.findall(r"^[a-z][\w-]*", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    decisions = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "docs/decisions").glob("0*.md")).casefold()
    assert not {name for name in asked if name not in decisions}


def test_every_picture_is_small_taken_by_the_script_and_shown():
    held = {file.stem: file.stat().st_size for file in (ROOT / "docs/images").iterdir()}
    script = (ROOT / "docs/pictures.py").read_text(encoding="utf-8")
    words = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert max(held.values()) <= 300_000
    assert set(held) == set(re.findall(r'Picture\("([a-z-]+)"', script))
    assert not [name for name in held if f"images/{name}.png" not in words]


SENTENCE = 24
"""Chinese characters in a row: longer than a title or a name, shorter than a sentence of a plan."""


@pytest.mark.documents
@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_quotes_no_sentence_of_the_official_plan(page):
    """Facts are free and titles are facts; the plan's own sentences stay out of the project."""
    seed = "".join("".join(file.read_text(encoding="utf-8").split()) for file in sorted((SHARED / "seed").glob("*.txt")))
    runs = re.findall(rf"[\u4e00-\u9fff，、；：“”《》]{{{SENTENCE},}}", page.read_text(encoding="utf-8"))
    pieces = {run[i : i + SENTENCE] for run in runs for i in range(len(run) - SENTENCE + 1)}
    assert not [piece for piece in pieces if piece in seed]
