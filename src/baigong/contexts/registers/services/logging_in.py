"""How a pusher logs in and refreshes: the standard's ``oauth`` and ``refresh``. Hours here are the server's own clock.

1. An address from which too many log-ins failed is turned away before any key is tried. 2. The client is found by the key that opens
``cipherText`` (each account has its own). 3. State, address and lock are looked at. 4. The password is compared; failures are counted, of
the account and of the address. 5. A token is made; of it only digests are kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.registers.interface.crypto import CipherError, rsa_decrypt, same
from baigong.contexts.registers.interface.refusals import refused
from baigong.contexts.registers.models import AccountState, RefusedLogIn, ReturnAccount, ReturnToken
from baigong.kernel import audit
from baigong.kernel.access import Actor, Holding
from baigong.kernel.errors import Refusal
from baigong.kernel.privacy import decrypt, keyed_hash

ACCESS = timedelta(seconds=7200)
"""Life of an access token (the standard: about 7,200 seconds)."""
REFRESH = timedelta(hours=24)
MOST_TRIED = 200
"""Accounts whose key is tried on a cipher text; those that know the caller's address come first."""
GUESSES = frozenset({"unknown_client", "wrong_password", "locked", "wrong_secret", "wrong_refresh_token", "ip_not_allowed"})
"""Refusals that count against an address: whoever tries names, passwords or tokens gets these."""


@dataclass(frozen=True)
class Caller:
    """From where a call comes and when: ``now`` is the hour of the house, ``clock`` the server's own."""

    address: str
    now: datetime
    clock: datetime


def actor_of(account: ReturnAccount, address: str) -> Actor:
    """The program behind an account, acting for its body alone."""
    body = account.organisation
    return Actor(None, account.user_name, (Holding(SCHOOL_OFFICER, body.pk, body.path),), address=address)


def refuse(account: ReturnAccount, caller: Caller, code: str, /, **facts: object) -> Refusal:
    """The refusal, noted in the log as one of this account."""
    audit.record(
        actor_of(account, caller.address), "registers.returnaccount.refused", account, now=caller.now, detail={"code": code}
    )  # fmt: skip
    return refused(code, **facts)


def authorise(*, caller: Caller, cipher_text: str) -> dict[str, Any]:
    """Log in with user name and password; the answer's ``data``. Raises a ``Refusal`` of the interface's table."""
    with _guesses_counted(caller):
        account, given = _opened(cipher_text, caller)
        if given.get("grant_type") != "password":
            raise refused("wrong_grant", wanted="password", found=given.get("grant_type", ""))
        ensure_open(account, caller)
        if account.locked_until and account.locked_until > caller.clock:
            raise refused("locked", until=_clock(account.locked_until))
        if not _password_fits(account, given):
            raise _failed(account, caller)
        return _token(account, caller)


def refresh(*, caller: Caller, cipher_text: str) -> dict[str, Any]:
    """Exchange a refresh token for a new pair; the old pair ends. Raises a ``Refusal`` of the interface's table."""
    with _guesses_counted(caller):
        account, given = _opened(cipher_text, caller)
        if given.get("grant_type") != "refresh_token":
            raise refused("wrong_grant", wanted="refresh_token", found=given.get("grant_type", ""))
        ensure_open(account, caller)
        if not same(given.get("client_secret", ""), decrypt(account.client_secret_cipher)):
            raise refuse(account, caller, "wrong_secret")
        digest = keyed_hash(given.get("refresh_token", ""))
        with transaction.atomic():
            valid = ReturnToken.objects.filter(account=account, refresh_digest=digest, revoked_at=None)
            if valid.filter(refresh_expires_at__gt=caller.clock).update(revoked_at=caller.clock) == 1:
                return _token(account, caller)
        raise refuse(account, caller, "wrong_refresh_token")


