"""How documents write the names of bodies: what is the same writing, and what a name becomes inside a city or a county.

``武威市教育局``, ``市教育局`` and `` 市 教育局`` are one writing; ``天祝藏族自治县人民政府``, ``天祝县政府`` and ``天祝县`` another.
Nothing here knows a city: the places come from the bodies themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_IGNORED = re.compile(r"[\s\u200b\ufeff\"'“”‘’《》〈〉「」·・.,，。、;；:：]+")
_GOVERNMENT = "政府"
_PLACE_ENDINGS = re.compile(r"(自治县|自治旗|县|区|旗|市)$")
_COLLECTIVE_IGNORED = re.compile(r"[()（）/／]")


def fold(text: str) -> str:
    """The text without blanks, quotation marks and points, half-width, 人民政府 shortened to 政府."""
    half = unicodedata.normalize("NFKC", text)
    return _IGNORED.sub("", half).casefold().replace("人民政府", _GOVERNMENT)


def fold_collective(text: str) -> str:
    """``各县（市、区）人民政府`` and ``各县市区`` alike."""
    return _COLLECTIVE_IGNORED.sub("", fold(text)).removesuffix(_GOVERNMENT)


def place_of(government: str) -> str:
    """The place a government governs: 凉州区 of 凉州区人民政府."""
    return fold(government).removesuffix(_GOVERNMENT)


def stem_of(place: str) -> str:
    """武威 of 武威市; the place itself where nothing of two characters would remain."""
    stem = _PLACE_ENDINGS.sub("", place)
    return stem if len(stem) >= 2 else place


@dataclass(frozen=True)
class Places:
    """The places in names: the city (written 市) and its counties with their other writings."""

    city: str = ""
    counties: tuple[str, ...] = ()
    _leading: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, city: str, counties: Iterable[tuple[str, Iterable[str]]]) -> Places:
        """Build from the city's government and each county's government with its other writings."""
        place = place_of(city) if city else ""
        leading = {place: "市", stem_of(place): "市"} if place else {}
        names = []
        for government, others in counties:
            county = place_of(government)
            names.append(county)
            for writing in (county, *(place_of(o) for o in others)):
                leading.setdefault(writing, county)
                leading.setdefault(stem_of(writing), county)
        return cls(place, tuple(names), tuple(sorted(leading.items(), key=lambda pair: -len(pair[0]))))

    def key(self, text: str) -> str:
        """The text as all its writings share it. Empty for an empty text."""
        folded = fold(text)
        if len(folded) < 2:  # a single character, 市 among them, names nobody
            return ""
        for writing, place in self._leading:
            if writing and folded.startswith(writing):
                folded = place + folded[len(writing) :]
                break
        if folded == "市" or folded in self.counties:
            folded += _GOVERNMENT
        return folded

    def prefixed(self, text: str, county: str = "") -> list[str]:
        """Keys of a text that leaves out whose body it means: 教育局 in the city's plan, 县教育局 in a county's."""
        key = self.key(text)
        keys = []
        if county:
            bare = key[1:] if key[:1] in {"县", "区"} else key
            keys.append(place_of(county) + bare)
        if not key.startswith("市") and key[:1] not in {"县", "区", "省"}:
            keys.append("市" + key)
        return keys
