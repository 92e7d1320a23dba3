"""What the engine and the database refuse, in words for people: what happened and what to do."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.engines.ledger.entries import Faulty
from baigong.kernel.errors import Conflict, Refusal

_FAULTS = {
    "unbalanced": gettext_lazy("付出与收入不相等"),
    "not_an_integer": gettext_lazy("数额不是整数；学分最多写两位小数"),
    "amount_out_of_range": gettext_lazy("数额应大于0且不过大"),
    "account_twice": gettext_lazy("付出账户与收入账户相同"),
    "wrong_accounts": gettext_lazy("账户与记账类别不符"),
    "not_plain": gettext_lazy("含有换行、制表符或反斜杠"),
    "required": gettext_lazy("没有填写"),
    "not_a_digest": gettext_lazy("不是佐证材料的摘要（SHA-256）"),
    "in_the_future": gettext_lazy("日期还没有到"),
}
_FIELDS = {
    "key": gettext_lazy("幂等键"),
    "lines": gettext_lazy("账户"),
    "account": gettext_lazy("账户"),
    "amount": gettext_lazy("数额"),
    "occurred_on": gettext_lazy("发生日期"),
    "outcome": gettext_lazy("学习成果"),
    "target": gettext_lazy("认定目标"),
    "purpose": gettext_lazy("用途"),
    "decision": gettext_lazy("决定"),
    "rule": gettext_lazy("规则版本"),
    "evidence": gettext_lazy("佐证摘要"),
    "reason": gettext_lazy("理由"),
    "reverses": gettext_lazy("所冲正的记账"),
}

_TWICE = gettext_lazy("学习成果在这里已经入账或使用过，没有重复记账；要改变用途，先冲正原来的记账。")
_REVERSED = gettext_lazy("这笔记账已经冲正过，没有再次冲正。")
_KEY = gettext_lazy("同一幂等键的记账刚由他人写入，没有重复记账；请查看已有的记账。")
_WORDS: dict[str, tuple[str, Any]] = {
    "posting_outcome_once": ("used_twice", _TWICE),
    "credit_bank_posting.outcome": ("used_twice", _TWICE),
    "posting_reversed_once": ("reversed_twice", _REVERSED),
    "reverses_id": ("reversed_twice", _REVERSED),
    "posting_key_once": ("key_known", _KEY),
    "credit_bank_posting.key": ("key_known", _KEY),
    "account_within_ceiling": ("over_ceiling", gettext_lazy("超过了在这一目标可使用的学分上限，没有记账；请核对已使用的学分。")),
    "account_not_below_zero": ("below_zero", gettext_lazy("账户余额不足，没有记账；请先查看学分账户。")),
    "account_not_above_zero": ("above_zero", gettext_lazy("付出账户不能有余额，没有记账；请核对所冲正的记账。")),
    "ledger_wrong_accounts": ("wrong_accounts", gettext_lazy("账户与记账类别或所冲正的记账不符，没有记账。")),
    "posting_plain": ("not_plain", gettext_lazy("文字中含有换行、制表符或反斜杠，没有记账；请改写后再试。")),
    "ledger_wrong_turn": ("used_twice", _TWICE),
    "ledger_levels_added": ("levels_added", gettext_lazy("同类成果的另一级别已在这一目标使用；高级别取代低级别，请先冲正低级别的使用。")),
    "ledger_used_though_revoked": ("revoked", gettext_lazy("学习成果的认定已经撤销，不能再使用。")),
    "ledger_still_used": ("still_used", gettext_lazy("学习成果还在使用中，不能只冲正存入；请把各目标的使用一并冲正。")),
    "ledger_wrong_isolation": ("wrong_isolation", gettext_lazy("记账须在“读已提交”的事务中进行，没有记账；请由系统管理员检查数据库设置。")),
    "ledger_epoch_sealed": ("epoch_sealed", gettext_lazy("记账时所在区间刚好封存，没有记账；请重试。")),
}


def refused(fault: Faulty) -> Refusal:
    """What the engine says of a posting that is wrong in itself."""
    field = str(_FIELDS.get(fault.field, fault.field))
    what = str(_FAULTS.get(fault.code, fault.code))
    return Refusal(_("没有记账：%(field)s%(what)s。") % {"field": field, "what": what}, code=fault.code)


def explained(error: IntegrityError | OperationalError) -> Exception:
    """A refusal of the database as ours; the error itself where it is none of the ledger's."""
    said = f"{error} {getattr(getattr(error.__cause__, 'diag', None), 'constraint_name', '')}"
    for name, (code, words) in _WORDS.items():
        if name in said:
            return Conflict(str(words), code=code)
    if "deadlock" in said:
        return Conflict(_("另一笔记账正在办理同一账户，这一笔没有记账；请重试。"), code="busy")
    return error
