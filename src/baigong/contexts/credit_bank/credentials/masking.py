"""Names of people: as somebody sees them who has only the number of a credential, and whether two writings name the same person."""

from __future__ import annotations

import unicodedata

_DOTS = dict.fromkeys((0x2022, 0x2027, 0x30FB, 0xFF65, 0xFF0E, 0x2219, 0x22C5, 0x0387, 0x2E), "·")  # bullets, full stops, middle dots


def masked_name(name: str) -> str:
    """The first letter of a name, the rest hidden; of a name with ``·`` the first letter of each part.

    >>> masked_name("王小明"), masked_name("阿依古丽·买买提")
    ('王**', '阿***·买**')
    """
    return "·".join(part[:1] + "*" * (len(part) - 1) for part in name.split("·"))


def same_name(one: str, other: str) -> bool:
    """Whether two writings are one name: keyboards write the dot of a name in many ways, and leave spaces.

    >>> same_name("阿依古丽·买买提", "阿依古丽 • 买买提"), same_name("张三", "张叁")
    (True, False)
    """
    return one == other or _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).translate(_DOTS).split()).casefold()
