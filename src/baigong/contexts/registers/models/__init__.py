"""Batches that were received, files that wait to be confirmed, and who may send."""

from baigong.contexts.registers.models.batches import Batch, BatchState, Channel
from baigong.contexts.registers.models.drafts import Draft
from baigong.contexts.registers.models.duties import ReturnDuty
from baigong.contexts.registers.models.interface import (
    AccountState,
    CipherMode,
    CipherPadding,
    KeyForm,
    ReturnAccount,
    ReturnNonce,
    ReturnToken,
    RsaPadding,
)

__all__ = [
    "AccountState",
    "Batch",
    "BatchState",
    "Channel",
    "CipherMode",
    "CipherPadding",
    "Draft",
    "KeyForm",
    "ReturnAccount",
    "ReturnDuty",
    "ReturnNonce",
    "ReturnToken",
    "RsaPadding",
]
