"""A secret that is shown on the next page only: laid aside encrypted, since sessions lie in the database."""

from __future__ import annotations

from django.http import HttpRequest

from baigong.kernel.privacy import decrypt, encrypt

SHOWN_ONCE = "shown_once"


def keep_for_once(request: HttpRequest, key: str, text: str) -> None:
    """Lay ``text`` (a link, a key) aside for the next page."""
    request.session[SHOWN_ONCE] = {"key": key, "text": encrypt(text)}


def shown_once(request: HttpRequest, key: str) -> str:
    """What was laid aside under ``key``, and forget it; empty where nothing was, or not for this page."""
    kept = request.session.get(SHOWN_ONCE)
    if not kept or kept["key"] != key:
        return ""
    del request.session[SHOWN_ONCE]
    return decrypt(kept["text"])
