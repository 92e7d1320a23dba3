"""What the pages of the push interface may read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.registers.interface.crypto import sign
from baigong.contexts.registers.interface.refusals import REFUSALS
from baigong.contexts.registers.models import AccountState, Batch, ReturnAccount
from baigong.contexts.registers.services.interface_accounts import suite_of
from baigong.kernel.workflow import Available


@dataclass(frozen=True)
class InterfaceCall:
    """One of the standard's four calls as a school enters it."""

    ALL: ClassVar[list[tuple[str, Any, str]]] = [
        ("oauth", _("登录"), "interface:oauth"),
        ("refresh", _("刷新令牌"), "interface:refresh"),
        ("saveInterfaceData", _("推送数据"), "interface:save"),
        ("getResultsByTime", _("查询结果"), "interface:results"),
    ]
    name: str
    label: Any
    route: str
    base: str

    @property
    def address(self) -> str:
        """The whole address."""
        return self.base + reverse(self.route)


@dataclass(frozen=True)
class WorkedExample:
    """A body signed and encrypted with the account's own key, against which a developer holds what the school's program makes."""

    body: str
    timestamps: str
    random: str
    sign: str
    cipher_text: str


def worked_example(account: ReturnAccount) -> WorkedExample:
    """The result query of a fixed hour. With a random vector the cipher text is only one of many, but the key opens it."""
    body = '{"startTime":"2023-06-05 00:00:00","endTime":"2023-06-05 23:59:59","page":1,"limit":10,"tableName":""}'
    timestamps, random = "1685946121000", "baigong"
    return WorkedExample(body, timestamps, random, sign(body.encode(), timestamps, random), suite_of(account).encrypt(body.encode()))


@dataclass(frozen=True)
class Step:
    """A step of the standard's way to an account: ``done``, ``current`` or ``todo``."""

    label: Any
    state: str


def progress(account: ReturnAccount, *, has_pushed: bool) -> list[Step]:
    """How far an account has come; nothing of one that is closed."""
    if account.state == AccountState.CLOSED:
        return []
    done = [
        (_("申请"), True),
        (pgettext_lazy("接口账号", "开通"), account.state != AccountState.APPLIED),
        (_("生成凭据"), account.credentials_at is not None),
        (_("确认外网地址"), account.state in {AccountState.OPEN, AccountState.SUSPENDED}),
        (_("推送"), has_pushed),
    ]
    current = next((number for number, (_label, is_done) in enumerate(done) if not is_done), len(done))
    return [Step(label, "done" if is_done else "current" if n == current else "todo") for n, (label, is_done) in enumerate(done)]


@dataclass(frozen=True)
class AccountPage:
    """One account of the push interface."""

    account: ReturnAccount
    steps: list[Available]
    progress: list[Step]
    may_set: bool
    may_renew: bool
    credentials: str
    base: str
    calls: list[InterfaceCall]
    example: WorkedExample | None
    pushes: list[Batch]
    events: list[Any]


SAMPLE = Path(__file__).parent / "static" / "registers" / "push_sample.txt"
_PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]")


def _sample_answer() -> dict[str, Any]:
    """An answer to a push of two rows, of which the second is wrong."""
    fault = {
        "num": 2, "pkValue": "0B6E…", "field": "XZM", "fieldName": str(_("学制码")), "code": "not_in_code_set",
        "error": str(_("不在代码集XZDM中")), "howToMend": str(_("填代码集XZDM中的代码")),
    }  # fmt: skip
    verdict = {
        "batchId": "108", "tableName": "ODS_ZZZYSZSJ", "collectNum": 2, "storageNum": 1, "failedNum": 1, "state": "partly", "rows": [fault],
        "notes": [],
    }  # fmt: skip
    data = {"time": "2023-06-05 14:22:01", "verdict": verdict}
    return {"returnCode": "200", "returnMessage": "ok", "returnData": data, "returnCount": None}


def guide_page() -> dict[str, Any]:
    """What the guide for developers shows: the calls, an answer, every refusal by its code, and a program that pushes."""
    forms = {
        "oauth": (_("表单，参数cipherText"), "{code, msg, data}"),
        "refresh": (_("表单，参数cipherText"), "{code, msg, data}"),
        "saveInterfaceData": (_("JSON，带签名的请求头"), "{returnCode, returnMessage, returnData, returnCount}"),
        "getResultsByTime": (_("JSON，带签名的请求头"), "{returnCode, returnMessage, returnData, returnCount}"),
    }
    return {
        "calls": [[label, reverse(route), *forms[name]] for name, label, route in InterfaceCall.ALL],
        "refusals": [[code, status, _PLACEHOLDER.sub("…", str(words)).replace("%%", "%")] for code, (status, words) in REFUSALS.items()],
        "sample": SAMPLE.read_text(encoding="utf-8"),
        "sample_answer": json.dumps(_sample_answer(), ensure_ascii=False, indent=2),
    }
