"""Keep the English catalogue in step with the source: ``make messages``.

Extracts every Chinese message from Python, Jinja2 and Django templates, and what the rulebook calls its parameters. A message
whose writing changed only in marks, width or spaces keeps its English; one no longer used is dropped; nothing is ever guessed.
Exit status 1 while a message has no English.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "baigong"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")  # a full-width mark alone is wording too: 、 joins a list
LITERAL = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:p?gettext|_)\((?:{LITERAL}, )?{LITERAL}\)")
MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ","})
HOUSE = {"house", "param"}
HEADER = r"""# The English of Baigong. Terms: docs/glossary.md.
# Kept in step with the source by `make messages`; only msgstr is written by hand.
msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
Key = tuple[str | None, str]


def words_of(message: Message) -> str:
    """What is looked up: the message itself, or the singular of a plural pair."""
    return message.id if isinstance(message.id, str) else message.id[0]


def has_english(message: Message) -> bool:
    """Whether every form is written."""
    return all(message.string or [""]) if message.pluralizable else bool(message.string)


def plain(key: Key) -> Key:
    """The key without marks, widths and spaces: two writings of one message are equal in it."""
    context, words = key
    folded = unicodedata.normalize("NFKC", words.translate(MARKS)).translate(MARKS)
    return context, re.sub(r"\s+", "", folded)


def of_django_template(source: str) -> Iterator[Key]:
    """The messages of a Django template. Raises ``ValueError`` for a plural block: those pages count nothing."""
    calls = templatize(source)
    if "ngettext(" in calls:
        raise ValueError("a plural block in a Django template is not extracted")
    for context, literal in CALL.findall(calls):
        yield ast.literal_eval(context) if context else None, ast.literal_eval(literal)


def extracted() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """(file, message or plural pair, context) of every Chinese message of the source, files in order."""
    for name, _line, message, _comments, context in extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS):
        if CHINESE.search(message if isinstance(message, str) else message[0]):
            yield name, message, context
    for path in sorted(SOURCE.rglob("django_templates/**/*.*")):
        for context, words in of_django_template(path.read_text(encoding="utf-8")):
            if CHINESE.search(words):
                yield str(path.relative_to(SOURCE)), words, context
    for path in sorted((SOURCE / "rulebook").glob("*.yaml")):
        for parameter in yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"]:
            own = [v["citation"]["title"] for v in parameter["versions"] if v["verification"] in HOUSE]  # official titles are names
            for words in (parameter["label"], parameter.get("unit", ""), *own):
                if CHINESE.search(words):
                    yield str(path.relative_to(SOURCE)), words, None
    path = SOURCE / "contexts/registers/quality/rules.yaml"
    for words in _quality_words(yaml.safe_load(path.read_text(encoding="utf-8"))):
        yield str(path.relative_to(SOURCE)), words, None


def _quality_words(told: object) -> Iterator[str]:
    """What the rules of data quality say to people."""
    if isinstance(told, list):
        for entry in told:
            yield from _quality_words(entry)
    elif isinstance(told, dict):
        for name, value in told.items():
            yield from [value] if name in {"title", "advice", "words", "text"} else _quality_words(value)


def wanted() -> Catalog:
    """What the catalogue has to hold, without English."""
    catalogue = Catalog(locale="en")
    for name, message, context in extracted():
        catalogue.add(message, locations=[(name, 0)], context=context)
    return catalogue


def held() -> Catalog:
    """What it holds."""
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="en") if CATALOGUE.exists() else Catalog(locale="en")


def merged(old: Catalog, new: Catalog) -> Catalog:
    """``new`` with the English of ``old``, by the same words or by words that differ in marks only."""
    exact = {(message.context, words_of(message)): message for message in old if message.id}
    alike = {plain(key): message for key, message in exact.items()}
    for message in new:
        if not message.id:
            continue
        key = (message.context, words_of(message))
        known = exact.get(key) or alike.get(plain(key))
        if known is not None and known.pluralizable == message.pluralizable:
            message.string = known.string
    return new


def save(catalogue: Catalog) -> None:
    """Write it in the order of the source, without line numbers, so that differences are about words."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())  # our own: babel's bears dates that change with every run
        write_po(file, catalogue, width=120, include_lineno=False, omit_header=True)


def main() -> int:
    """Bring the catalogue up to date and name what still has no English."""
    catalogue = merged(held(), wanted())
    save(catalogue)
    missing = [message for message in catalogue if message.id and not has_english(message)]
    for message in missing:
        sys.stdout.write(f"{message.locations[0][0]}: {words_of(message)}\n")
    sys.stderr.write(f"{len(catalogue)} messages, {len(missing)} without English\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
