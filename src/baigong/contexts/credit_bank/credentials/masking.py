"""A name as it is shown to somebody who has only the number of a credential."""

from __future__ import annotations


def masked_name(name: str) -> str:
    """The first letter of a name, the rest hidden; of a name with ``·`` the first letter of each part.

    >>> masked_name("王小明"), masked_name("阿依古丽·买买提")
    ('王**', '阿***·买**')
    """
    return "·".join(part[:1] + "*" * (len(part) - 1) for part in name.split("·"))
