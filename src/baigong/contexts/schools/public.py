"""What delivery and the contexts above may use of schools."""

from __future__ import annotations
