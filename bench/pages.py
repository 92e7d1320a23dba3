"""Pages against a trivial view of the same server, middleware and database included on both sides.

The server is the product's own (``baigong serve``, one process) on a demonstration built for the run; the client is this process.
The client shares the two cores with the server, on both sides of every ratio alike.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import NOISY, interleaved

ROOT = Path(__file__).resolve().parents[1]
PORT = 8765
YARDSTICK = "trivial view"
TOKEN = "bench" * 6 + "00"
"""What a browser that has signed in also sends: the token its forms are checked with (32 letters and digits)."""


@dataclass(frozen=True)
class Page:
    """A page, by its address, who asks for it, and the ratio to the trivial view that it must reach."""

    name: str
    route: str
    target: float
    role: str = ""
    query: str = ""


PAGES = [
    Page("one-page overview", "plans:current-overview", 0.5, role="leader"),
    Page("portal page", "portal:home", 0.8),
    Page("50-row ledger", "plans:current-ledger", 0.2, role="working_team", query="?per=50"),
]

PREPARE = """
import json, django; django.setup()
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.urls import NoReverseMatch, reverse
import time
def address(name):
    try: return reverse(name)
    except NoReverseMatch: return ""
def cookie(role):
    user = get_user_model().objects.filter(is_active=True, role_holdings__role=role).first()
    if user is None: return ""
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: user.get_session_auth_hash(), "seen_at": int(time.time()), "signed_in_at": int(time.time())})
    session.save()
    return session.session_key
print(json.dumps({name: [address(name), cookie(role) if role else ""] for name, role in %r}))
"""


def run(*, rounds: int, seconds: float, clients: int) -> dict[str, Any]:
    """Build, serve, measure, stop."""
    with tempfile.TemporaryDirectory(prefix="baigong-bench-") as var:
        environment = {**os.environ, "BAIGONG_VAR": var, "DJANGO_SETTINGS_MODULE": "baigong.settings"}
        environment.pop("DATABASE_URL", None)
        baigong = [sys.executable, "-m", "baigong"]
        subprocess.run([*baigong, "migrate", "--no-input", "-v", "0"], env=environment, check=True)
        built = subprocess.run([*baigong, "demo", "--scale", "small"], env=environment, check=False, capture_output=True).returncode == 0
        asked = [(page.route, page.role) for page in PAGES]
        prepared = subprocess.run([sys.executable, "-c", PREPARE % asked], env=environment, check=True, capture_output=True, text=True)
        found = json.loads(prepared.stdout.splitlines()[-1])
        log = (Path(var) / "server.log").open("wb")
        server = subprocess.Popen([*baigong, "serve", "--port", str(PORT)], env=environment, stderr=log, stdout=log)
        try:
            _wait()
            cases, absent = {YARDSTICK: _case("/healthz", "", seconds, clients)}, []
            for page in PAGES:
                path, cookie = found[page.route]
                path = _forwarded(path + page.query, cookie) if path else ""
                why = _why_absent(page, path, cookie)
                if why:
                    absent.append({"name": page.name, "target": page.target, "ratio": None, "met": None, "why": why})
                else:
                    cases[page.name] = _case(path, cookie, seconds, clients)
                    cases.setdefault(_yardstick(page), _case("/healthz", cookie, seconds, clients))
            rates = interleaved(cases, yardstick=YARDSTICK, rounds=rounds)
        except RuntimeError as error:
            said = (Path(var) / "server.log").read_text(encoding="utf-8", errors="replace")[-3000:]
            raise SystemExit(f"{error}\nthe server said:\n{said}") from error
        finally:
            server.terminate()
            server.wait(20)
    measured = []
    for page in PAGES:
        if page.name in cases:
            middle, least, most = rates.ratio(page.name, _yardstick(page))
            measured.append(
                {"name": page.name, "target": page.target, "ratio": middle, "least": least, "most": most, "met": middle >= page.target}
            )
    return {
        "demonstration": built, "noisy": rates.is_noisy, "spread": rates.spread, "rounds": rounds, "cases": measured + absent,
        "yardstick_per_second": [each[YARDSTICK] for each in rates.rounds],
    }  # fmt: skip


def report(outcome: dict[str, Any]) -> str:
    """The outcome in words."""
    lines = [f"pages against a trivial view, {outcome['rounds']} rounds, yardstick varied {outcome['spread']:.2f}×"]
    if not outcome["demonstration"]:
        lines.append("no demonstration could be built: pages are measured on an empty city")
    for case in outcome["cases"]:
        if case["ratio"] is None:
            lines.append(f"  {case['name']}: not measured, {case['why']} (target ≥ {case['target']})")
        elif outcome["noisy"]:
            lines.append(f"  {case['name']}: withheld")
        else:
            verdict = f"target ≥ {case['target']}: {'met' if case['met'] else 'MISSED'}"
            lines.append(f"  {case['name']}: {case['ratio']:.2f}× ({case['least']:.2f}–{case['most']:.2f}), {verdict}")
    if outcome["noisy"]:
        lines.append(f"NOISY: the yardstick varied more than {NOISY}×; nothing is published. Try again on a quieter machine.")
    return "\n".join(lines) + "\n"


def _yardstick(page: Page) -> str:
    """The trivial view, asked for by the same person: session and roles are read on both sides."""
    return f"{YARDSTICK} as {page.role}" if page.role else YARDSTICK


def _wait() -> None:
    for _ in range(100):
        try:
            if _get(http.client.HTTPConnection("localhost", PORT, timeout=5), "/healthz", "") == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer within 20 s")


def _get(connection: http.client.HTTPConnection, path: str, cookie: str) -> int:
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}; csrftoken={TOKEN}"} if cookie else {})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _forwarded(path: str, cookie: str) -> str:
    """Where ``path`` leads in the end (the current plan's page), so that the page is measured and not the way to it."""
    for _ in range(3):
        connection = http.client.HTTPConnection("localhost", PORT, timeout=20)
        connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}; csrftoken={TOKEN}"} if cookie else {})
        answer = connection.getresponse()
        onward = answer.getheader("Location", "")
        answer.read()
        if answer.status not in {301, 302} or "login" in onward:
            return path
        path = onward
    return path


def _why_absent(page: Page, path: str, cookie: str) -> str:
    if not path:
        return f"there is no route {page.route}"
    if page.role and not cookie:
        return f"nobody holds the role {page.role}"
    status = _get(http.client.HTTPConnection("localhost", PORT, timeout=20), path, cookie)
    return "" if status == 200 else f"it answers {status}"


def _case(path: str, cookie: str, seconds: float, clients: int) -> Any:
    """A case: ``clients`` connections ask for ``path`` for ``seconds``; gives answers a second."""

    def rate() -> float:
        counts, failures, end = [0] * clients, [], time.perf_counter() + seconds

        def ask(index: int) -> None:
            connection = http.client.HTTPConnection("localhost", PORT, timeout=20)
            try:
                while time.perf_counter() < end:
                    status = _get(connection, path, cookie)
                    if status != 200:
                        raise RuntimeError(f"{path} answered {status}")
                    counts[index] += 1
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=ask, args=(index,)) for index in range(clients)]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise RuntimeError(f"{path} failed under load: {failures[0]!r}")
        return sum(counts) / (time.perf_counter() - begun)

    return rate
