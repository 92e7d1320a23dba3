"""A credential out of whatever it was brought in: a JSON file, a picture that carries it, a photograph or a PDF with its QR code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from urllib.parse import unquote, urlsplit

from baigong.contexts.credit_bank.credentials import code_reader
from baigong.engines.credentials import baking, compact, faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import Document

LARGEST_FILE = 10 * 1024 * 1024
_PATIENCE = 2 * code_reader.SECONDS  # seconds on the clock: an answer holds one of a few places of the site
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
        return _of_code(codes_of(data))
    if baking.is_png(data) and b"openbadgecredential" in data:
        return baking.unbake_png(data)
    if baking.is_png(data) or data.startswith((b"\xff\xd8\xff", b"RIFF", b"BM")):
        return _of_code(codes_of(data))
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


def codes_of(data: bytes) -> list[str]:
    """The texts of the QR codes in a picture or a PDF, read in a process of its own. Raises ``CredentialFault``."""
    command = [sys.executable, "-I", code_reader.__file__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as fault:
        raise CredentialFault(faults.TOO_SLOW) from fault
    if done.returncode:  # ended by the system: its seconds or its memory were used up
        raise CredentialFault(faults.TOO_SLOW)
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise CredentialFault(answer["fault"])
    return list(answer["texts"])
