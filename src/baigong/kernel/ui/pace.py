"""How often one address may use a public page that writes or answers by a secret."""

from __future__ import annotations

from django.core.cache import cache

from baigong.kernel.access import Request
from baigong.kernel.privacy import keyed_hash

HOUR = 3600


def too_often(request: Request, what: str, most_an_hour: int) -> bool:
    """Count this visit; whether its address came to ``what`` more than ``most_an_hour`` times. Of the address a keyed digest is kept for an
    hour, and nowhere else.
    """
    key = f"pace.{what}.{keyed_hash(request.actor.address)[:24]}"
    cache.add(key, 0, HOUR)
    try:
        return bool(cache.incr(key) > most_an_hour)
    except ValueError:  # it ran out between the two
        return False
