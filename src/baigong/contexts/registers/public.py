"""What delivery and the contexts above may use of registers."""

from __future__ import annotations

from baigong.contexts.registers.access import BATCH_POLICY, DUTY_POLICY
from baigong.contexts.registers.interface.client import Pusher, PushRefused
from baigong.contexts.registers.lake.columns import HASH, MASK, ROW
from baigong.contexts.registers.lake.state import BATCH, BODY, current
from baigong.contexts.registers.models import Batch, BatchState, Channel, Draft, ReturnAccount, ReturnDuty
from baigong.contexts.registers.selectors.calendar import Account, Owed, Standing, accounts
from baigong.contexts.registers.selectors.senders import bodies_that_owe
from baigong.contexts.registers.services.duties import set_duty
from baigong.contexts.registers.services.interface_accounts import apply_for_account, renew_credentials
from baigong.contexts.registers.services.quality import assess
from baigong.contexts.registers.services.receiving import Receipt, Source, receive
from baigong.contexts.registers.services.unsealing import unsealed
from baigong.contexts.registers.services.uploading import confirm, prepare
from baigong.contexts.registers.standard import Standard, StandardField, StandardTable, all_standards, find_standard, find_table

__all__ = [
    "BATCH",
    "BATCH_POLICY",
    "BODY",
    "DUTY_POLICY",
    "HASH",
    "MASK",
    "ROW",
    "Account",
    "Batch",
    "BatchState",
    "Channel",
    "Draft",
    "Owed",
    "PushRefused",
    "Pusher",
    "Receipt",
    "ReturnAccount",
    "ReturnDuty",
    "Source",
    "Standard",
    "StandardField",
    "StandardTable",
    "Standing",
    "accounts",
    "all_standards",
    "apply_for_account",
    "assess",
    "bodies_that_owe",
    "confirm",
    "current",
    "find_standard",
    "find_table",
    "prepare",
    "receive",
    "renew_credentials",
    "set_duty",
    "unsealed",
]
