"""Browser journeys: the product as installed, in headless Chromium, on a demonstration of their own.

A module of journeys gets one server, with a worker, on a copy of one demonstration built for the whole run; so its stories may build on one
another, and modules do not disturb each other. ``visit`` opens a page for a person signed in as a sample account.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import browser  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def environment(var: Path) -> dict[str, str]:
    """A clean environment for an installation in ``var``."""
    clean = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith(("BAIGONG_", "PYTEST"))}
    return {**clean, "BAIGONG_VAR": str(var), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


def baigong(var: Path, *command: str) -> str:
    """Run a command of the installation in ``var`` and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "baigong", *command], env=environment(var), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"baigong {' '.join(command)}: {done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Path:
    """The folder of a built demonstration, made once in a run, also when several processes run journeys."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            folder.mkdir(exist_ok=True)
            baigong(folder, "migrate", "--no-input")
            baigong(folder, "demo", "--scale", "small")
            (folder / "built").touch()
    return folder


@dataclass(frozen=True)
class Site:
    """A running site: its address and where its data lies."""

    address: str
    var: Path


@pytest.fixture(scope="module")
def site(demonstration, tmp_path_factory) -> Iterator[Site]:
    """A server with a worker on a copy of the demonstration."""
    var = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(demonstration, var)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = var / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "baigong", "serve", "--port", str(port), "--with-worker"],
            env=environment(var), cwd=ROOT, stdout=out, stderr=out,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/readyz", server, log)
        yield Site(address, var)
    finally:
        server.terminate()
        server.wait(30)
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said[-3000:]


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the site did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Page]]:
    """``visit("/plans/")`` as the public, ``visit("/", user="zhuanban")`` signed in; errors in the page's console fail the test."""
    contexts, troubles = [], []

    def open_page(path: str = "/", *, user: str = "", viewport: dict[str, int] = DESK, dark: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=site.address, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light", java_script_enabled=script,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" and "status of 4" not in said.text else None)
        if user:
            _sign_in(page, site, user)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "errors in the browser's console"


def _sign_in(page: Page, site: Site, user: str) -> None:
    """Set the cookie of a session made by the installation itself: signing in by hand is a journey of its own."""
    code = (
        "import django; django.setup(); from django.test import Client; from django.contrib.auth import get_user_model; "
        f"c = Client(); u = get_user_model().objects.get(username={user!r}); "
        "c.force_login(u, backend='django.contrib.auth.backends.ModelBackend'); print(c.cookies['sessionid'].value)"
    )
    env = {**environment(site.var), "DJANGO_SETTINGS_MODULE": "baigong.settings"}
    key = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": site.address}])


@pytest.fixture
def is_accessible() -> Callable[[Page], None]:
    """Fails with axe's words unless the page passes WCAG 2.2 A and AA as far as a machine can tell."""
    axe = Axe()

    def check(page: Page) -> None:
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """Fails when the page is wider than the window: nothing may need scrolling sideways but tables in their own frame."""

    def check(page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px wider than the window"

    return check
