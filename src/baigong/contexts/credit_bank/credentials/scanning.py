"""A credential out of whatever it was brought in: a JSON file, a picture that carries it, a photograph or a PDF with its QR code."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from baigong.engines.credentials import baking, compact, faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import Document

LARGEST_FILE = 10 * 1024 * 1024
_MOST_PIXELS = 40_000_000
_MOST_PAGES = 4
_LONGEST_TYPED = 60
_NUMBER = re.compile(r"[2-9A-HJKMNP-TV-Z]{16}")
_PACKED = re.compile(r"1[A-Za-z2-7]{200,7000}")


class Number(str):
    """The number of one of our credentials, found where a whole one was not. ``host``: of the link it came with; empty without one."""

    host: str = ""


Found = Document | str | bytes | Number


def find_in_file(data: bytes) -> Found:
    """What a file holds. Raises ``CredentialFault``."""
    if len(data) > LARGEST_FILE:
        raise CredentialFault(faults.TOO_LARGE)
    if data.startswith(b"%PDF-"):
        return _of_code(_codes_of_pdf(data))
    if baking.is_png(data) and b"openbadgecredential" in data:
        return baking.unbake_png(data)
    if baking.is_png(data) or data.startswith((b"\xff\xd8\xff", b"RIFF", b"BM")):
        return _of_code(_codes_of_image(_opened(data)))
    if b"<svg" in data[:4096] and not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return baking.unbake_svg(data)
    return find_in_text(data.decode("utf-8-sig", "replace")) if len(data) < 8_000 else data


def find_in_text(text: str) -> Found:
    """What typed text holds: JSON, a link, the letters of a QR code, a number."""
    plain = text.strip()
    if plain.startswith("{"):
        return plain
    last = _last_of(plain) if "/" in plain else plain
    letters = as_number(last)
    if _NUMBER.fullmatch(letters):
        number = Number(letters)
        number.host = _host_of(plain)
        return number
    if _PACKED.fullmatch(last):
        return compact.unpack(last)
    return plain


def as_number(typed: str) -> str:
    """A number as it is kept: whole-width letters of a Chinese keyboard, blanks and strokes are the writer's."""
    if len(typed) > _LONGEST_TYPED:
        return typed
    return re.sub(r"[\s\-‐-―−]", "", unicodedata.normalize("NFKC", typed)).upper()


def _host_of(link: str) -> str:
    try:
        return urlsplit(link).netloc.lower()
    except ValueError:
        return ""


def _last_of(link: str) -> str:
    """What a link carries: after ``#``, as codes are printed today, else the end of its path, as the first ones were."""
    try:
        parts = urlsplit(link)
    except ValueError:  # brackets that are no address
        return link
    return parts.fragment or unquote(parts.path).rstrip("/").rpartition("/")[2]


def _of_code(texts: list[str]) -> Found:
    for text in texts:
        found = find_in_text(text)
        if not isinstance(found, str) or isinstance(found, Number) or found.startswith("{"):
            return found
    raise CredentialFault(faults.NOTHING_BAKED)


def _opened(data: bytes) -> Any:
    """A picture small enough to look at. Raises ``CredentialFault``."""
    from PIL import Image

    try:
        image = Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP", "BMP"])
        if image.width * image.height > _MOST_PIXELS:
            raise CredentialFault(faults.TOO_LARGE)
        image.draft("L", (3000, 3000))
        return image.convert("L")
    except CredentialFault:
        raise
    except Exception as fault:  # a broken picture breaks the reader in many ways
        raise CredentialFault(faults.NOT_AN_IMAGE) from fault


def _codes_of_image(image: Any) -> list[str]:
    import zxingcpp

    image.thumbnail((3000, 3000))
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found if code.text]


def _codes_of_pdf(data: bytes) -> list[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        pages = [document[number] for number in range(min(len(document), _MOST_PAGES))]
        texts: list[str] = []
        for page in pages:
            scale = min(200 / 72, 3000 / max(page.get_width(), page.get_height(), 1))
            texts += _codes_of_image(page.render(scale=scale, grayscale=True).to_pil())
        document.close()
    except pypdfium2.PdfiumError as fault:
        raise CredentialFault(faults.NOT_AN_IMAGE) from fault
    return texts
