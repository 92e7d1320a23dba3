"""What a refusal says at a field is what to enter there, never that it must be filled: the mark beside the field has said that already."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.test_sources import python_files, tree, where

BARE = {"必填", "请填写", "请填写。", "请选择", "请另选", "请改", "请改晚", "请改早"}


def _said(node: ast.expr) -> str:
    """The text of ``_("…")`` or ``gettext("…")``; empty for anything else."""
    call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "gettext"} and bool(node.args)
    first = node.args[0] if call else None  # type: ignore[attr-defined]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _field_texts(call: ast.Call) -> list[ast.expr]:
    if not isinstance(call.func, ast.Name):
        return []
    if call.func.id in {"at_field", "Wrong"}:
        return call.args
    given = [word.value for word in call.keywords if word.arg == "fields"] if call.func.id in {"Refusal", "Conflict"} else []
    return [value for one in given for value in (one.values if isinstance(one, ast.Dict) else [getattr(one, "value", one)])]


def _is_bare(call: ast.Call) -> bool:
    return any(_said(text) in BARE for text in _field_texts(call))


@pytest.mark.parametrize(
    "source",
    [
        'at_field("name", _("必填"))', 'Wrong(0, field, gettext("请改"))', 'Refusal(_("请填写姓名。"), fields={"name": _("必填")})',
        'Conflict(_("还有两项空着。"), fields={name: _("请另选") for name in empty})',
    ],
)  # fmt: skip
def test_a_bare_word_is_found_wherever_it_stands_at_a_field(source):
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert _is_bare(call)


def test_no_refusal_says_at_a_field_only_that_it_must_be_filled():
    found = [where(path, call) for path in python_files() for call in ast.walk(tree(path)) if isinstance(call, ast.Call) and _is_bare(call)]
    assert found == [], "say what to enter, and why it is asked"
