"""How a credential travels: in pictures, in a QR code's letters; and the lists that say whether it still holds."""

import json
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.credentials import badges, baking, compact, faults, proofs, statuses
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.multibase import encode_base64url
from tests.engines.credentials.samples import FACTS, World, signed

CREDENTIAL = signed(badges.build_badge(FACTS))
TEXT = json.dumps(CREDENTIAL, ensure_ascii=False)
DICTIONARY_1 = 2813703316  # never to be changed: papers carry what was packed with it
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A &amp; B</title><path d="M0 0h9v9z"/></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\xff"))
    + chunk(b"IEND", b"")
)


def test_a_credential_comes_back_from_its_png_valid() -> None:
    baked = baking.bake_png(PNG, TEXT)
    assert baking.unbake_png(baked) == TEXT
    assert World().check(baking.unbake_png(baked)).state == "valid"
    assert baking.bake_png(baked, "{}").count(b"openbadgecredential") == 1


def test_a_png_is_read_by_other_software_as_before() -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(baking.bake_png(PNG, TEXT))) as image:
        image.load()
        assert (image.size, str(image.info["openbadgecredential"])) == ((1, 1), TEXT)


def test_a_credential_comes_back_from_its_svg_valid_and_the_picture_stays() -> None:
    baked = baking.bake_svg(SVG, TEXT)
    assert World().check(baking.unbake_svg(baked)).state == "valid"
    again = baking.bake_svg(baked, TEXT.replace("合格", "优秀"))
    assert again.count(b"openbadges:credential>") == 2
    assert b"<title>A &amp; B</title>" in again
    assert b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in again
    assert again.index(b"openbadges:credential") < again.index(b"<title>")


def test_text_that_would_end_the_cdata_section_comes_back_whole() -> None:
    credential = json.dumps({"name": "a]]>b<script>&amp;"})
    assert json.loads(baking.unbake_svg(baking.bake_svg(SVG, credential))) == json.loads(credential)


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (PNG, faults.NOTHING_BAKED),
        (PNG[:-3], faults.NOT_AN_IMAGE),
        (PNG[:40] + b"\xff" + PNG[41:], faults.NOT_AN_IMAGE),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"iTXt", faults.NOT_AN_IMAGE),
        (b"GIF89a", faults.NOT_AN_IMAGE),
        (PNG[:33] + chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}") * 2 + PNG[33:], faults.BAKED_TWICE),
        (PNG[:33] + chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff\xfe") + PNG[33:], faults.NOT_JSON),
    ],
)
def test_a_png_that_carries_none_or_is_broken_says_so(image: bytes, code: str) -> None:
    with pytest.raises(CredentialFault) as caught:
        baking.unbake_png(image)
    assert caught.value.code == code


def test_a_compressed_text_is_read_and_a_bomb_is_not_unpacked() -> None:
    def compressed(data: bytes) -> bytes:
        return PNG[:33] + chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(data)) + PNG[33:]

    assert baking.unbake_png(compressed(TEXT.encode())) == TEXT
    assert World().check(baking.unbake_png(compressed(b" " * 50_000_000))).codes == {faults.TOO_LARGE}


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (SVG, faults.NOTHING_BAKED),
        (b"<html/>", faults.NOT_AN_IMAGE),
        (b"<svg", faults.NOT_AN_IMAGE),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', faults.NOT_AN_IMAGE),
    ],
)
def test_an_svg_that_carries_none_or_plays_tricks_says_so(image: bytes, code: str) -> None:
    with pytest.raises(CredentialFault) as caught:
        baking.unbake_svg(image)
    assert caught.value.code == code


@pytest.mark.parametrize("suite", [proofs.JCS, proofs.RDFC, proofs.SM2])
def test_a_whole_credential_fits_a_qr_code_and_comes_back_valid(suite: str) -> None:
    packed = compact.pack(signed(badges.build_badge(FACTS), suite))
    assert len(packed) < 1_200
    assert set(packed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert World().check(compact.unpack(packed)).state == "valid"
    assert World().check(compact.unpack(packed.lower())).state == "valid"


def test_a_paper_printed_with_the_first_dictionary_is_read_for_ever() -> None:
    from pathlib import Path

    from baigong.engines.credentials import compact as module

    dictionary = (Path(module.__file__).parent / "data/compact-1.txt").read_bytes()
    assert zlib.crc32(dictionary) == DICTIONARY_1


@given(st.text(max_size=80))
def test_letters_that_are_no_credential_are_refused(text: str) -> None:
    with pytest.raises(CredentialFault):
        compact.unpack(text)


def test_letters_that_unpack_without_end_are_refused() -> None:
    import base64

    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = base64.b32encode(packing.compress(b"[" * 3_000_000) + packing.flush()).decode().rstrip("=")
    with pytest.raises(CredentialFault):
        compact.unpack("1" + bomb)


@given(st.sets(st.integers(0, statuses.SIZE - 1), max_size=30))
def test_exactly_the_bits_that_were_set_are_found_set(indexes: set[int]) -> None:
    bits = statuses.decode_list(statuses.encode_list(indexes))
    assert len(bits) * 8 == statuses.SIZE
    found = {place * 8 + bit for place, byte in enumerate(bits) if byte for bit in range(8) if byte & 0x80 >> bit}
    assert found == indexes


def test_the_first_bit_is_the_leftmost() -> None:
    assert statuses.decode_list(statuses.encode_list([0]))[:2] == b"\x80\x00"


def test_the_same_list_is_written_the_same_every_time() -> None:
    assert statuses.encode_list([5, 9]) == statuses.encode_list([9, 5])


@pytest.mark.parametrize(
    "text", [None, 5, "", "zabc", "uAAAA", encode_base64url(b"\x1f\x8b"), statuses.encode_list([1])[:-9], statuses.encode_list([], size=64)]
)
def test_a_list_that_is_none_is_refused(text: object) -> None:
    with pytest.raises(CredentialFault, match="status_malformed"):
        statuses.decode_list(text)


def test_a_list_that_unpacks_without_end_is_refused() -> None:
    import gzip

    with pytest.raises(CredentialFault, match="status_malformed"):
        statuses.decode_list(encode_base64url(gzip.compress(bytes(64_000_000))))
