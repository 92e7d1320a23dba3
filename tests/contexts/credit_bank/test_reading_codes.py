"""Codes on pictures and pages that strangers send: read in a process of its own, which the system ends when it lasts."""

from __future__ import annotations

from io import BytesIO
from time import monotonic

import pytest
import segno
from PIL import Image

from baigong.contexts.credit_bank.credentials import code_reader, scanning
from baigong.contexts.credit_bank.credentials.words import explain
from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault, Finding

TEXT = "https://bank.example.cn/verify/K7Q2M9XTB4WD5PHC/"


def picture(form: str = "PNG", pages: int = 1) -> bytes:
    """The code of ``TEXT`` as a picture, or as a PDF whose last page carries it."""
    made = BytesIO()
    segno.make(TEXT, error="m").save(made, kind="png", scale=8, border=4)
    drawn, written = Image.open(made).convert("L"), BytesIO()
    blank = [Image.new("L", drawn.size, 255) for _ in range(pages)]
    first, *rest = [*blank[1:], drawn]
    first.save(written, form, **({"save_all": True, "append_images": rest} if rest else {}))
    return written.getvalue()


def endless() -> bytes:
    """A page of two kilobytes whose forms draw one another twelvefold, nine times over."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/F Do\nendstream",
    ]
    for level in range(9):
        drawn = "/F Do\n" * 12 if level < 8 else "0 0 600 800 re f\n" * 50
        inner = f"/Resources << /XObject << /F {level + 6} 0 R >> >>" if level < 8 else ""
        head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] {inner} /Length {len(drawn)} >>"
        objects.append(f"{head}\nstream\n{drawn}endstream")
    text, places = "%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF"
    return f"{text}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "PDF"])
def test_a_code_is_read_from_every_kind_of_picture_and_from_a_page(form: str) -> None:
    assert scanning.codes_of(picture(form)) == [TEXT]


def test_a_code_on_a_later_page_is_found_and_one_far_behind_is_not() -> None:
    assert scanning.codes_of(picture("PDF", 3)) == [TEXT]
    assert scanning.codes_of(picture("PDF", 6)) == []


def test_a_page_that_draws_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "_PATIENCE", 2)
    begun = monotonic()
    with pytest.raises(CredentialFault) as caught:
        scanning.find_in_file(endless())
    assert (caught.value.code, monotonic() - begun < 10) == (faults.TOO_SLOW, True)


def test_what_the_system_ended_is_told_as_not_read_and_nobody_is_accused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    ended = tmp_path / "ended.py"
    ended.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(code_reader, "__file__", str(ended))
    with pytest.raises(CredentialFault, match="too_slow"):
        scanning.codes_of(picture())
    assert "没有读完" in explain(Finding(faults.TOO_SLOW, "", "refuses")).what


@pytest.mark.parametrize(
    ("data", "code"), [(b"%PDF-1.7 nothing", faults.NOT_AN_IMAGE), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, faults.NOT_AN_IMAGE)]
)
def test_a_broken_picture_or_page_is_told_as_broken(data: bytes, code: str) -> None:
    with pytest.raises(CredentialFault, match=code):
        scanning.codes_of(data)


def test_a_picture_that_is_small_to_send_and_huge_to_unpack_is_not_unpacked() -> None:
    huge = BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    with pytest.raises(CredentialFault, match="too_large"):
        scanning.codes_of(huge.getvalue())
