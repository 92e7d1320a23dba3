"""Drawings: an SVG made harmless before it goes into any page."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from lxml import etree

from baigong.kernel.errors import Refusal

MAX_BYTES = 5 * 2**20
SVG = "http://www.w3.org/2000/svg"
_ACTIVE = {"script", "foreignObject", "iframe", "object", "embed", "handler", "listener", "set", "animate"}
_REMOTE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(", re.IGNORECASE)


def safe_svg(svg: bytes) -> str:
    """Return the drawing without script, foreign content or anything fetched from elsewhere.

    Raises ``Refusal`` where it is no drawing or too large.
    """
    if len(svg) > MAX_BYTES:
        raise Refusal(_("图超过 %(size)s MB；请缩小后再插入。") % {"size": MAX_BYTES // 2**20}, code="figure_too_large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable() from error
    if etree.QName(root).localname != "svg":
        raise _unreadable()
    if root.tag == "svg":
        # Written without a name space: viewers would not show it.
        for node in root.iter(tag=etree.Element):
            node.tag = f"{{{SVG}}}{etree.QName(node).localname}"
    for node in list(root.iter()):
        if not isinstance(node.tag, str) or etree.QName(node).localname in _ACTIVE:
            _drop(node)
            continue
        if etree.QName(node).localname == "style" and _REMOTE.search(node.text or ""):
            _drop(node)
            continue
        for name, value in list(node.attrib.items()):
            local = etree.QName(name).localname.lower()
            is_link = local == "href" and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
            if local.startswith("on") or is_link or _REMOTE.search(value):
                del node.attrib[name]
    return str(etree.tostring(root, encoding="unicode"))


def _drop(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _unreadable() -> Refusal:
    return Refusal(_("图不是有效的 SVG；请重新生成后再插入。"), code="figure_unreadable")
