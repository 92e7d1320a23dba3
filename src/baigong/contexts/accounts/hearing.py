"""What accounts do with the news of organisations; ``delivery/subscriptions.py`` connects it."""

from __future__ import annotations

from baigong.contexts.accounts.services.handing_over import post_changed_hands
from baigong.contexts.organisations.public import PostChangedHands
from baigong.kernel.clock import current_time


def keep_accounts_with_posts(event: PostChangedHands) -> None:
    """A post changed hands: what was tied to it ends, and waits to be handed over."""
    post_changed_hands(event, now=current_time())
