"""What the house forbids in its sources, found by reading them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "baigong"
LONGEST = 400
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def python_files(*folders: str) -> list[Path]:
    """Our own modules, without migrations."""
    roots = [SOURCE / folder for folder in folders] if folders else [SOURCE]
    return sorted(p for root in roots for p in root.rglob("*.py") if "migrations" not in p.parts)


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_longer_than_one_subject_needs():
    files = [
        p for p in SOURCE.rglob("*") if p.suffix in {".py", ".js", ".css", ".html"} and not {"migrations", "vendor", "data"} & set(p.parts)
    ]
    long = [f"{p.relative_to(ROOT)}: {n}" for p in files if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST]
    assert not long, f"split by subject (at most {LONGEST} lines)"


def test_there_is_no_utils():
    assert not [str(p) for p in SOURCE.rglob("*") if p.stem in {"utils", "helpers", "misc", "common_utils"}]


# -- states ---------------------------------------------------------------------------------------------------------

# What no person takes from state to state has no machine: where → why. An entry that is no longer needed fails.
STATE_WRITERS = {
    "kernel/jobs/queue.py": "jobs are moved by the queue",
    "kernel/notices/delivering.py": "deliveries are moved by the sender",
    "contexts/plans/services/importing.py": "findings of a draft are kept or dropped in bulk, recorded as one event",
}


def state_writes(path: Path) -> Iterator[ast.AST]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state" and not _is_own(target):
                    yield node
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "update"
            and any(keyword.arg == "state" for keyword in node.keywords)
        ):
            yield node


def _is_own(target: ast.Attribute) -> bool:
    """``self.state`` of a class that is no model (a parser's state) is its own affair; models have no such line."""
    return isinstance(target.value, ast.Name) and target.value.id == "self"


def test_a_state_is_written_nowhere_but_in_the_workflow():
    found = {str(p.relative_to(SOURCE)): [where(p, n) for n in state_writes(p)] for p in python_files("kernel", "contexts", "delivery")}
    writers = {name: lines for name, lines in found.items() if lines}
    strangers = [line for name, lines in writers.items() if name not in STATE_WRITERS for line in lines]
    assert not strangers, "change states by workflow.fire()"
    assert not [name for name in STATE_WRITERS if name not in writers and name != "kernel/workflow/firing.py"], (
        "an exemption is no longer needed"
    )


def test_control_the_state_check_sees_an_assignment(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("report.state = 'accepted'\nReport.objects.filter(pk=1).update(state='x')\n")
    assert len(list(state_writes(bad))) == 2


# -- clock and rows -------------------------------------------------------------------------------------------------

CLOCKS = {"timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "date.today", "time.time"}


def clock_reads(path: Path) -> Iterator[ast.AST]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func)
            converts = called == "timezone.localtime" and bool(node.args)
            if not converts and any(called == clock or called.endswith(f".{clock}") for clock in CLOCKS):
                yield node


def test_services_selectors_and_engines_are_given_the_time():
    files = [p for p in python_files("contexts", "engines") if "engines" in p.parts or {"services", "selectors"} & {p.stem, p.parent.name}]
    assert not [where(p, n) for p in files for n in clock_reads(p)], "take now: datetime as an argument"


def raw_rows(path: Path) -> Iterator[ast.AST]:
    """Uses of a manager outside the arguments of a policy's ``get_or_404``."""
    guarded: set[ast.AST] = set()
    for node in ast.walk(tree_ := tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_or_404":
            guarded |= {inner for argument in node.args for inner in ast.walk(argument)}
    for node in ast.walk(tree_):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"} and node not in guarded:
            yield node


def test_views_obtain_rows_through_a_policy_or_a_selector():
    files = [p for p in python_files("contexts", "delivery") if {"views", "operations"} & {p.stem, p.parent.name}]
    raw = [where(p, node) for p in files for node in raw_rows(p)]
    assert not raw, "use POLICY.get_or_404, POLICY.visible, a related manager of a row so obtained, or a selector"


def test_files_of_rows_are_opened_where_a_lost_one_is_said():
    """``open_stored`` answers in words when the storage has lost the file; opening it otherwise ends in a server error."""
    fields = ("file", "pdf", "docx")
    files = [p for p in python_files("contexts", "delivery") if any(f".{f}.open(" in p.read_text(encoding="utf-8") for f in fields)]
    assert not files, "use kernel.files.open_stored"


# Who writes tables: where → how no text becomes a formula there. What the exchange writes, its own tests prove cell by cell.
TABLE_WRITERS = {
    "kernel/exchange/sheets.py": "neutralised(",
    "kernel/exchange/layout.py": "strings_to_formulas",
    "kernel/exchange/marking.py": "strings_to_formulas",
    "delivery/portal/open_files.py": "neutralised(",
    "contexts/registers/workbooks.py": "strings_to_formulas",
    "contexts/internships/outputs/returns.py": "neutralised(",
}


def test_tables_are_written_only_where_no_text_becomes_a_formula():
    writes = re.compile(r"csv\.(?:Dict)?[wW]riter\(|xlsxwriter\.Workbook\(|write_formula\(")
    found = {str(p.relative_to(SOURCE)): text for p in python_files() if writes.search(text := p.read_text(encoding="utf-8"))}
    assert found.keys() == TABLE_WRITERS.keys(), "export through kernel.exchange"
    assert not [name for name, guard in TABLE_WRITERS.items() if guard not in found[name]]
    assert not [name for name, text in found.items() if "write_formula(" in text]


# -- templates ------------------------------------------------------------------------------------------------------


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.html")) + sorted(SOURCE.rglob("django_templates/**/*.html"))


ALLOWED = {"unescaped value": {"fields.html": "help texts of the sign-in library's own forms are markup, and never a person's words"}}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline script", r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"),
        ("inline style", r"<style\b|\sstyle\s*="),
        ("inline handler", r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']"),
        ("address of another site", r"(?:src|href)\s*=\s*\"(?:https?:)?//"),
        ("unescaped value", r"\|\s*safe\b"),
    ],
)
def test_templates_hold_no(what, pattern):
    found = [
        f"{p.relative_to(ROOT)}:{number}"
        for p in templates()
        for number, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line) and p.name not in ALLOWED.get(what, {})
    ]
    assert not found, f"{what} in templates"


TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
BLOCKS = "trans|blocktrans|blocktranslate"
TRANSLATED = re.compile(rf"\{{%-?\s*(?:{BLOCKS})\b.*?\{{%-?\s*end(?:{BLOCKS})\s*-?%\}}", re.DOTALL)
# Names of languages are written in the language itself; the gallery shows components to those who build, with sample words.
NOT_TRANSLATED = ("简体中文", "中文")


def untranslated(path: Path) -> list[str]:
    text = TRANSLATED.sub(lambda m: "\n" * m.group().count("\n"), path.read_text(encoding="utf-8"))
    bare = TAGS.sub(lambda m: "\n" * m.group().count("\n"), text)
    for name in NOT_TRANSLATED:
        bare = bare.replace(name, "")
    return [f"{path.relative_to(ROOT)}:{n}: {line.strip()[:60]}" for n, line in enumerate(bare.splitlines(), 1) if CHINESE.search(line)]


def test_every_chinese_word_in_templates_can_be_translated():
    assert not [line for p in templates() if not p.name.startswith("gallery") for line in untranslated(p)], 'wrap it: {{ _("…") }}'


# -- locks ----------------------------------------------------------------------------------------------------------


def test_a_locked_row_can_still_be_named_by_others():
    """Who holds a row shuts out who would hold it too, not who writes a row that refers to it: a revocation holds a certificate while a
    grant that names it holds the account the revocation waits for, and FOR UPDATE would let both wait for each other.
    """
    found = [
        where(p, node)
        for p in python_files()
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and not any(k.arg == "no_key" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords)
    ]
    assert not found, "select_for_update(no_key=True): primary keys never change"


# -- what is kept ---------------------------------------------------------------------------------------------------


def test_locks_hold_hashes_and_no_address():
    locks = [*(ROOT / "requirements").glob("*.lock"), ROOT / "package-lock.json"]
    assert len(locks) >= 6
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        assert "sha256:" in text or '"integrity"' in text, path.name


def test_nothing_of_this_workplace_is_committed():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    words = [re.compile(rf"(?<!\w)/{folder}/") for folder in ("work", "root")]  # at the root: a page of ours may be called so
    found = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".html", ".toml", ".yaml", ".csv", ".css", ".js", ".txt", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {word.pattern}" for word in words if word.search(text)]
    assert not found


# -- tests ----------------------------------------------------------------------------------------------------------


def test_what_needs_postgresql_runs_there():
    """``make test-postgres`` takes the races by the name of their file: one marked for PostgreSQL under another name would run nowhere."""
    marked = {p.name for p in (ROOT / "tests").rglob("test_*.py") if re.search(r"^pytestmark\b.*\bmark\.postgres\b", p.read_text(), re.M)}
    assert marked == {p.name for p in (ROOT / "tests" / "concurrency").glob("test_races*.py")}
    assert "tests/concurrency/test_races*.py" in (ROOT / "Makefile").read_text()
