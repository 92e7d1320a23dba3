"""The texts of consent and agreement as the rulebook keeps them (``rulebook/internships/agreement.yaml``), filled with facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

BLANK = "＿＿＿＿"


@dataclass(frozen=True)
class Template:
    """One version: since when, by which text of the law, what its papers are called."""

    code: str
    since: date
    until: date | None
    basis: str
    consent_title: str
    agreement_title: str
    pay_basis: str


@cache
def _file() -> dict[str, Any]:
    file = resources.files("baigong.rulebook") / "internships" / "agreement.yaml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


@cache
def templates() -> tuple[Template, ...]:
    """Every version, oldest first."""
    return tuple(Template(**{"until": None, **row}) for row in _file()["versions"])


def template_on(day: date) -> Template:
    """The version in force on ``day``; before the first one the first."""
    return next((t for t in reversed(templates()) if t.since <= day), templates()[0])


def template_of(code: str) -> Template:
    """The version of a code. Raises ``LookupError``."""
    try:
        return next(t for t in templates() if t.code == code)
    except StopIteration:
        raise LookupError(f"no agreement template {code!r}") from None


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return BLANK


def _filled(template: Template, facts: Mapping[str, str]) -> _Facts:
    given = {name: value for name, value in facts.items() if value}
    return _Facts(given, basis=template.basis, pay_basis=template.pay_basis)


def consent_lines(template: Template, facts: Mapping[str, str]) -> list[str]:
    """The consent's paragraphs."""
    return [line.format_map(_filled(template, facts)) for line in _file()["consent"]]


def clauses(template: Template, facts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The agreement's clauses: heading and paragraphs."""
    values = _filled(template, facts)
    return [(row["heading"], [line.format_map(values) for line in row["text"]]) for row in _file()["clauses"]]


def digest_of(template: Template, facts: Mapping[str, str], what: str) -> str:
    """What names the words that are signed (``consent`` or ``agreement``)."""
    words: Any = consent_lines(template, facts) if what == "consent" else clauses(template, facts)
    return hashlib.sha256(json.dumps([template.code, what, words], ensure_ascii=False).encode()).hexdigest()
