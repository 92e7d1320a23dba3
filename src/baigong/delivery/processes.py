"""Running programs side by side: started together, stopped together, none left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from baigong.kernel.errors import Refusal
from baigong.kernel.jobs.orphans import die_with_parent

STOP_SECONDS = 15


def refuse_taken(host: str, port: int) -> None:
    """Raise ``Refusal`` when ``port`` cannot be listened at.

    The server shares its port: beside another one that does so it would start without a word and get every other request.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection that still fades away does not count
            probe.bind(address)
    except OSError as error:
        other = port + 1 if port < 65535 else port - 1
        raise Refusal(
            f"{host} 的端口 {port} 用不了，未启动（{error.strerror}）。"
            f"被别的程序占用时请换一个端口：baigong serve --port {other}，看演示用 make demo PORT={other}。",
            code="port",
        ) from error


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
            running[name] = subprocess.Popen(command, start_new_session=True, preexec_fn=die_with_parent)  # noqa: S603
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
    """Ask each to stop; after ``STOP_SECONDS`` end what is left, with everything it started. A job cut off is delivered again."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # each leads a group of its own
            process.wait()
