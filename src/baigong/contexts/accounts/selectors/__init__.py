"""Questions about accounts."""

from baigong.contexts.accounts.selectors.factors import has_second_factor, is_factor_required, required_roles
from baigong.contexts.accounts.selectors.history import own_events
from baigong.contexts.accounts.selectors.locks import Lock, find_lock, list_locks
from baigong.contexts.accounts.selectors.people import find_user, held_on, organisations_of, people_at, people_at_each, people_with

__all__ = [
    "Lock",
    "find_lock",
    "find_user",
    "has_second_factor",
    "held_on",
    "is_factor_required",
    "list_locks",
    "organisations_of",
    "own_events",
    "people_at",
    "people_at_each",
    "people_with",
    "required_roles",
]
