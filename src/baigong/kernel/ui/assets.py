"""Build what the browser needs from the ignored folder ``node_modules``: the icon sprite and the chart library.

``python -m baigong.kernel.ui.assets``, called by ``make install``. The result lies in ``static/vendor/`` (ignored too).
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from baigong.kernel.ui.icons import HERE, icon_names

VENDOR = HERE / "static" / "vendor"
FILES = {"icons.svg": "", "echarts.min.js": "echarts/dist/echarts.min.js"}
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BLANK_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def missing_assets() -> list[str]:
    """The files of ``static/vendor`` that are not there, and icons of the list that the sprite lacks."""
    absent = [name for name in FILES if not (VENDOR / name).is_file()]
    if "icons.svg" in absent:
        return absent
    held = set(re.findall(r'id="i-([^"]+)"', (VENDOR / "icons.svg").read_text(encoding="utf-8")))
    return absent + [f"icon {name}" for name in sorted(icon_names() - held)]


def sprite(icons: Path) -> str:
    """The sprite of every listed icon. Raises ``FileNotFoundError`` naming an icon the package does not have."""
    symbols = []
    for name in sorted(icon_names()):
        filled = name.endswith("-filled")
        source = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
        found = _BODY.search(source.read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(f"{source} is not an icon")
        body = " ".join(_BLANK_BOX.sub("", found.group(1)).split())
        paint = (
            'fill="currentColor"'
            if filled
            else ('fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"')
        )
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24" {paint}>{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def build(node_modules: Path) -> list[Path]:
    """Write the sprite and copy the libraries; returns what was written."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    written = []
    for name, source in FILES.items():
        target = VENDOR / name
        if source:
            shutil.copyfile(node_modules / source, target)
        else:
            target.write_text(sprite(node_modules / "@tabler" / "icons" / "icons"), encoding="utf-8")
        written.append(target)
    return written


def main() -> int:
    """Build from the ``node_modules`` of the project (or the folder given) and say what was done."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[3] / "node_modules"
    if not folder.is_dir():
        sys.stderr.write(f"{folder} does not exist: run `npm ci` (or `make install`) first\n")
        return 1
    try:
        written = build(folder)
    except FileNotFoundError as error:
        sys.stderr.write(f"{error.filename} does not exist: is the icon named as on tabler.io, and is npm's folder complete?\n")
        return 1
    sys.stderr.write("".join(f"wrote {path} ({path.stat().st_size:,} bytes)\n" for path in written))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
