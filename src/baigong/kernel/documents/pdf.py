"""A document as PDF, set by typst with free fonts from PyPI or the bureau's own.

The document goes in as JSON and is never made into markup. System fonts are ignored: a page looks the same on every
machine, and the same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .breaking import breakable
from .content import Document
from .prepared import Prepared, prepare

TEMPLATE = Path(__file__).with_name("letter.typ")
FONT_PACKAGES = ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")

# The faces GB/T 9704 names, as they are called in the files offices hold; then the free ones.
_SERIF = ("Noto Serif SC",)
_SANS = ("Noto Sans SC",)
_RARE = ("Noto Sans CJK SC",)
FACES: dict[str, tuple[str, ...]] = {
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "FZFangSong-Z02S", "STFangsong"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FZKai-Z03S", "STKaiti"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong"),
    "song": ("SimSun", "NSimSun", "FZShuSong-Z01S", "STSong"),
    "hei": ("SimHei", "FZHei-B01S", "STHeiti"),
}

Standard = Literal["a-2b", "ua-1"]

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1mm)"""

_local = threading.local()


def render_pdf(document: Document, *, standard: Standard | None = None) -> bytes:
    """Return the document as PDF; ``standard`` asks for PDF/A-2b (archives) or PDF/UA-1 (accessibility)."""
    return render_prepared(prepare(document), standard=standard)


def render_prepared(doc: Prepared, *, standard: Standard | None = None) -> bytes:
    """Return a prepared document as PDF."""
    extra: dict[str, Any] = {"pdf_standards": [standard]} if standard else {}
    result = _compiler().compile(format="pdf", sys_inputs=_inputs(doc), timestamp=_timestamp(doc), **extra)
    return bytes(result)


def render_pages(doc: Prepared, *, ppi: float = 96) -> list[bytes]:
    """Return the pages as PNG pictures: for previews and for looking at in tests."""
    result = _compiler().compile(format="png", ppi=ppi, sys_inputs=_inputs(doc))
    return [bytes(page) for page in result] if isinstance(result, list) else [bytes(result)]


def font_directories() -> tuple[str, ...]:
    """Return the folders fonts come from: ``REPORT_FONT_DIRS`` of the settings first, then the font packages."""
    try:
        own = tuple(str(path) for path in getattr(settings, "REPORT_FONT_DIRS", ()) or ())
    except ImproperlyConfigured:
        own = ()
    found = []
    for package in FONT_PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec and spec.submodule_search_locations:
            found.extend(spec.submodule_search_locations)
    return (*own, *found)


@lru_cache(maxsize=4)
def chosen_faces(directories: tuple[str, ...]) -> dict[str, Any]:
    """Return the faces to use for each part, the available ones of the standard's first."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(directories))
    available = set(fonts.families())
    faces: dict[str, Any] = {}
    for part, wanted in FACES.items():
        own = [name for name in wanted if name in available]
        free = _SANS if part == "hei" else _SERIF
        faces[part] = [*own, *(name for name in (*free, *_SANS, *_RARE) if name in available)]
        faces[f"has_{part}"] = bool(own)
    if not faces["body"]:
        raise ImproperlyConfigured("no Chinese font found: install the font packages or set REPORT_FONT_DIRS")
    return faces


def _inputs(doc: Prepared) -> dict[str, str]:
    return {
        "data": json.dumps(breakable(doc), ensure_ascii=False),
        "fonts": json.dumps(chosen_faces(font_directories()), ensure_ascii=False),
    }


def _timestamp(doc: Prepared) -> int:
    """Return the instant the PDF says it was made: the document's own day, so that no clock gets into the bytes."""
    day = dt.date.fromisoformat(doc["dated"] or "2000-01-01")
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def _compiler() -> Any:
    """Return this thread's compiler: fonts are read once (0.1 s), a page then takes some ten milliseconds."""
    directories = font_directories()
    if getattr(_local, "directories", None) != directories:
        _local.compiler = typst.Compiler(
            input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=list(directories), ignore_system_fonts=True
        )
        _local.directories = directories
    return _local.compiler


def picture_of(svg: str, width_mm: float, ppi: float = 200) -> bytes:
    """Return a drawing as PNG, for Word (whose older editions show no SVG)."""
    result: Any = typst.compile(  # type: ignore[call-overload] # its stub leaves bytes out
        _PICTURE,
        format="png",
        ppi=ppi,
        font_paths=list(font_directories()),
        ignore_system_fonts=True,
        sys_inputs={"svg": svg, "width": f"{width_mm:g}"},
    )
    return bytes(result[0] if isinstance(result, list) else result)
