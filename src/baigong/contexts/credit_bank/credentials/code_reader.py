"""A program of its own: reads a picture or a PDF from its input and writes the texts of the QR codes in it, as JSON.

What strangers send is drawn here and nowhere else: a page of two kilobytes can be made to draw for hours, and the library that draws
neither stops nor bears two callers at once. The system ends this program when its seconds or its memory are used up. It knows nothing of
the site, and is started without its surroundings (``scanning.codes_of``).
"""

from __future__ import annotations

import json
import os
import resource
import sys
from io import BytesIO
from typing import Any

SECONDS, MEMORY = 3, 2 * 1024**3
_MOST_PIXELS = 40_000_000
_MOST_PAGES = 4
_SIDE = 3_000


def main() -> None:
    """Read, look, write."""
    os.nice(10)  # the site goes first
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    data = sys.stdin.buffer.read()
    answer: dict[str, object]
    try:
        answer = {"texts": _of_pdf(data) if data.startswith(b"%PDF-") else _of_picture(data)}
    except OverflowError:
        answer = {"fault": "too_large"}
    except Exception:  # a broken picture breaks its reader in many ways
        answer = {"fault": "not_an_image"}
    json.dump(answer, sys.stdout)


def _of_picture(data: bytes) -> list[str]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is unpacked
    image = Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP", "BMP"])
    if image.width * image.height > _MOST_PIXELS:
        raise OverflowError
    image.draft("L", (_SIDE, _SIDE))
    return _codes(image.convert("L"))


def _of_pdf(data: bytes) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    texts: list[str] = []
    for number in range(min(len(document), _MOST_PAGES)):
        page = document[number]
        scale = min(200 / 72, _SIDE / max(page.get_width(), page.get_height(), 1))
        texts += _codes(page.render(scale=scale, grayscale=True).to_pil())
    return texts


def _codes(image: Any) -> list[str]:
    import zxingcpp

    image.thumbnail((_SIDE, _SIDE))
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found if code.text]


if __name__ == "__main__":
    main()
