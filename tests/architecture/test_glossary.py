"""The glossary names what the code names."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
ROWS = [row.split("|") for row in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines() if row.startswith("| ")]
TERMS = [(row[1].strip(), re.findall(r"`(\w+)`", row[2])) for row in ROWS if "`" in row[2]]


def test_every_identifier_in_the_glossary_exists():
    defined = set(re.findall(r"^class (\w+)", SOURCES, re.MULTILINE)) | set(re.findall(r"\b[a-z_]+\b", SOURCES))
    assert not [name for _, names in TERMS for name in names if name not in defined]


def test_every_record_we_keep_has_its_word():
    ours = {m.__name__ for m in apps.get_models() if m.__module__.startswith("baigong.")}
    assert not ours - {name for _, names in TERMS for name in names}, (
        "a row in docs/glossary.md: the Chinese word, the identifier, where it comes from"
    )


def test_no_word_stands_for_two_things():
    names = [name for _, names in TERMS for name in names]
    words = [word for word, _ in TERMS]
    assert len(set(names)) == len(names)
    assert len(set(words)) == len(words)
