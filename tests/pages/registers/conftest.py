"""Keys of RSA are made a few times for all tests of a run: to make one takes longer than the rest of a test."""

from __future__ import annotations

from itertools import cycle

import pytest

from baigong.contexts.registers.interface.crypto import new_rsa_key
from baigong.contexts.registers.services import interface_accounts


@pytest.fixture(scope="session")
def rsa_keys():
    """Three key pairs, over and over."""
    return cycle([new_rsa_key() for _ in range(3)])


@pytest.fixture(autouse=True)
def keys_at_hand(monkeypatch, rsa_keys):
    """Accounts take one of them."""
    monkeypatch.setattr(interface_accounts, "new_rsa_key", lambda: next(rsa_keys))
