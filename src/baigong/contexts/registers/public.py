"""What delivery and the contexts above may use of registers."""

from __future__ import annotations

from baigong.contexts.registers.access import BATCH_POLICY, DUTY_POLICY
from baigong.contexts.registers.lake.columns import HASH, MASK
from baigong.contexts.registers.lake.state import BATCH, BODY, current
from baigong.contexts.registers.models import Batch, BatchState, Channel, Duty
from baigong.contexts.registers.selectors.calendar import Account, Owed, Standing, accounts
from baigong.contexts.registers.services.duties import set_duty
from baigong.contexts.registers.services.receiving import Receipt, Source, receive
from baigong.contexts.registers.standard import Standard, StandardTable, all_standards, find_standard, find_table

__all__ = [
    "BATCH",
    "BATCH_POLICY",
    "BODY",
    "DUTY_POLICY",
    "HASH",
    "MASK",
    "Account",
    "Batch",
    "BatchState",
    "Channel",
    "Duty",
    "Owed",
    "Receipt",
    "Source",
    "Standard",
    "StandardTable",
    "Standing",
    "accounts",
    "all_standards",
    "current",
    "find_standard",
    "find_table",
    "receive",
    "set_duty",
]
