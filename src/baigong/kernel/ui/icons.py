"""Icons: one sprite built from the names in ``icons.txt``; a name outside the list is refused where it is written."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

HERE = Path(__file__).resolve().parent
LIST = HERE / "icons.txt"
SPRITE = "vendor/icons.svg"


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """Every name the sprite holds."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def check_icon(name: str) -> str:
    """Return ``name``; raise ``LookupError`` when the sprite does not hold it."""
    if name not in icon_names():
        raise LookupError(f"icon {name!r} is not in kernel/ui/icons.txt: add it there and run `make install`")
    return name


def icon(name: str, label: object = None) -> SafeString:
    """The icon ``name``. Decoration by default; with ``label`` it is an image that says the label."""
    return _svg(check_icon(name), None if label is None else str(label), static(SPRITE))


@lru_cache(maxsize=512)
def _svg(name: str, label: str | None, sprite: str) -> SafeString:
    if label is None:
        return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)
    return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>', label, sprite, name)
