"""The English catalogue is complete and up to date."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "baigong"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdrf]|\{(\w*)\}")
DJANGO_TEMPLATE = re.compile(r"\{%-?\s*trans(?:late)?\s+\"([^\"]+)\"")


def wanted() -> dict[tuple[str | None, str], str]:
    """Every message of the source: (context, words) → where it stands."""
    found = {}
    for name, line, message, _comments, context in extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS):
        for words in (message if isinstance(message, tuple) else (message,))[:1]:
            if words:
                found[context, words] = f"{name}:{line}"
    for path in SOURCE.rglob("django_templates/**/*.html"):
        for words in DJANGO_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            found[None, words] = str(path.relative_to(SOURCE))
    return {key: place for key, place in found.items() if re.search(r"[\u4e00-\u9fff]", key[1])}


@pytest.fixture(scope="module")
def catalogue():
    if not CATALOGUE.exists():
        pytest.fail(f"{CATALOGUE.relative_to(SOURCE)} does not exist yet")
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="en")


def test_every_message_has_its_english(catalogue):
    held = {(message.context, message.id if isinstance(message.id, str) else message.id[0]): message for message in catalogue if message.id}
    missing = [f"{place}: {key[1][:40]}" for key, place in wanted().items() if key not in held]
    assert not missing, f"{len(missing)} messages are not in the catalogue"
    empty = [key[1][:40] for key in wanted() if not (held[key].string if isinstance(held[key].string, str) else all(held[key].string))]
    assert not empty, f"{len(empty)} messages have no English"


def test_nothing_is_fuzzy_or_left_over(catalogue):
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    keys = set(wanted())
    left = [m.id for m in catalogue if m.id and (m.context, m.id if isinstance(m.id, str) else m.id[0]) not in keys]
    assert not left, "messages that nothing uses any more"


def test_placeholders_are_kept(catalogue):
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        names = set().union(*(set(PLACEHOLDER.findall(text)) for text in ids))
        wrong += [text for text in strings if text and set(PLACEHOLDER.findall(text)) - names]
    assert not wrong


def test_chinese_stays_chinese_in_english():
    """The control: were extraction broken, the other tests would pass on nothing."""
    assert len(wanted()) > 300
