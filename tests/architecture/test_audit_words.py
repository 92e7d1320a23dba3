"""Whoever reads the log reads words: every action that is written into it has them."""

from __future__ import annotations

import ast

from baigong.kernel.audit.words import all_words
from baigong.kernel.papers import all_papers
from tests.architecture.test_sources import python_files


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
