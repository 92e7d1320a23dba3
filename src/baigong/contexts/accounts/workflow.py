"""The life of a hand-over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.accounts.access import HAND_OVERS
from baigong.contexts.accounts.models import HandOver, HandOverState
from baigong.kernel.workflow import StateMachine, Transition


def _has_successor(row: HandOver) -> str | None:
    return None if row.successor_id else _("还没有确定接替账号。请在移交页选择已有账号，或邀请接替人。")


def _has_invitation(row: HandOver) -> str | None:
    waiting = row.invitations.filter(accepted_at=None, withdrawn_at=None).exists()
    return None if waiting else _("还没有发出邀请。请在移交页邀请接替人。")


def _has_no_invitation(row: HandOver) -> str | None:
    waiting = row.invitations.filter(accepted_at=None, withdrawn_at=None).exists()
    return _("邀请还有效，请先撤回邀请。") if waiting else None


def _close(row: HandOver, *, actor: Any, now: Any, reason: str, **facts: Any) -> None:
    row.closed_at, row.note = now, reason or row.note
    row.save(update_fields=["closed_at", "note"])


HAND_OVER = StateMachine(
    policy=HAND_OVERS,
    states=HandOverState,
    initial=HandOverState.OPEN,
    transitions=[
        Transition.of(
            "hand", (HandOverState.OPEN, HandOverState.INVITED), HandOverState.DONE, gettext_lazy("移交给已有账号"), "handed",
            guard=_has_successor, effect=_close, todo=gettext_lazy("职务换人，账号待移交"), due="on",
        ),
        Transition.of(
            "invite", (HandOverState.OPEN, HandOverState.INVITED), HandOverState.INVITED, gettext_lazy("邀请接替人"), "invited",
            guard=_has_invitation,
        ),
        Transition.of(
            "take_up", HandOverState.INVITED, HandOverState.DONE, gettext_lazy("接替人已就位"), "taken_up",
            guard=_has_successor, effect=_close,
        ),
        Transition.of(
            "reopen", HandOverState.INVITED, HandOverState.OPEN, gettext_lazy("重新办理"), "reopened", guard=_has_no_invitation
        ),
        Transition.of(
            "set_aside", HandOverState.OPEN, HandOverState.SET_ASIDE, gettext_lazy("不需移交"), "set_aside",
            effect=_close, reason_required=True, danger=True,
            explain=gettext_lazy("原账号随职务的授权已经结束；不再有人接替。以后需要时可直接邀请。"),
        ),
    ],
    final=frozenset({HandOverState.DONE, HandOverState.SET_ASIDE}),
)  # fmt: skip
