"""Learners as a list names them: by account, with the name as a guard against a slip of the pen."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.models import Learner, LearnerState
from baigong.kernel.errors import at_field

Named = tuple[str, str]
"""Account number and name."""


def what_is_wrong(learner: Learner | None, name: str) -> tuple[str, str] | None:
    """Column and words, or nothing."""
    if learner is None:
        return "account", _("没有这个学分账号。")
    if not same_name(learner.name, name):
        return "name", _("与账户的姓名不符，请核对账号和姓名。")
    if learner.state != LearnerState.ACTIVE:
        return "account", _("账户现在是“%(state)s”。") % {"state": learner.get_state_display()}
    return None


def learners_named(lines: Sequence[Named]) -> list[Learner]:
    """The learners of a list, in its order. Raises ``Refusal`` that names every line that is wrong."""
    if not lines:
        raise at_field("people", _("名单是空的；请一行一人，先写学分账号再写姓名。"), code="empty")
    known = {row.number: row for row in Learner.objects.filter(number__in={account for account, _name in lines})}
    found: dict[str, Learner] = {}
    wrong: list[str] = []
    for place, (account, name) in enumerate(lines, 1):
        learner = known.get(account)
        if (said := what_is_wrong(learner, name)) is not None:
            wrong.append(_("第%(n)d行 %(name)s：%(words)s") % {"n": place, "name": name, "words": said[1]})
        elif account in found:
            wrong.append(_("第%(n)d行 %(name)s：名单里重复。") % {"n": place, "name": name})
        elif learner is not None:
            found[account] = learner
    if wrong:
        raise at_field("people", "".join(wrong[:20]))
    return list(found.values())
