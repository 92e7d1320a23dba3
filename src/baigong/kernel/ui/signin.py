"""What the sign-in page of a demonstration offers: sample accounts, told by whoever builds the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class SampleAccount:
    """One line of the list: whom it stands for, and how to sign in: by password, or by posting to ``enter_url``."""

    username: str
    password: str = ""
    role: object = ""
    organisation: object = ""
    name: str = ""
    enter_url: str = ""


_sources: list[Callable[[], Iterable[SampleAccount]]] = []


def register_sample_accounts(source: Callable[[], Iterable[SampleAccount]]) -> None:
    """Register where the accounts come from. The page asks only in a demonstration, never in production."""
    if source not in _sources:
        _sources.append(source)


def sample_accounts() -> list[SampleAccount]:
    """The accounts; none outside a demonstration."""
    if not getattr(settings, "DEMONSTRATION", False):
        return []
    return [account for source in _sources for account in source()]
