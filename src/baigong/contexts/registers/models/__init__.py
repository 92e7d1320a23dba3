"""Batches that were received, files that wait to be confirmed, and who may send."""

from baigong.contexts.registers.models.batches import Batch, BatchState, Channel
from baigong.contexts.registers.models.drafts import Draft
from baigong.contexts.registers.models.duties import Duty

__all__ = ["Batch", "BatchState", "Channel", "Draft", "Duty"]
