"""Batches that were received, files that wait to be confirmed, who may send, and how good what came is."""

from baigong.contexts.registers.models.batches import Batch, BatchState, Channel
from baigong.contexts.registers.models.drafts import Draft
from baigong.contexts.registers.models.duties import ReturnDuty
from baigong.contexts.registers.models.interface import (
    AccountState,
    CipherMode,
    CipherPadding,
    KeyForm,
    RefusedLogIn,
    ReturnAccount,
    ReturnNonce,
    ReturnToken,
    RsaPadding,
)
from baigong.contexts.registers.models.quality import FindingKind, QualityFinding, TableCoverage

__all__ = [
    "AccountState",
    "Batch",
    "BatchState",
    "Channel",
    "CipherMode",
    "CipherPadding",
    "Draft",
    "FindingKind",
    "KeyForm",
    "QualityFinding",
    "RefusedLogIn",
    "ReturnAccount",
    "ReturnDuty",
    "ReturnNonce",
    "ReturnToken",
    "RsaPadding",
    "TableCoverage",
]
