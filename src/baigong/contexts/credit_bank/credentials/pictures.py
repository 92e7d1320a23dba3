"""The picture of a badge, drawn from what the credential says, and its QR code."""

from __future__ import annotations

import textwrap
from typing import Any
from xml.sax.saxutils import escape

import segno

from baigong.contexts.credit_bank.credentials.addresses import packed_address
from baigong.engines.credentials.badges import Contents
from baigong.engines.credentials.compact import pack
from baigong.engines.credentials.reading import Document
from baigong.kernel.documents.codes import code_svg

_FACE = "'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_TEAL, _PAPER, _INK = "#0f5b5b", "#fbf9f4", "#1f2a2a"
_BADGE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" role="img"><title>{label}</title>
<rect width="480" height="480" rx="28" fill="{paper}"/>
<circle cx="240" cy="240" r="214" fill="none" stroke="{teal}" stroke-width="6"/>
<circle cx="240" cy="240" r="200" fill="none" stroke="{teal}" stroke-width="1.5"/>
<path d="M204 104l24 24 48-50" fill="none" stroke="{teal}" stroke-width="12" stroke-linecap="round" stroke-linejoin="round"/>
<g font-family="{face}" text-anchor="middle" fill="{ink}">{lines}
<text x="240" y="366" font-size="17" fill="{teal}">{issuer}</text><text x="240" y="396" font-size="14">{below}</text></g></svg>
"""


def badge_svg(contents: Contents, issuer: str, below: str) -> bytes:
    """A round badge: what was attained, who says so, one line below."""
    parts = _lines(contents.title)
    size = 34 if len(parts) < 3 else 27
    lines = "".join(
        f'<text x="240" y="{252 + (size + 12) * (place - (len(parts) - 1) / 2):.0f}" font-size="{size}">{escape(part)}</text>'
        for place, part in enumerate(parts)
    )
    label = escape(f"{contents.title} · {issuer}")
    drawn = _BADGE.format(
        label=label, paper=_PAPER, teal=_TEAL, ink=_INK, face=_FACE, lines=lines, issuer=escape(issuer), below=escape(below)
    )
    return drawn.encode()


def _lines(title: str) -> list[str]:
    """A title in lines that fit the ring; what stands in brackets begins a line of its own."""
    parts = [part for piece in title.replace("（", "\n（").split("\n") for part in textwrap.wrap(piece, 10)]
    return parts[:4] or [""]


def qr_svg(document: Document) -> bytes:
    """The QR code of a signed credential: a link that carries all of it. Capitals and digits are packed tightest; ``#`` stands alone."""
    where, packed = packed_address(pack(document))
    segments: Any = [where, "#", packed]
    return code_svg(segno.make(segments, error="l", micro=False, boost_error=True))
