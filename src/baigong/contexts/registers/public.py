"""What delivery and the contexts above may use of registers."""

from __future__ import annotations
