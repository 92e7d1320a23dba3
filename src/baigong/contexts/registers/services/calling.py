"""A data call is opened: token, address, hour, cipher, signature and replay are looked at, in this order, before a word of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.interface.crypto import CipherError, same, sign
from baigong.contexts.registers.interface.refusals import WINDOW_SECONDS, refused
from baigong.contexts.registers.models import RefusedLogIn, ReturnAccount, ReturnNonce, ReturnToken
from baigong.contexts.registers.services.interface_accounts import suite_of
from baigong.contexts.registers.services.logging_in import Caller, ensure_open, refuse
from baigong.kernel.jobs import Progress, scheduled
from baigong.kernel.privacy import keyed_hash

WINDOW = timedelta(seconds=2 * WINDOW_SECONDS)
"""So long a random string cannot come again: a timestamp is good from 30 seconds ahead of our clock to 30 seconds behind it."""
KEPT = timedelta(minutes=10)
LONGEST_RANDOM = 200


def open_call(*, caller: Caller, headers: Mapping[str, str], cipher_text: str) -> tuple[ReturnAccount, bytes]:
    """The account that calls and the plain body. Raises a ``Refusal`` of the interface's table; refusals of a known account are logged."""
    account = _account(headers.get("Authorization", ""), caller)
    ensure_open(account, caller)
    app_key = headers.get("app_key", "")
    if app_key and not same(app_key, account.app_key):  # many proxies drop a header with an underscore; the token tells the account
        raise refuse(account, caller, "wrong_app_key")
    timestamps, random = headers.get("timestamps", "").strip(), headers.get("random", "")
    _look_at_the_hour(timestamps, caller)
    if not random or len(random) > LONGEST_RANDOM:
        raise refused("no_random", most=LONGEST_RANDOM)
    if not cipher_text:
        raise refused("no_cipher_text")
    try:
        plain = suite_of(account).decrypt(cipher_text)
    except CipherError:
        raise refused("cannot_decrypt") from None
    if not _is_signed(plain, timestamps, random, headers.get("sign", "").strip().lower()):
        raise refuse(account, caller, "wrong_sign")
    if not _used_first(account, random, caller):
        raise refuse(account, caller, "replayed", random=random[:40])
    ReturnAccount.objects.filter(pk=account.pk).update(last_used_at=caller.now)
    return account, plain


def _account(authorization: str, caller: Caller) -> ReturnAccount:
    token = authorization.strip()
    if token[:7].lower() == "bearer ":
        token = token[7:].strip()
    if not token:
        raise refused("no_token")
    row = ReturnToken.objects.select_related("account__organisation").filter(access_digest=keyed_hash(token)).first()
    if row is None or row.revoked_at:
        raise refused("wrong_token")
    if row.expires_at <= caller.clock:
        raise refused("expired_token", at=f"{timezone.localtime(row.expires_at):%Y-%m-%d %H:%M:%S}")
    return row.account


def _look_at_the_hour(timestamps: str, caller: Caller) -> None:
    if not timestamps.isascii() or not timestamps.isdigit() or len(timestamps) != 13:
        raise refused("no_timestamp", found=timestamps[:20])
    off = int(timestamps) / 1000 - caller.clock.timestamp()
    if abs(off) > WINDOW_SECONDS:
        raise refused("old_timestamp", off=f"{abs(off):.0f}", now=f"{timezone.localtime(caller.clock):%Y-%m-%d %H:%M:%S}")


def _is_signed(plain: bytes, timestamps: str, random: str, given: str) -> bool:
    """Signed over the bytes as they came, or, where a program encrypts GBK and signs its text, over the text in UTF-8."""
    if same(given, sign(plain, timestamps, random)):
        return True
    try:
        plain.decode()
    except UnicodeDecodeError:
        try:
            return same(given, sign(plain.decode("gb18030").encode(), timestamps, random))
        except UnicodeDecodeError:
            return False
    return False


def _used_first(account: ReturnAccount, random: str, caller: Caller) -> bool:
    """Note that the account used ``random``; false where it did so within the window. Of two at once the database admits one."""
    digest = keyed_hash(random)
    try:
        with transaction.atomic():
            ReturnNonce.objects.create(account=account, digest=digest, used_at=caller.clock)
    except IntegrityError:
        outside = Q(used_at__lt=caller.clock - WINDOW)
        return ReturnNonce.objects.filter(outside, account=account, digest=digest).update(used_at=caller.clock) == 1
    return True


@scheduled("registers.interface.sweep", _("清理用过的随机串和到期的令牌"), "*/10 * * * *")
def sweep(progress: Progress) -> dict[str, str]:
    """Forget random strings that no longer count and tokens that cannot be refreshed any more."""
    clock = progress.now  # strings and tokens bear the real hour; a demonstration's, which is earlier, keeps them all
    nonces, _by = ReturnNonce.objects.filter(used_at__lt=clock - KEPT).delete()
    tokens, _by = ReturnToken.objects.filter(refresh_expires_at__lt=clock - timedelta(days=1)).delete()
    failures, _by = RefusedLogIn.objects.filter(refused_at__lt=clock - settings.AXES_COOLOFF_TIME).delete()
    return {"message": str(_("清理%(n)d项。")) % {"n": nonces + tokens + failures}}
