"""QR codes, as drawings."""

from __future__ import annotations

from io import BytesIO

import segno


def link_svg(address: str) -> bytes:
    """The QR code of a link."""
    return code_svg(segno.make(address, error="m", micro=False))


def code_svg(code: segno.QRCode) -> bytes:
    """A code black on white with its quiet zone, whatever the colours around it."""
    drawn = BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, omitsize=True, svgclass=None, lineclass=None, border=4, dark="#000", light="#fff", nl=False)
    return drawn.getvalue()
