"""A reconciliation in words: each difference with its record and what to do, each line of movements with its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.ledger.movements import KINDS
from baigong.contexts.credit_bank.ledger.verifying import words_of
from baigong.contexts.credit_bank.models import AccountKind, Reconciliation, shown
from baigong.engines.ledger.checking import Problem

_ASK_OFFICE = _("由学分银行查明后按文件冲正，或由认定单位重新办理。")
WORDS: dict[str, tuple[Any, Any]] = {
    "opening_differs": (
        _("“%(about)s”的期初余额与上一期签署的期末余额不符"), _("查明上一期报告签署以后账有没有被改动：运行 baigong ledger verify。")
    ),
    "no_deposit": (_("已认定的成果没有存入学分账（学分账号%(about)s）"), _("由认定单位撤销后重新认定，入账时间以重新认定为准。")),
    "deposit_differs": (_("认定学分与存入学分不等（学分账号%(about)s）"), _ASK_OFFICE),
    "deposit_elsewhere": (_("成果存入了别人的学分账户（应为%(about)s）"), _ASK_OFFICE),
    "deposit_without_outcome": (_("存入的学分没有对应的已认定成果（%(about)s）"), _("打开这笔记账，查明依据；没有依据的冲正。")),
    "use_differs": (_("同意的转换学分与账上使用的不等（学分账号%(about)s）"), _("撤销这件转换后重新办理。")),
    "use_without_conversion": (_("账上使用了学分，但转换没有同意或已撤销"), _("打开这件转换，把没有冲正的使用逐笔冲正。")),
    "used_though_not_recognised": (_("使用的成果已不是“已认定”（%(about)s）"), _("冲正这笔使用；免修随之失效，告知学校。")),
    "set_free_though_granted": (_("转换仍有效，使用却被冲正（%(about)s）"), _("撤销这件转换后重新办理，或说明冲正依据。")),
    "credential_without_outcome": (_("电子凭证仍有效，所证明的成果已不是“已认定”（%(about)s）"), _("撤销这份电子凭证。")),
    "certificate_without_outcome": (_("证书登记有效，账上没有对应的已认定成果（%(about)s）"), _("补认定这项成果，或撤销证书登记。")),
    "enrolment_differs": (_("跨校选课的互认学分与账上使用的不等（学分账号%(about)s）"), _("撤销这件互认后重新办理。")),
    "use_without_enrolment": (_("账上使用了学分，但跨校选课没有互认或已撤销"), _("打开这件选课，把没有冲正的使用逐笔冲正。")),
    "not_sealed": (_("%(about)s笔记账超过一小时没有封存"), _("查看后台任务“封存学分记账”是否正常运行。")),
    "certificates_differ": (
        _("%(about)s返回的名册里有%(record)d张证书，学分银行已认定其中%(ledger)d张"),
        _("通知学校把其余证书批量存入，或更正名册里的证书编号。"),
    ),
}  # fmt: skip
COUNTS = {"certificates_differ"}
"""Where the two amounts are numbers of records, not credits."""
PAGES = {
    "outcome": "credit_bank:outcome", "conversion": "credit_bank:conversion", "posting": "credit_bank:posting",
    "credential": "credit_bank:credential", "certificate": "credit_bank:x-certificate", "enrolment": "credit_bank:enrolment",
    "reconciliation": "credit_bank:reconciliation",
}  # fmt: skip
COLUMNS = (_("期初"), _("存入"), _("转移"), _("使用"), _("冲正"), _("失效"), _("期末"))


@dataclass(frozen=True)
class Told:
    """A difference in words; ``url``: the page of its record, where it has one."""

    what: str
    how: str
    at: str
    url: str
    record: str
    ledger: str


def told(found: Mapping[str, Any]) -> Told:
    """A difference as it was kept, in words."""
    kind, at = str(found["kind"]), str(found["at"])
    name, _colon, number = at.partition(":")
    url = reverse(PAGES[name], args=[int(number)]) if name in PAGES and number.isdigit() else ""
    if kind.startswith("ledger:"):
        words = words_of(Problem(kind.removeprefix("ledger:"), str(found["about"])))
        return Told(words, str(_("学分账本身有误，不要再记账；请系统管理员运行 baigong ledger verify 查明。")), "", "", "", "")
    what, how = WORDS[kind]
    amounts = [_amount(kind, found[side]) for side in ("record", "ledger")]
    return Told(str(what) % _facts(found), str(how), at if url else "", url, *amounts)


def _facts(found: Mapping[str, Any]) -> dict[str, Any]:
    about = dict(AccountKind.choices).get(str(found["about"]), found["about"])
    return {"about": about, "record": found["record"] or 0, "ledger": found["ledger"] or 0}


def _amount(kind: str, units: int | None) -> str:
    if units is None:
        return ""
    return str(units) if kind in COUNTS else shown(units)


def told_all(row: Reconciliation) -> list[Told]:
    """All that were kept."""
    return [told(found) for found in row.result.get("differences", [])]


def movement_table(row: Reconciliation, which: str) -> tuple[list[str], list[list[str]]]:
    """The same for a screen: the heads and rows without movements of a kind that there are none of."""
    rows = movement_rows(row, which)
    last = len(COLUMNS)
    kept = [place for place in range(1, last + 1) if place in (1, last) or any(line[place] != "0" for line in rows)]
    return [str(COLUMNS[place - 1]) for place in kept], [[line[0], *(line[place] for place in kept)] for line in rows]


def movement_rows(row: Reconciliation, which: str) -> list[list[str]]:
    """``accounts``, ``sources`` or ``targets`` as a table: the name, opening, movements, closing."""
    names: Mapping[str, str] = row.result.get("names", {})
    kinds = {str(value): str(label) for value, label in AccountKind.choices}
    order = list(kinds)
    lines: Sequence[Mapping[str, Any]] = row.result.get(which, [])
    if which == "accounts":
        lines = sorted(lines, key=lambda line: order.index(line["of"]))
    return [
        [names.get(line["of"], kinds.get(line["of"], line["of"])), *(shown(line[part]) for part in ("opening", *KINDS, "closing"))]
        for line in lines
    ]
