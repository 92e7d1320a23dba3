"""Batches that were received, and who may send them."""

from baigong.contexts.registers.models.batches import Batch, BatchState, Channel

__all__ = ["Batch", "BatchState", "Channel"]
