"""A credential inside the picture of its badge: an iTXt chunk of a PNG, an element of an SVG (Open Badges 3.0, section 5.3)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import LARGEST

_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_LARGEST_IMAGE = 8 * 1024 * 1024


def is_png(image: bytes) -> bool:
    """Whether ``image`` begins as a PNG does."""
    return image.startswith(_PNG)


def bake_png(image: bytes, credential: str) -> bytes:
    """``image`` carrying ``credential``; one that it carried before is replaced. Raises ``CredentialFault``."""
    text = _KEYWORD + b"\0\0\0\0\0" + credential.encode()
    baked, written = [_PNG], False
    for kind, data in _chunks(image):
        if _is_baked(kind, data):
            continue
        baked.append(_chunk(kind, data))
        if kind == b"IHDR" and not written:
            baked.append(_chunk(b"iTXt", text))
            written = True
    return b"".join(baked)


def unbake_png(image: bytes) -> str:
    """The credential that ``image`` carries. Raises ``CredentialFault`` for none, or more than one."""
    found = [data for kind, data in _chunks(image) if _is_baked(kind, data)]
    if not found:
        raise CredentialFault(faults.NOTHING_BAKED)
    if len(found) > 1:
        raise CredentialFault(faults.BAKED_TWICE)
    compressed, method, rest = found[0][len(_KEYWORD) + 1], found[0][len(_KEYWORD) + 2], found[0][len(_KEYWORD) + 3 :]
    parts = rest.split(b"\0", 2)
    if len(parts) != 3 or compressed > 1 or method:
        raise CredentialFault(faults.NOT_AN_IMAGE)
    return _decoded(_unpacked(parts[2]) if compressed else parts[2])


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG with their checksums held. Raises ``CredentialFault``."""
    if not is_png(image) or len(image) > _LARGEST_IMAGE:
        raise CredentialFault(faults.NOT_AN_IMAGE)
    place, kind = len(_PNG), b""
    while kind != b"IEND":
        if place + 12 > len(image):
            raise CredentialFault(faults.NOT_AN_IMAGE)
        length, kind = struct.unpack_from(">I4s", image, place)
        data = image[place + 8 : place + 8 + length]
        end = place + 12 + length
        if end > len(image) or struct.unpack_from(">I", image, end - 4)[0] != zlib.crc32(kind + data):
            raise CredentialFault(faults.NOT_AN_IMAGE)
        yield kind, data
        place = end


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _is_baked(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(_KEYWORD + b"\0") and len(data) > len(_KEYWORD) + 3


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, LARGEST + 1)
    except zlib.error as fault:
        raise CredentialFault(faults.NOT_AN_IMAGE) from fault


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise CredentialFault(faults.NOT_JSON) from fault


def bake_svg(image: bytes, credential: str) -> bytes:
    """The SVG ``image`` carrying ``credential``; one that it carried before is replaced. Raises ``CredentialFault``."""
    from lxml import etree

    root = _svg(image)
    for old in root.findall(f".//{{{_NAMESPACE}}}credential"):
        parent = old.getparent()
        if parent is not None:
            parent.remove(old)
    renewed = etree.Element(root.tag, dict(root.attrib), {**root.nsmap, "openbadges": _NAMESPACE})
    renewed.text = root.text
    element = etree.SubElement(renewed, f"{{{_NAMESPACE}}}credential")
    # the text cannot end a CDATA section early: in JSON, ]]> stands only inside strings, where > may be escaped
    element.text = etree.CDATA(credential.replace("]]>", "]]\\u003e"))
    renewed.extend(list(root))
    return bytes(etree.tostring(renewed, xml_declaration=True, encoding="UTF-8"))


def unbake_svg(image: bytes) -> str:
    """The credential that the SVG ``image`` carries. Raises ``CredentialFault`` for none, or more than one."""
    found = _svg(image).findall(f".//{{{_NAMESPACE}}}credential")
    if not found:
        raise CredentialFault(faults.NOTHING_BAKED)
    if len(found) > 1:
        raise CredentialFault(faults.BAKED_TWICE)
    return str(found[0].get("verify") or found[0].text or "").strip()


def _svg(image: bytes):  # type: ignore[no-untyped-def]  # an element of lxml, which has no types
    from lxml import etree

    if len(image) > _LARGEST_IMAGE or b"<!ENTITY" in image:
        raise CredentialFault(faults.NOT_AN_IMAGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(image, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise CredentialFault(faults.NOT_AN_IMAGE) from fault
    if etree.QName(root).localname != "svg":
        raise CredentialFault(faults.NOT_AN_IMAGE)
    return root
