"""``baigong secret``: fresh secrets for a new installation, as lines of an environment file.

It runs before any settings are read: whoever calls it does not have the secrets yet.
"""

from __future__ import annotations

import secrets


def lines() -> list[str]:
    """The two secrets production asks for; nothing is stored."""
    return [f"BAIGONG_SECRET_KEY={secrets.token_urlsafe(64)}", f"BAIGONG_FIELD_KEY={secrets.token_urlsafe(48)}"]
