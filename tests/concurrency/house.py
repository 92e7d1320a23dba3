"""A whole installation of its own for a test: real processes on a real database, SQLite or a throwaway PostgreSQL."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SET_UP = "import os, django; django.setup(); "


@dataclass
class House:
    """Where it lives, and the processes it started."""

    var: Path
    database_url: str | None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        clean = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith(("BAIGONG_", "PYTEST"))}
        own = {"BAIGONG_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "baigong.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        return {**clean, **own, **({"DATABASE_URL": self.database_url} if self.database_url else {})}

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``baigong …`` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "baigong", *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=check
        )

    def python(self, code: str) -> str:
        """Run Python code with Django set up; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", SET_UP + code], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program in a process group of its own."""
        log = (self.var / f"log-{len(self.processes)}").open("wb")
        process = subprocess.Popen(
            [sys.executable, *command], env={**self.environment, **environment}, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        self.processes.append(process)
        return process

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return list(connection.execute(sql).fetchall())
        with sqlite3.connect(self.var / "baigong.sqlite3", timeout=20) as connection:
            return connection.execute(sql).fetchall()

    def wait_for(self, question: Callable[[], Any], what: str, seconds: float = 40) -> Any:
        """Ask until the answer is true; the logs are shown when it never is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if answer := question():
                return answer
            time.sleep(0.1)
        logs = "\n".join(f"--- {p.name}\n{p.read_text(errors='replace')[-3000:]}" for p in sorted(self.var.glob("log-*")))
        raise AssertionError(f"{what}: not within {seconds} s\n{logs}")

    def kill_all(self) -> None:
        """Kill -9 every process it started, with their children."""
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
        self.processes.clear()
