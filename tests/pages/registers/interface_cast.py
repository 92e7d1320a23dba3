"""A school with an account of the push interface, and a caller that makes each call by hand, so that a test can spoil any part of it."""

from __future__ import annotations

import json
import time
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.registers.interface.crypto import Suite, rsa_encrypt, sign, sm4_key
from baigong.contexts.registers.models import ReturnAccount
from baigong.contexts.registers.services.interface_accounts import apply_for_account, renew_credentials
from baigong.kernel.access import SYSTEM
from baigong.kernel.workflow import fire
from tests.builders import SOME_TIME, a_body

EDITION, PROGRAMMES = "SZJZ-ZZ-V2.2.0", "ODS_ZZZYSZSJ"
HOME = "127.0.0.1"
_numbers = count(1)


def a_school(**facts: Any) -> Organisation:
    """A secondary school with its code."""
    return a_body(kind=OrganisationKind.SECONDARY_SCHOOL, moe_code=f"3162{next(_numbers):06d}", **facts)


def an_account(school: Organisation | None = None, *, networks: tuple[str, ...] = (HOME,), now: datetime = SOME_TIME, **settings: str):
    """An account in use, with its account file."""
    row = apply_for_account(
        actor=SYSTEM, now=now, organisation=school or a_school(), standard=EDITION, applicant="王老师", phone="0935-1", networks=networks,
        settings=settings,
    )  # fmt: skip
    fire(row, "issue", actor=SYSTEM, now=now)
    file = renew_credentials(actor=SYSTEM, now=now, account=row)
    fire(row, "register", actor=SYSTEM, now=now)
    return ReturnAccount.objects.select_related("organisation").get(pk=row.pk), file


def programme(number: int, school: Organisation, **changes: Any) -> dict[str, Any]:
    """A sound row of 专业设置 of a school."""
    row = {
        "ZJSJWYXBS": f"{number:032X}", "XXDM": school.moe_code, "ZYMC": "作物生产技术", "ZYDM": "610101", "PZSZNY": "201503",
        "SCZSNY": "201509", "XZM": "3", "SFZDZY": "0", "SJCJSJ": "20220601 080000",
    }  # fmt: skip
    return row | changes


class ByHand:
    """Makes the four calls of an account; what is named in a call replaces what a sound one would send."""

    def __init__(self, file: dict[str, Any], address: str = HOME):
        self.file, self.address, self.client = file, address, Client()
        self.token: dict[str, Any] = {}

    @property
    def suite(self) -> Suite:
        """How bodies are encrypted."""
        sm4 = self.file["sm4"]
        return Suite(sm4_key(self.file["app_secret"], sm4["key_form"]), sm4["mode"], sm4["padding"], bytes.fromhex(sm4["iv"]))

    def log_in(self, **spoilt: str) -> Any:
        """``oauth``; keeps the token it is given."""
        given = {name: self.file[name] for name in ("client_id", "username", "password")}
        answer = self._form("oauth", {"grant_type": "password"} | given | spoilt)
        self.token = answer.json()["data"] or self.token
        return answer

    def refresh(self, **spoilt: str) -> Any:
        """``refresh``; keeps the token it is given."""
        given = {name: self.token[name] for name in ("client_id", "client_secret", "refresh_token")}
        answer = self._form("refresh", {"grant_type": "refresh_token"} | given | spoilt)
        self.token = answer.json()["data"] or self.token
        return answer

    def _form(self, name: str, given: dict[str, str]) -> Any:
        text = rsa_encrypt(self.file["rsa_public_key"], urlencode(given).encode(), self.file["rsa_padding"])
        form = urlencode({"cipherText": text})
        return self.client.post(reverse(f"interface:{name}"), form, "application/x-www-form-urlencoded", REMOTE_ADDR=self.address)

    def push(self, *rows: dict[str, Any], table: str = PROGRAMMES, key: str = "fileds", **spoilt: Any) -> Any:
        """``saveInterfaceData``."""
        return self.call("save", {"dataObjName": table, key: list(rows)}, **spoilt)

    def results(self, **asked: Any) -> Any:
        """``getResultsByTime``; every push unless asked otherwise."""
        everything = {"startTime": "2000-01-01 00:00:00", "endTime": "2099-01-01 00:00:00", "page": 1, "limit": 20, "tableName": ""}
        return self.call("results", everything | asked)

    def call(
        self, name: str, body: Any = None, *, plain: bytes | None = None, signed: bytes | None = None, at: float | None = None,
        random: str = "", raw: bytes | None = None, **headers: str,
    ) -> Any:  # fmt: skip
        """A data call. ``plain``: the bytes before encryption; ``signed``: what the signature is made over; ``raw``: the whole body."""
        plain = json.dumps(body, ensure_ascii=False).encode() if plain is None else plain
        timestamps, random = str(int((time.time() if at is None else at) * 1000)), random or f"r{next(_numbers)}"
        sound = {
            "HTTP_AUTHORIZATION": self.token.get("access_token", ""), "HTTP_APP_KEY": self.file["app_key"], "HTTP_TIMESTAMPS": timestamps,
            "HTTP_RANDOM": random, "HTTP_SIGN": sign(plain if signed is None else signed, timestamps, random), "REMOTE_ADDR": self.address,
        }  # fmt: skip
        data = json.dumps({"cipherText": self.suite.encrypt(plain)}).encode() if raw is None else raw
        return self.client.generic("POST", reverse(f"interface:{name}"), data, "application/json", **(sound | headers))
