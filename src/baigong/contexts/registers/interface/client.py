"""A reference pusher: logs in, refreshes, signs, encrypts, sends in portions, asks for results.

It is what a school's own program must do, in a page; the tests push with it over real HTTP.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from baigong.contexts.registers.interface.crypto import Suite, rsa_encrypt, sign, sm4_key

LOGIN = "/prod-api4/api/web/auth/login/interface/"
DATA = "/prod-api4/api/web/convergence/collect/interface/"
EARLY_SECONDS = 60
"""A token is refreshed so long before it ends."""
TRIES = 3
Answer = dict[str, Any]


class PushRefused(Exception):
    """The server refused a call, or could not be reached: its words, and its stable code (``unreachable`` where there was no answer)."""

    def __init__(self, message: str, code: str = "", status: int = 0):
        super().__init__(message)
        self.message, self.code, self.status = message, code, status


@dataclass
class Pusher:
    """One account's client. ``account`` is the account file as the account's page shows it once."""

    url: str
    account: dict[str, Any]
    timeout: float = 120
    tokens: Answer = field(default_factory=dict)
    ends_at: float = 0

    def log_in(self) -> None:
        """``oauth``: user name and password for a pair of tokens, and the keys of the data calls."""
        given = {"client_id": self.account["client_id"], "username": self.account["username"], "password": self.account["password"]}
        self._take(self._log_in_call("oauth", {"grant_type": "password"} | given))

    def refresh(self) -> None:
        """``refresh``: the next pair of tokens."""
        given = {name: self.tokens[name] for name in ("client_id", "client_secret", "refresh_token")}
        self._take(self._log_in_call("refresh", {"grant_type": "refresh_token"} | given))

    def push(self, table: str, rows: Sequence[dict[str, Any]]) -> Answer:
        """``saveInterfaceData``: rows of one table; the answer's data with its verdict."""
        answer = self._data_call("saveInterfaceData", {"dataObjName": table, "fileds": list(rows)})
        return dict(answer["returnData"])

    def results(self, start: str, end: str, *, table: str = "", page: int = 1, limit: int = 20) -> tuple[list[Answer], int]:
        """``getResultsByTime``: what became of the batches between two hours (``2023-06-05 14:22:01``), and how many there are."""
        asked = {"startTime": start, "endTime": end, "page": page, "limit": limit, "tableName": table}
        answer = self._data_call("getResultsByTime", asked)
        return list(answer["returnData"]), int(answer["returnCount"])

    def _take(self, data: Answer) -> None:
        self.tokens = data
        self.ends_at = time.time() + float(data["expires_in"])

    def _log_in_call(self, name: str, parameters: dict[str, str]) -> Answer:
        text = rsa_encrypt(self.account["rsa_public_key"], urlencode(parameters).encode(), self.account.get("rsa_padding", "pkcs1"))
        body = urlencode({"cipherText": text}).encode()
        return dict(self._send(LOGIN + name, body, {"Content-Type": "application/x-www-form-urlencoded"})["data"])

    def _data_call(self, name: str, body: Answer) -> Answer:
        """Send signed and encrypted; a token that ended is renewed, a call that was lost is sent again under a new random string."""
        if not self.tokens:
            self.log_in()
        elif time.time() > self.ends_at - EARLY_SECONDS:
            self._renew()
        for left in range(TRIES - 1, -1, -1):
            try:
                return self._send(DATA + name, *self._sealed(body))
            except PushRefused as refusal:
                if refusal.code in {"expired_token", "wrong_token"} and left:
                    self._renew()
                elif refusal.code != "unreachable" or not left:
                    raise
        raise AssertionError("the last try answers or raises")

    def _renew(self) -> None:
        try:
            self.refresh()
        except PushRefused:
            self.log_in()

    def _sealed(self, body: Answer) -> tuple[bytes, dict[str, str]]:
        plain = json.dumps(body, ensure_ascii=False).encode()
        timestamps, random = str(int(time.time() * 1000)), secrets.token_hex(16)
        sm4 = self.account.get("sm4", {})
        key = sm4_key(self.tokens["app_secret"], sm4.get("key_form", "hex"))
        suite = Suite(key, sm4.get("mode", "ecb"), sm4.get("padding", "pkcs7"), bytes.fromhex(sm4.get("iv", "")))
        headers = {
            "Authorization": self.tokens["access_token"],
            "Content-Type": "application/json",
            "app_key": self.tokens["app_key"],
            "timestamps": timestamps,
            "random": random,
            "sign": sign(plain, timestamps, random),
        }
        return json.dumps({"cipherText": suite.encrypt(plain)}).encode(), headers

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        base = self.url.rstrip("/")
        if urlsplit(base).scheme not in {"http", "https"}:
            raise PushRefused(f"“{self.url}”不是网址，应以 https:// 开头。", "unreachable")
        request = Request(base + path, data=body, headers=headers, method="POST")  # noqa: S310  (the scheme was looked at)
        try:
            with urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                return dict(json.load(answer))
        except HTTPError as error:
            raise _refusal(error) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            raise PushRefused(f"连不上{base}：{getattr(error, 'reason', error)}。", "unreachable") from None
        except ValueError:
            raise PushRefused(f"{base}的答复不是JSON，请核对网址。", "unreachable") from None


def _refusal(error: HTTPError) -> PushRefused:
    try:
        said = json.load(error)
    except ValueError:
        return PushRefused(f"服务器答复HTTP {error.code}，没有说明。", "no_words", error.code)
    message = said.get("returnMessage") or said.get("msg") or said.get("message") or ""
    return PushRefused(str(message), str(said.get("error") or said.get("code") or ""), error.code)


def read_rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, UTF-8 or GBK, under the field names of its first line. Raises ``PushRefused``."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise PushRefused("文件既不是UTF-8也不是GBK编码。", "wrong_encoding")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = [{name: value or "" for name, value in row.items() if name} for row in reader]
    if not rows:
        raise PushRefused("文件里没有数据行。", "no_rows")
    return rows


def portions(rows: Sequence[dict[str, str]], size: int) -> Iterator[Sequence[dict[str, str]]]:
    """The rows in portions of at most ``size``."""
    return (rows[at : at + size] for at in range(0, len(rows), size))
