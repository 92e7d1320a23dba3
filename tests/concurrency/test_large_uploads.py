"""300 MB sent to the real server: refused while most of it is still with the sender, and the server's memory stays what it was."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

PREPARE = """
from django.test import Client
from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.organisations.public import OrganisationKind
from tests.builders import a_body, a_user
client = Client()
user = a_user(SCHOOL_OFFICER, a_body(kind=OrganisationKind.SECONDARY_SCHOOL))
client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
print(client.cookies["sessionid"].value)
"""
SIZE = 300 * 2**20
PIECE = bytes(2**18)
HEAD = (
    b"------b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"all.xlsx\"\r\n"
    b"Content-Type: application/octet-stream\r\n\r\nPK\x03\x04"
)  # fmt: skip


@pytest.fixture
def serving(house):
    """The port of the product's own server, and the memory of its processes at their highest."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = house.start("-m", "baigong", "serve", "--port", str(port))
    house.wait_for(lambda: b" 200 " in ask(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), "the server")
    return port, lambda: highest(process.pid)


def ask(port: int, request: bytes) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as line:
            line.sendall(request)
            return line.recv(200)
    except OSError:
        return b""


def highest(parent: int) -> int:
    """The most memory (bytes) that the processes below ``parent`` ever had, of the one that had most."""
    most, waiting = 0, [parent]
    while waiting:
        pid = waiting.pop()
        status = Path(f"/proc/{pid}/status").read_text()
        most = max(most, int(status.partition("VmHWM:")[2].split()[0]) * 1024)
        waiting += [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return most


def send(port: int, path: str, cookie: str, *, is_chunked: bool) -> tuple[bytes, int]:
    """Send 300 MB until the server answers: the answer, and how much had left us by then."""
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {SIZE}"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={cookie}\r\nContent-Type: multipart/form-data; boundary=----b\r\n"
    sent = 0
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(f"{head}{length}\r\n\r\n".encode())
        line.settimeout(0.5)
        try:
            while sent < SIZE:
                piece = HEAD if not sent else PIECE
                line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if is_chunked else piece)
                sent += len(piece)
        except OSError:
            pass  # the server took no more: it has answered
        if is_chunked and sent >= SIZE:
            line.sendall(b"0\r\n\r\n")
        line.settimeout(20)
        answer = b""
        try:
            while piece := line.recv(2**16):
                answer += piece
                if b"\r\n\r\n" in answer and len(answer) > 4096:
                    break
        except OSError:
            pass
    return answer, sent


def test_a_300_mb_workbook_is_refused_before_it_is_sent_and_in_little_memory(house, serving):
    cookie = house.python(PREPARE).splitlines()[-1]
    port, most = serving
    before = most()
    for path in ("/returns/upload/", "/api/returns/x", "/prod-api4/api/web/convergence/collect/interface/saveInterfaceData"):
        answer, sent = send(port, path, cookie, is_chunked=False)
        assert answer.startswith(b"HTTP/1.1 413"), answer[:300]
        assert "没有读取" in answer.decode(errors="replace")
        assert sent < SIZE / 4, "most of it was never sent"
    for path in ("/returns/upload/", "/prod-api4/api/web/convergence/collect/interface/saveInterfaceData"):
        answer, _sent = send(port, path, cookie, is_chunked=True)
        assert answer[9:10] == b"4", answer[:300]
    assert most() - before < 100 * 2**20
    left = sum((Path(folder) / name).stat().st_size for folder, _folders, names in os.walk(house.var / "files") for name in names)
    assert left < 50 * 2**20
    assert house.ask("SELECT count(*) FROM registers_draft") == [(0,)]
    assert b" 200 " in ask(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), "it goes on serving"
