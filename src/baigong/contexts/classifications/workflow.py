"""The life of an uploaded file: shown as a plan, then loaded as a new edition or put aside."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.access import UPLOAD_POLICY
from baigong.contexts.classifications.models import EditionUpload, UploadState
from baigong.kernel.workflow import StateMachine, Transition
from baigong.kernel.workflow.machines import Effect

EFFECTS: dict[str, Effect] = {}
"""What a transition writes, by its name; ``uploads`` fills it, standing above this module."""


def _effect(step: str) -> Effect:
    def run(upload: EditionUpload, **facts: Any) -> None:
        EFFECTS[step](upload, **facts)

    return run


UPLOAD = StateMachine(
    policy=UPLOAD_POLICY,
    states=UploadState,
    initial=UploadState.READY,
    final=frozenset({UploadState.LOADED, UploadState.DISCARDED}),
    transitions=[
        Transition.of("queue", UploadState.READY, UploadState.LOADING, _("在后台载入"), "queued", effect=_effect("queue")),
        Transition.of(
            "load",
            {UploadState.READY, UploadState.LOADING},
            UploadState.LOADED,
            _("载入为新版本"),
            "loaded",
            effect=_effect("load"),
            todo=_("确认载入代码表新版本"),
        ),
        Transition.of(
            "discard",
            {UploadState.READY, UploadState.LOADING},
            UploadState.DISCARDED,
            _("放弃"),
            "discarded",
            effect=_effect("discard"),
            danger=True,
            explain=_("文件的内容将不再保留，现有版本不受影响。"),
        ),
    ],
)
