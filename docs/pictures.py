"""The pictures of the documentation, taken of the real thing: ``make install-dev``, then beside a running ``make demo``
``.venv/bin/python docs/pictures.py``.

``--address`` names another site, and names of pictures take only those. The import screen needs a document: the invented one of
``docs/examples`` is read and its draft discarded again. Pictures are reduced to a palette, so that the repository stays small.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent
SAMPLE = DOCS / "examples" / "sample-plan.txt"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
LARGEST = 300_000
"""Bytes; a picture that cannot be made smaller than this is refused."""

DESK, TALL, PHONE = (1366, 768), (1366, 1000), (390, 844)


def open_row(*texts: str) -> Callable[[Page], None]:
    """Open the first row of a list that holds all of ``texts``."""

    def go(page: Page) -> None:
        rows = page.locator("main tbody tr")
        for text in texts:
            rows = rows.filter(has_text=text)
        rows.first.get_by_role("link").first.click()
        page.wait_for_load_state("networkidle")

    return go


def read_sample(page: Page) -> None:
    """Import the sample document, as the working team would."""
    page.locator("input[type=file]").set_input_files(SAMPLE)
    page.locator("form[action$='/documents/import/'] [type=submit]").click()
    page.wait_for_load_state("networkidle")
    if page.locator(".document-found").count() == 0:
        raise SystemExit(f"the sample document was not read: {page.locator('.alert').first.inner_text()}")


def discard_sample(page: Page) -> None:
    """Give the draft up again, so that the pictures can be taken another time."""
    form = page.locator("form[action$='/discard/']")
    form.evaluate("form => { form.querySelector('[name=reason]').value = '配图用毕'; form.submit(); }")
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which page in a window of which size."""

    name: str
    path: str
    user: str = ""
    window: tuple[int, int] = DESK
    dark: bool = False
    before: Callable[[Page], None] | None = None
    after: Callable[[Page], None] | None = None


PICTURES = [
    Picture("workbench", "/console/", "zhuanban"),
    Picture("overview", "/plans/overview/", "lingdao", TALL),
    Picture("ledger", "/plans/ledger/", "zhuanban"),
    Picture("task", "/plans/ledger/?q=双高", "zhuanban", TALL, before=open_row("建设双高院校")),
    Picture("target", "/plans/targets/", "zhuanban", TALL, before=open_row("双师型")),
    Picture("import", "/plans/documents/", "zhuanban", TALL, before=read_sample, after=discard_sample),
    Picture("report", "/plans/reports/?q=双高&state=accepted", "zhuanban", TALL, before=open_row("建设双高院校", "市教育局")),
    Picture("portal", "/", window=TALL),
    Picture("portal-dark", "/promises/", window=TALL, dark=True),
    Picture("phone", "/plans/dues/", "minqin", PHONE),
    Picture("phone-portal", "/", window=PHONE),
]


def main() -> None:
    """Take the pictures asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="picture", help="only these (default: all): " + ", ".join(p.name for p in PICTURES))
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--into", type=Path, default=DOCS / "images")
    options = parser.parse_args()
    if unknown := set(options.names) - {p.name for p in PICTURES}:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    chromium = os.environ.get("BAIGONG_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium, or set BAIGONG_CHROMIUM)")
    options.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture in PICTURES:
            if not options.names or picture.name in options.names:
                image = small(take(browser, options.address, picture))
                (options.into / f"{picture.name}.png").write_bytes(image)
                sys.stderr.write(f"{picture.name}.png  {len(image) // 1000} kB\n")
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> bytes:
    """One picture as PNG. Raises ``SystemExit`` when the page does not answer as it should."""
    width, height = picture.window
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        color_scheme="dark" if picture.dark else "light",
    )  # fmt: skip
    page = context.new_page()
    if picture.user:
        page.goto("/account/login/")
        page.locator(f"form[action='/account/sample/{picture.user}/'] button").click()
        page.wait_for_url("**/console/")
    answer = page.goto(picture.path, wait_until="networkidle")
    if answer is None or not answer.ok or "/account/login" in page.url:
        raise SystemExit(f"{picture.name}: {picture.path} answered {answer and answer.status} at {page.url}")
    if picture.before:
        picture.before(page)
    image = page.screenshot(animations="disabled")
    if picture.after:
        picture.after(page)
    context.close()
    return image


def small(png: bytes) -> bytes:
    """The same picture with a palette of at most 256 colours: pages are flat colours and text, nobody sees the difference."""
    reduced = Image.open(io.BytesIO(png)).convert("RGB").quantize(colors=256, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    if out.tell() > LARGEST:
        raise SystemExit(f"a picture of {out.tell()} bytes is larger than {LARGEST}")
    return out.getvalue()


if __name__ == "__main__":
    main()
