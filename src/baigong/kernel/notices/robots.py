"""What chat robots are sent: the three platforms' text messages, signed where a secret is set; https, known hosts, no redirects."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal
from baigong.kernel.notices.models import Platform

TIMEOUT = (5, 10)  # seconds to connect, to answer
MAX_BYTES = 2000  # 企业微信 takes 2048 bytes of text, the others more
MAX_ANSWER = 64 * 1024


class NotDelivered(Exception):
    """The robot did not take the message; the words say why, without the address."""


@dataclass(frozen=True)
class Call:
    """One request to a robot."""

    url: str
    payload: Mapping[str, Any]


def check_address(address: str) -> str:
    """The host of a robot's address. Raises ``Refusal`` unless it is https, on a host of ``WEBHOOK_HOSTS``, without tricks."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refused(_("地址看不懂，请从群机器人的设置页完整复制。")) from None
    if parts.scheme != "https":
        raise _refused(_("地址必须以 https:// 开头。"))
    if parts.username or parts.password or port not in (None, 443, *_allowed_ports(host)):
        raise _refused(_("地址里不能带账号或另外的端口。"))
    if not is_allowed(host, port):
        raise _refused(_("主机 %(host)s 不在允许的名单里；请系统运维人员在 BAIGONG_WEBHOOK_HOSTS 中加入。") % {"host": host or "?"})
    return host


def is_allowed(host: str, port: int | None) -> bool:
    """Whether ``WEBHOOK_HOSTS`` names the host (``host`` or, for another port than 443, ``host:port``)."""
    return f"{host}:{port}" in settings.WEBHOOK_HOSTS if port not in (None, 443) else host in settings.WEBHOOK_HOSTS


def _allowed_ports(host: str) -> tuple[int, ...]:
    return tuple(int(h.rpartition(":")[2]) for h in settings.WEBHOOK_HOSTS if h.rpartition(":")[0] == host)


def _refused(message: str) -> Refusal:
    return Refusal(message, code="webhook_address", fields={"address": message})


def compose(platform: str, address: str, secret: str, text: str, now: datetime) -> Call:
    """The request of a text message, as the platform's documentation of group robots asks. ``now`` goes into the signature."""
    text = shortened(text)
    if platform == Platform.WECOM:
        return Call(address, {"msgtype": "text", "text": {"content": text}})
    if platform == Platform.DINGTALK:
        url = address
        if secret:
            stamp = str(int(now.timestamp() * 1000))
            signed = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
            url += ("&" if "?" in address else "?") + urlencode({"timestamp": stamp, "sign": base64.b64encode(signed).decode()})
        return Call(url, {"msgtype": "text", "text": {"content": text}})
    payload: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        stamp = str(int(now.timestamp()))
        signed = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        payload |= {"timestamp": stamp, "sign": base64.b64encode(signed).decode()}
    return Call(address, payload)


def shortened(text: str) -> str:
    """``text`` within what every platform takes, cut at a character."""
    raw = text.encode()
    return text if len(raw) <= MAX_BYTES else raw[: MAX_BYTES - 3].decode(errors="ignore") + "…"


def post(platform: str, address: str, secret: str, text: str, now: datetime) -> None:
    """Send ``text``. Raises ``NotDelivered`` with a reason fit for the log: addresses and secrets never stand in it."""
    try:
        check_address(address)  # the list of hosts may have become shorter since the robot was set up
        call = compose(platform, address, secret, text, now)
        with requests.post(call.url, json=call.payload, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            status = answer.status_code
            body = answer.raw.read(MAX_ANSWER, decode_content=True)
    except Refusal as refusal:
        raise NotDelivered(refusal.message) from None
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from None
    except Exception as error:  # a broken answer must not stop the other sendings
        raise NotDelivered(type(error).__name__) from None
    if status != 200:
        raise NotDelivered(f"HTTP {status}")
    _check_answer(body)


def _check_answer(body: bytes) -> None:
    """All three answer 200 also when they refuse, and say so in ``errcode`` (企业微信，钉钉) or ``code`` (飞书)."""
    import json

    try:
        said = json.loads(body)
    except ValueError:
        raise NotDelivered(_("对方的回答看不懂")) from None
    said = said if isinstance(said, dict) else {}
    code = next((said[k] for k in ("errcode", "code", "StatusCode") if k in said), None)
    if code != 0:
        raise NotDelivered(f"{code}: {str(said.get('errmsg') or said.get('msg') or '')[:200]}")
