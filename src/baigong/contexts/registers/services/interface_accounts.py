"""Accounts of the push interface: applied for, given credentials that are shown once, told how and from where the pusher calls."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import RETURN_ACCOUNT_POLICY
from baigong.contexts.registers.interface.crypto import GCM_IV, Suite, new_rsa_key, sm4_key
from baigong.contexts.registers.models import CipherMode, KeyForm, ReturnAccount, ReturnToken
from baigong.contexts.registers.standard import find_standard
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.privacy import decrypt, encrypt

SETTINGS = ("mode", "padding", "iv", "key_form", "rsa_padding")
WIDEST = {4: 16, 6: 48}
"""The widest network that can be allowed: a line's outside addresses, never the whole internet."""


def apply_for_account(
    *, actor: Actor, now: datetime, organisation: Organisation, standard: str, applicant: str, phone: str, email: str = "",
    networks: Iterable[str] = (), settings: Mapping[str, str] | None = None,
) -> ReturnAccount:  # fmt: skip
    """Apply for a body's account on one edition. Raises ``Refusal`` (``unknown_standard``, ``has_account``, ``network``, ``iv``)."""
    row = ReturnAccount(organisation=organisation, standard=standard, applicant=applicant.strip(), phone=phone.strip(), email=email)
    RETURN_ACCOUNT_POLICY.require(actor, "apply", row)
    if find_standard(standard) is None:
        raise Refusal(_("系统里没有标准“%(s)s”。") % {"s": standard}, code="unknown_standard")
    row.networks = checked_networks(networks)
    _set(row, settings or {})
    row.applied_at = now
    stem = organisation.moe_code or f"org{organisation.pk}"
    row.user_name = f"{stem}-{secrets.token_hex(3)}"
    row.client_id, row.app_key = secrets.token_hex(16), secrets.token_hex(16)
    try:
        with transaction.atomic():
            row.save()
            audit.record(actor, "registers.returnaccount.applied", row, now=now, detail={"standard": standard})
    except IntegrityError:
        words = _("“%(body)s”在标准%(s)s上已有一个接口账号；先注销原来的，才能另申请。")
        raise Conflict(words % {"body": organisation, "s": standard}, code="has_account") from None
    return row


@transaction.atomic
def renew_credentials(*, actor: Actor, now: datetime, account: ReturnAccount) -> dict[str, Any]:
    """Make new credentials and return them as the account file of a pusher, which is shown once. The old ones end at once."""
    row = _locked(account, actor, "renew")
    password, client_secret = secrets.token_urlsafe(18), secrets.token_hex(16)
    app_secret = secrets.token_hex(16 if row.key_form == KeyForm.HEX else 8)
    private, row.rsa_public = new_rsa_key()
    row.password = make_password(password)
    row.client_secret_cipher, row.app_secret_cipher, row.rsa_private_cipher = encrypt(client_secret), encrypt(app_secret), encrypt(private)
    row.credentials_at, row.failures, row.locked_until = now, 0, None
    row.save()
    ReturnToken.objects.filter(account=row, revoked_at=None).update(revoked_at=now)
    audit.record(actor, "registers.returnaccount.renewed", row, now=now)
    return account_file(row) | {"password": password, "client_secret": client_secret, "app_secret": app_secret}


def account_file(account: ReturnAccount) -> dict[str, Any]:
    """What a pusher is told of its account, without the secrets."""
    return {
        "standard": account.standard,
        "client_id": account.client_id,
        "username": account.user_name,
        "app_key": account.app_key,
        "rsa_public_key": account.rsa_public,
        "rsa_padding": account.rsa_padding,
        "sm4": {"mode": account.mode, "padding": account.padding, "iv": account.iv, "key_form": account.key_form},
    }


@transaction.atomic
def change_settings(
    *, actor: Actor, now: datetime, account: ReturnAccount, networks: Iterable[str], settings: Mapping[str, str]
) -> ReturnAccount:
    """Say from where the pusher calls and how it encrypts. What changed is in the log.

    Raises ``Refusal`` (``network``, ``iv``, ``key_form``: the form of the key is fixed once there is a key).
    """
    row = _locked(account, actor, "set")
    before = {name: getattr(row, name) for name in (*SETTINGS, "networks")}
    if row.app_secret_cipher and settings.get("key_form", row.key_form) != row.key_form:
        words = _("SM4密钥的形式在生成凭据之后不能改：注销后另行申请。")
        raise Refusal(words, code="key_form", fields={"key_form": words})
    row.networks = checked_networks(networks)
    _set(row, settings)
    row.save(update_fields=list(before))
    changed = {name: [old, getattr(row, name)] for name, old in before.items() if getattr(row, name) != old and name != "iv"}
    audit.record(actor, "registers.returnaccount.set", row, now=now, detail=changed)
    return row


def checked_networks(networks: Iterable[str]) -> list[str]:
    """Addresses and networks as they are kept. Raises ``Refusal`` (``network``) with the one that is none."""
    found = []
    for text in filter(None, (each.strip() for each in networks)):
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            words = _("“%(text)s”不是IP地址或网段，应如203.0.113.8或203.0.113.0/28。") % {"text": text}
            raise Refusal(words, code="network", fields={"networks": words}) from None
        if network.prefixlen < WIDEST[network.version]:
            words = _("“%(text)s”范围太大：请登记学校自己的外网地址。") % {"text": text}
            raise Refusal(words, code="network", fields={"networks": words})
        found.append(str(network))
    return list(dict.fromkeys(found))


def suite_of(account: ReturnAccount) -> Suite:
    """How the account encrypts."""
    key = sm4_key(decrypt(account.app_secret_cipher), account.key_form)
    return Suite(key, account.mode, account.padding, bytes.fromhex(account.iv))


def _set(row: ReturnAccount, settings: Mapping[str, str]) -> None:
    for name in SETTINGS:
        if name in settings:
            setattr(row, name, settings[name].strip() if name == "iv" else settings[name])
    size = {CipherMode.ECB: 0, CipherMode.GCM: GCM_IV}.get(CipherMode(row.mode), 16)
    try:
        is_right = not row.iv or len(bytes.fromhex(row.iv)) == size
    except ValueError:
        is_right = False
    if not is_right:
        words = _("初始向量应是%(n)s个十六进制字符；ECB不用初始向量，留空表示每次随机并放在密文之前。") % {"n": 2 * size}
        raise Refusal(words, code="iv", fields={"iv": words})


def _locked(account: ReturnAccount, actor: Actor, action: str) -> ReturnAccount:
    row = ReturnAccount.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=account.pk)
    RETURN_ACCOUNT_POLICY.require(actor, action, row)
    return row
