"""Running programs side by side: started together, stopped together, none left behind."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from types import FrameType

STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent is gone, even by kill -9 (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def run_together(commands: dict[str, list[str]]) -> int:
    """Run ``commands`` (name → command) until one ends or a signal asks to stop; then stop them all.

    Returns 0 when asked to stop (SIGINT, SIGTERM), else the exit status of the one that ended by itself, at least 1.
    Each runs in a session of its own, so that Ctrl-C reaches it once, through here, and not also from the terminal.
    """
    asked = False

    def ask(signum: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    previous = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    ended = 0
    try:
        for name, command in commands.items():
            running[name] = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603
        while not asked and not ended:
            time.sleep(0.2)
            for name, process in running.items():
                if (status := process.poll()) is not None:
                    sys.stderr.write(f"{name} ended by itself with status {status}\n")
                    ended = max(1, abs(status))
    finally:
        _stop(list(running.values()))
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0 if asked else ended


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop; after ``STOP_SECONDS`` end what is left. A job cut off is delivered again."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
