"""Whoever reads the log reads words: every action that is written into it has them."""

from __future__ import annotations

import ast
from importlib import import_module

from baigong.kernel.audit.words import all_words
from baigong.kernel.papers import all_papers
from tests.architecture.test_sources import python_files

PUBLISHED_OR_OWN = {"own_log", "scheme", "search"}
"""Pages behind a policy whose lists tell what is published anyway, or of nobody but the reader."""


def actions() -> set[str]:
    """The actions that sources name where they write into the log; those of machines are given their words with the machine."""
    found = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_record = isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record" and len(node.args) > 1
            if is_record and not isinstance(node.args[1], ast.JoinedStr):
                found |= {c.value for c in ast.walk(node.args[1]) if isinstance(c, ast.Constant) and "." in str(c.value)}
            if isinstance(node, ast.keyword) and node.arg == "on_export" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return found


def test_every_action_of_the_log_has_words():
    assert len(actions()) > 100, "the sources are looked through"
    of_papers = {action for papers in all_papers() for action in papers.actions}
    assert not sorted((actions() | of_papers) - all_words().keys()), "register_words(…) in the context's registration"


def test_whoever_takes_a_file_of_a_list_that_is_not_public_stands_in_the_log():
    looked_at, silent = 0, []
    for path in python_files():
        for page in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(page, ast.FunctionDef) or page.name in PUBLISHED_OR_OWN or "public" in map(ast.unparse, page.decorator_list):
                continue
            for call in ast.walk(page):
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "respond":
                    continue
                looked_at += 1
                if all(keyword.arg != "on_export" for keyword in call.keywords):
                    module = import_module(".".join(path.with_suffix("").parts[path.parts.index("baigong") :]))
                    listing = getattr(module, ast.unparse(call.func.value), None)
                    if listing is None or listing.export:
                        silent.append(f"{path}: {page.name}")
    assert looked_at > 50, "the sources are looked through"
    assert not silent, "on_export=…, or export=False in the listing"
