"""Which known codes somebody may have meant by one that does not exist."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def near(code: str, known: Collection[str], most: int = 3) -> list[str]:
    """Up to ``most`` of ``known`` near ``code``: first the usual slips (a lost leading zero, a lost K, blanks, full width,
    two digits swapped), then what looks alike."""
    codes = set(known)
    tidy = "".join(code.translate(_HALF_WIDTH).split()).upper()
    slips = [tidy, f"0{tidy}", f"{tidy}K", tidy.removesuffix("K"), tidy.replace("–", "-").replace("—", "-")]
    slips += [tidy[:i] + tidy[i + 1] + tidy[i] + tidy[i + 2 :] for i in range(len(tidy) - 1)]
    found = list(dict.fromkeys(slip for slip in slips if slip in codes and slip != code))
    for candidate in get_close_matches(tidy, sorted(codes), n=most + len(found), cutoff=0.75):
        if candidate not in found:
            found.append(candidate)
    return found[:most]


_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