@contextmanager
def _guesses_counted(caller: Caller) -> Iterator[None]:
    """Turn away an address from which too many log-ins failed within the time a lock lasts; note the one that fails now."""
    since = caller.clock - settings.AXES_COOLOFF_TIME
    failed = RefusedLogIn.objects.filter(address=caller.address, refused_at__gt=since).order_by("-refused_at")
    last = list(failed.values_list("refused_at", flat=True)[: settings.INTERFACE_ADDRESS_FAILURES])
    if len(last) >= settings.INTERFACE_ADDRESS_FAILURES:
        until = last[-1] + settings.AXES_COOLOFF_TIME
        raise refused("address_locked", address=caller.address, count=len(last), until=_clock(until))
    try:
        yield
    except Refusal as refusal:
        if refusal.code in GUESSES:
            RefusedLogIn.objects.create(address=caller.address[:64], code=refusal.code, refused_at=caller.clock)
        raise


def ensure_open(account: ReturnAccount, caller: Caller) -> None:
    """The account is in use, and the caller's address is one of its own."""
    if account.state != AccountState.OPEN:
        raise refuse(account, caller, "account_not_open", account=account.user_name, state=account.get_state_display())
    if not account.admits(caller.address):
        raise refuse(account, caller, "ip_not_allowed", address=caller.address, account=account.user_name)


def _opened(cipher_text: str, caller: Caller) -> tuple[ReturnAccount, dict[str, str]]:
    """The account whose key opens the text and whose client it names, with the parameters."""
    if not cipher_text:
        raise refused("no_cipher_text")
    accounts = ReturnAccount.objects.exclude(rsa_private_cipher="").exclude(state=AccountState.CLOSED).select_related("organisation")
    for account in sorted(accounts, key=lambda row: not row.admits(caller.address))[:MOST_TRIED]:
        given = _parameters(account, cipher_text)
        if same(given.get("client_id", ""), account.client_id):
            return account, given
    raise refused("unknown_client")


def _parameters(account: ReturnAccount, cipher_text: str) -> dict[str, str]:
    """What the text says under this account's key: a query string or JSON; nothing where it is another's."""
    try:
        plain = rsa_decrypt(decrypt(account.rsa_private_cipher), cipher_text, account.rsa_padding).decode()
        found = json.loads(plain) if plain.lstrip().startswith("{") else dict(parse_qsl(plain, keep_blank_values=True))
    except (CipherError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _password_fits(account: ReturnAccount, given: dict[str, str]) -> bool:
    password = given.get("password", "")
    if same(given.get("username", ""), account.user_name):
        return check_password(password, account.password)
    make_password(password)  # takes as long as comparing: an unknown name is not told by the time of the answer
    return False


def _failed(account: ReturnAccount, caller: Caller) -> Refusal:
    """Count the failure; the last one that is allowed locks the account for a while."""
    most = settings.AXES_FAILURE_LIMIT
    ReturnAccount.objects.filter(pk=account.pk).update(failures=F("failures") + 1)
    account.refresh_from_db(fields=["failures"])
    if account.failures >= most:
        until = caller.clock + settings.AXES_COOLOFF_TIME
        ReturnAccount.objects.filter(pk=account.pk).update(failures=0, locked_until=until)
        return refuse(account, caller, "locked", until=_clock(until))
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return refuse(account, caller, "wrong_password", left=most - account.failures, minutes=minutes)


def _token(account: ReturnAccount, caller: Caller) -> dict[str, Any]:
    access, renewal = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with transaction.atomic():
        ReturnToken.objects.create(
            account=account, access_digest=keyed_hash(access), refresh_digest=keyed_hash(renewal), issued_at=caller.clock,
            expires_at=caller.clock + ACCESS, refresh_expires_at=caller.clock + REFRESH, address=caller.address,
        )  # fmt: skip
        ReturnAccount.objects.filter(pk=account.pk).update(failures=0, locked_until=None, last_used_at=caller.now)
        audit.record(actor_of(account, caller.address), "registers.returnaccount.logged_in", account, now=caller.now)
    return {
        "access_token": access,
        "refresh_token": renewal,
        "expires_in": int(ACCESS.total_seconds()),
        "refresh_expires_in": int(REFRESH.total_seconds()),
        "client_id": account.client_id,
        "client_secret": decrypt(account.client_secret_cipher),
        "app_key": account.app_key,
        "app_secret": decrypt(account.app_secret_cipher),
        "scope": "interface",
        "openid": account.user_name,
    }


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M:%S}"
