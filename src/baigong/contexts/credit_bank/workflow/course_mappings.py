"""The life of a mapping of courses to a standard: written, then shown to everybody; taken back to be changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_standards import STANDARD_MAPPING_POLICY
from baigong.contexts.credit_bank.models import MappingState, StandardMapping
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = MappingState


def says_something(row: StandardMapping) -> str | None:
    """Some module is taught by some course."""
    if row.covered:
        return None
    return Unmet(gettext("还没有一门课程对应到模块。"), gettext("登记对应关系"), row.get_absolute_url() + "#lines", needs="edit")


STANDARD_MAPPING = StateMachine(
    policy=STANDARD_MAPPING_POLICY,
    states=S,
    initial=S.DRAFT,
    select=("programme", "level__certificate"),
    transitions=[
        step("publish", S.DRAFT, S.PUBLISHED, _("公布"), "published", guard=says_something,
             explain=_("公布后显示在证书页面上，起草转换规则时可以参考。")),
        step("reopen", S.PUBLISHED, S.DRAFT, _("收回修改"), "reopened", reason_required=True),
    ],
)  # fmt: skip
