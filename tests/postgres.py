"""A throwaway PostgreSQL: ``python -m tests.postgres COMMAND …`` runs the command with ``DATABASE_URL`` pointing at a new cluster.

Standard library only. PostgreSQL refuses to run as root, so root hands the cluster to ``nobody``. Durability is off, since the data is
thrown away; a benchmark turns it on. Without PostgreSQL on the machine the command is not run: an error in CI, said loudly elsewhere.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MISSING = "PostgreSQL is not installed: what needs it was NOT tested (Debian: apt-get install postgresql)"
LISTENING = "-c listen_addresses=127.0.0.1"
"""Everything else as PostgreSQL comes."""
SETTINGS = f"{LISTENING} -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


def find_binaries() -> Path | None:
    """The folder of PostgreSQL's server programs (the newest of Debian's, else that of ``pg_config``), or ``None``."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    if shutil.which("pg_config"):
        folders.append(Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()))
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(binaries: Path, settings: str = SETTINGS) -> Iterator[str]:
    """Start a cluster of its own, give the URL of an empty database in it, and remove everything afterwards."""
    folder = tempfile.mkdtemp(prefix="baigong-pg-")
    options: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}, **_unprivileged()}
    if "user" in options:
        os.chown(folder, options["user"], options["group"])

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run([str(binaries / program), *arguments], capture_output=True, text=True, check=False, **options)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    data = f"{folder}/data"
    port = _free_port()
    try:
        call("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        # pg_ctl's own output must not be a pipe that the server inherits and keeps open.
        with open(os.devnull, "w") as nowhere:
            subprocess.run(
                [str(binaries / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log", "-o", f"{settings} -p {port} -k {folder}", "start"],
                stdout=nowhere, stderr=nowhere, check=True, **options,
            )  # fmt: skip
        call("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "baigong")
        yield f"postgresql://postgres@127.0.0.1:{port}/baigong"
    finally:
        subprocess.run([str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop"], capture_output=True, check=False, **options)
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run ``command`` on a throwaway cluster and return its exit status."""
    binaries = find_binaries()
    if binaries is None:
        sys.stderr.write(f"\n!! {MISSING}\n\n")
        return 1 if os.environ.get("CI") else 0
    with cluster(binaries) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
