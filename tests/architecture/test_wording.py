"""Chinese words in Python that people read can be translated; what is data or spoken before Django starts is listed with the reason."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.test_sources import CHINESE, ROOT, SOURCE, python_files, tree

TRANSLATORS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
NOTES = {"Personal"}  # for the register of personal data, kept in the language of the law
# Where → why its Chinese is not wording of pages. A path ending in / is a folder. An entry no longer needed fails.
NOT_WORDING = {
    "engines/plan_text/": "the grammar of Chinese plans",
    "engines/common/numerals.py": "Chinese numerals",
    "kernel/documents/": "words by which documents are read, and faces and numbering of official letters (GB/T 9704)",
    "kernel/exchange/values.py": "words people write for yes and no in a sheet",
    "kernel/exchange/moments.py": "how people write dates in a sheet",
    "kernel/exchange/headers.py": "marks in the headings of a sheet",
    "kernel/ui/formats.py": "the Chinese form of dates and numbers; the English one stands beside it",
    "kernel/ui/gallery.py": "sample words for those who build pages",
    "kernel/ui/gallery_samples.py": "sample words for those who build pages",
    "delivery/demonstration/": "records of the demonstration city",
    "delivery/management/": "spoken on the command line, to operators",
    "delivery/cli/": "spoken on the command line, before Django starts",
    "delivery/processes.py": "spoken on the command line, to operators",
    "delivery/backup.py": "spoken on the command line, to operators",
    "contexts/accounts/management/": "spoken on the command line, to operators",
    "contexts/classifications/management/": "spoken on the command line, to operators",
    "kernel/audit/management/": "spoken on the command line, to operators",
    "kernel/audit/recording.py": "who did it, as written into the log",
    "kernel/access/actors.py": "who did it, as written into the log",
    "contexts/plans/services/rosters.py": "titles by which rosters are read",
    "contexts/organisations/writing.py": "the grammar of Chinese body names",
    "contexts/classifications/schemes.py": "values that the tables' own columns hold",
    "contexts/organisations/exchange/": "examples in sheets, and titles by which rosters are read",
    "delivery/http_api/assembly.py": "the name of the product",
    "contexts/registers/reading/": "words by which the sheets of schools are read",
    "engines/ledger/verify_posting.py": "a program that people take away: both languages stand in it",
    "engines/checking/writing.py": "forms of dates, years and lists as people type them",
    "contexts/credit_bank/management/": "spoken on the command line, to operators",
    "contexts/registers/commands/": "spoken on the command line, to operators",
    "contexts/registers/management/": "spoken on the command line, to operators",
    "contexts/registers/interface/client.py": "spoken on the command line, by the reference pusher",
    "kernel/exchange/layout.py": "the name of a sheet by which a file of ours is known",
    "kernel/exchange/reading.py": "foot lines of sheets that are no rows",
    "environment.py": "spoken before Django starts",
    "settings.py": "the names of languages and of the product",
}


def exempt(path: Path) -> str | None:
    name = str(path.relative_to(SOURCE))
    return next((known for known in NOT_WORDING if name == known or (known.endswith("/") and name.startswith(known))), None)


def bare_words(path: Path) -> list[str]:
    """Chinese literals outside a call of gettext, a docstring or a note on personal data."""
    module = tree(path)
    allowed: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in TRANSLATORS | NOTES:
                allowed |= set(ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            allowed.add(node.value)  # a docstring, of whatever
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {str(node.value)[:30]}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in allowed and CHINESE.search(node.value)
    ]


def test_chinese_words_in_python_can_be_translated():
    assert not [line for path in python_files() if not exempt(path) for line in bare_words(path)], "wrap them: gettext_lazy(…)"


def test_no_exemption_is_stale():
    used = {exempt(path) for path in python_files() if bare_words(path)}
    assert not [known for known in NOT_WORDING if known not in used]


def test_control_a_bare_word_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.architecture.test_wording.ROOT", tmp_path)
    bad = tmp_path / "bad.py"
    bad.write_text('"""说明"""\nlabel = "任务台账"\ngood = _("任务")\n', encoding="utf-8")
    assert bare_words(bad) == ["bad.py:2: 任务台账"]
