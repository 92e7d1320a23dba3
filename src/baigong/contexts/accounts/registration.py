"""What the context registers with the kernel."""

from __future__ import annotations

from baigong.contexts.accounts import access, workflow  # noqa: F401  (policies and machine register themselves)
